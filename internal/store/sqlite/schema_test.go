package sqlite_test

import (
	"database/sql"
	"flag"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/sqlite"
)

var update = flag.Bool("update", false, "write schema.sql from the migrations")

// TestSchemaFile holds schema.sql, where the present schema is to be read, to the migrations.
// everyColumn matches a statement that does not name its columns.
var everyColumn = regexp.MustCompile(`SELECT\s+[*]`)

func TestSchemaFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	openDir(t, dir, sqlite.Options{})
	var dump strings.Builder
	dump.WriteString("-- The present schema, written by `go test -run TestSchemaFile -update`; the migrations make it.\n")
	each(t, openFile(t, dir), "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name",
		func(rows *sql.Rows) error {
			var statement string
			err := rows.Scan(&statement)
			dump.WriteString("\n" + statement + ";\n")
			return err
		})
	if *update {
		if err := os.WriteFile("schema.sql", []byte(dump.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), dump.String()); diff != "" {
		t.Errorf("schema.sql is not what the migrations make; run with -update (-file +migrations):\n%s", diff)
	}
}

func TestOpenMigratesOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 3 {
		if err := openDir(t, dir, sqlite.Options{}).Close(); err != nil {
			t.Fatal(err)
		}
	}
	scripts, err := sqlite.MigrationScripts()
	if err != nil {
		t.Fatal(err)
	}
	var count int
	if err := openFile(t, dir).QueryRow("SELECT COUNT(*) FROM migration").Scan(&count); err != nil {
		t.Fatal(err)
	}
	if count != len(scripts) || count == 0 {
		t.Errorf("got %d applied migrations, want %d", count, len(scripts))
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		prepare  func(t *testing.T, dir string)
		readOnly bool
		says     string
	}{
		{"a newer schema", func(t *testing.T, dir string) {
			t.Helper()
			openDir(t, dir, sqlite.Options{}).Close()
			execFile(t, dir, "INSERT INTO migration (number, applied_at) VALUES (9999, 0)")
		}, false, "written by a newer program"},
		{"a newer schema for reading", func(t *testing.T, dir string) {
			t.Helper()
			openDir(t, dir, sqlite.Options{}).Close()
			execFile(t, dir, "INSERT INTO migration (number, applied_at) VALUES (9999, 0)")
		}, true, "written by a newer program"},
		{"an older schema for reading", func(t *testing.T, dir string) {
			t.Helper()
			execFile(t, dir, "CREATE TABLE migration (number INTEGER PRIMARY KEY, applied_at INTEGER)")
		}, true, "run `mingshi migrate`"},
		{"another program's database", func(t *testing.T, dir string) {
			t.Helper()
			execFile(t, dir, "CREATE TABLE patients (name TEXT)")
		}, false, "something else than a store"},
		{"a file that is no database", func(t *testing.T, dir string) {
			t.Helper()
			writeFile(t, dir, strings.Repeat("no database ", 1000))
		}, false, "not a database"},
		{"a missing file for reading", func(*testing.T, string) {}, true, "cannot be opened"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			c.prepare(t, dir)
			s, err := sqlite.Open(t.Context(), dir, sqlite.Options{Zone: time.UTC, ReadOnly: c.readOnly})
			if err == nil {
				s.Close()
			}
			wantKind(t, err, disclosure.Unavailable)
			if err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %q, want it to say %q", err, c.says)
			}
		})
	}
}

func TestOpenNeedsAZoneAndAFolder(t *testing.T) {
	t.Parallel()
	_, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	wantKind(t, err, disclosure.Invalid)
	_, err = sqlite.Open(t.Context(), t.TempDir()+"/missing", sqlite.Options{Zone: time.UTC})
	wantKind(t, err, disclosure.Unavailable)
}

// TestStatementsAreOneEach proves that each file of SQL is commented and holds one statement that names its columns.
func TestStatementsAreOneEach(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir("queries")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		raw, err := os.ReadFile("queries/" + entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		if !strings.HasPrefix(text, "-- ") || strings.Contains(text, ";\n") || strings.Contains(text, "*)") != strings.Contains(text, "COUNT(*)") ||
			everyColumn.MatchString(text) || strings.Contains(text, ".*") {
			t.Errorf("%s: want a comment and one statement that names its columns", entry.Name())
		}
	}
}

// TestReadsUseIndexes proves that no statement of a reader walks a whole table or sorts what an index could give.
func TestReadsUseIndexes(t *testing.T) {
	t.Parallel()
	s := openDir(t, t.TempDir(), sqlite.Options{})
	readers, _ := sqlite.Statements()
	for _, text := range readers {
		var plan []string
		var args []any
		for n := 1; strings.Contains(text, "?"+strconv.Itoa(n)); n++ {
			args = append(args, "")
		}
		each(t, s.Reader(), "EXPLAIN QUERY PLAN "+strings.TrimSpace(text), func(rows *sql.Rows) error {
			var id, parent, unused int
			var detail string
			err := rows.Scan(&id, &parent, &unused, &detail)
			plan = append(plan, detail)
			return err
		}, args...)
		for _, step := range plan {
			scans := strings.HasPrefix(step, "SCAN") && !mayScan(step)
			if scans || strings.Contains(step, "ORDER BY") && !strings.Contains(text, "WITH RECURSIVE") {
				t.Errorf("%s\nplan: %s", text, strings.Join(plan, "\n      "))
			}
		}
	}
}

// mayScan tells the tables that are small or are meant to be read from end to end.
func mayScan(step string) bool {
	for _, name := range []string{
		"feed_head", "filling", "json_each", "CONSTANT ROW", "wanted", "walk", "key_fingerprint", "sqlite_dbpage",
	} {
		if strings.Contains(step, name) {
			return true
		}
	}
	return false
}

func TestPragmas(t *testing.T) {
	t.Parallel()
	s := openDir(t, t.TempDir(), sqlite.Options{BusyTimeout: 1234 * time.Millisecond})
	for pragma, want := range map[string]struct{ writer, reader string }{
		"journal_mode":  {"wal", "wal"},
		"synchronous":   {"2", ""},
		"secure_delete": {"1", ""},
		"foreign_keys":  {"1", "1"},
		"temp_store":    {"2", "2"},
		"query_only":    {"0", "1"},
		"busy_timeout":  {"1234", "1234"},
	} {
		for _, c := range []struct {
			db   *sql.DB
			want string
		}{{s.Writer(), want.writer}, {s.Reader(), want.reader}} {
			var got string
			if err := c.db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if c.want != "" && got != c.want {
				t.Errorf("%s: got %s, want %s", pragma, got, c.want)
			}
		}
	}
}
