package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

// openDir opens the store in dir with a fixed day and closes it at the end of the test.
func openDir(t testing.TB, dir string, o sqlite.Options) *sqlite.Store {
	t.Helper()
	o.Zone = time.UTC
	o.Today = func() disclosure.Date { return disclosure.MustDate("2026-11-22") }
	s, err := sqlite.Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// openFile opens the database file of a store behind its back.
func openFile(t testing.TB, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, sqlite.FileName)+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// execFile runs a statement on the database file behind the store's back.
func execFile(t testing.TB, dir, statement string) {
	t.Helper()
	db := openFile(t, dir)
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func writeFile(t testing.TB, dir, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, sqlite.FileName), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func wantKind(t testing.TB, err error, kind disclosure.ErrorKind) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want kind %q", kind)
	}
	if got := disclosure.KindOf(err); got != kind {
		t.Fatalf("got kind %q, want %q: %v", got, kind, err)
	}
}

// marked is a record all of whose own texts hold the mark.
func marked(mark string, size int) disclosure.Record {
	record := disclosure.Record{
		ID: disclosure.NewID(disclosure.KindPenalty), Kind: disclosure.KindPenalty, Version: 1,
		State: disclosure.StatePublished, Name: mark, Subject: mark, Places: []string{mark, mark + "2"},
		Authority: "11330100002490000X", DecidedOn: disclosure.MustDate("2026-11-01"), Regime: mark,
	}
	body := make([]byte, 0, size+len(mark))
	for len(body) < size {
		body = append(body, mark...)
	}
	record.Seal(body)
	return record
}

func publishing(record disclosure.Record) store.Write {
	return store.Write{Op: disclosure.OpPublish, Record: record}
}

func apply(t testing.TB, s *sqlite.Store, writes ...store.Write) {
	t.Helper()
	if _, err := s.Apply(t.Context(), store.Batch{At: time.Now(), Writes: writes}); err != nil {
		t.Fatal(err)
	}
}
