package house

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// foreign finds what belongs to a machine or a workplace and not to the product. The words are put together from
// pieces, so that this file does not report itself.
var foreign = []struct {
	what    string
	pattern *regexp.Regexp
}{
	{"a path of one machine", regexp.MustCompile(`(^|[^\w./*-])(/(home|root|work|farm|Users)/|[A-Z]:\\Users\\)`)},
	{"the host of a package registry", regexp.MustCompile(`(proxy|sum)\.golang\.` + `org|registry\.npmjs\.` + `org|deb\.debian\.` + `org|goproxy\.`)},
	{"a registry's setting", regexp.MustCompile(`GO(PROXY|NOSUMDB|NOPROXY)` + `=|"resolved": *` + `"http`)},
}

var (
	reminder  = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|HA` + `CK|X` + `XX)\b`)
	explained = regexp.MustCompile(`\bTO` + `DO\([^)\s][^)]*\): \S`)
)

// code lists the endings of files beside Go sources whose comments may hold a reminder.
var code = []string{".css", ".html", ".js", ".sh", ".sql", ".tmpl", ".yaml", ".yml"}

func TestFilesSpeakOfTheProductAlone(t *testing.T) { holds(t, checkForeign) }

func TestRemindersGiveAReason(t *testing.T) { holds(t, checkReminders) }

func checkForeign(house tree) []string {
	var offenders []string
	for _, doc := range house.documents {
		for number, line := range lines(doc.text) {
			for _, rule := range foreign {
				if found := rule.pattern.FindString(line); found != "" {
					offenders = append(offenders, fmt.Sprintf("%s:%d: %s: %s", doc.name, number, rule.what, strings.TrimSpace(found)))
				}
			}
		}
	}
	return offenders
}

// checkReminders names every reminder but those of the form "TODO(reason to wait): what".
func checkReminders(house tree) []string {
	var offenders []string
	report := func(place, text string) {
		if word := reminder.FindString(text); word != "" && !explained.MatchString(text) {
			offenders = append(offenders, fmt.Sprintf("%s: %s without a reason", place, word))
		}
	}
	for _, src := range house.sources {
		for _, group := range src.file.Comments {
			for _, comment := range group.List {
				report(house.at(comment.Pos()), comment.Text)
			}
		}
	}
	for _, doc := range house.documents {
		if !slices.Contains(code, path.Ext(doc.name)) && path.Base(doc.name) != "Makefile" {
			continue
		}
		for number, line := range lines(doc.text) {
			report(fmt.Sprintf("%s:%d", doc.name, number), line)
		}
	}
	return offenders
}

// lines yields the lines of a text with their numbers, from 1.
func lines(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		number := 0
		for line := range strings.Lines(text) {
			number++
			if !yield(number, line) {
				return
			}
		}
	}
}

func TestForeignWordsAreReported(t *testing.T) {
	reports(
		t, checkForeign,
		map[string]string{
			"a.md":  "kept in /ho" + "me/someone/data\nserved at https://example.cn/ho" + "me/page and ./ro" + "ot/x\n",
			"b.go":  "package b\n\nconst dir = \"/wo" + "rk/main\"\n",
			"c.sh":  "export GOPROXY" + "=off\n",
			"bin/x": "/wo" + "rk/main\n",
			"d.txt": "see https://proxy.golang." + "org\nC:\\Use" + "rs\\x\n",
		},
		"a.md:1: a path of one machine: /ho"+"me/",
		"b.go:3: a path of one machine: \"/wo"+"rk/",
		"c.sh:1: a registry's setting: GOPROXY"+"=",
		"d.txt:1: the host of a package registry: proxy.golang."+"org",
		"d.txt:2: a path of one machine: C:\\Use"+"rs\\",
	)
}

func TestBareRemindersAreReported(t *testing.T) {
	const word = "TO" + "DO"
	reports(
		t, checkReminders,
		map[string]string{
			"a/a.go": "package a\n\n// " + word + " later\nvar a = \"" + word + "\"\n\n// " + word + "(#7): when the table is out\nvar b = 1\n",
			"a/b.js": "// FIX" + "ME\n// " + word + "(after 2027): drop\n",
			"a/c.md": word + " is a word\n",
		},
		"a/a.go:3: "+word+" without a reason",
		"a/b.js:1: FIX"+"ME without a reason",
	)
}
