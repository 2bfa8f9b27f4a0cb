package grading

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

func TestShippedTables(t *testing.T) {
	var codes []string
	for _, table := range ShippedSet().All() {
		codes = append(codes, table.Code)
		if !table.Sample() || table.Verified {
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
	want := []string{"bathing", "clinic-waiting", "entertainment", "hair-beauty", "lodging", "mall", "swimming", "waiting-hall"}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
}

func TestNoTwoTablesAnswerToOneName(t *testing.T) {
	owner := make(map[string]string)
	for _, table := range ShippedSet().All() {
		for _, name := range append([]string{table.Code, table.NameZH}, table.Aliases...) {
			if owner[name] != "" {
				t.Errorf("%q means both %s and %s", name, owner[name], table.Code)
			}
			owner[name] = table.Code
		}
	}
}

func TestShippedItems(t *testing.T) {
	for _, table := range ShippedSet().All() {
		var sum Points
		for _, item := range table.Items {
			sum += item.Max
			if table.Code != "lodging" && item.Verified {
				t.Errorf("%s, item %d: verified, though nobody has seen the whole table", table.Code, item.No)
			}
		}
		if len(table.Items) < 25 || sum != 100*point || table.FullScore != sum {
			t.Errorf("%s: %d items of %s points in all, full score %s", table.Code, len(table.Items), sum, table.FullScore)
		}
		if first, ok := table.Item(1); !ok || !first.Key || first.Title != "卫生许可证" {
			t.Errorf("%s: item 1 is %+v, want the permit as key item", table.Code, first)
		}
		for _, no := range []int{-1, 0, len(table.Items) + 1} {
			if item, ok := table.Item(no); ok {
				t.Errorf("%s: there is an item %d: %+v", table.Code, no, item)
			}
		}
	}
}

// The rows of the lodging table that were seen, as domain.md §5.3 lists them: title, points, and what each deduction takes.
func TestLodgingRowsThatWereSeen(t *testing.T) {
	want := map[int]string{
		1: "卫生许可证 ※", 2: "亮证经营 2: 2", 3: "卫生信誉度等级公示 2: 2", 4: "卫生管理档案 4: 4 0.25/项 1 1", 5: "卫生管理及人员 6: 3 3",
		6: "卫生管理制度 4: 0.4/项 0.4/项", 7: "自查记录 4: 4 1/次",
		19: "拖鞋清洗消毒 4: 2 2", 20: "清洗消毒程序 6: 6", 21: "客用饮具 4: 2 2", 22: "布草间 ※", 23: "脏棉织品收集 4: 4 2", 24: "布草间环境 2: 1 1",
		25: "保洁设施 4: 1 1 1 1", 26: "卫生间排风设备 4: 4", 27: "卫生间环境 4: 1 1 1 1", 28: "未配备卫生间的客房盥洗设施 2: 0.5 0.5 0.5 0.5",
		29: "公共用品数量 4: 4", 30: "一客一换 4: 4 2", 31: "自洗棉织品消毒 ※", 32: "棉织品清洗 4: 4",
	}
	table, _ := ShippedSet().Lookup("lodging", disclosure.Date{})
	got := make(map[int]string)
	for _, item := range table.Items {
		if item.Verified {
			got[item.No] = digest(item)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("verified rows (-want +got):\n%s", diff)
	}
	if len(table.Items) != 34 || table.VerifiedItems() != len(want) {
		t.Errorf("%d items, %d verified; want 34, %d", len(table.Items), table.VerifiedItems(), len(want))
	}
}

// digest is an item on one line, as in "卫生管理档案 4: 4 0.25/项 1 1".
func digest(item Item) string {
	if item.Key {
		return item.Title + " ※"
	}
	words := []string{item.Title, item.Max.String() + ":"}
	for _, d := range item.Deductions {
		word := d.Points.String()
		if d.Per != "" {
			word += "/" + d.Per
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestSampleTellsOfEveryRow(t *testing.T) {
	table := Table{Verified: true, Items: []Item{{No: 1, Verified: true}, {No: 2, Verified: true}}}
	if table.Sample() {
		t.Error("a sample, though table and rows are verified")
	}
	table.Items[1].Verified = false
	if !table.Sample() || table.VerifiedItems() != 1 {
		t.Error("no sample, though a row is not verified")
	}
	table = Table{Items: []Item{{No: 1, Verified: true}}}
	if !table.Sample() {
		t.Error("no sample, though the table is not verified")
	}
}

// What "mingshi tables show" prints is edited and read again.
func TestTableSurvivesWritingAndReading(t *testing.T) {
	for _, table := range ShippedSet().All() {
		table.EffectiveFrom = disclosure.Date{Year: 2027, Month: 1, Day: 1}
		raw, err := json.Marshal(table)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseTable(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(table, again); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table.Code, diff)
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
	item := func(table map[string]any, no int) map[string]any {
		return table["items"].([]any)[no-1].(map[string]any)
	}
	deduction := func(table map[string]any, no, n int) map[string]any {
		return item(table, no)["deductions"].([]any)[n-1].(map[string]any)
	}
	tests := []struct {
		name   string
		change func(map[string]any)
		want   string
	}{
		{"an unknown field", func(m map[string]any) { m["bandz"] = 1 }, `unknown field "bandz"`},
		{"no code", func(m map[string]any) { delete(m, "code") }, "code: empty"},
		{"no version", func(m map[string]any) { delete(m, "version") }, "version: empty"},
		{"no words for no grade", func(m map[string]any) { delete(m, "not_graded") }, "not_graded.word_zh: empty"},
		{"an unknown kind of venue", func(m map[string]any) { m["venue_kind"] = "zoo" }, `venue_kind: "zoo", want lodging, `},
		{"no full score", func(m map[string]any) { m["full_score"] = "0" }, "full_score: 0, want 0.01 or more"},
		{"no bands", func(m map[string]any) { m["bands"] = []any{} }, "bands: empty"},
		{"a band without a word", func(m map[string]any) { delete(band(m, 1), "word_zh") }, "bands.2.word_zh: empty"},
		{"bands upside down", func(m map[string]any) { band(m, 1)["at_least"] = "95" }, "bands.2.at_least: 95, want 0.01 to 89.99"},
		{"two bands alike", func(m map[string]any) { band(m, 1)["at_least"] = "90" }, "bands.2.at_least: 90, want 0.01 to 89.99"},
		{"a band from 0", func(m map[string]any) { band(m, 2)["at_least"] = "0" }, "bands.3.at_least: 0, want 0.01 to"},
		{"a band beyond 100", func(m map[string]any) { band(m, 0)["at_least"] = "100.01" }, "bands.1.at_least: 100.01, want 0.01 to 100"},
		{"points as a number", func(m map[string]any) { band(m, 0)["at_least"] = 90 }, "bands.at_least: a number, want points in quotes"},
		{"another kind of file", func(m map[string]any) { m["kind"] = "grading_rules" }, `kind: "grading_rules", want score_table`},
		{"no kind", func(m map[string]any) { delete(m, "kind") }, `kind: "", want score_table`},
		{"a code that is a path", func(m map[string]any) { m["code"] = "../lodging" }, `code: "../lodging", want`},
		{"a code in capitals", func(m map[string]any) { m["code"] = "Lodging" }, `code: "Lodging", want`},
		{"a code without end", func(m map[string]any) { m["code"] = strings.Repeat("a", 61) }, "at most 60"},
		{"a version that is a path", func(m map[string]any) { m["version"] = "1/2" }, `version: "1/2", want`},
		{"an empty alias", func(m map[string]any) { m["aliases"] = []string{" "} }, "aliases.1: empty"},
		{"a band twice", func(m map[string]any) { band(m, 1)["letter"] = "A" }, `bands.2.letter: "A" is already that of bands.1`},
		{"24 items", func(m map[string]any) { m["items"] = m["items"].([]any)[:24] }, "items: 24, want 25 to 128"},
		{"129 items", func(m map[string]any) { m["items"] = slices.Repeat(m["items"].([]any)[:1], 129) }, "items: 129, want 25 to 128"},
		{"a gap", func(m map[string]any) { item(m, 12)["no"] = 13 }, "items.12.no: 13, want 12"},
		{"a number twice", func(m map[string]any) { item(m, 12)["no"] = 11 }, "items.12.no: 11, want 12"},
		{"no section", func(m map[string]any) { item(m, 12)["section"] = " " }, "items.12.section: empty"},
		{"no title", func(m map[string]any) { delete(item(m, 12), "title") }, "items.12.title: empty"},
		{"no source", func(m map[string]any) { delete(item(m, 12), "source") }, "items.12.source: empty"},
		{"a title twice", func(m map[string]any) { item(m, 12)["title"] = "亮证经营" }, `items.12.title: "亮证经营" is already that of items.2`},
		{"a key item with points", func(m map[string]any) { item(m, 22)["max"] = "4" }, "items.22.max: 4, but a key item gives no points"},
		{"an item without points", func(m map[string]any) { delete(item(m, 2), "max") }, "items.2.max: 0, want 0.01 or more"},
		{"points that do not add up", func(m map[string]any) { item(m, 20)["max"] = "6.25" }, "items: their max add up to 100.25, want the full_score 100"},
		{"a deduction without text", func(m map[string]any) { deduction(m, 4, 2)["text"] = "" }, "items.4.deductions.2.text: empty"},
		{"a deduction without points", func(m map[string]any) { delete(deduction(m, 4, 3), "points") }, "items.4.deductions.3.points: 0, want 0.01 or more"},
		{"a deduction beyond the item", func(m map[string]any) { deduction(m, 2, 1)["points"] = "2.5" }, "items.2.deductions.1.points: 2.5, want at most 2"},
		{"a cap beyond the item", func(m map[string]any) { deduction(m, 8, 1)["cap"] = "6" }, "items.8.deductions.1.cap: 6, want at most 4"},
		{"a cap below the points", func(m map[string]any) { deduction(m, 8, 1)["cap"] = "1" }, "items.8.deductions.1.cap: 1, want 2 or more"},
		{"a cap of a single deduction", func(m map[string]any) { deduction(m, 2, 1)["cap"] = "2" }, "items.2.deductions.1.cap: only beside per"},
		{"points off a key item", func(m map[string]any) { deduction(m, 1, 1)["points"] = "1" }, "items.1.deductions.1.points: 1, but a key item"},
		{"an unknown field of an item", func(m map[string]any) { item(m, 3)["weight"] = 1 }, `item 3: json: unknown field "weight"`},
		{"an item's points as a number", func(m map[string]any) { item(m, 7)["max"] = 4 }, `item 7: max: a number, want points in quotes`},
		{"an item's points too fine", func(m map[string]any) { item(m, 7)["max"] = "4.005" }, `item 7: points "4.005"`},
		{"an item that is a text", func(m map[string]any) { m["items"].([]any)[2] = "亮证" }, "a string cannot stand here"},
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
		if len(table.Items) < minItems || strings.ContainsAny(table.Code+table.Version, `/\`) {
			t.Errorf("%d items, code %q, version %q", len(table.Items), table.Code, table.Version)
		}
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
