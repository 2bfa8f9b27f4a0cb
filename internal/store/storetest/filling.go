package storetest

import (
	"context"
	"errors"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func fillingSentences() []sentence {
	return []sentence{
		{"a carried store shows the same rows and all that readers see", func(w *world) {
			for seed := range uint64(3) {
				source := newWorld(w.t, w.backend)
				source.furnish(seed)
				source.wantCopy(source.copyTo(source.elsewhere(), 13))
			}
		}},
		{"an empty store is carried", func(w *world) { w.wantCopy(w.copyTo(w.elsewhere(), 13)) }},
		{"a filling shows what is put already", func(w *world) {
			w.furnish(3)
			f := w.elsewhere().filling()
			w.carry(f, 13, endless)
			w.wantEqual(w.wholeOf(w, 100), w.wholeOf(f, 7))
		}},
		{"interrupted after any put and taken up again it comes to the same", interrupted},
		{"interrupted after every put it comes to the same", func(w *world) {
			w.furnish(4)
			other := w.elsewhere()
			for !w.carryOnce(other.filling(), 60, 1) {
				other.wantUnavailable()
			}
			w.wantCopy(other.reopened())
		}},
		{"a put that fails leaves the filling where it was", putFails},
		{"until it is finished a store that is filled is unavailable to open", func(w *world) {
			w.furnish(5)
			other := w.elsewhere()
			f := other.filling()
			w.must(w.begin(f))
			other.wantUnavailable()
			w.carry(f, 1000, endless)
			other.wantUnavailable()
			w.must(f.Close())
			other.wantUnavailable()
			f = other.filling()
			w.must(w.begin(f))
			w.must(f.Finish(w.ctx(), w.head().FeedID))
			w.wantCopy(other.reopened())
		}},
		{"nor does one answer that was opened before it was filled", openedBeforeFilling},
		{"a store with records of its own is a conflict and unharmed", func(w *world) { ownRecords(w) }},
		{"fingerprints alone give way to what is filled in", func(w *world) {
			w.furnish(6)
			other := w.elsewhere().reopened()
			w.must(other.Remember(w.ctx(), "board-9", "cc"))
			w.must(other.Close())
			w.wantCopy(w.copyTo(other, 50))
		}},
		{"begun from another source or position it starts anew", startsAnew},
		{"finished under a new feed id all but that is the same", func(w *world) {
			w.furnish(7)
			before := w.look()
			other := w.elsewhere()
			f := other.filling()
			w.carry(f, 100, endless)
			before.Head.FeedID = store.NewFeedID()
			w.must(f.Finish(w.ctx(), before.Head.FeedID))
			w.wantEqual(before, other.reopened().look())
		}},
		{"cursors that the source made stay good in the copy", cursorsStayGood},
		{"a filled store is written on where its source ended", writtenOn},
	}
}

// endless is a number of puts that no test reaches.
const endless = 1 << 30

func (w *world) begin(f store.Filling) error {
	w.t.Helper()
	_, err := f.Begin(w.ctx(), w.wholeOf(w, store.MaxLimit).Head)
	return err
}

// carry fills f from the world's store, in up to that many puts, and tells whether it has come to the end.
func (w *world) carry(f store.Filling, size, puts int) (done bool) {
	w.t.Helper()
	w.must(w.Snapshot(w.ctx(), func(ctx context.Context, whole store.Whole) error {
		at, err := f.Begin(ctx, whole.Head())
		if err != nil {
			return err
		}
		parts := append(store.Parts(), store.PartDone)
		if at.Part == "" {
			at.Part = parts[0]
		}
		for ; puts > 0 && at.Part != store.PartDone; puts-- {
			rows, next, err := whole.Rows(ctx, at.Part, at.After, size)
			if err != nil {
				return err
			}
			at.After = next
			if next == "" {
				at.Part = parts[slices.Index(parts, at.Part)+1]
			}
			if err := f.Put(ctx, rows, at); err != nil {
				return err
			}
		}
		done = at.Part == store.PartDone
		return nil
	}))
	return done
}

// carryOnce fills f in up to that many puts, finishes it when it has come to the end, and closes it.
func (w *world) carryOnce(f store.Filling, size, puts int) (done bool) {
	w.t.Helper()
	if done = w.carry(f, size, puts); done {
		w.must(f.Finish(w.ctx(), w.head().FeedID))
	}
	w.must(f.Close())
	return done
}

// openedBeforeFilling asks a store that was opened while it was empty: a reader that was told of half a feed would take
// it for the whole one.
func openedBeforeFilling(w *world) {
	w.furnish(15)
	early := w.elsewhere().reopened()
	early.wantTotals(map[disclosure.Kind]int64{})
	f := early.filling()
	w.must(w.begin(f))
	w.carry(f, 1000, endless)
	_, err := early.Head(w.ctx())
	w.wantKind(err, disclosure.Unavailable)
	_, err = early.Changes(w.ctx(), 0, 10, "")
	w.wantKind(err, disclosure.Unavailable)
	_, err = early.Totals(w.ctx())
	w.wantKind(err, disclosure.Unavailable)
	_, err = early.List(w.ctx(), store.Query{Kind: disclosure.KindPermit})
	w.wantKind(err, disclosure.Unavailable)
	w.must(f.Finish(w.ctx(), w.head().FeedID))
	w.wantEqual(w.look(), early.look())
}

// copyTo carries the world's store into another and opens that.
func (w *world) copyTo(other *world, size int) *world {
	w.t.Helper()
	if !w.carryOnce(other.filling(), size, endless) {
		w.t.Fatal("the filling has not come to its end")
	}
	return other.reopened()
}

// reopened is the world with its store opened, made if need be.
func (w *world) reopened() *world {
	w.t.Helper()
	w.Opened = w.open()
	return w
}

// wantCopy fails the test if other does not show the very same, inside and outside.
func (w *world) wantCopy(other *world) {
	w.t.Helper()
	w.wantEqual(w.wholeOf(w, store.MaxLimit), w.wholeOf(other, store.MaxLimit))
	w.wantEqual(w.look(), other.look())
	for _, q := range []store.Query{
		{Subjects: []string{"s1"}}, {Places: []string{"p1", "p3"}}, {Subjects: []string{"s1", "s2"}, Places: []string{"p2"}},
	} {
		for _, q.Kind = range disclosure.Kinds() {
			w.wantEqual(w.walk(q), other.walk(q))
		}
	}
	want, err := w.Fingerprints(w.ctx())
	w.must(err)
	other.wantFingerprints(want)
}

func interrupted(w *world) {
	w.furnish(8)
	const size = 40
	for puts := 0; ; puts++ {
		other := w.elsewhere()
		if w.carryOnce(other.filling(), size, puts) {
			if puts < len(store.Parts()) {
				w.t.Errorf("got all in %d puts", puts)
			}
			return
		}
		other.wantUnavailable()
		if !w.carryOnce(other.filling(), size, endless) {
			w.t.Fatal("taken up again, it has not come to its end")
		}
		got := other.reopened()
		w.wantEqual(w.wholeOf(w, store.MaxLimit), w.wholeOf(got, store.MaxLimit))
		w.wantEqual(w.look(), got.look())
	}
}

func putFails(w *world) {
	w.furnish(9)
	other := w.elsewhere()
	f := other.filling()
	w.carry(f, 20, endless)
	before := w.wholeOf(f, store.MaxLimit)
	at, err := f.Begin(w.ctx(), before.Head)
	w.must(err)
	ctx, cancel := context.WithCancel(w.ctx())
	cancel()
	fresh := store.Rows{Fingerprints: []store.WholeFingerprint{{Name: "new", Fingerprint: "dd"}}}
	if err := f.Put(ctx, fresh, store.Progress{Part: store.PartDone}); !errors.Is(err, context.Canceled) {
		w.t.Errorf("got %v, want %v", err, context.Canceled)
	}
	for part, twice := range before.Rows {
		if part != store.PartFingerprints {
			twice.Fingerprints = fresh.Fingerprints
		}
		err := f.Put(w.ctx(), twice, store.Progress{Part: store.PartKeys})
		if disclosure.KindOf(err) != disclosure.Conflict || err == nil {
			w.t.Errorf("%s twice: got %v, want kind %q", part, err, disclosure.Conflict)
		}
	}
	w.wantEqual(before, w.wholeOf(f, store.MaxLimit))
	w.must(f.Close())
	f = other.filling()
	again, err := f.Begin(w.ctx(), before.Head)
	w.must(err)
	w.wantEqual(at, again)
	w.must(f.Close())
	w.wantCopy(w.copyTo(other, 100))
}

func ownRecords(w *world) {
	w.furnish(10)
	head, journal := w.wholeOf(w, store.MaxLimit).Head, fullJournal("b1")
	for name, furnish := range map[string]func(other *world){
		"records": func(other *world) { other.furnish(11) },
		"gone records alone": func(other *world) {
			other.apply(withdrawing(other.publish(sample(disclosure.KindPermit, 1))[0]))
		},
		"rows that were counted and never published": alone(store.Batch{
			Counted: []store.Counted{{Key: keyOf("hidden"), Rule: disclosure.NotPublicMinor}},
		}),
		"figures":   alone(store.Batch{Figures: []store.Figure{fullFigure("late")}}),
		"a journal": alone(store.Batch{Journal: &journal}),
		"the very records, but not as a filling": func(other *world) {
			w.must(other.Close())
			w.copyTo(other, 1000)
		},
	} {
		other := w.elsewhere().reopened()
		furnish(other)
		before := other.look()
		f := other.filling()
		_, err := f.Begin(w.ctx(), head)
		if disclosure.KindOf(err) != disclosure.Conflict || err == nil {
			w.t.Errorf("%s: got %v, want kind %q", name, err, disclosure.Conflict)
		}
		w.must(f.Close())
		other.reopened().wantSame(before)
	}
}

// alone furnishes a store with one batch.
func alone(batch store.Batch) func(w *world) {
	return func(w *world) {
		batch.At = w.instant()
		_, err := w.Apply(w.ctx(), batch)
		w.must(err)
	}
}

func startsAnew(w *world) {
	w.furnish(12)
	other := w.elsewhere()
	w.carryOnce(other.filling(), 20, 6)
	w.publish(sample(disclosure.KindPermit, 1)) // the same source at another position
	f := other.filling()
	at, err := f.Begin(w.ctx(), w.wholeOf(w, store.MaxLimit).Head)
	w.must(err)
	w.wantEqual(store.Progress{}, at)
	for part, rows := range w.wholeOf(f, store.MaxLimit).Rows {
		if rows.Len() > 0 {
			w.t.Errorf("%d rows of %s are left", rows.Len(), part)
		}
	}
	w.must(f.Close())
	w.carryOnce(other.filling(), 10, 12)
	second := w.elsewhere().reopened() // another source
	for second.head().Position < w.head().Position {
		second.publish(sample(disclosure.KindPermit, 1))
	}
	second.wantCopy(second.copyTo(other, 25))
}

func cursorsStayGood(w *world) {
	w.publish(samples(disclosure.KindPermit, 0, 9)...)
	other := w.copyTo(w.elsewhere(), 4)
	for _, o := range orders {
		q := store.Query{Kind: disclosure.KindPermit, Order: o.order, Limit: 4}
		first, err := w.List(w.ctx(), q)
		w.must(err)
		q.After = first.Next
		want, err := w.List(w.ctx(), q)
		w.must(err)
		got, err := other.List(w.ctx(), q)
		w.must(err)
		w.wantEqual(want, got)
	}
}

// writtenOn does the same to a store and its copy: they must stay alike.
func writtenOn(w *world) {
	w.furnish(14)
	records := w.publish(samples(disclosure.KindPermit, 0, 3)...)
	present := w.correct(records[0])
	w.apply(withdrawing(records[1]))
	gone := records[1]
	gone.Version++
	other := w.copyTo(w.elsewhere(), 30)
	for name, write := range conflicts(w, present, gone, records[2]) {
		// To both, since a number that a refused write took may be left out.
		w.wantNothingWritten(name, disclosure.Conflict, write)
		other.wantNothingWritten(name+", in the copy", disclosure.Conflict, write)
	}
	w.must(other.Scrub(w.ctx()))
	journal := fullJournal(variants[0])
	batch := store.Batch{
		At: w.instant(), Journal: &journal, Figures: []store.Figure{fullFigure("late")},
		Counted: []store.Counted{
			{Key: keyOf(variants[0]), Rule: disclosure.NotPublicMinor, Figure: fullFigure("counted before")},
			{Key: keyOf("not counted yet"), Rule: disclosure.NotPublicMinor, Figure: fullFigure("late")},
		},
		Writes: []store.Write{
			w.publishing(sample(disclosure.KindFiling, 1)), withdrawing(present),
			changing(records[2], disclosure.OpCorrect, disclosure.ReasonErrorInSource),
		},
	}
	for _, s := range []Opened{w.Opened, other.Opened} {
		_, err := s.Apply(w.ctx(), batch)
		w.must(err)
	}
	w.wantCopy(other)
}
