package privacy

import (
	_ "embed" // the surnames are a data file
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed data/compound_surnames.txt
var surnamesFile string

// compoundSurnames holds by first rune the surnames of several characters, as
// runes.
var compoundSurnames = sync.OnceValue(func() map[rune][][]rune {
	return parseSurnames(surnamesFile)
})

func parseSurnames(file string) map[rune][][]rune {
	surnames := map[rune][][]rune{}
	for line := range strings.Lines(file) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for surname := range strings.FieldsSeq(line) {
			first, _ := utf8.DecodeRuneInString(surname)
			surnames[first] = append(surnames[first], []rune(surname))
		}
	}
	return surnames
}

// surnameLength returns how many runes of a Chinese name are its surname. A
// compound surname counts only if a given name follows it.
func surnameLength(name []rune) int {
	longest := 1
	for _, surname := range compoundSurnames()[name[0]] {
		if len(surname) > longest && len(surname) < len(name) && string(name[:len(surname)]) == string(surname) {
			longest = len(surname)
		}
	}
	return longest
}
