package storetest

import (
	"time"

	"mingshi/internal/disclosure"
)

func findSentences() []sentence {
	return []sentence{
		{"keys that lead nowhere are absent", func(w *world) {
			found, err := w.Find(w.ctx(), []disclosure.Key{keyOf("nothing")})
			w.must(err)
			if len(found) != 0 {
				w.t.Errorf("got %+v", found)
			}
		}},
		{"no keys lead nowhere", func(w *world) {
			w.publish(sample(disclosure.KindPermit, 1))
			found, err := w.Find(w.ctx(), nil)
			w.must(err)
			w.wantEqual(map[disclosure.Key]disclosure.Record{}, found)
		}},
		{"a key that is asked for twice leads to its record", func(w *world) {
			record := w.publish(sample(disclosure.KindPermit, 1))[0]
			key := keyOfRecord(record)
			found, err := w.Find(w.ctx(), []disclosure.Key{key, key})
			w.must(err)
			w.wantEqual(map[disclosure.Key]disclosure.Record{key: record}, found)
		}},
		{"a record whose last public day is over is found whole until it is ended", func(w *world) {
			record := sample(disclosure.KindPermit, 1)
			record.PublicUntil = firstDay
			record = w.publish(record)[0]
			w.setDay(firstDay.AddDays(1).String())
			found, err := w.Find(w.ctx(), []disclosure.Key{keyOfRecord(record)})
			w.must(err)
			w.wantEqual(map[disclosure.Key]disclosure.Record{keyOfRecord(record): record}, found)
		}},
		{"thousands of keys lead to their records", func(w *world) {
			want := make(map[disclosure.Key]disclosure.Record)
			var keys []disclosure.Key
			for _, record := range w.publish(samples(disclosure.KindPermit, 0, 2500)...) {
				want[keyOfRecord(record)] = record
				keys = append(keys, keyOfRecord(record), keyOf("not "+string(record.ID)))
			}
			found, err := w.Find(w.ctx(), keys)
			w.must(err)
			w.wantEqual(want, found)
		}},
		{"new keys lead to the record beside those that do already", func(w *world) {
			record := w.publish(sample(disclosure.KindVenue, 1))[0]
			write := changing(record, disclosure.OpAmend, "")
			write.Keys = []disclosure.Key{keyOf("new number"), keyOfRecord(record), keyOf("new number")}
			w.apply(write)
			found, err := w.Find(w.ctx(), []disclosure.Key{keyOf("new number"), keyOfRecord(record)})
			w.must(err)
			if len(found) != 2 || found[keyOf("new number")].ID != record.ID || found[keyOfRecord(record)].Version != 2 {
				w.t.Errorf("got %+v", found)
			}
		}},
		{"of a gone record only the tombstone is filled", findGone},
		{"new keys lead also to a record that the same write ends", func(w *world) {
			record := w.publish(sample(disclosure.KindPenalty, 1))[0]
			write := withdrawing(record)
			write.Keys = []disclosure.Key{keyOf("last number")}
			w.apply(write)
			found, err := w.Find(w.ctx(), []disclosure.Key{keyOf("last number"), keyOfRecord(record)})
			w.must(err)
			if len(found) != 2 || found[keyOf("last number")].ID != record.ID {
				w.t.Errorf("got %+v", found)
			}
		}},
	}
}

func findGone(w *world) {
	for i, end := range endings {
		record := w.publish(sample(disclosure.KindPenalty, i))[0]
		record.UpdatedAt = record.UpdatedAt.Add(time.Hour)
		last := w.apply(ending(record, end.op, end.state, end.reason)).Last
		found, err := w.Find(w.ctx(), []disclosure.Key{keyOfRecord(record)})
		w.must(err)
		w.wantEqual(map[disclosure.Key]disclosure.Record{keyOfRecord(record): {
			ID: record.ID, Kind: record.Kind, Version: 2, State: end.state,
			Authority: record.Authority, UpdatedAt: record.UpdatedAt, Position: last,
		}}, found)
	}
}
