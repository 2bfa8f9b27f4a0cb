package sheet

import (
	"bytes"
	"math"
	"strconv"
)

const (
	// significantDigits is how many digits of a number a spreadsheet knows; what the file holds behind them is the
	// noise of binary fractions.
	significantDigits = 15
	// days1904 is by how much serial numbers of the 1904 date system are smaller than those of the 1900 system.
	days1904 = 1462
	// maxPlainNumber is up to where a number is written without an exponent.
	maxPlainNumber = 1e21
)

// appendNumber adds a number cell's value to dst as a person reads it: 15 significant digits, no exponent, no trailing
// zeros. What is no number stays as it is.
func appendNumber(dst, value []byte, shift float64) []byte {
	value = bytes.TrimSpace(value)
	if shift == 0 && isPlain(value) {
		return append(dst, value...)
	}
	n, err := strconv.ParseFloat(string(value), 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return append(dst, value...)
	}
	var digits [32]byte
	rounded, err := strconv.ParseFloat(string(strconv.AppendFloat(digits[:0], n+shift, 'g', significantDigits, 64)), 64)
	if err != nil {
		return append(dst, value...)
	}
	if rounded == 0 {
		return append(dst, '0')
	}
	if math.Abs(rounded) >= maxPlainNumber {
		return strconv.AppendFloat(dst, rounded, 'g', -1, 64)
	}
	return strconv.AppendFloat(dst, rounded, 'f', -1, 64)
}

// isPlain recognises what needs no rounding: an optional sign, at most 15 digits, perhaps a point between them, neither
// a leading nor a trailing zero too many.
func isPlain(value []byte) bool {
	digits := bytes.TrimPrefix(value, []byte{'-'})
	if len(digits) == 0 || len(digits) > significantDigits {
		return false
	}
	point := -1
	for i, c := range digits {
		switch {
		case c == '.' && point < 0:
			point = i
		case c < '0' || c > '9':
			return false
		}
	}
	if point == 0 || point == len(digits)-1 || (point > 0 && digits[len(digits)-1] == '0') {
		return false
	}
	return digits[0] != '0' || point == 1 || (len(digits) == 1 && len(value) == 1)
}

// appendISODate adds the value of a date cell (type "d", ISO 8601) to dst, written as clerks do.
func appendISODate(dst, value []byte) []byte {
	value = bytes.TrimSuffix(bytes.TrimSpace(value), []byte{'Z'})
	day, clock, ok := bytes.Cut(value, []byte{'T'})
	if !ok {
		return append(dst, value...)
	}
	dst = append(dst, day...)
	clock, _, _ = bytes.Cut(clock, []byte{'.'})
	if string(clock) == "00:00:00" {
		return dst
	}
	return append(append(dst, ' '), clock...)
}
