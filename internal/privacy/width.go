package privacy

import "unicode/utf8"

// Full-width forms U+FF01 to U+FF5E repeat ASCII at this distance.
const (
	fullWidthFirst = '！'
	fullWidthLast  = '～'
	fullWidthShift = fullWidthFirst - '!'
)

// wideLead is the first byte of every full-width digit and letter in UTF-8, wideSize their length.
const (
	wideLead = 0xEF
	wideSize = 3
)

// digitAt reads a decimal digit of either width at byte i; size 0 when there is none.
func digitAt(text string, i int) (value byte, size int) {
	c := text[i]
	if isDigit(c) {
		return c, 1
	}
	if c == wideLead && i+2 < len(text) && text[i+1] == 0xBC && text[i+2] >= 0x90 && text[i+2] <= 0x99 {
		return text[i+2] - 0x90 + '0', wideSize
	}
	return 0, 0
}

// letterBefore reads an ASCII letter of either width that ends at byte i, in
// upper case; size 0 when there is none.
func letterBefore(text string, i int) (letter byte, size int) {
	ch, size := utf8.DecodeLastRuneInString(text[:i])
	if letter := upperLetter(ch); letter != 0 {
		return letter, size
	}
	return 0, 0
}

// letterAt reports whether an ASCII letter of either width stands at byte i.
func letterAt(text string, i int) bool {
	ch, _ := utf8.DecodeRuneInString(text[i:])
	return upperLetter(ch) != 0
}

// upperLetter returns the upper-case ASCII letter for ch of either width, or 0.
func upperLetter(ch rune) byte {
	ch = halfWidth(ch)
	switch {
	case ch >= 'A' && ch <= 'Z':
		return byte(ch)
	case ch >= 'a' && ch <= 'z':
		return byte(ch - 'a' + 'A')
	}
	return 0
}

// halfWidth brings a full-width form to ASCII and leaves all else alone.
func halfWidth(ch rune) rune {
	if ch >= fullWidthFirst && ch <= fullWidthLast {
		return ch - fullWidthShift
	}
	return ch
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isAlphanumeric(c byte) bool {
	return isDigit(c) || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// isSeparator reports characters that people and programs put inside long
// numbers: spaces, hyphens and dashes, dots, and characters that show nothing.
func isSeparator(ch rune) bool {
	switch ch {
	case ' ', '\t', '\u00A0', '\u3000', '\u2002', '\u2003', '\u2009', '\u202F',
		'-', '－', '‐', '‑', '‒', '–', '—', '―', '−', '﹣', '_', '＿',
		'.', '．', '·', '•', '・', '‧',
		'\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF', '\u00AD':
		return true
	}
	return false
}

// isCheckX reports the check character X, also as the signs it is mistyped as:
// the multiplication sign and its like, the Roman ten, and the Cyrillic and Greek
// letters of its shape.
func isCheckX(ch rune) bool {
	switch halfWidth(ch) {
	case 'X', 'x', '×', '╳', '✕', '✖', 'Ⅹ', 'ⅹ', 'Х', 'х', 'Χ', 'χ':
		return true
	}
	return false
}
