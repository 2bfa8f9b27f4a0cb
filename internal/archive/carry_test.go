package archive_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/archive"
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func TestCarryCopiesAWholeStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(1, 45, 5)
	head, err := w.store.Head(t.Context())
	w.must(err)
	for name, feedID := range map[string]string{"a copy": "", "with a new feed": "new feed"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			told := make(map[archive.Step]int64)
			report, err := archive.Carry(t.Context(), w.store, fill(t, dir), archive.CarryOptions{
				FeedID: feedID, Tell: func(p archive.Progress) {
					if p.Part == store.PartChanges {
						told[p.Step] = p.Done
					}
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			got := openIn(t, dir)
			wantSame(t, w.store, got)
			want := head
			if feedID != "" {
				want.FeedID = feedID
			}
			after, err := got.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, after); diff != "" {
				t.Errorf("head (-want +got):\n%s", diff)
			}
			if report.FeedID != want.FeedID || report.Position != 225 || len(report.Parts) != len(store.Parts()) {
				t.Errorf("got report %+v", report)
			}
			for i, part := range store.Parts() {
				if sum := report.Parts[i]; sum.Part != part || sum.Rows == 0 || len(sum.SHA256) != 64 {
					t.Errorf("got %+v of %s", sum, part)
				}
			}
			if told[archive.StepCarry] != 225 || told[archive.StepCheck] != 225 {
				t.Errorf("was told %v of 225 changes", told)
			}
		})
	}
}

// stopping is a filling at which the process is interrupted behind some put.
type stopping struct {
	store.Filling

	puts int
	stop context.CancelFunc
}

func (s *stopping) Put(ctx context.Context, rows store.Rows, then store.Progress) error {
	err := s.Filling.Put(ctx, rows, then)
	if s.puts--; s.puts <= 0 {
		s.stop()
	}
	return err
}

func carryAndStop(t *testing.T, from store.Carrier, dir string, puts int) error {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f := fill(t, dir)
	_, err := archive.Carry(ctx, from, &stopping{f, puts, cancel}, archive.CarryOptions{})
	return errors.Join(err, f.Close())
}

func TestCarryGoesOnWhereItWasInterrupted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(2, 45, 5)
	path, _ := w.backup()
	for name, c := range map[string]struct {
		from store.Carrier
		step int // how many puts lie between two interruptions
	}{"from a store": {w.store, 1}, "from a backup": {w.openBackup(path), 4}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for puts := 1; ; puts += c.step {
				dir := t.TempDir()
				if err := carryAndStop(t, c.from, dir, puts); err == nil && puts > 10 {
					return // it was at its end before
				} else if !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
				wantHalf(t, dir)
				again := &counting{Filling: fill(t, dir)}
				if _, err := archive.Carry(t.Context(), c.from, again, archive.CarryOptions{}); err != nil {
					t.Fatal(err)
				}
				wantSame(t, w.store, openIn(t, dir))
				if again.begun != 1 {
					t.Errorf("after %d puts: begun %d times, want once", puts, again.begun)
				}
				if again.puts == 0 {
					if puts < 10 {
						t.Errorf("all was filled in %d puts", puts)
					}
					return
				}
			}
		})
	}
}

// counting counts what is asked of a filling.
type counting struct {
	store.Filling

	begun, puts int
}

func (c *counting) Begin(ctx context.Context, source store.WholeHead) (store.Progress, error) {
	c.begun++
	return c.Filling.Begin(ctx, source)
}

func (c *counting) Put(ctx context.Context, rows store.Rows, then store.Progress) error {
	c.puts++
	return c.Filling.Put(ctx, rows, then)
}

func TestCarryInterruptedAtEveryPageComesToItsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(3, 45, 5)
	dir := t.TempDir()
	stops := 0
	for ; stops < 100; stops++ {
		if err := carryAndStop(t, w.store, dir, 1); err == nil {
			break
		} else if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if stops < 10 || stops == 100 {
		t.Errorf("came to its end after %d interruptions", stops)
	}
	wantSame(t, w.store, openIn(t, dir))
}

// spoiling is a filling that puts something else than it is given, once.
type spoiling struct {
	store.Filling

	spoil func(rows *store.Rows) bool
	done  bool
}

func (s *spoiling) Put(ctx context.Context, rows store.Rows, then store.Progress) error {
	if !s.done {
		s.done = s.spoil(&rows)
	}
	return s.Filling.Put(ctx, rows, then)
}

