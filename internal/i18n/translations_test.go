package i18n

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestTranslationsAreWhole(t *testing.T) {
	for _, problem := range checkTranslations(translations) {
		t.Error(problem)
	}
}

// checkTranslations names everything wrong in the area files: what load refuses, another order than by key, an empty
// text, a key out of its area, verbs that cannot be read, a key that one language lacks or prints differently.
func checkTranslations(files fs.FS) []string {
	merged := load(files)
	problems := slices.Clone(merged.problems)
	for _, lang := range Langs() {
		names, err := fs.Glob(files, path.Join("translations", string(lang), "*.json"))
		if err != nil {
			return append(problems, err.Error())
		}
		for _, name := range names {
			data, err := fs.ReadFile(files, name)
			if err != nil {
				return append(problems, err.Error())
			}
			problems = append(problems, checkArea(name, data)...)
		}
	}
	return append(problems, comparePairs(merged.texts[ZH], merged.texts[EN])...)
}

func checkArea(name string, data []byte) []string {
	texts, err := parseArea(data)
	if err != nil {
		return nil // already one of the problems of load
	}
	var problems []string
	for i, t := range texts {
		if i > 0 && t.key < texts[i-1].key {
			problems = append(problems, fmt.Sprintf("%s: key %q stands after %q", name, t.key, texts[i-1].key))
		}
		if t.key != strings.TrimSpace(t.key) || t.key == "" {
			problems = append(problems, fmt.Sprintf("%s: key %q is empty or has outer spaces", name, t.key))
		}
		if strings.TrimSpace(t.value) == "" {
			problems = append(problems, fmt.Sprintf("%s: key %q has no text", name, t.key))
		}
		if _, err := readVerbs(t.value); err != nil {
			problems = append(problems, fmt.Sprintf("%s: key %q: %v: %s", name, t.key, err, t.value))
		}
	}
	return problems
}

func comparePairs(zh, en map[string]sentence) []string {
	var problems []string
	keys := slices.Concat(slices.Collect(maps.Keys(zh)), slices.Collect(maps.Keys(en)))
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		chinese, inZH := zh[key]
		english, inEN := en[key]
		switch {
		case !inZH:
			problems = append(problems, fmt.Sprintf("translations/zh: key %q is missing", key))
		case !inEN:
			problems = append(problems, fmt.Sprintf("translations/en: key %q is missing", key))
		case !sameVerbs(chinese, english):
			problems = append(problems, fmt.Sprintf("key %q prints different arguments: %q and %q", key, chinese.text, english.text))
		}
	}
	return problems
}

// sameVerbs compares two texts whose verbs can be read; one that cannot is a problem of its own.
func sameVerbs(a, b sentence) bool {
	verbsA, errA := a.verbs()
	verbsB, errB := b.verbs()
	return errA != nil || errB != nil || maps.Equal(verbsA, verbsB)
}

func TestCheckTranslationsReports(t *testing.T) {
	whole := fstest.MapFS{
		"translations/zh/x.json": {Data: []byte(`{"x.a":"甲 %s","x.b":"乙"}`)},
		"translations/en/x.json": {Data: []byte(`{"x.a":"a %s","x.b":"b"}`)},
	}
	if diff := cmp.Diff([]string(nil), checkTranslations(whole)); diff != "" {
		t.Fatalf("whole files are reported (-want +got):\n%s", diff)
	}
	for name, tc := range map[string]struct{ english, want string }{
		"missing key":        {`{"x.a":"a %s"}`, `translations/en: key "x.b" is missing`},
		"key too many":       {`{"x.a":"a %s","x.b":"b","x.c":"c"}`, `translations/zh: key "x.c" is missing`},
		"empty text":         {`{"x.a":"a %s","x.b":" "}`, `translations/en/x.json: key "x.b" has no text`},
		"other verb":         {`{"x.a":"a %d","x.b":"b"}`, `key "x.a" prints different arguments: "甲 %s" and "a %d"`},
		"lost verb":          {`{"x.a":"a","x.b":"b"}`, `key "x.a" prints different arguments: "甲 %s" and "a"`},
		"wrong order":        {`{"x.b":"b","x.a":"a %s"}`, `translations/en/x.json: key "x.a" stands after "x.b"`},
		"key twice":          {`{"x.a":"a %s","x.b":"b","x.b":"c"}`, `translations/en/x.json: key "x.b" stands twice in this language`},
		"unreadable percent": {`{"x.a":"a %s 5%","x.b":"b"}`, `translations/en/x.json: key "x.a": a percent sign that starts no verb must be doubled: a %s 5%`},
		"key with a space":   {`{" x":"y","x.a":"a %s","x.b":"b"}`, `translations/en/x.json: key " x" is empty or has outer spaces`},
	} {
		t.Run(name, func(t *testing.T) {
			files := maps.Clone(whole)
			files["translations/en/x.json"] = &fstest.MapFile{Data: []byte(tc.english)}
			if got := checkTranslations(files); !slices.Contains(got, tc.want) {
				t.Errorf("%q is not among the problems: %q", tc.want, got)
			}
		})
	}
}

func TestOneKeyInTwoAreasIsReported(t *testing.T) {
	got := checkTranslations(fstest.MapFS{
		"translations/zh/x.json": {Data: []byte(`{"a":"甲"}`)},
		"translations/en/x.json": {Data: []byte(`{"a":"a"}`)},
		"translations/en/y.json": {Data: []byte(`{"a":"again"}`)},
	})
	if want := []string{`translations/en/y.json: key "a" stands twice in this language`}; !cmp.Equal(want, got) {
		t.Errorf("problems = %q, want %q", got, want)
	}
}
