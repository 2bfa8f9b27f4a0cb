package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

func TestFullDiskIsUnavailableAndWritesNothing(t *testing.T) {
	t.Parallel()
	s := openDir(t, t.TempDir(), sqlite.Options{})
	apply(t, s, publishing(marked("first", 100)))
	if err := s.LimitPages(t.Context(), 50); err != nil {
		t.Fatal(err)
	}
	batch := store.Batch{At: time.Now(), Figures: []store.Figure{{Event: "publish", Count: 1}}}
	for range 200 {
		batch.Writes = append(batch.Writes, publishing(marked("too much", 5000)))
	}
	before := headOf(t, s)
	_, err := s.Apply(t.Context(), batch)
	wantKind(t, err, disclosure.Unavailable)
	if diff := cmp.Diff(before, headOf(t, s)); diff != "" {
		t.Errorf("head (-before +after):\n%s", diff)
	}
	for _, table := range []string{"record", "change", "trail"} {
		wantCount(t, s, table, 1)
	}
	wantCount(t, s, "figure", 0)
	wantIntact(t, s)
	apply(t, s, publishing(marked("small", 100))) // what fits is written
}

func TestLockedDatabaseIsUnavailable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, sqlite.Options{BusyTimeout: 20 * time.Millisecond})
	apply(t, s, publishing(marked("first", 100)))
	lock, err := openFile(t, dir).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	before := headOf(t, s) // readers go on
	_, err = s.Apply(t.Context(), store.Batch{At: time.Now(), Writes: []store.Write{publishing(marked("second", 100))}})
	wantKind(t, err, disclosure.Unavailable)
	wantKind(t, s.Remember(t.Context(), "board", "aa"), disclosure.Unavailable)
	if got := headOf(t, s); got != before {
		t.Errorf("got head %+v, want %+v", got, before)
	}
	if _, err := lock.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	apply(t, s, publishing(marked("second", 100)))
}

func TestWaitingForALockEndsWithTheContext(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, sqlite.Options{BusyTimeout: time.Hour})
	lock, err := openFile(t, dir).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	err = s.Remember(ctx, "board", "aa")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestReadOnlyStoreReadsAndRefusesToWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, sqlite.Options{})
	record := marked("first", 100)
	apply(t, s, publishing(record))
	reader := openDir(t, dir, sqlite.Options{ReadOnly: true})
	if _, err := reader.Get(t.Context(), record.ID); err != nil {
		t.Error(err)
	}
	_, err := reader.Apply(t.Context(), store.Batch{})
	wantKind(t, err, disclosure.Unavailable)
	wantKind(t, reader.Scrub(t.Context()), disclosure.Unavailable)
	wantKind(t, reader.Remember(t.Context(), "board", "aa"), disclosure.Unavailable)
	apply(t, s, publishing(marked("second", 100)))
	if got := headOf(t, reader).Position; got != 2 {
		t.Errorf("got position %d, want the other store's 2", got)
	}
}

func TestReadersCannotWrite(t *testing.T) {
	t.Parallel()
	s := openDir(t, t.TempDir(), sqlite.Options{})
	if _, err := s.Reader().ExecContext(t.Context(), "DELETE FROM feed_head"); err == nil {
		t.Error("a reader has written")
	}
}

func TestDamagedFileIsUnavailable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, sqlite.Options{})
	var ids []disclosure.ID
	for range 50 {
		record := marked("damaged", 2000)
		apply(t, s, publishing(record))
		ids = append(ids, record.ID)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, sqlite.FileName)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(file) / 2; i < len(file); i++ {
		file[i] = 0xEE
	}
	writeFile(t, dir, string(file))
	s = openDir(t, dir, sqlite.Options{})
	failures := 0
	for _, id := range ids {
		if _, err := s.Get(t.Context(), id); err != nil {
			wantKind(t, err, disclosure.Unavailable)
			failures++
		}
	}
	if failures == 0 {
		t.Error("no read met the damage")
	}
}

func TestStagingLeavesNoFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, sqlite.Options{})
	if err := os.WriteFile(filepath.Join(dir, "staging-crashed.db"), []byte("left behind"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, batch := range []string{"b1", "b2"} {
		if _, err := s.Stage(t.Context(), batch, []store.Staged{{Payload: []byte("secret")}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.DiscardAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "staging-*"))
	if err != nil || len(left) != 0 {
		t.Errorf("got %q, %v, want no files", left, err)
	}
}

func headOf(t testing.TB, s *sqlite.Store) store.Head {
	t.Helper()
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head
}

func wantCount(t testing.TB, s *sqlite.Store, table string, want int) {
	t.Helper()
	var got int
	if err := s.Reader().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("table %s: got %d rows, want %d", table, got, want)
	}
}

// wantIntact fails the test if the database finds fault with itself or a link between its tables leads nowhere.
func wantIntact(t testing.TB, s *sqlite.Store) {
	t.Helper()
	var verdict string
	if err := s.Reader().QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict); err != nil {
		t.Fatal(err)
	}
	if verdict != "ok" {
		t.Errorf("integrity: %s", verdict)
	}
	for _, link := range []string{
		"record_key k LEFT JOIN record r ON r.number = k.number WHERE r.number IS NULL",
		"record_place p LEFT JOIN record r ON r.number = p.number AND r.public_until > 0 WHERE r.number IS NULL",
		"change c LEFT JOIN record r ON r.number = c.number WHERE r.number IS NULL",
		"record r LEFT JOIN change c ON c.position = r.position AND c.number = r.number AND c.version = r.version WHERE c.position IS NULL",
		"change c LEFT JOIN trail t ON t.position = c.position WHERE t.position IS NULL",
		"trail t LEFT JOIN change c ON c.position = t.position WHERE c.position IS NULL",
		"trail t LEFT JOIN trail_source s ON s.number = t.source WHERE s.number IS NULL",
		"record_count c WHERE c.count <> (SELECT COUNT(*) FROM record r WHERE r.kind = c.kind AND r.public_until = c.public_until)",
		"record r WHERE r.public_until > 0 AND NOT EXISTS (SELECT 1 FROM record_count c WHERE c.kind = r.kind AND c.public_until = r.public_until)",
		"feed_head h WHERE h.position <> (SELECT COUNT(*) FROM change) OR h.position <> (SELECT COALESCE(MAX(position), 0) FROM change)",
	} {
		wantCount(t, s, link, 0)
	}
}