// spoils are small damages, one for each part at least; each tells whether it found something to damage.
var spoils = map[string]func(rows *store.Rows) bool{
	"a lost record":   func(r *store.Rows) bool { return lose(&r.Records) },
	"a lost key":      func(r *store.Rows) bool { return lose(&r.Keys) },
	"a lost change":   func(r *store.Rows) bool { return lose(&r.Changes) },
	"a lost counted":  func(r *store.Rows) bool { return lose(&r.NotPublic) },
	"a lost figure":   func(r *store.Rows) bool { return lose(&r.Figures) },
	"a lost journal":  func(r *store.Rows) bool { return lose(&r.Journals) },
	"a lost print":    func(r *store.Rows) bool { return lose(&r.Fingerprints) },
	"another body":    first(func(r *store.WholeRecord) { r.Record.Seal([]byte(`{}`)) }),
	"another name":    first(func(r *store.WholeRecord) { r.Record.Name += " " }),
	"another salt":    first(func(r *store.WholeRecord) { r.Record.Salt[0]++ }),
	"another instant": first(func(r *store.WholeRecord) { r.Record.UpdatedAt = r.Record.UpdatedAt.Add(1000) }),
	"another trail": func(r *store.Rows) bool {
		if len(r.Changes) > 0 {
			r.Changes = append([]store.WholeChange(nil), r.Changes...)
			r.Changes[0].Trail.Note += "?"
		}
		return len(r.Changes) > 0
	},
	"another count": func(r *store.Rows) bool {
		if len(r.Figures) > 0 {
			r.Figures = append([]store.Figure(nil), r.Figures...)
			r.Figures[0].Count++
		}
		return len(r.Figures) > 0
	},
}

func lose[T any](rows *[]T) bool {
	if len(*rows) == 0 {
		return false
	}
	*rows = (*rows)[:len(*rows)-1]
	return true
}

// first spoils a public record of the rows.
func first(spoil func(r *store.WholeRecord)) func(rows *store.Rows) bool {
	return func(rows *store.Rows) bool {
		for i := range rows.Records {
			if rows.Records[i].Record.State.Public() {
				rows.Records = append([]store.WholeRecord(nil), rows.Records...)
				spoil(&rows.Records[i])
				return true
			}
		}
		return false
	}
}

func TestCarryFindsWhatDiffersAndBeginsAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(4, 5, 20)
	for name, spoil := range spoils {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			f := fill(t, dir)
			_, err := archive.Carry(t.Context(), w.store, &spoiling{Filling: f, spoil: spoil}, archive.CarryOptions{})
			wantKind(t, err, disclosure.Internal)
			wantHalf(t, dir)
			if _, err := archive.Carry(t.Context(), w.store, f, archive.CarryOptions{}); err != nil {
				t.Fatal(err)
			}
			wantSame(t, w.store, openIn(t, dir))
		})
	}
}

// damaged is a store that reads wrong, always in the same way.
type damaged struct {
	store.Carrier

	spoil func(rows *store.Rows)
	// beyond is how far its head lies beyond its feed.
	beyond int64
}

type damagedWhole struct {
	store.Whole
	damaged
}

func (d damaged) Snapshot(ctx context.Context, read func(ctx context.Context, whole store.Whole) error) error {
	return d.Carrier.Snapshot(ctx, func(ctx context.Context, whole store.Whole) error {
		return read(ctx, damagedWhole{whole, d})
	})
}

func (d damagedWhole) Head() store.WholeHead {
	head := d.Whole.Head()
	head.Position += d.beyond
	return head
}

func (d damagedWhole) Rows(ctx context.Context, part store.Part, after string, limit int) (store.Rows, string, error) {
	rows, next, err := d.Whole.Rows(ctx, part, after, limit)
	if rows.Len() > 1 {
		d.spoil(&rows)
	}
	return rows, next, err
}

