package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

// The mark that every text of a record to be withdrawn holds, and the one of the records that stay.
const (
	goneMark = "«gone»"
	stayMark = "«stay»"
)

// TestScrubLeavesNoByteOfGoneRecords publishes records, changes them in size so that they move between pages, and
// withdraws some: afterwards no file of the store holds any text that was theirs alone.
func TestScrubLeavesNoByteOfGoneRecords(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, sqlite.Options{})
	random := rand.New(rand.NewPCG(1, 2))
	var gone, stay []disclosure.Record
	for range 30 {
		var writes []store.Write
		for range 200 {
			mark := []string{goneMark, stayMark}[random.IntN(2)]
			record := marked(fmt.Sprintf("%06d%s%06d", random.IntN(1e6), mark, random.IntN(1e6)), random.IntN(1500))
			writes = append(writes, publishing(record))
			if mark == goneMark {
				gone = append(gone, record)
			} else {
				stay = append(stay, record)
			}
		}
		for range 50 {
			record := &gone[random.IntN(len(gone))]
			record.Seal(bytes.Repeat([]byte(goneMark), random.IntN(200)))
			record.Version++
			writes = append(writes, store.Write{Op: disclosure.OpCorrect, Record: *record, Expect: record.Version - 1})
		}
		apply(t, s, writes...)
	}
	if _, err := s.Stage(t.Context(), "b1", []store.Staged{{Payload: []byte(goneMark)}}); err != nil {
		t.Fatal(err)
	}
	if found := filesWith(t, dir, goneMark); found == 0 {
		t.Fatal("the mark is not in the files even before the records are gone")
	}
	withdrawAll(t, s, gone)
	if err := s.Discard(t.Context(), "b1"); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := filesWith(t, dir, goneMark); found != 0 {
		t.Errorf("the mark of gone records is found %d times", found)
	}
	if found := filesWith(t, dir, stayMark); found < len(stay) {
		t.Errorf("the mark of %d records that stay is found %d times", len(stay), found)
	}
	wantIntact(t, s)
	for _, record := range stay {
		if _, err := s.Get(t.Context(), record.ID); err != nil {
			t.Fatal(err)
		}
	}
	apply(t, s, publishing(marked(stayMark, 5000)))
	wantIntact(t, s)
}

func withdrawAll(t testing.TB, s *sqlite.Store, records []disclosure.Record) {
	t.Helper()
	for i := range records {
		record := records[i]
		record.State = disclosure.StateWithdrawn
		record.Version++
		apply(t, s, store.Write{
			Op: disclosure.OpWithdraw, Reason: disclosure.ReasonRevoked, Record: record, Expect: records[i].Version,
		})
	}
}

// filesWith counts how often the mark stands in the files of a folder.
func filesWith(t testing.TB, dir, mark string) int {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, entry := range entries {
		raw, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found += bytes.Count(raw, []byte(mark))
	}
	return found
}

func TestScrubIsUnavailableWhileAReaderNeedsTheLog(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, sqlite.Options{BusyTimeout: 20 * time.Millisecond})
	record := marked(goneMark, 100)
	apply(t, s, publishing(record))
	reader, err := s.Reader().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var name string
	if err := reader.QueryRow("SELECT name FROM record").Scan(&name); err != nil {
		t.Fatal(err)
	}
	withdrawAll(t, s, []disclosure.Record{record})
	wantKind(t, s.Scrub(t.Context()), disclosure.Unavailable)
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := filesWith(t, dir, goneMark); found != 0 {
		t.Errorf("the mark is found %d times", found)
	}
}

// TestScrubNeedNotWaitForAReaderWhereNothingIsGone: what was only added may stay in the log.
func TestScrubNeedNotWaitForAReaderWhereNothingIsGone(t *testing.T) {
	t.Parallel()
	s := openDir(t, t.TempDir(), sqlite.Options{})
	apply(t, s, publishing(marked(stayMark, 1)))
	err := s.View(t.Context(), func(ctx context.Context, _ store.Reader) error {
		apply(t, s, publishing(marked(stayMark, 1))) //nolint:contextcheck // another caller, as far as the view knows
		return s.Scrub(ctx)
	})
	if err != nil {
		t.Error(err)
	}
}

// TestScrubDuringAViewComesBackLater: a view needs the log, so that Scrub gives up soon and writers go on; afterwards it
// does what is left.
func TestScrubDuringAViewComesBackLater(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	// Far longer than a test may take: whoever waited for the view as for a lock would not come back.
	s := openDir(t, dir, sqlite.Options{BusyTimeout: time.Hour})
	record := marked(goneMark, 100)
	apply(t, s, publishing(record))
	err := s.View(t.Context(), func(ctx context.Context, at store.Reader) error {
		withdrawAll(t, s, []disclosure.Record{record}) //nolint:contextcheck // another caller, as far as the view knows
		for range 2 {
			held := s.Scrub(ctx)
			wantKind(t, held, disclosure.Unavailable)
			if !errors.Is(held, sqlite.ErrHeld) {
				t.Errorf("%v is not ErrHeld", held)
			}
			apply(t, s, publishing(marked(stayMark, 100))) //nolint:contextcheck // as above
		}
		shown, err := at.Get(ctx, record.ID)
		if err == nil && shown.Name != goneMark {
			t.Errorf("the view shows %q, want %q", shown.Name, goneMark)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := filesWith(t, dir, goneMark); found != 0 {
		t.Errorf("the mark is found %d times", found)
	}
	wantIntact(t, s)
	var busy int64
	if err := s.Writer().QueryRow("PRAGMA busy_timeout").Scan(&busy); err != nil || busy != time.Hour.Milliseconds() {
		t.Errorf("the writer waits %d ms for locks, %v; want as long as before", busy, err)
	}
}

// FuzzUnusedBytes proves that no page, however damaged, makes Scrub panic or reach for bytes in use.
func FuzzUnusedBytes(f *testing.F) {
	leaf := make([]byte, 512)
	leaf[0], leaf[4], leaf[5] = 13, 2, 1
	f.Add(int64(2), leaf)
	f.Add(int64(1), make([]byte, 4096))
	f.Add(int64(3), []byte{5, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0})
	f.Add(int64(4), []byte{2})
	f.Fuzz(func(t *testing.T, number int64, page []byte) {
		header := 0
		if number == 1 {
			header = 100
		}
		unused := sqlite.UnusedBytes(number, page)
		if len(unused) == 0 {
			return
		}
		for i := range unused {
			unused[i] ^= 0xFF
		}
		clear(unused)
		if again := sqlite.UnusedBytes(number, page); len(again) != len(unused) || header+8 > len(page)-len(unused) {
			t.Errorf("after clearing got %d unused bytes, want %d", len(again), len(unused))
		}
	})
}
