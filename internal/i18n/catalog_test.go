package i18n

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestTextOfAMissingKeyIsTheKeyInBrackets(t *testing.T) {
	if got := T(EN, "no.such.key", 1, "two"); got != "[no.such.key]" {
		t.Errorf("T = %q, want the key in brackets", got)
	}
	if got := T("de", "language.name"); got != "[language.name]" {
		t.Errorf("T in a language we do not speak = %q, want the key in brackets", got)
	}
}

func TestSentencesAreFixedUnlessTheyHoldVerbs(t *testing.T) {
	for text, want := range map[string]sentence{
		"plain":        {"plain", true},
		"100%% sure":   {"100% sure", true},
		"%s of %%":     {"%s of %%", false},
		"%[2]d, %[1]s": {"%[2]d, %[1]s", false},
	} {
		if got := newSentence(text); got != want {
			t.Errorf("newSentence(%q) = %+v, want %+v", text, got, want)
		}
	}
}

func TestFixedTextIgnoresArguments(t *testing.T) {
	if got := T(ZH, "language.name", "spare", 7); got != "中文" {
		t.Errorf("T = %q, want %q", got, "中文")
	}
}

func TestHas(t *testing.T) {
	if !Has("language.name") {
		t.Error(`Has("language.name") = false`)
	}
	if Has("no.such.key") {
		t.Error(`Has("no.such.key") = true`)
	}
}

func TestLoadMergesAreasAndNamesWhatIsWrong(t *testing.T) {
	got := load(fstest.MapFS{
		"translations/zh/one.json": {Data: []byte(`{"a":"甲","b":"乙"}`)},
		"translations/zh/two.json": {Data: []byte(`{"b":"丙","c":"丁"}`)},
		"translations/zh/bad.json": {Data: []byte(`{"d":`)},
	})
	for key, want := range map[string]string{"a": "甲", "b": "乙", "c": "丁", "d": ""} {
		if text := got.texts[ZH][key].text; text != want {
			t.Errorf("text of %q is %q, want %q", key, text, want)
		}
	}
	problems := strings.Join(got.problems, "\n")
	for _, want := range []string{
		`translations/zh/two.json: key "b" stands twice`,
		`translations/zh/bad.json: key "d"`,
		`translations/en: no area found`,
	} {
		if !strings.Contains(problems, want) {
			t.Errorf("problems do not name %q:\n%s", want, problems)
		}
	}
}
