package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func wholeSentences() []sentence {
	return []sentence{
		{"a snapshot shows every field of every part, each in its order", wholeShowsAll},
		{"of a gone record a snapshot shows the tombstone and its last reason", wholeShowsTombstone},
		{"pages of any size come to the same rows, and the last one says so", wholePages},
		{"an unknown part and a place that the store has not given are invalid", func(w *world) {
			w.must(w.Snapshot(w.ctx(), func(ctx context.Context, whole store.Whole) error {
				_, _, err := whole.Rows(ctx, "rumours", "", 1)
				w.wantKind(err, disclosure.Invalid)
				for _, part := range store.Parts() {
					_, _, err = whole.Rows(ctx, part, "nowhere", 1)
					w.wantKind(err, disclosure.Invalid)
				}
				return nil
			}))
		}},
		{"a snapshot does not see what is written meanwhile and does not block writers", wholeStandsStill},
		{"the error of the one who reads a snapshot is returned", func(w *world) {
			want := errors.New("enough")
			err := w.Snapshot(w.ctx(), func(context.Context, store.Whole) error { return want })
			if !errors.Is(err, want) {
				w.t.Errorf("got %v, want %v", err, want)
			}
		}},
		{"a snapshot of a cancelled context or a closed store is not taken", func(w *world) {
			never := func(context.Context, store.Whole) error { w.t.Error("read was called"); return nil }
			ctx, cancel := context.WithCancel(w.ctx())
			cancel()
			if err := w.Snapshot(ctx, never); !errors.Is(err, context.Canceled) {
				w.t.Errorf("got %v, want %v", err, context.Canceled)
			}
			s := w.open()
			w.must(s.Close())
			w.wantKind(s.Snapshot(w.ctx(), never), disclosure.Unavailable)
		}},
	}
}

// wholeStore is everything that a snapshot shows.
type wholeStore struct {
	Head store.WholeHead
	Rows map[store.Part]store.Rows
}

// wholeOf reads everything in pages of a size.
func (w *world) wholeOf(from store.Carrier, size int) wholeStore {
	w.t.Helper()
	got := wholeStore{Rows: make(map[store.Part]store.Rows)}
	w.must(from.Snapshot(w.ctx(), func(ctx context.Context, whole store.Whole) error {
		got.Head = whole.Head()
		for _, part := range store.Parts() {
			all, err := allRows(ctx, whole, part, size)
			if err != nil {
				return err
			}
			got.Rows[part] = all
		}
		return nil
	}))
	return got
}

// errPage says what is wrong with a page of a whole store.
var errPage = errors.New("page of the whole store")

func allRows(ctx context.Context, whole store.Whole, part store.Part, size int) (store.Rows, error) {
	var all store.Rows
	for after := ""; ; {
		page, next, err := whole.Rows(ctx, part, after, size)
		if err != nil {
			return all, err
		}
		switch n := page.Len(); {
		case n > size:
			return all, fmt.Errorf("%w: %d rows of %s, want %d at most", errPage, n, part, size)
		case n == 0 && (after != "" || next != ""), next != "" && next == after:
			return all, fmt.Errorf("%w: %d rows of %s behind %q, next %q", errPage, n, part, after, next)
		}
		all.Records = append(all.Records, page.Records...)
		all.Keys = append(all.Keys, page.Keys...)
		all.Changes = append(all.Changes, page.Changes...)
		all.NotPublic = append(all.NotPublic, page.NotPublic...)
		all.Figures = append(all.Figures, page.Figures...)
		all.Journals = append(all.Journals, page.Journals...)
		all.Fingerprints = append(all.Fingerprints, page.Fingerprints...)
		if next == "" {
			return all, nil
		}
		after = next
	}
}

// furnish gives the store a long history and rows of every part.
func (w *world) furnish(seed uint64) {
	w.t.Helper()
	w.seed(seed, 60)
	w.apply(w.publishing(sample(disclosure.KindBoard, 7)))
	for i, text := range variants {
		figure, journal := fullFigure("not_public:minor"), fullJournal(text)
		figure.Unit = text
		if i%3 == 0 {
			journal.Files, journal.Done = nil, false
		}
		_, err := w.Apply(w.ctx(), store.Batch{
			At: w.instant(), Figures: []store.Figure{figure}, Journal: &journal,
			Counted: []store.Counted{{Key: keyOf(text), Rule: disclosure.NotPublicMinor, Figure: figure}},
		})
		w.must(err)
		w.must(w.Remember(w.ctx(), text, fmt.Sprint("print ", i)))
	}
}

