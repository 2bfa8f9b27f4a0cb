package postgres_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/postgres"
	"mingshi/internal/testkit/pgtest"
)

var update = flag.Bool("update", false, "write schema.sql from the migrations")

// TestSchemaFile holds schema.sql, where the present schema is to be read, to the migrations.
func TestSchemaFile(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	url := server.Database(t)
	open(t, options(url))
	dump, err := exec.Command(server.Bin("pg_dump"), "--schema-only", "--no-owner", "--no-privileges", "-d", url).Output()
	if err != nil {
		t.Fatal(err)
	}
	got := "-- The present schema, written by `go test -run TestSchemaFile -update`; the migrations make it.\n\n" + plainDump(string(dump))
	if *update {
		if err := os.WriteFile("schema.sql", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("schema.sql is not what the migrations make; run with -update (-file +migrations):\n%s", diff)
	}
}

// plainDump is what pg_dump writes without what depends on its version, and without the settings that it begins with.
func plainDump(dump string) string {
	var plain []string
	for line := range strings.Lines(dump) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "--") || strings.HasPrefix(line, "SET ") || strings.HasPrefix(line, `\`) ||
			strings.HasPrefix(line, "SELECT pg_catalog.set_config") || line == "" && len(plain) > 0 && plain[len(plain)-1] == "" {
			continue
		}
		plain = append(plain, line)
	}
	return strings.TrimSpace(strings.Join(plain, "\n")) + "\n"
}

func TestMigrateTellsWhatItDid(t *testing.T) {
	t.Parallel()
	url := pgtest.Shared(t).Database(t)
	scripts, err := postgres.MigrationScripts()
	if err != nil {
		t.Fatal(err)
	}
	for _, wantFrom := range []int{0, len(scripts), len(scripts)} {
		from, to, err := postgres.Migrate(t.Context(), url)
		if err != nil || from != wantFrom || to != len(scripts) {
			t.Errorf("got %d to %d, %v; want %d to %d", from, to, err, wantFrom, len(scripts))
		}
	}
}

func TestMigrateGoesOnFromEachStep(t *testing.T) {
	t.Parallel()
	scripts, err := postgres.MigrationScripts()
	if err != nil {
		t.Fatal(err)
	}
	for done := 1; done < len(scripts); done++ {
		url := pgtest.Shared(t).Database(t)
		for i, script := range scripts[:done] {
			execute(t, url, script)
			execute(t, url, "INSERT INTO mingshi.migration VALUES ("+strconv.Itoa(i+1)+", 0)")
		}
		from, to, err := postgres.Migrate(t.Context(), url)
		if err != nil || from != done || to != len(scripts) {
			t.Errorf("got %d to %d, %v; want %d to %d", from, to, err, done, len(scripts))
		}
		open(t, options(url))
	}
}

func TestOpenAtOnceMigratesOnce(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	url := server.Database(t)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			s, err := postgres.Open(t.Context(), options(url))
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	scripts, err := postgres.MigrationScripts()
	if err != nil {
		t.Fatal(err)
	}
	if got := number(t, server, url, "SELECT count(*) FROM mingshi.migration"); got != int64(len(scripts)) {
		t.Errorf("got %d applied migrations, want %d", got, len(scripts))
	}
}

// everyColumn matches a statement that does not name its columns.
var everyColumn = regexp.MustCompile(`(?i)SELECT\s+[*]`)

// unqualified matches a table that is named without its schema.
var unqualified = regexp.MustCompile(`(?im)\b(FROM|JOIN|INTO|UPDATE|TABLE|ON)\s+(record|change|trail|feed_head|figure|migration|filling|journal|batch)\w*\b`)

// TestStatementsNameTablesAndColumns holds every statement, and every script, to what no setting of a session can bend.
func TestStatementsNameTablesAndColumns(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"queries/*.sql", "migrations/*.sql", "*.sql"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(text), "-- ") {
				t.Errorf("%s has no comment", name)
			}
			plain := regexp.MustCompile(`(?m)--.*$`).ReplaceAllString(string(text), "")
			for _, wrong := range []*regexp.Regexp{everyColumn, unqualified} {
				if found := wrong.FindString(plain); found != "" {
					t.Errorf("%s: %q", name, found)
				}
			}
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	cases := []struct {
		name string
		// prepare is run in an empty database, after the migrations if migrated.
		prepare  string
		migrated bool
		readOnly bool
		kind     disclosure.ErrorKind
		says     string
	}{
		{name: "no store, for reading only", readOnly: true, kind: disclosure.Unavailable, says: "mingshi migrate"},
		{
			name: "an older schema, for reading only", migrated: true, readOnly: true,
			prepare: "DELETE FROM mingshi.migration WHERE number > 1", kind: disclosure.Unavailable, says: "mingshi migrate",
		},
		{
			name: "a newer schema", migrated: true, prepare: "INSERT INTO mingshi.migration VALUES (1000, 0)",
			kind: disclosure.Unavailable, says: "newer program",
		},
		{
			name: "a newer schema, for reading only", migrated: true, readOnly: true,
			prepare: "INSERT INTO mingshi.migration VALUES (1000, 0)", kind: disclosure.Unavailable, says: "newer program",
		},
		{
			name: "a store that is being filled", migrated: true,
			prepare: "INSERT INTO mingshi.filling VALUES (1, 'F', 1, '', '')", kind: disclosure.Unavailable, says: "half filled",
		},
		{
			name: "a store without its head", migrated: true, prepare: "DELETE FROM mingshi.feed_head",
			kind: disclosure.Unavailable, says: "restore",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			url := server.Database(t)
			if c.migrated {
				if _, _, err := postgres.Migrate(t.Context(), url); err != nil {
					t.Fatal(err)
				}
			}
			if c.prepare != "" {
				execute(t, url, c.prepare)
			}
			o := options(url)
			o.ReadOnly = c.readOnly
			_, err := postgres.Open(t.Context(), o)
			wantKindOf(t, err, c.kind)
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %q, want it to say %q", err, c.says)
			}
		})
	}
}

func TestOpenRefusesAnotherEncoding(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	server.Exec(t, "postgres", "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
	t.Cleanup(func() { server.Exec(t, "postgres", "DROP DATABASE latin WITH (FORCE)") })
	_, err := postgres.Open(t.Context(), options(server.URL("latin", "postgres")))
	wantKindOf(t, err, disclosure.Invalid)
}

// TestErrorsKeepThePassword opens what cannot be opened in many ways; none tells the password.
func TestErrorsKeepThePassword(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	folder := strings.Split(strings.Split(server.URL("x", "y"), "host=")[1], "&")[0]
	for _, c := range []struct {
		url  string
		kind disclosure.ErrorKind
	}{
		{"", disclosure.Invalid},
		{"postgres://user:s3cret@[::1", disclosure.Invalid},
		{"postgres://user:s3/cret@localhost/x", disclosure.Invalid},
		{"postgres://user:s3?cret@/x?host=/nowhere", disclosure.Invalid},
		{"postgres://user:12?cret@/x?host=/nowhere", disclosure.Invalid},
		{"postgres://user:s3#cret@/x?host=/nowhere", disclosure.Invalid},
		{"postgres://user:12#cret@/x?host=/nowhere", disclosure.Invalid},
		{"postgres://user:s3@cret@localhost/x", disclosure.Invalid},
		{"postgres://user:s3cret@localhost/x?sslmode=nonsense", disclosure.Invalid},
		{"postgres://user:s3cret@localhost/x?pool_max_conns=many", disclosure.Invalid},
		{"host=localhost password='s3cret", disclosure.Invalid},
		{"postgres://user:s3cret@/x?host=/nowhere", disclosure.Unavailable},
		{"postgres://user:s3cret@127.0.0.1:1/x?sslmode=disable", disclosure.Unavailable},
		{"postgres://nobody:s3cret@/x?host=" + folder, disclosure.Unavailable},
		{"postgres://postgres:s3cret@/no_such_database?host=" + folder, disclosure.Unavailable},
		{"host=" + folder + " user=nobody dbname=x password=s3cret", disclosure.Unavailable},
	} {
		_, err := postgres.Open(t.Context(), options(c.url))
		wantKindOf(t, err, c.kind)
		if text := err.Error(); strings.Contains(text, "s3") || strings.Contains(text, "cret") {
			t.Errorf("%s: got %q", c.url, text)
		}
	}
}

func TestOpenNeedsAZone(t *testing.T) {
	t.Parallel()
	_, err := postgres.Open(t.Context(), postgres.Options{URL: pgtest.Shared(t).Database(t)})
	wantKindOf(t, err, disclosure.Invalid)
}

func TestTheAdministratorsSettingsGoBefore(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	url := server.Database(t)
	for _, want := range []string{"1min", "12345ms"} {
		s := open(t, options(url))
		var got string
		if err := s.Pool().QueryRow(t.Context(), "SHOW statement_timeout").Scan(&got); err != nil || got != want {
			t.Errorf("got statement_timeout %s, %v, want %s", got, err, want)
		}
		server.Exec(t, "postgres", "ALTER DATABASE "+pgtest.Name(t, url)+" SET statement_timeout = '12345ms'")
	}
}
