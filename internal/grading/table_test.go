package grading

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

func TestShippedTables(t *testing.T) {
	var codes []string
	for _, table := range Tables() {
		codes = append(codes, table.Code)
		if table.Verified {
			t.Errorf("%s: verified, though nobody has seen the whole table", table.Code)
		}
		var bands []string
		for _, band := range table.Bands {
			bands = append(bands, band.Letter+band.WordZH+band.AtLeast.String())
		}
		// domain.md §5.2.
		if diff := cmp.Diff([]string{"A优秀90", "B良好70", "C一般60"}, bands); diff != "" {
			t.Errorf("%s: bands (-want +got):\n%s", table.Code, diff)
		}
		if table.NotGraded.ZH != "不予评定" {
			t.Errorf("%s: not graded is called %q", table.Code, table.NotGraded.ZH)
		}
	}
	want := []string{"bathing", "entertainment", "hair-beauty", "lodging", "mall", "swimming"}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
}

func TestNoTwoTablesAnswerToOneName(t *testing.T) {
	owner := make(map[string]string)
	for _, table := range Tables() {
		for _, name := range append([]string{table.Code, table.NameZH}, table.Aliases...) {
			if owner[name] != "" {
				t.Errorf("%q means both %s and %s", name, owner[name], table.Code)
			}
			owner[name] = table.Code
		}
	}
}

func TestLookup(t *testing.T) {
	for name, want := range map[string]string{
		"hair-beauty": "hair-beauty", "住宿业卫生监督量化分级评分表": "lodging", "游泳场所": "swimming", "沐浴": "bathing",
		"Lodging": "", "": "", "餐饮": "",
	} {
		table, ok := Lookup(name)
		if table.Code != want || ok != (want != "") {
			t.Errorf("%q: got %q, %t; want %q", name, table.Code, ok, want)
		}
	}
}

func TestParseTableTakesThresholdsFromTheFile(t *testing.T) {
	// The bands of the Jiangsu water table: A ≥ 86, B ≥ 76, C ≥ 60 (domain.md §5.5).
	text := tableText(t, func(table map[string]any) {
		bands := table["bands"].([]any)
		bands[0].(map[string]any)["at_least"] = "86"
		bands[1].(map[string]any)["at_least"] = "76"
	})
	table, err := ParseTable(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for obtained, want := range map[Points]string{8600: "A", 8599: "B", 7599: "C"} {
		got, err := table.Assess(Totals{Obtained: obtained, Applicable: perfect})
		if err != nil || got.Letter != want {
			t.Errorf("%s: got %q, %v; want %q", obtained, got.Letter, err, want)
		}
	}
}

func TestParseTableRefuses(t *testing.T) {
	band := func(table map[string]any, i int) map[string]any { return table["bands"].([]any)[i].(map[string]any) }
	tests := []struct {
		name   string
		change func(map[string]any)
		want   string
	}{
		{"an unknown field", func(m map[string]any) { m["bandz"] = 1 }, `unknown field "bandz"`},
		{"no code", func(m map[string]any) { delete(m, "code") }, "code: empty"},
		{"no version", func(m map[string]any) { delete(m, "version") }, "version: empty"},
		{"no words for no grade", func(m map[string]any) { delete(m, "not_graded") }, "not_graded.word_en: empty"},
		{"an unknown kind of venue", func(m map[string]any) { m["venue_kind"] = "zoo" }, `unknown kind "zoo"`},
		{"no full score", func(m map[string]any) { m["full_score"] = "0" }, "full_score: must be more than 0"},
		{"no bands", func(m map[string]any) { m["bands"] = []any{} }, "bands: empty"},
		{"a band without a word", func(m map[string]any) { delete(band(m, 1), "word_zh") }, `band "B": letter and words`},
		{"bands upside down", func(m map[string]any) { band(m, 1)["at_least"] = "95" }, `band "B": at_least 95`},
		{"two bands alike", func(m map[string]any) { band(m, 1)["at_least"] = "90" }, `band "B": at_least 90`},
		{"a band from 0", func(m map[string]any) { band(m, 2)["at_least"] = "0" }, `band "C": at_least 0`},
		{"a band beyond 100", func(m map[string]any) { band(m, 0)["at_least"] = "100.01" }, `band "A": at_least 100.01`},
		{"points as a number", func(m map[string]any) { band(m, 0)["at_least"] = 90 }, "read score table"},
		{"points too fine", func(m map[string]any) { band(m, 0)["at_least"] = "90.005" }, `points "90.005"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseTable(strings.NewReader(tableText(t, test.change)))
			if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an invalid table with %q", err, test.want)
			}
		})
	}
	t.Run("text behind", func(t *testing.T) {
		_, err := ParseTable(strings.NewReader(tableText(t, func(map[string]any) {}) + "{}"))
		if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "text behind") {
			t.Errorf("got %v", err)
		}
	})
}

func FuzzParseTable(f *testing.F) {
	for _, name := range []string{"lodging", "mall"} {
		raw, err := shippedFiles.ReadFile("tables/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	f.Add(`{}`)
	f.Fuzz(func(t *testing.T, text string) {
		table, err := ParseTable(strings.NewReader(text))
		if err != nil {
			if disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("kind of %v is %s", err, disclosure.KindOf(err))
			}
			return
		}
		// Any table that is accepted can grade its full score, and nothing gets a better grade.
		got, err := table.Assess(Totals{Obtained: table.FullScore, Applicable: table.FullScore})
		if err != nil || got.Letter != table.Bands[0].Letter || got.ToNextBand != 0 {
			t.Errorf("full score: got %+v, %v", got, err)
		}
	})
}

// tableText is the lodging table's file with one change.
func tableText(t *testing.T, change func(map[string]any)) string {
	t.Helper()
	raw, err := shippedFiles.ReadFile("tables/lodging.json")
	if err != nil {
		t.Fatal(err)
	}
	var table map[string]any
	if err := json.Unmarshal(raw, &table); err != nil {
		t.Fatal(err)
	}
	change(table)
	changed, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	return string(changed)
}
