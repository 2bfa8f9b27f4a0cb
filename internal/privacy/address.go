package privacy

import (
	"cmp"
	_ "embed" // the words are a data file
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed data/addresses.json
var addressFile []byte

// addressWords say where a home address begins and what one looks like.
type addressWords struct {
	// Signs are parts of words: a text without any of them holds no word.
	Signs []string `json:"signs"`
	// Words stand before a home address, unless one of Business stands before them.
	Words    []string `json:"words"`
	Business []string `json:"business"`
	// Marks tell an address from other words where no colon announces one.
	Marks []string `json:"marks"`
}

// homeWords reads the embedded file once. A file that cannot be read is a
// defect of the build, which every test of the package shows.
var homeWords = sync.OnceValue(func() *addressWords {
	words, err := parseAddressWords(addressFile)
	if err != nil {
		panic(err)
	}
	return words
})

func parseAddressWords(raw []byte) (*addressWords, error) {
	words := new(addressWords)
	if err := json.Unmarshal(raw, words); err != nil {
		return nil, fmt.Errorf("privacy addresses: %w", err)
	}
	for _, word := range words.Words {
		if !containsAny(word, words.Signs) {
			return nil, fmt.Errorf("privacy addresses: %q holds no sign", word)
		}
	}
	return words, nil
}

// homeAddresses finds the home addresses of a text, in order and apart: what
// stands between a word for one and the end of the clause.
func homeAddresses(text string) []Match {
	words := homeWords()
	if !containsAny(text, words.Signs) {
		return nil
	}
	var found []Match
	for _, word := range words.Words {
		for from := 0; ; {
			at := strings.Index(text[from:], word)
			if at < 0 {
				break
			}
			at += from
			from = at + len(word)
			if m, ok := words.addressAfter(text, at, from); ok {
				found = append(found, m)
			}
		}
	}
	return apart(found)
}

// addressAfter reads the address behind the word that stands at text[at:after].
func (w *addressWords) addressAfter(text string, at, after int) (Match, bool) {
	if hasSuffixOf(text[:at], w.Business) {
		return Match{}, false
	}
	start := after + len(text[after:]) - len(strings.TrimLeft(text[after:], " \t　为為是系係在于於"))
	named := start
	start += len(text[start:]) - len(strings.TrimLeft(text[start:], ":： \t　"))
	named = start - named
	end := start + clauseEnd(text[start:])
	address := strings.TrimRightFunc(text[start:end], unicode.IsSpace)
	if !strings.ContainsFunc(address, isLetterOrDigit) || named == 0 && !containsAny(address, w.Marks) {
		return Match{}, false
	}
	return Match{Kind: HomeAddress, Start: start, End: start + len(address)}, true
}

// clauseEnds end an address, as does a bracket that was opened before it.
const clauseEnds = "，。；、,;!！?？\n\r"

func clauseEnd(text string) int {
	open := 0
	for i, ch := range text {
		switch {
		case strings.ContainsRune(clauseEnds, ch):
			return i
		case strings.ContainsRune("(（[【〔", ch):
			open++
		case strings.ContainsRune(")）]】〕", ch):
			if open--; open < 0 {
				return i
			}
		}
	}
	return len(text)
}

// apart joins matches that touch each other, as those of a word within a longer one do.
func apart(matches []Match) []Match {
	slices.SortFunc(matches, func(a, b Match) int { return cmp.Compare(a.Start, b.Start) })
	joined := matches[:0]
	for _, m := range matches {
		if n := len(joined); n > 0 && m.Start < joined[n-1].End {
			joined[n-1].End = max(joined[n-1].End, m.End)
			continue
		}
		joined = append(joined, m)
	}
	return joined
}

// addressAt returns the address that begins at byte at or before it, and has not been passed yet.
func (s *scanner) addressAt(at int) (Match, bool) {
	for len(s.homes) > 0 && s.homes[0].End <= at {
		s.homes = s.homes[1:]
	}
	if len(s.homes) > 0 && s.homes[0].Start <= at {
		return s.homes[0], true
	}
	return Match{}, false
}

func isLetterOrDigit(ch rune) bool { return unicode.IsLetter(ch) || unicode.IsDigit(ch) }

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

func hasSuffixOf(text string, words []string) bool {
	for _, word := range words {
		if strings.HasSuffix(text, word) {
			return true
		}
	}
	return false
}
