package qrsign

import (
	"strings"
	"unicode"

	"mingshi/internal/disclosure"
)

// alphabet is Douglas Crockford's base32, which leaves out I, L, O and U: nobody can mistake a character of a board for
// another one. The index of a character is its value.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// bitsPerCharacter is what one character of the alphabet carries.
const bitsPerCharacter = 5

// encode writes the lowest n × 5 bits of v, the most significant first.
func encode(v uint64, n int) string {
	text := make([]byte, n)
	for i := n - 1; i >= 0; i-- {
		text[i] = alphabet[v%uint64(len(alphabet))]
		v >>= bitsPerCharacter
	}
	return string(text)
}

// decode reads what encode wrote. s holds at most 12 characters, all of the alphabet.
func decode(s string) uint64 {
	var v uint64
	for i := range len(s) {
		v = v<<bitsPerCharacter | uint64(strings.IndexByte(alphabet, s[i])) //nolint:gosec // 0–31: s is of the alphabet
	}
	return v
}

// isCanonical reports whether s is n characters of the alphabet and nothing else.
func isCanonical(s string, n int) bool {
	return len(s) == n && strings.Trim(s, alphabet) == ""
}

// normalise brings what a person typed into n characters of the alphabet. The errors name a position and at most one
// character, never the whole text: a mistyped code is close to a genuine one and must not end up in a log.
func normalise(operation, typed string, n int) (string, error) {
	text := make([]byte, 0, n)
	count := 0
	for _, r := range typed {
		if isSeparator(r) {
			continue
		}
		count++
		c, ok := fold(r)
		if !ok {
			return "", disclosure.Errorf(disclosure.Invalid,
				"%s: character %d is %q, want %d digits or letters other than U, with or without spaces and hyphens",
				operation, count, r, n)
		}
		if count <= n {
			text = append(text, c)
		}
	}
	if count != n {
		return "", disclosure.Errorf(disclosure.Invalid,
			"%s: %d characters, want %d without counting spaces and hyphens", operation, count, n)
	}
	return string(text), nil
}

// minus is the one dash that Unicode counts among the signs of mathematics; keyboards give it all the same.
const minus = '\u2212'

// isSeparator reports whether r only divides groups: every kind of white space (the ideographic space U+3000, which
// Chinese keyboards give as the full-width one, among them) and every kind of dash.
func isSeparator(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == minus
}

// Full-width forms U+FF01 to U+FF5E, which Chinese keyboards give, repeat ASCII at this distance.
const (
	fullWidthFirst = '\uFF01'
	fullWidthLast  = '\uFF5E'
	fullWidthShift = fullWidthFirst - '!'
)

// fold gives the character of the alphabet that r stands for: full width is half width, lower case is upper case, and the
// letters that the alphabet leaves out because they look like digits are those digits.
func fold(r rune) (byte, bool) {
	if fullWidthFirst <= r && r <= fullWidthLast {
		r -= fullWidthShift
	}
	if r > unicode.MaxASCII {
		return 0, false
	}
	c := byte(r) //nolint:gosec // ASCII
	if 'a' <= c && c <= 'z' {
		c -= 'a' - 'A'
	}
	switch c {
	case 'O':
		c = '0'
	case 'I', 'L':
		c = '1'
	}
	return c, strings.IndexByte(alphabet, c) >= 0
}