func TestDamagedSourceIsNeitherCarriedNorBackedUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(5, 5, 20)
	early := w.changedAgain()
	for name, spoil := range map[string]func(rows *store.Rows){
		"a body that is not the sealed one": func(r *store.Rows) {
			first(func(r *store.WholeRecord) { r.Record.Body = append([]byte(" "), r.Record.Body...) })(r)
		},
		"a body that is no text": func(r *store.Rows) {
			first(func(r *store.WholeRecord) { r.Record.Seal([]byte("\xff")) })(r)
		},
		"a lost record": func(r *store.Rows) { lose(&r.Records) },
		"a lost change": func(r *store.Rows) { lose(&r.Changes) },
		"a record of another version": func(r *store.Rows) {
			first(func(r *store.WholeRecord) { r.Record.Version++ })(r)
		},
		"a record at another position": func(r *store.Rows) {
			first(func(r *store.WholeRecord) { r.Record.Position++ })(r)
		},
		"a key that leads nowhere": func(r *store.Rows) {
			if len(r.Keys) > 0 {
				r.Keys[0].Number = 1 << 40
			}
		},
		"a history with a gap": func(r *store.Rows) {
			if len(r.Changes) > 0 {
				r.Changes[len(r.Changes)-1].Previous += 1 << 40
			}
		},
		"a change to another version": func(r *store.Rows) {
			for i := range r.Changes {
				if r.Changes[i].Change.Position == early.Change.Position {
					r.Changes[i].Change.Version = 0
				}
			}
		},
		"a record as it was before its last change": func(r *store.Rows) {
			for i := range r.Records {
				if r.Records[i].Number == early.Number {
					r.Records[i].Record.Version, r.Records[i].Record.Position = early.Change.Version, early.Change.Position
				}
			}
		},
		"a change of no record": func(r *store.Rows) {
			if len(r.Changes) > 0 {
				r.Changes[0].Number = 1 << 40
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantDamaged(t, w, damaged{Carrier: w.store, spoil: spoil})
		})
	}
	t.Run("a head beyond the feed", func(t *testing.T) {
		t.Parallel()
		wantDamaged(t, w, damaged{Carrier: w.store, spoil: func(*store.Rows) {}, beyond: 1})
	})
}

// changedAgain is a change whose record was changed once more.
func (w *world) changedAgain() store.WholeChange {
	w.Helper()
	first := make(map[int64]store.WholeChange)
	for _, page := range everythingOf(w.T, w.store).Rows[store.PartChanges] {
		for _, change := range page.Changes {
			if change.Previous > 0 {
				return first[change.Number]
			}
			first[change.Number] = change
		}
	}
	w.Fatal("no record was changed")
	return store.WholeChange{}
}

// wantDamaged fails the test if a store can be carried or backed up.
func wantDamaged(t *testing.T, w *world, from store.Carrier) {
	t.Helper()
	dir := t.TempDir()
	_, err := archive.Carry(t.Context(), from, fill(t, dir), archive.CarryOptions{})
	wantKind(t, err, disclosure.Internal)
	wantHalf(t, dir)
	out := t.TempDir()
	_, err = archive.Write(t.Context(), out+"/backup.zip", from, w.options())
	wantKind(t, err, disclosure.Internal)
	wantEmpty(t, out)
}

func TestCarryLeavesATargetWithRecordsAlone(t *testing.T) {
	t.Parallel()
	w, other := newWorld(t), newWorld(t)
	w.live(6, 3, 10)
	other.live(7, 3, 10)
	before := everythingOf(t, other.store)
	_, err := archive.Carry(t.Context(), w.store, fill(t, other.dir), archive.CarryOptions{})
	wantKind(t, err, disclosure.Conflict)
	if diff := cmp.Diff(before, everythingOf(t, openIn(t, other.dir))); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

// TestCarryBeginsAnewWhatDoesNotFit takes up fillings whose source has not moved in the feed, but differs.
func TestCarryBeginsAnewWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(8, 45, 5)
	path, _ := w.backup()
	backup := w.openBackup(path)
	for puts := 1; puts <= 20; puts += 3 {
		dir := t.TempDir()
		if err := carryAndStop(t, w.store, dir, puts); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		_, err := w.store.Apply(t.Context(), store.Batch{
			At: w.at, Figures: []store.Figure{{Event: "anything", Count: 1}},
			Counted: []store.Counted{{Key: keyOf("another", puts), Rule: disclosure.NotPublicMinor}},
		})
		w.must(err)
		if _, err := archive.Carry(t.Context(), w.store, fill(t, dir), archive.CarryOptions{}); err != nil {
			t.Fatal(err)
		}
		wantSame(t, w.store, openIn(t, dir))

		dir = t.TempDir()
		if err := carryAndStop(t, w.store, dir, puts); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if _, err := archive.Carry(t.Context(), backup, fill(t, dir), archive.CarryOptions{}); err != nil {
			t.Fatal(err)
		}
		wantSame(t, backup, openIn(t, dir))
	}
}
