package limits_test

import (
	"os"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/limits"
)

const goodBound = `{"max": 1, "basis": "b"}`

// list writes a file with the given items.
func list(items string) string {
	return `{"kind": "test_limits", "edition": "1", "items": [` + items + `]}`
}

// item writes an item with the given bounds.
func item(bounds string) string {
	return list(`{"code": "x", "zh": "甲", "en": "a", "unit": "%", "limits": [` + bounds + `]}`)
}

// TestParseTellsItemAndMember holds that each fault of a file is named where it stands.
func TestParseTellsItemAndMember(t *testing.T) {
	for name, tc := range map[string]struct{ file, said string }{
		"no JSON":              {"x", "invalid character"},
		"nothing":              {"", "EOF"},
		"something behind":     {list(`{"code": "x", "zh": "甲", "en": "a", "limits": []}`) + "{}", "follows the list"},
		"unknown member":       {`{"kind": "test_limits", "limit": 1}`, `"limit"`},
		"of another kind":      {`{"kind": "grading_rules", "edition": "1", "items": []}`, `kind: "grading_rules", want test_limits`},
		"without edition":      {`{"kind": "test_limits", "items": []}`, "edition: empty"},
		"without items":        {list(""), "items: empty"},
		"without code":         {list(`{"zh": "甲", "en": "a", "limits": []}`), "items.1.code"},
		"code in Chinese":      {list(`{"code": "甲", "zh": "甲", "en": "a", "limits": []}`), `items.1.code: "甲", want`},
		"without names":        {list(`{"code": "x", "limits": []}`), "items.1.zh: empty"},
		"one name twice":       {list(`{"code": "x", "zh": "甲", "en": "a", "limits": []}, {"code": "y", "zh": "乙", "en": "b", "also": ["A"], "limits": []}`), `items.2: "A" is already that of x`},
		"one code twice":       {list(`{"code": "x", "zh": "甲", "en": "a", "limits": []}, {"code": "x", "zh": "乙", "en": "b", "limits": []}`), `items.2: "x" is already that of x`},
		"an empty name":        {list(`{"code": "x", "zh": "甲", "en": "a", "also": [" "], "limits": []}`), "items.1.also.1: empty"},
		"unit with spaces":     {list(`{"code": "x", "zh": "甲", "en": "a", "unit": " %", "limits": []}`), "unit"},
		"the unit once more":   {list(`{"code": "x", "zh": "甲", "en": "a", "unit": "%", "unit_also": ["%"], "limits": []}`), "unit_also"},
		"neither bound":        {item(`{"basis": "b"}`), "items.1.limits.1: neither min nor max"},
		"min above max":        {item(`{"min": 2, "max": 1, "basis": "b"}`), "items.1.limits.1.min: 2, want at most 1"},
		"nothing between":      {item(`{"min": 1, "max": 1, "max_comparator": "<", "basis": "b"}`), `items.1.limits.1.max_comparator: "<", want <=`},
		"below zero":           {item(`{"min": -1, "basis": "b"}`), `min: "-1", want a decimal`},
		"with an exponent":     {item(`{"max": 1e3, "basis": "b"}`), `max: "1e3", want a decimal`},
		"comparator unknown":   {item(`{"max": 1, "max_comparator": ">", "basis": "b"}`), `max_comparator: ">", want <=, <`},
		"comparator of none":   {item(`{"max": 1, "min_comparator": ">", "basis": "b"}`), `min_comparator: only beside min`},
		"venue kind unknown":   {item(`{"venue_kinds": ["pool"], "max": 1, "basis": "b"}`), `venue_kinds.1: "pool", want lodging, `},
		"venue kind twice":     {item(`{"venue_kinds": ["mall", "mall"], "max": 1, "basis": "b"}`), `venue_kinds.2: "mall" is already that of items.1.limits.1.venue_kinds.1`},
		"an empty place":       {item(`{"places": [""], "max": 1, "basis": "b"}`), "limits.1.places.1: empty"},
		"an empty other place": {item(`{"not_places": [" "], "max": 1, "basis": "b"}`), "not_places.1: empty"},
		"without basis":        {item(`{"max": 1}`), "basis: empty"},
		"ends before it began": {item(`{"max": 1, "basis": "b", "valid_from": "2020-01-01", "valid_until": "2019-12-31"}`), "valid_until: 2019-12-31, want 2020-01-01 or more"},
		"no day":               {item(`{"max": 1, "basis": "b", "valid_from": "2020-02-30"}`), "2020-02-30"},
		"never reached":        {item(goodBound + `, {"places": ["p"], "max": 2, "basis": "b"}`), "items.1.limits.2: items.1.limits.1 applies always"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := limits.Parse(strings.NewReader(tc.file))
			if err == nil || disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), tc.said) {
				t.Errorf("%v; want kind invalid, saying %q", err, tc.said)
			}
		})
	}
}

// TestParseTellsAllFaults holds that a clerk need not mend a file fault by fault.
func TestParseTellsAllFaults(t *testing.T) {
	_, err := limits.Parse(strings.NewReader(item(`{"min": 2, "max": 1}, {"venue_kinds": ["pool"], "max": 1, "basis": "b"}`)))
	if err == nil {
		t.Fatal("it is taken")
	}
	for _, said := range []string{"limits.1.min: 2", "limits.1.basis", "limits.2.venue_kinds"} {
		if !strings.Contains(err.Error(), said) {
			t.Errorf("%v; want %q in it", err, said)
		}
	}
}

func TestParseBoundsTheFile(t *testing.T) {
	if _, err := limits.Parse(strings.NewReader(item(goodBound) + strings.Repeat(" ", 4<<20))); disclosure.KindOf(err) != disclosure.Invalid || err == nil {
		t.Errorf("more than 4 MiB: %v", err)
	}
}

// FuzzParse: a list that is taken finds its items by all their names and judges every value.
func FuzzParse(f *testing.F) {
	raw, err := os.ReadFile("limits.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(raw), item(goodBound), list(""), item(`{"min": "0.5", "min_comparator": ">", "basis": "b", "places": ["池"]}`)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		items, err := limits.Parse(strings.NewReader(file))
		if err != nil {
			if disclosure.KindOf(err) != disclosure.Invalid {
				t.Errorf("kind %v", disclosure.KindOf(err))
			}
			return
		}
		for i := range items.Items {
			one := &items.Items[i]
			if found, ok := items.Find(one.ZH); !ok || found != one {
				t.Errorf("%q is not found", one.ZH)
			}
			for _, comparator := range []string{"", "<", ">"} {
				items.Judge(one, limits.Value{Comparator: comparator, Number: "1"}, limits.Sample{Place: "成人池", On: sampled})
			}
			items.Near(one.ZH)
		}
	})
}
