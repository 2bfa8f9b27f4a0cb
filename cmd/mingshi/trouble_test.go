package main

import (
	"bufio"
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"mingshi/internal/demo"
	"mingshi/internal/disclosure"
	"mingshi/internal/store/sqlite"
)

// TestImportIntoALockedDatabase holds the database's write lock while an import runs: exit 3, a sentence, and nothing of
// the file is published; once the lock is gone the same import goes through.
func TestImportIntoALockedDatabase(t *testing.T) {
	files := penaltiesFile(t, 200)
	data := filepath.Join(t.TempDir(), "data")
	if code, out := runImport(t, data, penaltiesFile(t, 1)); code != exitDone {
		t.Fatalf("exit code %d: %s", code, out)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "mingshi.db"))
	if err != nil {
		t.Fatal(err)
	}
	lock, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	code, out := runImport(t, data, files)
	if code != exitEnvironment || !strings.Contains(out, "locked") {
		t.Errorf("exit code %d, want %d, and a sentence that says what is locked: %s", code, exitEnvironment, out)
	}
	if _, err := lock.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(lock.Close(), db.Close()); err != nil {
		t.Fatal(err)
	}
	if n := published(t, data); n != 1 {
		t.Errorf("%d records are public, want the one from before", n)
	}
	if code, out := runImport(t, data, files); code != exitDone {
		t.Errorf("exit code %d once the lock is gone: %s", code, out)
	}
}

// TestImportOntoAFullDisk runs an import on a file system of 12 MB that cannot hold it: exit 3, a sentence; what is
// published is whole, and with more room the same import reaches its end.
func TestImportOntoAFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=12m"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("mount a small disk (needs root): %v", err)
		}
		t.Skipf("mount a small disk (needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	data := filepath.Join(disk, "data")
	files := penaltiesFile(t, 12_000)
	code, out := runImport(t, data, files)
	if code != exitEnvironment || !strings.Contains(out, "full") {
		t.Fatalf("exit code %d, want %d, and a sentence that says what is full: %s", code, exitEnvironment, out)
	}
	contents(t, data) // checks feed, digests and records
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT, "size=100m"); err != nil {
		t.Fatal(err)
	}
	if code, out := runImport(t, data, files); code != exitDone {
		t.Fatalf("exit code %d with more room: %s", code, out)
	}
	if n := len(contents(t, data).Records); n != 12_000 {
		t.Errorf("%d records, want 12,000", n)
	}
}

func runImport(t *testing.T, data string, file string) (code int, output string) {
	t.Helper()
	var out bytes.Buffer
	code = run(t.Context(), []string{"--data", data, "--lang", "en", "import", "--as-of", "2026-11-20", file}, &out, &out)
	return code, out.String()
}

func published(t *testing.T, data string) int {
	t.Helper()
	s, err := sqlite.Open(t.Context(), data, sqlite.Options{
		Today: func() disclosure.Date { return disclosure.MustDate("2026-11-20") }, Zone: time.UTC,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	totals, err := s.Totals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return int(totals[disclosure.KindPenalty])
}

func penaltiesFile(t *testing.T, rows int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "penalties.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(file)
	generate := demo.BenchPenalties(out, rows, 7, disclosure.MustDate("2026-11-20"))
	if err := errors.Join(generate, out.Flush(), file.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}
