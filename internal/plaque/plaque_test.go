package plaque_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/plaque"
)

// The number of rules that a shipped plaque has: fewer say too little, more are not read.
const fewest, most = 6, 12

func TestEveryVenueKindHasAShippedPlaque(t *testing.T) {
	kinds := plaque.Kinds()
	for _, entry := range disclosure.VenueKinds {
		if !slices.Contains(kinds, plaque.Kind(entry.ID)) {
			t.Errorf("%s has no plaque", entry.ID)
		}
	}
	titles := map[string]plaque.Kind{}
	for _, kind := range kinds {
		p, err := plaque.Load(filepath.Join(t.TempDir(), "none"), kind)
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		if other, taken := titles[p.Title.ZH]; taken {
			t.Errorf("%s and %s have one title", kind, other)
		}
		titles[p.Title.ZH] = kind
		if p.Own || p.Kind != kind || p.Edition.IsZero() {
			t.Errorf("%s: own %v, kind %s, edition %s", kind, p.Own, p.Kind, p.Edition)
		}
		checkRules(t, p)
	}
}

func checkRules(t *testing.T, p *plaque.Plaque) {
	t.Helper()
	if len(p.Rules) < fewest || len(p.Rules) > most {
		t.Errorf("%s: %d rules", p.Kind, len(p.Rules))
	}
	said := map[string]bool{}
	for i, rule := range p.Rules {
		if said[rule.ZH] || said[rule.EN] {
			t.Errorf("%s: rule %d is said twice", p.Kind, i+1)
		}
		said[rule.ZH], said[rule.EN] = true, true
		if !strings.ContainsFunc(rule.ZH, isHan) || strings.ContainsFunc(rule.EN, isHan) {
			t.Errorf("%s: rule %d is not in its language: %q, %q", p.Kind, i+1, rule.ZH, rule.EN)
		}
		if !strings.HasSuffix(rule.ZH, "。") || !strings.HasSuffix(rule.EN, ".") {
			t.Errorf("%s: rule %d is no sentence: %q, %q", p.Kind, i+1, rule.ZH, rule.EN)
		}
		if rule.Verified && rule.Basis == "" {
			t.Errorf("%s: rule %d is verified against nothing", p.Kind, i+1)
		}
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// TestNoTextIsWithoutAKind would find a file that is shipped and never read.
func TestNoTextIsWithoutAKind(t *testing.T) {
	entries, err := os.ReadDir("texts")
	if err != nil {
		t.Fatal(err)
	}
	var files, kinds []string
	for _, entry := range entries {
		files = append(files, entry.Name())
	}
	for _, kind := range plaque.Kinds() {
		kinds = append(kinds, kind.File())
	}
	slices.Sort(kinds)
	if diff := cmp.Diff(kinds, files); diff != "" {
		t.Error(diff)
	}
}

func TestKindsAreFoundInTheWordsOfPeople(t *testing.T) {
	for text, want := range map[string]plaque.Kind{
		"lodging": "lodging", "住宿": "lodging", "宾馆": "lodging", "游泳场馆": "swimming", "通用": "general", "cleaning": "cleaning",
	} {
		if got, found := plaque.Find(text); !found || got != want {
			t.Errorf("%q: %q, %v", text, got, found)
		}
	}
	if kind, found := plaque.Find("酒楼"); found {
		t.Errorf("酒楼 is %s", kind)
	}
}

const own = `
kind: lodging
edition: 2027-01-05
title:
  zh: 本局旅馆制度
  en: Our own hotel rules
rules:
  - zh: 一客一换。
    en: Changed for every guest.
    basis: 本局文件
    verified: true
  - zh: |
      每日通风。
    en: 'Aired every day.'
`

func TestTheAuthoritysOwnTextReplacesTheShippedOne(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "lodging.yaml", "\uFEFF"+own)
	write(t, dir, "notes.txt", "no text")
	got, err := plaque.Load(dir, "lodging")
	if err != nil {
		t.Fatal(err)
	}
	want := &plaque.Plaque{
		Kind: "lodging", Edition: disclosure.MustDate("2027-01-05"), Own: true,
		Title: plaque.Words{ZH: "本局旅馆制度", EN: "Our own hotel rules"},
		Rules: []plaque.Rule{
			{Words: plaque.Words{ZH: "一客一换。", EN: "Changed for every guest."}, Basis: "本局文件", Verified: true},
			{Words: plaque.Words{ZH: "每日通风。", EN: "Aired every day."}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{2}, got.Unverified()); diff != "" {
		t.Error(diff)
	}
	if other, err := plaque.Load(dir, "park"); err != nil || other.Own {
		t.Errorf("park: own %v, %v", other != nil && other.Own, err)
	}
}

func TestExportedTextsAreReadAgain(t *testing.T) {
	dir := t.TempDir()
	for _, kind := range plaque.Kinds() {
		raw, err := plaque.Source(kind)
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir, kind.File(), string(raw))
	}
	for _, kind := range plaque.Kinds() {
		shipped, err := plaque.Load("", kind)
		if err != nil {
			t.Fatal(err)
		}
		again, err := plaque.Load(dir, kind)
		if err != nil {
			t.Fatal(err)
		}
		if !again.Own {
			t.Errorf("%s: the file was not read", kind)
		}
		again.Own = false
		if diff := cmp.Diff(shipped, again); diff != "" {
			t.Error(diff)
		}
	}
	if _, err := plaque.Source("../plaque"); disclosure.KindOf(err) != disclosure.NotFound {
		t.Errorf("a kind that is none: %v", err)
	}
}

func TestWrongTextsAreRefusedWithTheirLine(t *testing.T) {
	long := strings.Repeat("长", 81)
	head, _, _ := strings.Cut(own, "rules:")
	replaced := func(old, with string) string {
		if !strings.Contains(own, old) {
			t.Fatalf("%q is not in the text", old)
		}
		return strings.Replace(own, old, with, 1)
	}
	for name, test := range map[string]struct {
		text string
		want plaque.Fault
	}{
		"empty":             {"", plaque.Fault{Wrong: plaque.WrongShape, Want: "fields"}},
		"too large":         {"# " + strings.Repeat("x", plaque.MaxSize), plaque.Fault{Wrong: plaque.WrongSize}},
		"not UTF-8":         {"kind: \xb9\xab", plaque.Fault{Wrong: plaque.WrongEncoding}},
		"a list":            {"- a\n", plaque.Fault{Wrong: plaque.WrongShape, Line: 1, Want: "fields"}},
		"unknown field":     {replaced("basis:", "bases:"), plaque.Fault{Wrong: plaque.WrongField, Line: 10, Field: "bases", Want: "zh, en, basis, verified"}},
		"field twice":       {replaced("edition: 2027-01-05", "edition: 2027-01-05\nedition: 2027-01-05"), plaque.Fault{Wrong: plaque.WrongTwice, Line: 4, Field: "edition"}},
		"missing field":     {replaced("  en: Our own hotel rules\n", ""), plaque.Fault{Wrong: plaque.WrongMissing, Line: 5, Field: "en"}},
		"empty field":       {replaced("Our own hotel rules", ""), plaque.Fault{Wrong: plaque.WrongMissing, Line: 6, Field: "en"}},
		"other kind":        {replaced("kind: lodging", "kind: hotel"), plaque.Fault{Wrong: plaque.WrongKind, Line: 2, Field: "kind", Got: "hotel", Want: "lodging"}},
		"no date":           {replaced("2027-01-05", "2027-02-30"), plaque.Fault{Wrong: plaque.WrongDate, Line: 3, Field: "edition", Got: "2027-02-30"}},
		"no mark":           {replaced("true", "yes"), plaque.Fault{Wrong: plaque.WrongMark, Line: 11, Field: "verified", Got: "yes"}},
		"list for a text":   {replaced("本局旅馆制度", "[a]"), plaque.Fault{Wrong: plaque.WrongShape, Line: 5, Field: "zh", Want: "text"}},
		"text for a list":   {head + "rules:\n  none\n", plaque.Fault{Wrong: plaque.WrongShape, Line: 8, Field: "rules", Want: "list"}},
		"no rule":           {head + "rules: []\n", plaque.Fault{Wrong: plaque.WrongMissing, Line: 7, Field: "rules"}},
		"too many rules":    {own + strings.Repeat("  - {zh: 甲, en: A}\n", 15), plaque.Fault{Wrong: plaque.WrongCount, Line: 29, Field: "rules", Got: "17", Want: "16"}},
		"too long a rule":   {replaced("一客一换。", long), plaque.Fault{Wrong: plaque.WrongLength, Line: 8, Field: "zh", Got: "81", Want: "80"}},
		"two lines":         {replaced("每日通风。", "每日\n      通风。"), plaque.Fault{Wrong: plaque.WrongText, Line: 12, Field: "zh"}},
		"mark of direction": {replaced("Our own", "Our\u202eown"), plaque.Fault{Wrong: plaque.WrongText, Line: 6, Field: "en"}},
		"two documents":     {own + "---\n" + own, plaque.Fault{Wrong: plaque.WrongTwice, Line: 17, Field: "---"}},
		"alias for a text":  {replaced("zh: 本局旅馆制度\n  en: Our own hotel rules", "zh: &a 甲\n  en: *a"), plaque.Fault{Wrong: plaque.WrongShape, Line: 5, Field: "zh", Want: "text"}},
		"key that is none":  {"1: b\n", plaque.Fault{Wrong: plaque.WrongField, Line: 1, Field: "1", Want: "kind, edition, title, rules"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "lodging.yaml", test.text)
			_, err := plaque.Load(dir, "lodging")
			test.want.File = filepath.Join(dir, "lodging.yaml")
			sameFault(t, err, &test.want)
		})
	}
}

func TestBrokenYAMLIsRefusedWithItsLine(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "lodging.yaml", "kind: lodging\ntitle: {zh: 甲\n")
	_, err := plaque.Load(dir, "lodging")
	got, ok := errors.AsType[*plaque.Fault](err)
	if !ok || got.Wrong != plaque.WrongSyntax || got.Line != 2 || got.Got == "" {
		t.Errorf("%v", err)
	}
}

