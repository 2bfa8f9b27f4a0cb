package storetest

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

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
		{"a changed state that is public counts on", func(w *world) {
			record := w.publish(sample(disclosure.KindPenalty, 0))[0]
			record.State = disclosure.StateDisputed
			w.correct(record)
			w.wantTotals(map[disclosure.Kind]int64{disclosure.KindPenalty: 1})
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
