package tables_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/limits"
	"mingshi/internal/tables"
)

// object is a file as it is edited.
type object map[string]any

// objectOf is something that comes with the program, as a file, with one change.
func objectOf(t *testing.T, of any, change func(o object)) string {
	t.Helper()
	raw, err := json.Marshal(of)
	if err != nil {
		t.Fatal(err)
	}
	var o object
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatal(err)
	}
	change(o)
	if raw, err = json.MarshalIndent(o, "", "  "); err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func lodging(t *testing.T, change func(o object)) string {
	t.Helper()
	table, ok := grading.ShippedSet().Lookup("lodging", disclosure.Date{})
	if !ok {
		t.Fatal("no lodging table")
	}
	return objectOf(t, table, change)
}

func rules(t *testing.T, change func(o object)) string {
	t.Helper()
	return objectOf(t, grading.ShippedRules(), change)
}

func items(t *testing.T, change func(o object)) string {
	t.Helper()
	return objectOf(t, limits.Default(), change)
}

func set(field string, value any) func(o object) { return func(o object) { o[field] = value } }

// edition makes another edition of a table.
func edition(version, from string) func(o object) {
	return func(o object) { o["version"], o["effective_from"] = version, from }
}

// folder writes files and gives their folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// names lists what lies in a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var found []string
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	return found
}

func open(t *testing.T, dir string) *tables.Tables {
	t.Helper()
	opened, err := tables.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

func TestOpenWithoutFolderIsWhatIsShipped(t *testing.T) {
	for _, dir := range []string{filepath.Join(t.TempDir(), "none"), t.TempDir()} {
		opened := open(t, dir)
		if opened.Scheme != grading.Shipped() || opened.Items != limits.Default() {
			t.Errorf("%s: something else than what is shipped", dir)
		}
	}
}

func TestOpenReadsTheAuthoritysFiles(t *testing.T) {
	dir := folder(t, map[string]string{
		"any-name.json": "\uFEFF" + lodging(t, edition("2", "2026-01-01")),
		"rules.json":    rules(t, set("version", "ours")),
		"limits.json":   items(t, set("edition", "ours")),
		"notes.txt":     "no table",
		".new-123.json": "half a file",
	})
	if err := os.Mkdir(filepath.Join(dir, "old.json"), 0o750); err != nil {
		t.Fatal(err)
	}
	opened := open(t, dir)
	table, ok := opened.Scheme.Tables.Lookup("住宿", disclosure.Date{Year: 2026, Month: 1, Day: 1})
	if !ok || table.Version != "2" {
		t.Errorf("got %q, %t", table.Version, ok)
	}
	if opened.Scheme.Rules.Version != "ours" || opened.Items.Edition != "ours" {
		t.Errorf("rules %q, limits %q", opened.Scheme.Rules.Version, opened.Items.Edition)
	}
	if shipped := grading.Shipped(); shipped.Rules.Version != "1" || len(shipped.Tables.All()) == len(opened.Scheme.Tables.All()) {
		t.Error("the authority's files have changed what is shipped")
	}
}

func TestOpenRefuses(t *testing.T) {
	broken := strings.Replace(lodging(t, set("version", "2")), `"code": "lodging",`, `"code": "lodging"`, 1)
	ownBaths := func(o object) { o["code"], o["name_zh"] = "baths", "浴池评分表" }
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"no JSON", map[string]string{"a.json": "{\n\"kind\": score_table}"}, []string{"a.json: line 2: invalid character 's'"}},
		{"half a file", map[string]string{"a.json": "{\n"}, []string{"a.json: line 2: unexpected end"}},
		{"a list", map[string]string{"a.json": "[]"}, []string{"a.json", "found list, want object"}},
		{"an empty file", map[string]string{"a.json": ""}, []string{"a.json: line 1: unexpected end"}},
		{"a comma too few", map[string]string{"a.json": broken}, []string{"a.json: line "}},
		{"no kind", map[string]string{"a.json": "{}"}, []string{`a.json: kind: "", want score_table, grading_rules, test_limits`}},
		{"a kind that there is not", map[string]string{"a.json": `{"kind": "menu"}`}, []string{`a.json: kind: "menu"`}},
		{"a faulty table", map[string]string{"a.json": lodging(t, set("full_score", "99"))}, []string{"a.json", "add up to 100, want the full_score 99"}},
		{"faulty rules", map[string]string{"a.json": rules(t, set("version", ""))}, []string{"a.json", "version"}},
		{"faulty limits", map[string]string{"a.json": items(t, set("edition", ""))}, []string{"a.json", "edition"}},
		{
			"one edition twice",
			map[string]string{"a.json": lodging(t, set("version", "2")), "b.json": lodging(t, edition("2", "2026-01-01"))},
			[]string{"a.json and b.json both hold score_table lodging 2"},
		},
		{
			"rules twice",
			map[string]string{"a.json": rules(t, set("version", "2")), "b.json": rules(t, set("version", "3"))},
			[]string{"a.json and b.json both hold grading_rules"},
		},
		{
			"limits twice",
			map[string]string{"a.json": items(t, set("edition", "2")), "b.json": items(t, set("edition", "3"))},
			[]string{"a.json and b.json both hold test_limits"},
		},
		{
			"two editions from one day",
			map[string]string{"a.json": lodging(t, edition("2", "2026-01-01")), "b.json": lodging(t, edition("3", "2026-01-01"))},
			[]string{"a.json and b.json", "same effective_from (2026-01-01)"},
		},
		{"a name of another table", map[string]string{"a.json": lodging(t, ownBaths)}, []string{`the name "住宿" means both "baths" and "lodging"`}},
		{"more than a file may hold", map[string]string{"a.json": strings.Repeat(" ", 4<<20) + "{}"}, []string{"a.json: more than 4194304 bytes"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			opened, err := tables.Open(folder(t, test.files))
			if opened != nil && err == nil || disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("got %v, want kind invalid", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want %q", err, want)
				}
			}
		})
	}
}