func wholeShowsAll(w *world) {
	record := sample(disclosure.KindPermit, 1)
	publish := w.publishing(record)
	counted, figure, journal := fullFigure("not_public:minor"), fullFigure("publish"), fullJournal("b1")
	figure.Count = 3
	batch := store.Batch{
		At: w.instant(), Writes: []store.Write{publish}, Figures: []store.Figure{figure}, Journal: &journal,
		Counted: []store.Counted{{Key: keyOf("hidden"), Rule: disclosure.NotPublicMinor, Figure: counted}},
	}
	_, err := w.Apply(w.ctx(), batch)
	w.must(err)
	w.must(w.Remember(w.ctx(), "board-1", "aa"))
	dispute := changing(record, disclosure.OpDispute, disclosure.ReasonErrorInSource)
	dispute.Record.State = disclosure.StateDisputed
	dispute.Trail = store.Trail{By: "审核员"}
	at := w.instant()
	_, err = w.Apply(w.ctx(), store.Batch{At: at, Writes: []store.Write{dispute}})
	w.must(err)

	stored := dispute.Record
	stored.Position = 2
	change := func(position int64, at time.Time, write *store.Write) store.WholeChange {
		return store.WholeChange{Number: 1, Previous: position - 1, Trail: write.Trail, Change: disclosure.Change{
			Position: position, At: at, Op: write.Op, Kind: record.Kind, ID: record.ID, Version: position, Reason: write.Reason,
			Digest: record.Digest,
		}}
	}
	got := w.wholeOf(w, store.MaxLimit)
	want := map[store.Part]store.Rows{
		store.PartRecords: {Records: []store.WholeRecord{{Number: 1, Reason: dispute.Reason, Record: stored}}},
		store.PartKeys:    {Keys: []store.WholeKey{{Key: publish.Keys[0], Number: 1}}},
		store.PartChanges: {Changes: []store.WholeChange{change(1, batch.At, &publish), change(2, at, &dispute)}},
		store.PartNotPublic: {NotPublic: []store.WholeNotPublic{
			{Key: keyOf("hidden"), Rule: disclosure.NotPublicMinor, CountedAt: batch.At},
		}},
		store.PartFigures:      {Figures: []store.Figure{counted, figure}},
		store.PartJournals:     {Journals: []store.WholeJournal{{Journal: journal, UpdatedAt: batch.At}}},
		store.PartFingerprints: {Fingerprints: []store.WholeFingerprint{{Name: "board-1", Fingerprint: "aa"}}},
	}
	w.wantEqual(want, got.Rows)
	for _, v := range []any{
		got.Rows[store.PartRecords].Records[0], got.Rows[store.PartKeys].Keys[0], got.Rows[store.PartNotPublic].NotPublic[0],
		got.Rows[store.PartFigures].Figures[0], got.Rows[store.PartJournals].Journals[0],
		got.Rows[store.PartFingerprints].Fingerprints[0],
	} {
		if field := zeroField(reflect.ValueOf(v)); field != "" {
			w.t.Errorf("%T: field %s is zero", v, field)
		}
	}
	head := w.head()
	w.wantEqual(store.WholeHead{FeedID: head.FeedID, Position: 2, At: at, Secret: got.Head.Secret}, got.Head)
	if len(got.Head.Secret) == 0 {
		w.t.Error("got no secret")
	}
}

func wholeShowsTombstone(w *world) {
	record := w.publish(sample(disclosure.KindPenalty, 1))[0]
	last := w.apply(withdrawing(record)).Last
	got := w.wholeOf(w, store.MaxLimit)
	w.wantEqual([]store.WholeRecord{{Number: 1, Reason: disclosure.ReasonRevoked, Record: disclosure.Record{
		ID: record.ID, Kind: record.Kind, Version: 2, State: disclosure.StateWithdrawn, Authority: record.Authority,
		PublishedAt: record.PublishedAt, UpdatedAt: record.UpdatedAt, Position: last,
	}}}, got.Rows[store.PartRecords].Records)
	w.wantEqual([]store.WholeKey{{Key: keyOfRecord(record), Number: 1}}, got.Rows[store.PartKeys].Keys)
	if digest := got.Rows[store.PartChanges].Changes[1].Change.Digest; digest != (disclosure.Digest{}) {
		w.t.Errorf("got digest %v of the end", digest)
	}
}

