package archive_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mingshi/internal/archive"
	"mingshi/internal/disclosure"
	"mingshi/internal/keys"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

var shanghai = time.FixedZone("UTC+8", 8*60*60)

// midday is the instant of the tests.
var midday = time.Date(2026, 11, 22, 4, 5, 6, 789_000, time.UTC)

// world is a data folder with a store in it.
type world struct {
	*testing.T

	dir   string
	store *sqlite.Store
	at    time.Time
}

// newWorld makes a data folder with keys, a profile, a calendar, and an empty store.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, dir: filepath.Join(t.TempDir(), "data"), at: midday}
	w.write("authority.yaml", "name: 某区卫生健康委员会\n")
	w.write("calendars/2027.json", "{}\n")
	w.write("made-up-district", "whole\n")
	w.write("staging-123.db", "a batch")
	w.write("index/manifest.1.json", "{}")
	w.write(".new-123", "half a file")
	w.store = openIn(t, w.dir)
	_, prints, err := keys.Ensure(filepath.Join(w.dir, "keys"), keys.Known{})
	w.must(err)
	for name, fingerprint := range prints {
		w.must(w.store.Remember(t.Context(), name, fingerprint))
	}
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) write(name, text string) {
	w.Helper()
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	w.must(os.MkdirAll(filepath.Dir(path), 0o750))
	w.must(os.WriteFile(path, []byte(text), 0o640))
}

// live gives the store a history of so many batches, and rows of every part.
func (w *world) live(seed uint64, batches, size int) {
	w.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	var present []disclosure.Record
	for n := range batches {
		w.at = w.at.Add(time.Minute)
		batch := store.Batch{
			At: w.at, Journal: &store.Journal{
				Batch: fmt.Sprint("batch ", n), By: "clerk", ThroughSeq: int64(n), Done: n%2 == 0,
				Files: []disclosure.Origin{{File: "许可.csv", SHA256: "aa", Sheet: "表1", Row: n}},
			},
			Figures: []store.Figure{{Month: "2026-11", Kind: disclosure.KindPermit, Event: fmt.Sprint("late ", n), Count: 2}},
			Counted: []store.Counted{{Key: keyOf("hidden", n), Rule: disclosure.NotPublicMinor}},
		}
		for i := range size {
			if len(present) == 0 || random.IntN(4) > 0 {
				record := newRecord(random, n*size+i)
				present = append(present, record)
				batch.Writes = append(batch.Writes, store.Write{
					Op: disclosure.OpPublish, Record: record, Keys: []disclosure.Key{keyOf(string(record.ID), 0)},
					Trail: store.Trail{By: "clerk", Batch: "b", Document: "卫文1号", Note: "<录入> & \u2028", Origin: disclosure.Origin{File: "许可.csv", Row: i}},
				})
				continue
			}
			at := random.IntN(len(present))
			record := present[at]
			record.Version++
			write := store.Write{Op: disclosure.OpCorrect, Reason: disclosure.ReasonErrorInSource, Expect: record.Version - 1}
			if random.IntN(2) == 0 {
				record.State, write.Op = disclosure.StateWithdrawn, disclosure.OpWithdraw
				present = slices.Delete(present, at, at+1)
			} else {
				record.Seal(fmt.Appendf(nil, `{"content":"更正 %d"}`, i))
				present[at] = record
			}
			write.Record = record
			batch.Writes = append(batch.Writes, write)
		}
		_, err := w.store.Apply(w.Context(), batch)
		w.must(err)
	}
}

func newRecord(random *rand.Rand, n int) disclosure.Record {
	kind := disclosure.Kinds()[n%3]
	record := disclosure.Record{
		ID: disclosure.NewID(kind), Kind: kind, Version: 1, State: disclosure.StatePublished, Name: fmt.Sprintf("第%d号旅馆", n),
		Subject: "91330100MA00000000", Places: [][]string{nil, {"p1"}, {"p1", "p2"}}[n%3], Authority: "11330100002490000X",
		DecidedOn: disclosure.MustDate("2026-01-01").AddDays(n % 300), PublishedAt: midday, UpdatedAt: midday, Regime: "2026",
	}
	if n%2 == 0 {
		record.PublicUntil = disclosure.MustDate("2027-01-01").AddDays(n)
	}
	record.Seal(fmt.Appendf(nil, `{"content":"正文\n<b>&\u2028 %d %d"}`, n, random.IntN(1000)))
	return record
}

func keyOf(text string, n int) disclosure.Key { return sha256.Sum256(fmt.Append(nil, text, n)) }

// openIn opens the store in a folder; it is closed at the end of the test.
func openIn(t *testing.T, dir string) *sqlite.Store {
	t.Helper()
	s, err := tryOpen(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func tryOpen(t *testing.T, dir string) (*sqlite.Store, error) {
	t.Helper()
	return sqlite.Open(t.Context(), dir, sqlite.Options{
		Zone: shanghai, Today: func() disclosure.Date { return disclosure.MustDate("2026-11-22") },
	})
}

// fill opens the store in a folder for being filled; it is closed at the end of the test.
func fill(t *testing.T, dir string) *sqlite.Filling {
	t.Helper()
	f, err := sqlite.OpenFilling(t.Context(), dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// everything is all that a store holds.
type everything struct {
	Head store.WholeHead
	Rows map[store.Part][]store.Rows
}

func everythingOf(t *testing.T, from store.Carrier) everything {
	t.Helper()
	all := everything{Rows: make(map[store.Part][]store.Rows)}
	err := from.Snapshot(t.Context(), func(ctx context.Context, whole store.Whole) error {
		all.Head = whole.Head()
		for _, part := range store.Parts() {
			for after := ""; ; {
				rows, next, err := whole.Rows(ctx, part, after, 1000)
				if err != nil {
					return err
				}
				all.Rows[part] = append(all.Rows[part], rows)
				if next == "" {
					break
				}
				after = next
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// wantSame fails the test if two stores do not hold the same, but for the id of the feed.
func wantSame(t *testing.T, want, got store.Carrier) {
	t.Helper()
	a, b := everythingOf(t, want), everythingOf(t, got)
	a.Head.FeedID, b.Head.FeedID = "", ""
	if diff := cmp.Diff(a, b, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%.5000s", diff)
	}
}

// wantHalf fails the test if the store in a folder can be opened.
func wantHalf(t *testing.T, dir string) {
	t.Helper()
	s, err := tryOpen(t, dir)
	if err == nil {
		s.Close()
	}
	wantKind(t, err, disclosure.Unavailable)
}

func wantKind(t *testing.T, err error, kind disclosure.ErrorKind) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want kind %q", kind)
	}
	if got := disclosure.KindOf(err); got != kind {
		t.Fatalf("got kind %q, want %q: %v", got, kind, err)
	}
}

// backup writes a backup of the world and returns its path.
func (w *world) backup() (string, archive.Manifest) {
	w.Helper()
	path := filepath.Join(w.TempDir(), "backup.zip")
	manifest, err := archive.Write(w.Context(), path, w.store, w.options())
	w.must(err)
	return path, manifest
}

func (w *world) options() archive.WriteOptions {
	return archive.WriteOptions{DataDir: w.dir, Now: midday, Program: "mingshi 1.0", Database: "sqlite"}
}

func (w *world) openBackup(path string) *archive.File {
	w.Helper()
	f, err := archive.Open(w.Context(), path, nil)
	w.must(err)
	w.Cleanup(func() {
		if err := f.Close(); err != nil {
			w.Error(err)
		}
	})
	return f
}

func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		t.Errorf("%s is left in the folder", entry.Name())
	}
}
