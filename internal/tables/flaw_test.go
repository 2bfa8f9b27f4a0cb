package tables_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/tables"
)

// A misfit is told with its member, what stands there and what should, and all of a file at once.
func TestFlawsNameMemberAndShape(t *testing.T) {
	frequency := func(o object) []any { return o["frequency"].(map[string]any)["grades"].([]any) }
	item := func(o object, no int) map[string]any { return o["items"].([]any)[no-1].(map[string]any) }
	tests := []struct {
		name, text string
		want       []string
	}{
		{
			"months in quotes", rules(t, func(o object) { frequency(o)[1].(map[string]any)["every_months"] = "12" }),
			[]string{"frequency.grades.2.every_months type text integer"},
		},
		{"months and a half", rules(t, func(o object) { frequency(o)[1].(map[string]any)["every_months"] = 1.5 }), []string{"frequency.grades.2.every_months type number integer"}},
		{"months out of range", rules(t, func(o object) { frequency(o)[0].(map[string]any)["every_months"] = 0 }), []string{"frequency.grades.1.every_months range 0 1 120"}},
		{"points without quotes", lodging(t, func(o object) { item(o, 7)["max"] = 4 }), []string{"items.7.max type integer text"}},
		{"points too fine", lodging(t, func(o object) { item(o, 7)["max"] = "4.005" }), []string{"items.7.max points 4.005"}},
		{"no day", lodging(t, set("effective_from", "2026-02-30")), []string{"effective_from date 2026-02-30"}},
		{"a mark in quotes", lodging(t, set("verified", "true")), []string{"verified type text bool"}},
		{"an object for a list", lodging(t, set("aliases", object{})), []string{"aliases type object list"}},
		{
			"two at once", lodging(t, func(o object) { item(o, 3)["weight"] = 1; item(o, 9)["key"] = "no" }),
			[]string{"items.3.weight unknown no, section, title, max, key, na_allowed, deductions, source, verified", "items.9.key type text bool"},
		},
		{
			"a bound that is a word", items(t, func(o object) {
				o["items"].([]any)[0].(map[string]any)["limits"] = []any{map[string]any{"max": "none", "basis": "b"}}
			}),
			[]string{"items.1.limits.1.max decimal none"},
		},
		{
			"limits with two flaws", items(t, func(o object) { o["edition"] = ""; item(o, 2)["zh"] = " " }),
			[]string{"edition empty", "items.2.zh empty"},
		},
		{"a list", "[]", []string{" type list object"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := give(t, test.text)
			_, err := tables.Import(t.TempDir(), []string{path}, true)
			refused := refusedBy(t, err)
			var got []string
			for i := range refused.Flaws {
				where, code, args := refused.Flaws[i].Told()
				got = append(got, strings.Join(append([]string{where, code}, texts(args)...), " "))
			}
			if refused.File != path || strings.Join(got, "\n") != strings.Join(test.want, "\n") {
				t.Errorf("%s: got %q, want %q", refused.File, got, test.want)
			}
		})
	}
}

// Every letter of a table in use needs a frequency, whichever of the two files comes last.
func TestLettersWithoutAFrequencyAreRefused(t *testing.T) {
	without := func(letter string) func(o object) {
		return func(o object) {
			o["version"] = "2"
			of := o["frequency"].(map[string]any)
			var kept []any
			for _, rule := range of["grades"].([]any) {
				if rule.(map[string]any)["letter"] != letter {
					kept = append(kept, rule)
				}
			}
			of["grades"] = kept
		}
	}
	fourth := func(o object) {
		edition("2", "2026-01-01")(o)
		o["bands"] = append(o["bands"].([]any), map[string]any{"letter": "D", "word_zh": "差", "word_en": "Poor", "at_least": "50"})
	}
	withFourth := rules(t, func(o object) {
		o["version"] = "3"
		of := o["frequency"].(map[string]any)
		of["grades"] = append(of["grades"].([]any), map[string]any{"letter": "D", "every_months": 3, "source": "x", "verified": false})
	})
	dir := filepath.Join(t.TempDir(), "tables")
	path := give(t, rules(t, without("C")))
	_, err := tables.Import(dir, []string{path}, false)
	if refused := refusedBy(t, err); refused.File != path || !strings.Contains(err.Error(), `frequency.grades: none for the letter "C" of the table bathing 1`) {
		t.Errorf("rules without C: got %v", err)
	}
	_, err = tables.Import(dir, []string{give(t, lodging(t, fourth))}, false)
	if refused := refusedBy(t, err); !strings.Contains(refused.Error(), `the letter "D" of the table lodging 2`) {
		t.Errorf("a table with D: got %v", err)
	}
	if found := names(t, dir); len(found) > 0 {
		t.Errorf("written all the same: %v", found)
	}
	take(t, dir, false, lodging(t, fourth), withFourth)
	_, err = tables.Open(folder(t, map[string]string{"rules.json": rules(t, without("C"))}))
	if refused := refusedBy(t, err); filepath.Base(refused.File) != "rules.json" {
		t.Errorf("opened: %v", err)
	}
}

func refusedBy(t *testing.T, err error) *tables.Refused {
	t.Helper()
	refused, ok := errors.AsType[*tables.Refused](err)
	if !ok || disclosure.KindOf(err) != disclosure.Invalid || len(refused.Flaws) == 0 {
		t.Fatalf("got %v, want a refusal of kind invalid", err)
	}
	return refused
}

func texts(args []any) []string {
	list := make([]string, len(args))
	for i, arg := range args {
		list[i] = fmt.Sprint(arg)
	}
	return list
}
