package privacy

import (
	"strings"
	"unicode/utf8"
)

// Credit codes are public and must not be taken for personal numbers. The
// arithmetic is that of GB 32100-2015; leaves do not import each other, so the
// few lines of it stand here again.
const (
	creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	creditLength   = 18
	creditBase     = 3
)

// isCreditCode reports whether code, in half-width upper case, is a valid
// credit code.
func isCreditCode(code string) bool {
	if len(code) != creditLength {
		return false
	}
	sum, weight, n := 0, 1, len(creditAlphabet)
	for i := range creditLength - 1 {
		value := strings.IndexByte(creditAlphabet, code[i])
		if value < 0 {
			return false
		}
		sum += value * weight
		weight = weight * creditBase % n
	}
	return code[creditLength-1] == creditAlphabet[(n-sum%n)%n]
}

// insideCreditCode reports whether s belongs to a credit code with letters.
func (c candidate) insideCreditCode(s span) bool {
	if c.standsAlone(s) {
		return false
	}
	start, end := s.start, s.end
	for start > c.bound && s.start-start <= creditLength*wideSize {
		ch, size := utf8.DecodeLastRuneInString(c.text[:start])
		if !isCodeRune(ch) {
			break
		}
		start -= size
	}
	for end < len(c.text) && end-s.end <= creditLength*wideSize {
		ch, size := utf8.DecodeRuneInString(c.text[end:])
		if !isCodeRune(ch) {
			break
		}
		end += size
	}
	return isCreditCode(fold(c.text[start:end]))
}

func isCodeRune(ch rune) bool {
	ch = halfWidth(ch)
	return ch < utf8.RuneSelf && isAlphanumeric(byte(ch)) //nolint:gosec // ASCII
}
