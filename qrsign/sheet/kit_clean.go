package sheet

import (
	"strings"
	"unicode"
)

// clean leaves what can be seen of a text: control and zero-width characters go, every kind of space becomes one space,
// line breaks stay.
func clean(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	space := true // drops what stands first
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteByte('\n')
			space = true
		case r == '\u3000':
			b.WriteRune(r)
			space = true
		case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
			if !space {
				b.WriteByte(' ')
			}
			space = true
		case !isInvisible(r):
			b.WriteRune(r)
			space = false
		}
	}
	return strings.Trim(b.String(), " \n\u3000")
}

// isInvisible reports whether a character has no shape of its own: controls, formats (zero-width spaces and joiners, marks
// of direction), selectors of variants and blank fillers.
func isInvisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// notFirst holds what must not begin a line, notLast what must not end one (GB/T 15834).
const (
	notFirst = "、。，．；：？！）］｝〉》」』】〕〗’”…—～·%％℃°,.;:?!)]}々ー"
	notLast  = "（［｛〈《「『【〔〖‘“([{#＃$￥¥№"
)

// markEnds says after which characters a line may end: between ideographs less where punctuation forbids it, at spaces,
// after a hyphen between letters. Latin words and numbers stay whole.
func (p passage) markEnds() {
	for i := range p {
		if i+1 == len(p) || p[i].newline || p[i+1].newline {
			p[i].ends = true
			continue
		}
		this, next := firstRune(p[i].text), firstRune(p[i+1].text)
		switch {
		case p[i+1].space:
		case p[i].space:
			p[i].ends = true
		case this == '-' || this == '/':
			p[i].ends = unicode.IsLetter(next)
		case isWide(this) || isWide(next):
			p[i].ends = !strings.ContainsRune(notLast, this) && !strings.ContainsRune(notFirst, next)
		}
	}
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// isWide reports whether a character is one of those between which lines break without spaces.
func isWide(r rune) bool {
	switch {
	case r < 0x2E80:
		return false
	case r <= 0x303F, 0xFE30 <= r && r <= 0xFE4F, 0xFF00 <= r && r <= 0xFFEF:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo)
}
