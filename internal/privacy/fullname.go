package privacy

import (
	_ "embed" // the words are a data file
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/names.json
var nameWordsFile []byte

// nameWords are what clerks write beside a natural person's name.
type nameWords struct {
	// Between stand between two names or behind one, Joining only where a whole name stands on either side of them,
	// Titles only at the end of one.
	Between []string `json:"between"`
	Joining []string `json:"joining"`
	Titles  []string `json:"titles"`
	// Others are what "and two others" is made of, from the last to the first of which is 等.
	Others []string `json:"others"`
	// NoNames are whole annotations that name nobody.
	NoNames []string `json:"no_names"`
}

// annotations reads the embedded file once. A file that cannot be read is a
// defect of the build, which every test of the package shows.
var annotations = sync.OnceValue(func() *nameWords {
	words := new(nameWords)
	if err := json.Unmarshal(nameWordsFile, words); err != nil {
		panic(fmt.Errorf("privacy names: %w", err))
	}
	return words
})

// minName is how many characters a full name has at least.
const minName = 2

// FullNames returns the full names in a cell for the names of natural persons,
// in the order in which they stand, each once: 王小明（曾用名王大明）, 王小明、李小红,
// 王小明等2人, 王小明(个体) and 王小明13800138000 all begin with 王小明. What else stands
// in the cell and may be a name is one: a word too many is masked in a text
// rather than a name too few. Spaces inside a Chinese name are dropped; they
// part two names where a whole name stands on either side.
func FullNames(cell string) []string {
	var names []string
	for _, run := range nameRuns(cell) {
		names = appendNames(names, run)
	}
	return names
}

// nameRun is a stretch of a cell in the letters of one script, and its parts between spaces.
type nameRun struct {
	parts []string
	han   bool
}

// nameRuns cuts a cell at everything that is no letter of a name, and where the script changes.
func nameRuns(cell string) []nameRun {
	var r runReader
	for _, ch := range cell {
		r.read(halfWidth(ch))
	}
	r.endRun()
	return r.runs
}

// runReader reads a cell rune by rune; part is what it has of the run's last part.
type runReader struct {
	runs []nameRun
	run  nameRun
	part strings.Builder
}

func (r *runReader) read(ch rune) {
	han := unicode.Is(unicode.Han, ch)
	switch {
	case unicode.IsSpace(ch):
		r.endPart()
	case unicode.Is(unicode.Cf, ch) || unicode.Is(unicode.Mn, ch): // shows nothing
	case han || unicode.IsLetter(ch): // 〇 is Chinese and no letter
		if han != r.run.han {
			r.endRun()
			r.run.han = han
		}
		r.part.WriteRune(ch)
	case r.part.Len() > 0 && (isNameDot(ch) || !r.run.han && isLatinMark(ch)):
		r.part.WriteRune(ch)
	default:
		r.endRun()
	}
}

func (r *runReader) endPart() {
	if r.part.Len() > 0 {
		r.run.parts = append(r.run.parts, r.part.String())
		r.part.Reset()
	}
}

func (r *runReader) endRun() {
	r.endPart()
	if len(r.run.parts) > 0 {
		r.runs = append(r.runs, r.run)
	}
	r.run = nameRun{}
}

// isLatinMark reports what may stand inside a name in Latin letters.
func isLatinMark(ch rune) bool { return ch == '-' || ch == '\'' || ch == '’' }

// appendNames adds the names of a run.
func appendNames(names []string, run nameRun) []string {
	if !run.han {
		return appendName(names, strings.TrimRight(strings.Join(run.parts, " "), " .-'’·"))
	}
	if !spacesPart(run.parts) {
		return appendHan(names, strings.Join(run.parts, ""))
	}
	for _, part := range run.parts {
		names = appendHan(names, part)
	}
	return names
}

// spacesPart reports whether the spaces of a run part names: a whole name, and no mere surname, stands on either side.
func spacesPart(parts []string) bool {
	for _, part := range parts {
		if runes := []rune(part); len(runes) < minName || isSurname(runes) {
			return false
		}
	}
	return len(parts) > 1
}

// isSurname reports whether a word is a compound surname and nothing else.
func isSurname(word []rune) bool {
	return slices.ContainsFunc(compoundSurnames()[word[0]], func(surname []rune) bool { return slices.Equal(surname, word) })
}

// appendHan adds the names in a stretch of Chinese characters.
func appendHan(names []string, run string) []string {
	words := annotations()
	for _, part := range cutAt(run, words.Between) {
		names = appendJoined(names, words.bare(part), words.Joining)
	}
	return names
}

// appendJoined adds a name, or those that a word such as 和 joins, if whole names stand on either side of it.
func appendJoined(names []string, run string, joining []string) []string {
	for _, word := range joining {
		before, after, ok := strings.Cut(run, word)
		if ok && utf8.RuneCountInString(before) >= minName && utf8.RuneCountInString(after) >= minName {
			names = appendJoined(names, before, joining)
			return appendJoined(names, after, joining)
		}
	}
	return appendName(names, run)
}

// bare takes a title, and "and two others", off the end of a name.
func (w *nameWords) bare(name string) string {
	for _, title := range w.Titles {
		if rest, ok := strings.CutSuffix(name, title); ok && utf8.RuneCountInString(rest) >= minName {
			name = rest
		}
	}
	rest := name
	for rest != "" {
		last, size := utf8.DecodeLastRuneInString(rest)
		if !slices.Contains(w.Others, string(last)) {
			break
		}
		rest = rest[:len(rest)-size]
		if last == '等' && utf8.RuneCountInString(rest) >= minName {
			return rest
		}
	}
	return name
}

// cutAt parts a text at every one of the words.
func cutAt(text string, words []string) []string {
	parts := []string{text}
	for _, word := range words {
		var cut []string
		for _, part := range parts {
			cut = append(cut, strings.Split(part, word)...)
		}
		parts = cut
	}
	return parts
}

// appendName adds a name that is one and not there yet.
func appendName(names []string, name string) []string {
	name = strings.TrimFunc(name, isNameDot)
	if utf8.RuneCountInString(name) < minName || slices.Contains(names, name) || slices.Contains(annotations().NoNames, name) {
		return names
	}
	return append(names, name)
}
