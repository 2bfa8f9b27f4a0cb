package search

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/mozillazg/go-pinyin"
)

// Reading is how a character may be read: its syllables without tones ("chong", "zhong") and their first letters, each
// once. A letter or digit of ASCII is read as itself.
type Reading struct {
	Syllables []string
	Initials  []byte
}

// The Han characters that names are made of; rarer ones are looked up anew each time.
const (
	firstHan = 0x3400
	lastHan  = 0x9FFF
)

// readings remembers what was looked up; the dictionary writes tones, which must be taken off each time.
var readings [lastHan - firstHan + 1]atomic.Pointer[Reading]

// ReadingOf tells how a character of a normal form is read; nil for one that is not.
func ReadingOf(r rune) *Reading {
	if firstHan <= r && r <= lastHan {
		known := &readings[r-firstHan]
		if found := known.Load(); found != nil {
			return found
		}
		found := lookUp(r)
		known.Store(found)
		return found
	}
	if isLatin(r) {
		return &Reading{Syllables: []string{string(r)}, Initials: []byte{byte(r)}} //nolint:gosec // isLatin
	}
	if found := lookUp(r); len(found.Syllables) > 0 {
		return found
	}
	return nil
}

func isLatin(r rune) bool { return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' }

func lookUp(r rune) *Reading {
	options := pinyin.NewArgs()
	options.Heteronym = true
	found := new(Reading)
	for _, syllable := range pinyin.SinglePinyin(r, options) {
		syllable = plainSyllable(syllable)
		if syllable == "" || slices.Contains(found.Syllables, syllable) {
			continue
		}
		found.Syllables = append(found.Syllables, syllable)
		if !slices.Contains(found.Initials, syllable[0]) {
			found.Initials = append(found.Initials, syllable[0])
		}
	}
	return found
}

// plainSyllable writes ü as v, as keyboards do, and drops a syllable that has no Latin letters.
func plainSyllable(syllable string) string {
	syllable = strings.ReplaceAll(strings.ToLower(syllable), "ü", "v")
	if strings.IndexFunc(syllable, func(r rune) bool { return !isLatin(r) }) >= 0 {
		return ""
	}
	return syllable
}

// PinyinTerm tells whether a term can be read as pinyin, and gives it with v for ü.
func PinyinTerm(term string) (string, bool) {
	term = strings.ReplaceAll(term, "ü", "v")
	letters := false
	for _, r := range term {
		if !isLatin(r) {
			return "", false
		}
		letters = letters || r >= 'a'
	}
	return term, letters
}

// FindPinyin looks for the first place in a name (a normal form) that is read as the term (of PinyinTerm): consecutive
// characters by full syllables or by first letters. It gives the range of characters, or -1, -1.
func FindPinyin(name []rune, term string) (from, to int) {
	for from := range name {
		if n := readsAsInitials(name[from:], term); n > 0 {
			return from, from + n
		}
		if n := readsAsSyllables(name[from:], term); n > 0 {
			return from, from + n
		}
	}
	return -1, -1
}

// readsAsInitials tells how many characters the term covers by first letters; 0 if it does not.
func readsAsInitials(name []rune, term string) int {
	if len(term) > len(name) {
		return 0
	}
	for i := range len(term) {
		reading := ReadingOf(name[i])
		if reading == nil || !slices.Contains(reading.Initials, term[i]) {
			return 0
		}
	}
	return len(term)
}

// readsAsSyllables tells how many characters the term covers by full syllables; 0 if it does not. Of a term that can be cut
// in several ways the first that fits is taken.
func readsAsSyllables(name []rune, term string) int {
	if term == "" || len(name) == 0 {
		return 0
	}
	reading := ReadingOf(name[0])
	if reading == nil {
		return 0
	}
	for _, syllable := range reading.Syllables {
		rest, ok := strings.CutPrefix(term, syllable)
		switch {
		case !ok:
		case rest == "":
			return 1
		default:
			if n := readsAsSyllables(name[1:], rest); n > 0 {
				return n + 1
			}
		}
	}
	return 0
}

// IsSyllable reports whether some character is read so.
func IsSyllable(text string) bool { return syllables()[text] }

// syllables are all that the dictionary of characters knows.
var syllables = sync.OnceValue(func() map[string]bool {
	all := make(map[string]bool)
	for r := range pinyin.PinyinDict {
		if reading := ReadingOf(rune(r)); reading != nil {
			for _, syllable := range reading.Syllables {
				all[syllable] = true
			}
		}
	}
	return all
})
