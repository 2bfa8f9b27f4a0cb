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
		found := known.Load()
		if found == nil {
			found = lookUp(r)
			known.Store(found)
		}
		return found.orNil()
	}
	if isLatin(r) {
		return &Reading{Syllables: []string{string(r)}, Initials: []byte{byte(r)}} //nolint:gosec // isLatin
	}
	return lookUp(r).orNil()
}

// orNil is nil for a character that is not read at all.
func (r *Reading) orNil() *Reading {
	if len(r.Syllables) == 0 {
		return nil
	}
	return r
}

func isLatin(r rune) bool { return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' }

func lookUp(r rune) *Reading {
	options := pinyin.NewArgs()
	options.Heteronym = true
	found := new(Reading)
	for _, syllable := range pinyin.SinglePinyin(r, options) {
		if strings.ContainsFunc(syllable, func(r rune) bool { return !isLatin(r) }) || slices.Contains(found.Syllables, syllable) {
			continue
		}
		found.Syllables = append(found.Syllables, syllable)
		if !slices.Contains(found.Initials, syllable[0]) {
			found.Initials = append(found.Initials, syllable[0])
		}
	}
	return found
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

// readsAsSyllables tells how many characters the term covers by full syllables, in the way to cut it that covers fewest; 0 if
// it does not.
func readsAsSyllables(name []rune, term string) int {
	reached := []int{0} // how far into the term the characters so far may reach
	for i, r := range name {
		reading := ReadingOf(r)
		if reading == nil {
			return 0
		}
		var next []int
		for _, at := range reached {
			for _, syllable := range reading.Syllables {
				end := at + len(syllable)
				if !strings.HasPrefix(term[at:], syllable) || slices.Contains(next, end) {
					continue
				}
				if end == len(term) {
					return i + 1
				}
				next = append(next, end)
			}
		}
		if len(next) == 0 {
			return 0
		}
		reached = next
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
