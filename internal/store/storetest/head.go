package storetest

import (
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func headSentences() []sentence {
	return []sentence{
		{"an empty feed ends at position 0", func(w *world) {
			head := w.head()
			if head.Position != 0 || head.FeedID == "" {
				w.t.Errorf("got %+v, want position 0 and a feed id", head)
			}
		}},
		{"two stores have different feed ids", func(w *world) {
			if other := newWorld(w.t, w.backend).head().FeedID; other == w.head().FeedID {
				w.t.Errorf("both have %q", other)
			}
		}},
		{"a feed keeps its id", func(w *world) {
			id := w.head().FeedID
			w.apply(withdrawing(w.publish(sample(disclosure.KindPermit, 1))[0]))
			w.setDay("2026-12-01")
			for _, head := range []store.Head{w.head(), w.through(w.open()).head(), w.changes(0, 1, "").Head} {
				if head.FeedID != id {
					w.t.Errorf("got feed %q, want %q", head.FeedID, id)
				}
			}
		}},
		{"position and as-of are those of the last change", func(w *world) {
			at := time.Date(2026, 11, 22, 9, 0, 0, 123_456_789, shanghai)
			batch := store.Batch{At: at}
			for _, record := range samples(disclosure.KindPermit, 0, 3) {
				batch.Writes = append(batch.Writes, w.publishing(record))
			}
			_, err := w.Apply(w.ctx(), batch)
			w.must(err)
			head := w.head()
			if want := at.UTC().Truncate(time.Microsecond); head.Position != 3 || head.AsOf != want {
				w.t.Errorf("got %+v, want position 3 as of %v", head, want)
			}
		}},
		{"a batch without changes does not move the head", func(w *world) {
			w.publish(sample(disclosure.KindPermit, 1))
			before := w.head()
			_, err := w.Apply(w.ctx(), store.Batch{At: w.instant(), Figures: []store.Figure{fullFigure("late")}})
			w.must(err)
			if after := w.head(); after != before {
				w.t.Errorf("got %+v, want %+v", after, before)
			}
		}},
		{"an expiry moves as-of to the midnight that ends the last public day", headExpiry},
	}
}

func headExpiry(w *world) {
	for i, until := range []string{"2026-11-23", "2026-11-25", "2026-12-31", ""} {
		record := sample(disclosure.KindPenalty, i)
		record.PublicUntil, _ = disclosure.ParseDate(until)
		w.publish(record)
	}
	changed := w.head()
	for _, c := range []struct {
		today string
		want  time.Time
	}{
		{"2026-11-23", changed.AsOf},
		{"2026-11-24", time.Date(2026, 11, 24, 0, 0, 0, 0, shanghai)},
		{"2026-11-25", time.Date(2026, 11, 24, 0, 0, 0, 0, shanghai)},
		{"2026-11-26", time.Date(2026, 11, 26, 0, 0, 0, 0, shanghai)},
		{"2027-11-26", time.Date(2027, 1, 1, 0, 0, 0, 0, shanghai)},
	} {
		w.setDay(c.today)
		head := w.head()
		if !head.AsOf.Equal(c.want) || head.AsOf.Location() != time.UTC || head.Position != changed.Position {
			w.t.Errorf("on %s: got %+v, want as of %v", c.today, head, c.want)
		}
	}
}

func (w *world) head() store.Head {
	w.t.Helper()
	head, err := w.Head(w.ctx())
	w.must(err)
	return head
}
