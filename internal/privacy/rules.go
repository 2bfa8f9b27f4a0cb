package privacy

import (
	_ "embed" // the rules are a data file
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed data/rules.json
var rulesFile []byte

// ruleSet is the data file in the shape that the detectors need.
type ruleSet struct {
	// labels holds, by first rune, the words that tell what a number is, longest first.
	labels map[rune][]label
	// roles says which runes begin a label, end a sentence and so on.
	roles *roleTable
	// lettered are travel documents known by their letters alone.
	lettered []documentForm
	// labelled are travel documents that only a word before them gives away.
	labelled []documentForm
}

// label is a word that tells what the number after it is.
type label struct {
	word string
	kind Kind
}

// documentForm is the shape of a travel document's number.
type documentForm struct {
	Kind      Kind     `json:"kind"`
	Letters   []string `json:"letters"`
	MinDigits int      `json:"min_digits"`
	MaxDigits int      `json:"max_digits"`
}

// fits reports whether a number of n digits after the given letters has the form.
func (f documentForm) fits(letters string, n int) bool {
	return n >= f.MinDigits && n <= f.MaxDigits && slices.Contains(f.Letters, letters)
}

// rules reads the embedded file once. A file that cannot be read is a defect
// of the build, which every test of the package shows.
var rules = sync.OnceValue(func() *ruleSet {
	set, err := parseRules(rulesFile)
	if err != nil {
		panic(err)
	}
	return set
})

func parseRules(raw []byte) (*ruleSet, error) {
	var file struct {
		Labels   map[Kind][]string `json:"labels"`
		Lettered []documentForm    `json:"lettered"`
		Labelled []documentForm    `json:"labelled"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("privacy rules: %w", err)
	}
	set := &ruleSet{labels: map[rune][]label{}, lettered: file.Lettered, labelled: file.Labelled}
	for kind, words := range file.Labels {
		for _, word := range words {
			first, size := utf8.DecodeRuneInString(word)
			if size == 0 {
				return nil, fmt.Errorf("privacy rules: empty label of %q", kind)
			}
			set.labels[first] = append(set.labels[first], label{word, kind})
		}
	}
	for _, words := range set.labels {
		slices.SortFunc(words, func(a, b label) int {
			if d := len(b.word) - len(a.word); d != 0 {
				return d
			}
			return strings.Compare(a.word, b.word)
		})
	}
	set.roles = newRoleTable(set.labels)
	return set, nil
}