func TestAMisspeltFileIsRefused(t *testing.T) {
	for _, name := range []string{"hotel.yaml", "lodging.yml", "LODGING.YAML"} {
		dir := t.TempDir()
		write(t, dir, name, own)
		_, err := plaque.Load(dir, "park")
		got, ok := errors.AsType[*plaque.Fault](err)
		if !ok || got.Wrong != plaque.WrongName || got.File != filepath.Join(dir, name) || !strings.Contains(got.Want, "lodging, bathing") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFolderInATextsPlaceIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "park.yaml"), 0o750); err != nil {
		t.Fatal(err)
	}
	_, err := plaque.Load(dir, "park")
	sameFault(t, err, &plaque.Fault{File: filepath.Join(dir, "park.yaml"), Wrong: plaque.WrongSize})
}

// sameFault asks for an error that is exactly this fault, of kind Invalid.
func sameFault(t *testing.T, err error, want *plaque.Fault) {
	t.Helper()
	got, ok := errors.AsType[*plaque.Fault](err)
	if !ok || disclosure.KindOf(err) != disclosure.Invalid {
		t.Fatalf("want a fault, got %v", err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(err.Error(), want.File) {
		t.Errorf("%v: does not name the file", err)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// FuzzParse asks that no file makes the reader panic, and that what it takes is a text that can be printed.
func FuzzParse(f *testing.F) {
	f.Add([]byte(own))
	f.Add([]byte("kind: lodging\nedition: 2027-01-05\ntitle: {zh: 甲, en: A}\nrules: [{zh: 甲, en: A, verified: false}]\n"))
	f.Add([]byte("a: &a [*a]\n? - b\n: - c\n"))
	f.Add([]byte("kind: !!str lodging\n---\n...\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := plaque.Parse("lodging.yaml", "lodging", raw)
		if err != nil {
			if _, ok := errors.AsType[*plaque.Fault](err); !ok {
				t.Errorf("not a fault: %v", err)
			}
			return
		}
		if p.Edition.IsZero() || len(p.Rules) == 0 || len(p.Rules) > plaque.MaxRules {
			t.Errorf("edition %s, %d rules", p.Edition, len(p.Rules))
		}
		for _, words := range append([]plaque.Words{p.Title}, wordsOf(p)...) {
			for _, text := range []string{words.ZH, words.EN} {
				if text == "" || strings.TrimSpace(text) != text || strings.ContainsFunc(text, unicode.IsControl) {
					t.Errorf("cannot be printed: %q", text)
				}
			}
		}
	})
}

func wordsOf(p *plaque.Plaque) []plaque.Words {
	words := make([]plaque.Words, len(p.Rules))
	for i := range p.Rules {
		words[i] = p.Rules[i].Words
	}
	return words
}
