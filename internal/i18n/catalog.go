package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed translations
var translations embed.FS

// sentence is a text ready for use: as a reader sees it where it is fixed, an fmt format where it is not.
type sentence struct {
	text  string
	fixed bool
}

// newSentence sorts a text by whether it holds verbs: one in which every percent sign is doubled holds none.
func newSentence(text string) sentence {
	if strings.Count(text, "%") == 2*strings.Count(text, "%%") {
		return sentence{text: strings.ReplaceAll(text, "%%", "%"), fixed: true}
	}
	return sentence{text: text}
}

// catalog holds the merged texts of all areas and what was wrong with their files.
type catalog struct {
	texts    map[Lang]map[string]sentence
	problems []string
}

// house is the embedded catalog, merged on first use.
var house = sync.OnceValue(func() catalog { return load(translations) })

// T returns the text of key in lang, its verbs filled with args. A key without a text comes back in brackets, so that
// a reader sees which sentence is missing and the page still stands.
func T(lang Lang, key string, args ...any) string {
	found, ok := house().texts[lang][key]
	switch {
	case !ok:
		return "[" + key + "]"
	case found.fixed:
		return found.text
	}
	return fmt.Sprintf(found.text, args...)
}

// Has reports whether key has a text in every language.
func Has(key string) bool {
	for _, lang := range Langs() {
		if _, ok := house().texts[lang][key]; !ok {
			return false
		}
	}
	return true
}

// load merges every area of every language. A file that cannot be read costs its own keys only: a public page with a
// word in brackets is better than none, and the tests of this package refuse any problem before it can ship.
func load(files fs.FS) catalog {
	merged := catalog{texts: map[Lang]map[string]sentence{}}
	for _, lang := range Langs() {
		merged.texts[lang] = map[string]sentence{}
		names, err := fs.Glob(files, path.Join("translations", string(lang), "*.json"))
		if err != nil || len(names) == 0 {
			merged.problems = append(merged.problems, fmt.Sprintf("translations/%s: no area found", lang))
		}
		for _, name := range names {
			merged.add(files, lang, name)
		}
	}
	return merged
}

// add merges one area file into the texts of lang; of two texts for one key the first stays.
func (c *catalog) add(files fs.FS, lang Lang, name string) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		c.problems = append(c.problems, err.Error())
		return
	}
	texts, err := parseArea(data)
	if err != nil {
		c.problems = append(c.problems, fmt.Sprintf("%s: %v", name, err))
		return
	}
	for _, t := range texts {
		if _, taken := c.texts[lang][t.key]; taken {
			c.problems = append(c.problems, fmt.Sprintf("%s: key %q stands twice in this language", name, t.key))
			continue
		}
		c.texts[lang][t.key] = newSentence(t.value)
	}
}
