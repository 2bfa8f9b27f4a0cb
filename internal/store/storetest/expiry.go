package storetest

import (
	"slices"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func expirySentences() []sentence {
	return []sentence{
		{"nothing past its last public day is shown before the sweeper comes", expiryUnswept},
		{"a last public day ends at midnight in the store's zone", expiryZone},
		{"a record whose last public day is over when it is written is shown nowhere", func(w *world) {
			record := sample(disclosure.KindPenalty, 1)
			record.PublicUntil = firstDay.AddDays(-1)
			record = w.publish(record)[0]
			w.wantShown(nil, []disclosure.Record{record})
			w.wantEnded(10, record)
			record.PublicUntil = firstDay
			record = w.correct(record)
			w.wantShown([]disclosure.Record{record}, nil)
			w.wantEnded(10)
		}},
		{"records past their last public day are listed for the sweeper", expiryEnded},
		{"an endless record never ends", func(w *world) {
			record := sample(disclosure.KindPermit, 1)
			record.PublicUntil = disclosure.Date{}
			record = w.publish(record)[0]
			w.setDay("9999-12-31")
			w.wantRecord(record)
			w.wantEnded(10)
		}},
		{"after the sweep everything is as it was before it", func(w *world) {
			ended := w.publish(endingSoon(3)...)
			staying := w.publish(sample(disclosure.KindPenalty, 9))
			w.setDay("2026-11-26")
			for _, record := range ended {
				w.apply(ending(record, disclosure.OpExpire, disclosure.StateExpired, disclosure.ReasonExpired))
			}
			w.wantEnded(10)
			w.wantShown(staying, ended)
		}},
		{"a scrub changes nothing that is shown", func(w *world) {
			records := w.publish(samples(disclosure.KindPermit, 0, 200)...)
			for _, record := range records[:100] {
				w.apply(withdrawing(record))
			}
			before := w.look()
			for range 2 {
				w.must(w.Scrub(w.ctx()))
			}
			w.wantSame(before)
			w.publish(sample(disclosure.KindPermit, 300))
		}},
	}
}

// endingSoon are penalties whose last public day is 2026-11-25.
func endingSoon(n int) []disclosure.Record {
	records := samples(disclosure.KindPenalty, 0, n)
	for i := range records {
		records[i].PublicUntil = disclosure.MustDate("2026-11-25")
	}
	return records
}

// expiryZone opens the store of a place once in each zone: midnight is another instant there.
func expiryZone(w *world) {
	record := sample(disclosure.KindPenalty, 1)
	record.PublicUntil = firstDay
	record = w.publish(record)[0]
	w.setDay(firstDay.AddDays(1).String())
	for _, zone := range []*time.Location{
		shanghai, time.UTC, time.FixedZone("UTC-9:30", -(9*60+30)*60), time.FixedZone("UTC+14", 14*60*60),
	} {
		o := w.options
		o.Zone = zone
		there := w.through(w.openWith(o))
		midnight := time.Date(2026, 11, 23, 0, 0, 0, 0, zone).UTC()
		there.wantTombstone(disclosure.Tombstone{
			ID: record.ID, Kind: record.Kind, Version: 1, State: disclosure.StateExpired, Reason: disclosure.ReasonExpired,
			Authority: record.Authority, Position: record.Position, At: midnight,
		})
		if got := there.head().AsOf; !got.Equal(midnight) || got.Location() != time.UTC {
			w.t.Errorf("%s: got as of %v, want %v", zone, got, midnight)
		}
	}
}

func expiryUnswept(w *world) {
	ended := w.publish(endingSoon(3)...)
	staying := w.publish(samples(disclosure.KindPenalty, 10, 2)...)
	w.setDay("2026-11-25") // the last public day inclusive
	w.wantShown(slices.Concat(ended, staying), nil)
	w.setDay("2026-11-26") // the next local midnight
	w.wantShown(staying, ended)
}

// wantShown fails the test if the records in shown are not to be seen everywhere, or those in hidden anywhere.
func (w *world) wantShown(shown, hidden []disclosure.Record) {
	w.t.Helper()
	w.wantOrders(disclosure.KindPenalty, shown)
	w.wantTotals(map[disclosure.Kind]int64{disclosure.KindPenalty: int64(len(shown))})
	for _, record := range shown {
		w.wantRecord(record)
	}
	for _, record := range hidden {
		_, err := w.Get(w.ctx(), record.ID)
		w.wantKind(err, disclosure.Gone)
		for _, q := range []store.Query{{Subjects: []string{record.Subject}}, {Places: record.Places}} {
			q.Kind = disclosure.KindPenalty
			if got := w.walk(q); len(got) != 0 {
				w.t.Errorf("record %s is found by %q %q", record.ID, q.Subjects, q.Places)
			}
		}
	}
	for _, entry := range slices.Concat(w.follow(2, ""), w.follow(2, disclosure.KindPenalty)) {
		isHidden := slices.ContainsFunc(hidden, func(r disclosure.Record) bool { return r.ID == entry.ID })
		if isHidden != (entry.Record == nil) {
			w.t.Errorf("change %d of %s: hidden is %v and the record %v", entry.Position, entry.ID, isHidden, entry.Record)
		}
	}
}

func expiryEnded(w *world) {
	records := slices.Concat(endingSoon(4), samples(disclosure.KindPenalty, 10, 2))
	records[1].State = disclosure.StateDisputed
	records = w.publish(records...)
	permits := samples(disclosure.KindPermit, 1, 2)
	permits[0].PublicUntil, permits[1].PublicUntil = disclosure.MustDate("2026-11-24"), disclosure.MustDate("2026-11-25")
	permits = w.publish(permits...)
	w.setDay("2026-11-25") // the last public day of one permit, and the day after that of the other
	w.wantEnded(10, permits[0])
	w.setDay("2026-11-26")
	w.wantEnded(10, slices.Concat(records[:4], permits)...)
	few, err := w.Ended(w.ctx(), 2)
	w.must(err)
	if len(few) != 2 {
		w.t.Errorf("got %d records, want the limit of 2", len(few))
	}
	w.apply(withdrawing(permits[0]), withdrawing(records[0]))
	w.wantEnded(10, append(records[1:4:4], permits[1])...)
}

// wantEnded fails the test if the sweeper does not get exactly these records, whole, in any order.
func (w *world) wantEnded(limit int, want ...disclosure.Record) {
	w.t.Helper()
	got, err := w.Ended(w.ctx(), limit)
	w.must(err)
	slices.SortFunc(got, cmpID)
	want = slices.SortedFunc(slices.Values(want), cmpID)
	w.wantEqual(want, got)
}
