package main

import (
	"bytes"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"mingshi/internal/store/sqlite"
)

// TestReadingAnOlderDatabaseSaysWhatToDo: what only reads changes nothing, so it has to name the command that does.
func TestReadingAnOlderDatabaseSaysWhatToDo(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, "migrate")
	db, err := sql.Open("sqlite", filepath.Join(p.data, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "DELETE FROM migration WHERE number = (SELECT MAX(number) FROM migration)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"export", "--kind", "permit", "-o", filepath.Join(t.TempDir(), "x.csv")},
		{"backup", "-o", filepath.Join(t.TempDir(), "x.zip")},
		{"doctor"},
	} {
		for lang, says := range map[string][]string{
			"zh": {"是旧版程序的数据库", "请先运行 mingshi migrate"}, "en": {"is the database of an older program", "run mingshi migrate first"},
		} {
			var told bytes.Buffer
			if code := run(t.Context(), append([]string{"--data", p.data, "--lang", lang}, args...), &told, &told); code != exitEnvironment {
				t.Errorf("%v: exit code %d, want %d", args, code, exitEnvironment)
			}
			for _, words := range says {
				if !strings.Contains(told.String(), words) {
					t.Errorf("%v in %s does not say %q: %s", args, lang, words, &told)
				}
			}
		}
	}
}
