package meili

import (
	"encoding/base32"
	"slices"
	"strings"
	"unicode/utf8"

	"mingshi/internal/search"
)

// alphabet is the first letter of the words of one kind of mark.
type alphabet byte

// The alphabets. The words of one never occur among those of another.
const (
	anything alphabet = 't' // all that is read: names, texts, numbers
	naming   alphabet = 'n' // names
	coding   alphabet = 'c' // codes
	initials alphabet = 'i' // first letters of consecutive characters
	spelling alphabet = 's' // syllables of consecutive characters
)

const (
	// beginning is the letter of the mark before the first character; those of code points are a to p.
	beginning = 'z'
	// nibbles writes four bits as a letter.
	nibbles = "abcdefghijklmnop"
	// maxPositions is how many words of one field Meilisearch looks at, and gap how many it counts between two of its texts.
	maxPositions = 65_536
	gap          = 8
	// maxPiece is how many characters of a text go into one piece; two have room in a field.
	maxPiece = 32_000
	// reach is how many letters of what a name is read as are kept from each character on.
	reach = 4
)

// phrase is the query for a run of characters in marks of one alphabet.
func phrase(a alphabet, begins bool, run string) string { return `"` + marks(a, begins, run) + `"` }

// marks writes a text as words. Its beginning is marked for alphabets in which it is asked for.
func marks(a alphabet, begins bool, text string) string {
	var b strings.Builder
	b.Grow(6 * utf8.RuneCountInString(text))
	if begins {
		b.WriteByte(byte(a))
		b.WriteByte(beginning)
	}
	for _, r := range text {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		writeWord(&b, a, r)
	}
	return b.String()
}

// writeWord spells a code point, leading zeros left out.
func writeWord(b *strings.Builder, a alphabet, r rune) {
	b.WriteByte(byte(a))
	shift := 20
	for shift > 0 && r>>shift == 0 {
		shift -= 4
	}
	for ; shift >= 0; shift -= 4 {
		b.WriteByte(nibbles[r>>shift&0xF])
	}
}

// whole is one word for a short text of ASCII, of a fixed two letters a character.
func whole(a alphabet, text string) string {
	b := make([]byte, 1, 1+2*len(text))
	b[0] = byte(a)
	for i := range len(text) {
		b = append(b, nibbles[text[i]>>4], nibbles[text[i]&0xF])
	}
	return string(b)
}

// positions is how much of a field's room a marked text takes.
func positions(marked string) int { return strings.Count(marked, " ") + 1 + gap }

// fit reports whether marked texts have room in one field.
func fit(marked []string) bool {
	n := 0
	for _, text := range marked {
		n += positions(text)
	}
	return n <= maxPositions
}

// pieces cuts a long text into pieces that overlap by what a term may have, so that no run of characters is lost.
func pieces(text string) []string {
	if utf8.RuneCountInString(text) <= maxPiece {
		return []string{text}
	}
	var cut []string
	runes := []rune(text)
	for len(runes) > maxPiece {
		cut = append(cut, string(runes[:maxPiece]))
		runes = runes[maxPiece-search.MaxText:]
	}
	return append(cut, string(runes))
}

// spelt lists the words for how a name can be read: from each character on, up to reach first letters, all its short runs of
// full syllables, and the first reach letters of its longer ones. Every term that search.FindPinyin finds has its own among
// them (initialWords, syllableWord).
func spelt(names []string) []string {
	var words []string
	for _, name := range names {
		runes := []rune(name)
		for i := range runes {
			words = appendInitials(words, runes[i:], "")
			words = appendSyllables(words, runes[i:], "")
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

func appendInitials(words []string, name []rune, before string) []string {
	if len(name) == 0 || len(before) == reach {
		return words
	}
	reading := search.ReadingOf(name[0])
	if reading == nil {
		return words
	}
	for _, initial := range reading.Initials {
		run := before + string(rune(initial))
		words = appendInitials(append(words, whole(initials, run)), name[1:], run)
	}
	return words
}

func appendSyllables(words []string, name []rune, before string) []string {
	if len(name) == 0 {
		return words
	}
	reading := search.ReadingOf(name[0])
	if reading == nil {
		return words
	}
	for _, syllable := range reading.Syllables {
		run := before + syllable
		if len(run) >= reach {
			words = append(words, whole(spelling, run[:reach]))
			continue
		}
		words = appendSyllables(append(words, whole(spelling, run)), name[1:], run)
	}
	return words
}

// initialWords is the query for a term that may be first letters: those it begins and ends with.
func initialWords(term string) string {
	if len(term) <= reach {
		return `"` + whole(initials, term) + `"`
	}
	return `"` + whole(initials, term[:reach]) + `" "` + whole(initials, term[len(term)-reach:]) + `"`
}

// syllableWord is the query for a term that may be full syllables.
func syllableWord(term string) string {
	return `"` + whole(spelling, term[:min(reach, len(term))]) + `"`
}

// keyText writes bytes as letters and digits that sort as the bytes do and that no normalisation of the server changes.
var keyText = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// Meilisearch keeps 468 bytes of a value: a letter and 5 bytes in each 8 characters fit for 290 bytes.
const (
	maxKey     = 468
	maxOrdered = 290
)

// sortKey orders sort names by their bytes. It begins with a letter, lest the server take it for a number.
func sortKey(name string) string {
	return "n" + keyText.EncodeToString([]byte(name[:min(len(name), maxOrdered)]))
}

// escaped begins a value that is written with keyText.
const escaped = "~"

// facetKey writes a value so that the server, which takes values that differ in case, width or accents for one, keeps it
// apart from all others. Han and small Latin letters stay as they are.
func facetKey(value string) string {
	if value == "" || strings.IndexFunc(value, folds) >= 0 {
		return escaped + keyText.EncodeToString([]byte(value))
	}
	return value
}

// folds reports whether a character may be the same as another one for the server.
func folds(r rune) bool {
	return (r < 0x4E00 || r > 0x9FFF) && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '-'
}

// facetValue is the value of a key; ok is false for one that was not made here.
func facetValue(key string) (value string, ok bool) {
	text, isEscaped := strings.CutPrefix(key, escaped)
	if !isEscaped {
		return key, true
	}
	raw, err := keyText.DecodeString(text)
	return string(raw), err == nil
}
