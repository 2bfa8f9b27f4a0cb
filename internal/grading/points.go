package grading

import (
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
)

// Points are points of a score table, in hundredths: 0.25 and 0.4 occur in the tables, and comparisons have to be exact.
type Points int64

// point is one whole point.
const point Points = 100

// maxWholeDigits keeps every sum and product of points far inside int64.
const maxWholeDigits = 6

// ParsePoints reads a plain decimal: digits, and after a point one or two more ("88", "88.5", "0.25"). No sign, no
// exponent, no blanks, at most six digits before the point. Anything else is of kind Invalid.
func ParsePoints(s string) (Points, error) {
	whole, fraction, hasPoint := strings.Cut(s, ".")
	if !isDigits(whole, maxWholeDigits) || hasPoint && !isDigits(fraction, 2) {
		return 0, disclosure.Errorf(disclosure.Invalid, "points %q: want a number of at most two decimals", s)
	}
	hundredths, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	if err != nil {
		return 0, disclosure.Errorf(disclosure.Invalid, "points %q: %w", s, err)
	}
	return Points(hundredths), nil
}

// isDigits reports whether s consists of 1 to limit ASCII digits.
func isDigits(s string, limit int) bool {
	if s == "" || len(s) > limit {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// String gives the shortest decimal: "88.5", "60", "0.25".
func (p Points) String() string {
	sign, hundredths := "", uint64(p) //nolint:gosec // a negative one is turned round below
	if p < 0 {
		sign, hundredths = "-", -hundredths
	}
	// One point more, so that there are always two digits to cut off.
	digits := strconv.FormatUint(hundredths+uint64(point), 10)
	fraction := strings.TrimRight(digits[len(digits)-2:], "0")
	whole := sign + strconv.FormatUint(hundredths/uint64(point), 10)
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// MarshalText writes the decimal of String; in JSON points are strings, so that no reader turns them into binary
// fractions.
func (p Points) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePoints reads.
func (p *Points) UnmarshalText(text []byte) error {
	parsed, err := ParsePoints(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}