func TestList(t *testing.T) {
	dir := folder(t, map[string]string{
		"l2.json":    lodging(t, edition("2", "2026-01-01")),
		"rules.json": rules(t, func(object) {}),
	})
	today := disclosure.Date{Year: 2025, Month: 12, Day: 31}
	got := make(map[string]string)
	for _, entry := range open(t, dir).List(today) {
		line := entry.File
		if entry.InForce {
			line += " in force"
		}
		if entry.Sample {
			line += " sample"
		}
		got[entry.String()] = strings.TrimSpace(line)
		if entry.Rows == 0 || entry.Verified > entry.Rows {
			t.Errorf("%s: %d of %d rows", entry.Edition, entry.Verified, entry.Rows)
		}
		if entry.String() == "score_table lodging 2" && (entry.Rows != 34 || entry.Verified != 21) {
			t.Errorf("%s: %d of %d rows", entry.Edition, entry.Verified, entry.Rows)
		}
	}
	want := map[string]string{
		"score_table lodging 1": "in force sample", "score_table lodging 2": "l2.json sample",
		"grading_rules 1": "rules.json in force sample", "test_limits " + limits.Default().Edition: "in force sample",
	}
	for _, table := range grading.ShippedSet().All() {
		want["score_table "+table.Code+" "+table.Version] = "in force sample"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, entry := range open(t, dir).List(today.AddDays(1)) {
		if entry.Code == "lodging" && entry.InForce != (entry.Version == "2") {
			t.Errorf("a day later %s is in force: %t", entry.Edition, entry.InForce)
		}
	}
}

func TestAVerifiedTableIsNoSample(t *testing.T) {
	dir := folder(t, map[string]string{"a.json": lodging(t, func(o object) {
		o["verified"] = true
		for _, item := range o["items"].([]any) {
			item.(map[string]any)["verified"] = true
		}
	})})
	for _, entry := range open(t, dir).List(disclosure.Date{}) {
		if want := entry.Code != "lodging"; entry.Sample != want {
			t.Errorf("%s: sample is %t", entry.Edition, entry.Sample)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, seed := range []string{`{"kind":"score_table"}`, `{"kind":"grading_rules"}`, `{"kind":"test_limits","edition":"1","items":[]}`, `{"kind":1}`, `null`} {
		f.Add(seed)
	}
	raw, err := json.Marshal(grading.ShippedRules())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(filepath.Join(dir, "a.json"), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
		opened, err := tables.Open(dir)
		switch {
		case err != nil && (disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "a.json")):
			t.Fatalf("got %v, of kind %s", err, disclosure.KindOf(err))
		case err == nil && len(opened.List(disclosure.Date{})) == 0:
			t.Fatal("nothing is in force")
		}
	})
}