func wholePages(w *world) {
	empty := w.wholeOf(w, 3)
	for part, rows := range empty.Rows {
		if rows.Len() > 0 {
			w.t.Errorf("%s of an empty store: got %d rows", part, rows.Len())
		}
	}
	w.furnish(1)
	want := w.wholeOf(w, store.MaxLimit)
	for part, rows := range want.Rows {
		if rows.Len() < 3 {
			w.t.Errorf("%s: got %d rows, want more to page through", part, rows.Len())
		}
	}
	for _, size := range []int{1, 2, 7, len(variants)} { // one journal each: the last page is full
		w.wantEqual(want, w.wholeOf(w, size))
	}
	for i, r := range want.Rows[store.PartRecords].Records[1:] {
		if before := want.Rows[store.PartRecords].Records[i]; r.Number <= before.Number {
			w.t.Errorf("got number %d behind %d", r.Number, before.Number)
		}
	}
	if !slices.IsSortedFunc(want.Rows[store.PartJournals].Journals, func(a, b store.WholeJournal) int {
		return slices.Compare([]byte(a.Journal.Batch), []byte(b.Journal.Batch))
	}) {
		w.t.Error("journals are not in the order of the bytes of their batches")
	}
}

func wholeStandsStill(w *world) {
	w.furnish(2)
	want := w.wholeOf(w, store.MaxLimit)
	other := w.open()
	w.must(w.Snapshot(w.ctx(), func(ctx context.Context, whole store.Whole) error {
		got := wholeStore{Head: whole.Head(), Rows: make(map[store.Part]store.Rows)}
		for _, part := range store.Parts() {
			w.furnishMore(other) //nolint:contextcheck // another caller, as far as the snapshot knows
			all, err := allRows(ctx, whole, part, 10)
			if err != nil {
				return err
			}
			got.Rows[part] = all
		}
		w.wantEqual(want, got)
		return nil
	}))
	if after := w.wholeOf(w, store.MaxLimit); after.Head.Position != want.Head.Position+2*int64(len(store.Parts())) {
		w.t.Errorf("got position %d after the writes, want more than %d", after.Head.Position, want.Head.Position)
	}
}

// furnishMore changes every part of a store.
func (w *world) furnishMore(s Opened) {
	w.t.Helper()
	record, journal := sample(disclosure.KindPermit, 2), fullJournal("b2 "+w.instant().String())
	published := w.publishing(record)
	_, err := s.Apply(w.ctx(), store.Batch{
		At: w.instant(), Writes: []store.Write{published, withdrawing(record)}, Journal: &journal,
		Figures: []store.Figure{fullFigure("late")},
		Counted: []store.Counted{{Key: keyOf(journal.Batch), Rule: disclosure.NotPublicMinor, Figure: fullFigure("late")}},
	})
	w.must(err)
	w.must(s.Remember(w.ctx(), journal.Batch, "bb"))
}

// filling opens the store of the world for being filled; it is closed at the end of the test.
func (w *world) filling() store.Filling {
	w.t.Helper()
	if w.backend.Fill == nil {
		w.t.Fatal("the backend has no Fill")
	}
	f := w.backend.Fill(w.t, w.options)
	w.t.Cleanup(func() {
		if err := f.Close(); err != nil {
			w.t.Errorf("close filling: %v", err)
		}
	})
	return f
}

// elsewhere is a world with the same clock whose store does not exist yet.
func (w *world) elsewhere() *world {
	w.t.Helper()
	other := w.through(nil)
	other.options.Place = w.t.TempDir()
	return other
}

// wantUnavailable fails the test if the store of the world can be opened.
func (w *world) wantUnavailable() {
	w.t.Helper()
	for _, readOnly := range []bool{false, true} {
		o := w.options
		o.ReadOnly = readOnly
		opened, err := w.backend.TryOpen(w.ctx(), o)
		if err == nil {
			w.must(opened.Close())
		}
		w.wantKind(err, disclosure.Unavailable)
	}
}
