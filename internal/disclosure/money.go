package disclosure

import (
	"fmt"
	"strings"
)

// Fen is an amount of money: one hundredth of a yuan.
type Fen int64

// The standard's columns are in 万元 (10 000 yuan) with six decimals, so its last place is one fen.
const (
	fenPerYuan  = 100
	wanDecimals = 6
	fenPerWan   = 1_000_000
)

// The most digits before the point: an amount of the greatest 万元 still fits an int64 of fen, and every amount that
// ParseWan takes is one that ParseYuan reads back.
const (
	maxWanDigits  = 12
	maxYuanDigits = maxWanDigits + 4
)

// ParseWan reads an amount in 万元: a non-negative decimal of at most six places, as the standard's columns hold it
// ("0.8" is 8 000 yuan). Anything else is kind Invalid.
func ParseWan(s string) (Fen, error) {
	whole, fraction, hasPoint := strings.Cut(s, ".")
	if !digits(whole) || len(whole) > maxWanDigits || len(fraction) > wanDecimals || (hasPoint && !digits(fraction)) {
		return 0, Errorf(Invalid, "amount %q: want a non-negative decimal of at most %d places", s, wanDecimals)
	}
	var n int64
	for _, c := range whole + fraction + strings.Repeat("0", wanDecimals-len(fraction)) {
		n = n*10 + int64(c-'0')
	}
	return Fen(n), nil
}

// ParseYuan reads an amount in yuan with at most two decimals, as it stands in a penalty's text ("13000", "80.50").
func ParseYuan(s string) (Fen, error) {
	whole, fraction, hasPoint := strings.Cut(s, ".")
	if !digits(whole) || len(whole) > maxYuanDigits || len(fraction) > 2 || (hasPoint && !digits(fraction)) {
		return 0, Errorf(Invalid, "amount %q: want yuan with at most two decimals", s)
	}
	var n int64
	for _, c := range whole + fraction + strings.Repeat("0", 2-len(fraction)) {
		n = n*10 + int64(c-'0')
	}
	return Fen(n), nil
}

// Yuan gives the amount in yuan with two decimals, as our JSON shows it ("8000.00").
func (f Fen) Yuan() string { return fmt.Sprintf("%d.%02d", f/fenPerYuan, f%fenPerYuan) }

// Wan gives the amount in 万元 with up to six decimals, as the standard's columns hold it ("0.8").
func (f Fen) Wan() string {
	s := fmt.Sprintf("%d.%06d", f/fenPerWan, f%fenPerWan)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// MarshalJSON writes yuan as a string with two decimals.
func (f Fen) MarshalJSON() ([]byte, error) { return []byte(`"` + f.Yuan() + `"`), nil }

// UnmarshalJSON reads what MarshalJSON writes.
func (f *Fen) UnmarshalJSON(raw []byte) error {
	parsed, err := ParseYuan(strings.Trim(string(raw), `"`))
	*f = parsed
	return err
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
