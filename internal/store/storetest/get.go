package storetest

import (
	"time"

	"mingshi/internal/disclosure"
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
		{"a record past its last public day is gone as expired", getExpired},
		{"a gone record keeps its own tombstone when its last public day passes", func(w *world) {
			record := sample(disclosure.KindPenalty, 1)
			record.PublicUntil = disclosure.MustDate("2026-11-30")
			record = w.publish(record)[0]
			stone := disclosure.Tombstone{
				ID: record.ID, Kind: record.Kind, Version: 2, State: disclosure.StateWithdrawn, Reason: disclosure.ReasonRevoked,
				Authority: record.Authority, At: record.UpdatedAt, Position: w.apply(withdrawing(record)).Last,
			}
			w.setDay("2026-12-01")
			w.wantTombstone(stone)
		}},
	}
}

func getExpired(w *world) {
	for i, state := range []disclosure.State{disclosure.StatePublished, disclosure.StateDisputed} {
		record := sample(disclosure.KindPenalty, i)
		record.State, record.PublicUntil = state, firstDay.AddDays(i)
		record = w.publish(record)[0]
		w.setDay(record.PublicUntil.String())
		w.wantRecord(record)
		w.setDay(record.PublicUntil.AddDays(1).String())
		w.wantTombstone(disclosure.Tombstone{
			ID: record.ID, Kind: record.Kind, Version: 1, State: disclosure.StateExpired,
			Reason: disclosure.ReasonExpired, Authority: record.Authority, Position: record.Position,
			At: record.PublicUntil.AddDays(1).In(shanghai).UTC(),
		})
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
	w.wantEqual(disclosure.Record{}, got)
	stone, ok := disclosure.TombstoneOf(err)
	if !ok {
		w.t.Fatalf("no tombstone in %v", err)
	}
	w.wantEqual(want, stone)
}
