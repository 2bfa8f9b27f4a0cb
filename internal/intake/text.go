package intake

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// trim cuts white space of every kind from both ends, the ideographic space and byte order marks included.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B' })
}

// plain brings a value of a closed list, a number or a code to half width without surrounding space.
func plain(s string) string {
	if settled(s) {
		return trim(s)
	}
	return trim(norm.NFKC.String(s))
}

// normalName is the normal form of names: NFKC, full-width brackets, single spaces (contracts.md §2).
func normalName(s string) string {
	s = clean(s)
	if !settled(s) {
		s = norm.NFKC.String(s)
	}
	if strings.ContainsAny(s, "()") {
		s = brackets.Replace(s)
	}
	if strings.IndexFunc(s, unicode.IsSpace) >= 0 {
		s = strings.Join(strings.Fields(s), " ")
	}
	return s
}

// nameKey is the form in which names are compared and found again: normal, without white space between Chinese characters
// and without what shows nothing.
func nameKey(s string) string {
	s = normalName(s)
	if settled(s) && !strings.Contains(s, " ") {
		return s
	}
	runes := slices.DeleteFunc([]rune(s), func(r rune) bool { return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) })
	key := make([]rune, 0, len(runes))
	for i, r := range runes {
		between := r == ' ' && i > 0 && i+1 < len(runes) && unicode.Is(unicode.Han, runes[i-1]) && unicode.Is(unicode.Han, runes[i+1])
		if !between {
			key = append(key, r)
		}
	}
	return string(key)
}

// outsideBrackets is a text in normal form without what stands in brackets.
func outsideBrackets(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("（[【〔", r):
			depth++
			return -1
		case strings.ContainsRune("）]】〕", r):
			depth = max(0, depth-1)
			return -1
		case depth > 0:
			return -1
		}
		return r
	}, s)
}

var brackets = strings.NewReplacer("(", "（", ")", "）")

// normalNumber is the normal form of document and permit numbers: half-width digits, 〔〕, no spaces.
func normalNumber(s string) string {
	s = clean(s)
	if settled(s) && !strings.ContainsAny(s, "()[] \t") {
		return s
	}
	return numberBrackets.Replace(compact(s))
}

// compact brings a text to half width without any white space.
func compact(s string) string {
	if !settled(s) {
		s = norm.NFKC.String(s)
	}
	if strings.IndexFunc(s, unicode.IsSpace) < 0 {
		return s
	}
	// What a space has kept apart may now belong together, as a letter and its accent.
	return norm.NFKC.String(strings.Join(strings.Fields(s), ""))
}

var numberBrackets = strings.NewReplacer("(", "〔", ")", "〕", "[", "〔", "]", "〕", "【", "〔", "】", "〕", "［", "〔", "］", "〕")

// clean is the form of free text: no white space at the ends, no control characters but line feeds and tabs.
func clean(s string) string {
	s = trim(s)
	if strings.IndexFunc(s, isControl) < 0 {
		return s
	}
	return trim(strings.Map(func(r rune) rune {
		if isControl(r) {
			return -1
		}
		return r
	}, s))
}

func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// settled reports that NFKC leaves a text as it is, at a glance: it holds nothing but ASCII and the Chinese characters
// U+5000 to U+9FFF and the few hundred before them, as nearly all cells do. Of others it says nothing.
func settled(s string) bool {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c < 0x80:
			i++
		case c >= 0xE5 && c <= 0xE9, c == 0xE4 && i+1 < len(s) && s[i+1] >= 0xB8: // U+4E00 is E4 B8 80
			i += 3
		default:
			return false
		}
	}
	return true
}
