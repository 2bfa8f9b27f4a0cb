package uscc

import (
	"strings"
	"unicode"
)

// Full-width forms U+FF01 to U+FF5E repeat ASCII at this distance.
const (
	fullWidthFirst = '！'
	fullWidthLast  = '～'
	fullWidthShift = fullWidthFirst - '!'
)

// Normalize brings a typed code to its normal form: half-width, upper case,
// without spaces and invisible characters anywhere. It judges nothing and
// keeps every other character, so that a wrong code can be shown as it was.
func Normalize(s string) string {
	if isNormal(s) {
		return s
	}
	return strings.Map(normalRune, s)
}

// isNormal spares the copy for the many codes that are right already.
func isNormal(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7F || 'a' <= c && c <= 'z' {
			return false
		}
	}
	return true
}

func normalRune(r rune) rune {
	if r >= fullWidthFirst && r <= fullWidthLast {
		r -= fullWidthShift
	}
	if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
		return -1
	}
	return unicode.ToUpper(r)
}
