package storetest

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func getSentences() []sentence {
	return []sentence{
		{"an unknown id is not found", func(w *world) {
			w.publish(sample(disclosure.KindPermit, 1))
			_, err := w.Get(w.ctx(), disclosure.NewID(disclosure.KindPermit))
			w.wantKind(err, disclosure.NotFound)
			if _, ok := disclosure.TombstoneOf(err); ok {
				w.t.Error("the error carries a tombstone")
			}
		}},
		{"a disputed record is public", func(w *world) {
			record := w.publish(sample(disclosure.KindPenalty, 1))[0]
			record.State = disclosure.StateDisputed
			w.wantRecord(w.correct(record))
		}},
		{"a gone id is gone and carries its tombstone", getGone},
		{"a record published and ended in one batch is gone", func(w *world) {
			record := sample(disclosure.KindPenalty, 1)
			w.apply(w.publishing(record), withdrawing(record))
			_, err := w.Get(w.ctx(), record.ID)
			w.wantKind(err, disclosure.Gone)
		}},
		{"a record past its last public day is gone as expired", func(w *world) {
			record := sample(disclosure.KindPenalty, 1)
			record.PublicUntil = disclosure.MustDate("2026-11-30")
			record = w.publish(record)[0]
			w.setDay("2026-11-30")
			w.wantRecord(record)
			w.setDay("2026-12-01")
			w.wantTombstone(disclosure.Tombstone{
				ID: record.ID, Kind: record.Kind, Version: 1, State: disclosure.StateExpired,
				Reason: disclosure.ReasonExpired, Authority: record.Authority, Position: record.Position,
				At: time.Date(2026, 11, 30, 16, 0, 0, 0, time.UTC),
			})
		}},
	}
}

// endings are the ways in which a record may go.
var endings = []struct {
	op     disclosure.Op
	state  disclosure.State
	reason disclosure.Reason
}{
	{disclosure.OpWithdraw, disclosure.StateWithdrawn, disclosure.ReasonHeldUnlawful},
	{disclosure.OpRepair, disclosure.StateRepaired, disclosure.ReasonRepaired},
	{disclosure.OpExpire, disclosure.StateExpired, disclosure.ReasonExpired},
}

func getGone(w *world) {
	for i, end := range endings {
		record := w.publish(sample(disclosure.KindPenalty, i))[0]
		record.UpdatedAt = time.Date(2026, 11, 22, 5, 6, 7, 8000, time.UTC)
		applied := w.apply(ending(record, end.op, end.state, end.reason))
		w.wantTombstone(disclosure.Tombstone{
			ID: record.ID, Kind: record.Kind, Version: 2, State: end.state, Reason: end.reason,
			Authority: record.Authority, At: record.UpdatedAt, Position: applied.Last,
		})
	}
}

func (w *world) wantTombstone(want disclosure.Tombstone) {
	w.t.Helper()
	got, err := w.Get(w.ctx(), want.ID)
	w.wantKind(err, disclosure.Gone)
	stone, ok := disclosure.TombstoneOf(err)
	if !ok {
		w.t.Fatalf("no tombstone in %v", err)
	}
	if diff := cmp.Diff(want, stone); diff != "" {
		w.t.Errorf("tombstone (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(disclosure.Record{}, got); diff != "" {
		w.t.Errorf("a record came with the error (-want +got):\n%s", diff)
	}
}

func totalSentences() []sentence {
	return []sentence{
		{"an empty store counts nothing", func(w *world) { w.wantTotals(nil) }},
		{"the public records of each kind are counted", func(w *world) {
			w.publish(samples(disclosure.KindPermit, 0, 3)...)
			w.publish(samples(disclosure.KindPenalty, 0, 2)...)
			w.wantTotals(map[disclosure.Kind]int64{disclosure.KindPermit: 3, disclosure.KindPenalty: 2})
		}},
		{"a gone record leaves the totals", func(w *world) {
			records := w.publish(samples(disclosure.KindPermit, 0, 3)...)
			w.apply(withdrawing(records[1]))
			w.wantTotals(map[disclosure.Kind]int64{disclosure.KindPermit: 2})
		}},
		{"a changed last public day is counted", func(w *world) {
			record := w.publish(sample(disclosure.KindPermit, 0))[0]
			record.PublicUntil = disclosure.MustDate("2026-11-25")
			w.correct(record)
			w.setDay("2026-11-25")
			w.wantTotals(map[disclosure.Kind]int64{disclosure.KindPermit: 1})
			w.setDay("2026-11-26")
			w.wantTotals(nil)
		}},
	}
}

func (w *world) wantTotals(want map[disclosure.Kind]int64) {
	w.t.Helper()
	got, err := w.Totals(w.ctx())
	w.must(err)
	for _, kind := range disclosure.Kinds() {
		if got[kind] != want[kind] {
			w.t.Errorf("%s: got %d, want %d", kind, got[kind], want[kind])
		}
		page, err := w.List(w.ctx(), store.Query{Kind: kind, Limit: 1})
		w.must(err)
		if page.Total != want[kind] {
			w.t.Errorf("list of %s: got total %d, want %d", kind, page.Total, want[kind])
		}
	}
}
