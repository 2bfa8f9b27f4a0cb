package tables_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/limits"
	"mingshi/internal/tables"
)

// give writes a file outside of the folder, as a clerk has it.
func give(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "theirs.json")
	if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return path
}

func take(t *testing.T, dir string, replace bool, texts ...string) []tables.Imported {
	t.Helper()
	paths := make([]string, len(texts))
	for i, text := range texts {
		paths[i] = give(t, text)
	}
	told, err := tables.Import(dir, paths, replace)
	if err != nil {
		t.Fatal(err)
	}
	for i := range told {
		if told[i].Path != paths[i] {
			t.Errorf("file %d is told of as %s", i, told[i].Path)
		}
		told[i].Path = ""
	}
	return told
}

func TestImportAddsWithoutTouchingWhatIsThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data", "tables")
	second := lodging(t, edition("2", "2026-01-01"))
	got := take(t, dir, false, "\uFEFF"+second, rules(t, set("version", "2")), items(t, set("edition", "ours/2")))
	want := []tables.Imported{
		{File: "score_table.lodging.2.json", Change: tables.Added, Edition: tables.Edition{Kind: "score_table", Code: "lodging", Version: "2"}},
		{File: "grading_rules.json", Change: tables.Added, Edition: tables.Edition{Kind: "grading_rules", Version: "2"}, Before: "1"},
		{
			File: "test_limits.json", Change: tables.Added, Edition: tables.Edition{Kind: "test_limits", Version: "ours/2"},
			Before: limits.Default().Edition,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, want[0].File)); err != nil || string(raw) != second {
		t.Errorf("what lies there is not what was given, less the byte order mark: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, want[0].File)); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	opened := open(t, dir)
	if opened.Scheme.Rules.Version != "2" || opened.Items.Edition != "ours/2" {
		t.Errorf("rules %q, limits %q", opened.Scheme.Rules.Version, opened.Items.Edition)
	}
	take(t, dir, false, lodging(t, edition("3", "2027-01-01")))
	if diff := cmp.Diff([]string{"grading_rules.json", "score_table.lodging.2.json", "score_table.lodging.3.json", "test_limits.json"}, names(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestImportOfTheSameChangesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tables")
	same := func(object) {}
	for i, text := range []string{lodging(t, same), rules(t, same), items(t, same)} {
		if got := take(t, dir, false, text)[0]; got.Change != tables.Unchanged || got.File != "" {
			t.Errorf("shipped file %d: got %+v", i, got)
		}
	}
	if found := names(t, dir); len(found) > 0 {
		t.Errorf("written: %v", found)
	}
	second := lodging(t, edition("2", "2026-01-01"))
	take(t, dir, false, second)
	// Another layout of the same is the same.
	if got := take(t, dir, false, strings.ReplaceAll(second, "\n", "\n "))[0]; got.Change != tables.Unchanged || got.File != "score_table.lodging.2.json" {
		t.Errorf("got %+v", got)
	}
}

func TestImportRefusesAnotherTextOfAnEdition(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tables")
	take(t, dir, false, lodging(t, edition("2", "2026-01-01")), rules(t, set("version", "2")), items(t, set("edition", "2")))
	other := []string{
		lodging(t, func(o object) { edition("2", "2026-01-01")(o); o["name_en"] = "Another" }),
		rules(t, func(o object) { o["version"], o["source"] = "2", "elsewhere" }),
		items(t, func(o object) { o["edition"], o["source"] = "2", "elsewhere" }),
		lodging(t, set("name_en", "Another")), // of the shipped edition
	}
	for i, text := range other {
		path := give(t, text)
		_, err := tables.Import(dir, []string{path}, false)
		held, ok := errors.AsType[*tables.Held](err)
		if !ok || held.Path != path || held.Version == "" {
			t.Errorf("file %d: got %v", i, err)
		}
	}
	if opened := open(t, dir); opened.Scheme.Rules.Source == "elsewhere" || opened.Items.Source == "elsewhere" {
		t.Error("a refused file has come into use")
	}
	for i, got := range take(t, dir, true, other...) {
		want := tables.Replaced
		if i == 3 {
			want = tables.Added
		}
		if got.Change != want {
			t.Errorf("file %d: got %+v", i, got)
		}
	}
	opened := open(t, dir)
	if opened.Scheme.Rules.Source != "elsewhere" || opened.Items.Source != "elsewhere" {
		t.Error("the files put there on purpose are not in use")
	}
	for _, entry := range opened.List(disclosure.Date{}) {
		if entry.Code == "lodging" && entry.NameEN != "Another" {
			t.Errorf("%s is %q", entry.Edition, entry.NameEN)
		}
	}
}

func TestImportReplacesUnderTheNameThatIsThere(t *testing.T) {
	dir := folder(t, map[string]string{"by-hand.json": rules(t, set("version", "2"))})
	got := take(t, dir, false, rules(t, set("version", "3")))[0]
	if got.File != "by-hand.json" || got.Change != tables.Replaced || got.Before != "2" {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff([]string{"by-hand.json"}, names(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestImportTakesAllOrNone(t *testing.T) {
	good := lodging(t, edition("2", "2026-01-01"))
	tests := []struct{ name, text, want string }{
		{"a faulty file", `{"kind": "score_table"}`, "theirs.json"},
		{"the same edition twice", lodging(t, edition("2", "2026-02-01")), "two of the files hold score_table lodging 2"},
		{"an edition of the same day", lodging(t, edition("3", "2026-01-01")), "same effective_from"},
		{"a name of another table", lodging(t, func(o object) { o["code"], o["name_zh"] = "baths", "浴池" }), `"baths" and "lodging"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "tables")
			_, err := tables.Import(dir, []string{give(t, good), give(t, test.text)}, false)
			if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if found := names(t, dir); len(found) > 0 {
				t.Errorf("written all the same: %v", found)
			}
		})
	}
	t.Run("a name that is taken", func(t *testing.T) {
		dir := folder(t, map[string]string{"score_table.lodging.2.json": rules(t, set("version", "2"))})
		_, err := tables.Import(dir, []string{give(t, good)}, false)
		if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "holds something else than its name says") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("no such file", func(t *testing.T) {
		_, err := tables.Import(t.TempDir(), []string{"none.json"}, false)
		if disclosure.KindOf(err) != disclosure.NotFound || !strings.Contains(err.Error(), "none.json") {
			t.Errorf("got %v", err)
		}
	})
}
