package storetest

import (
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// conflicts are the writes that come too late, made for a store that holds present, gone and the key of other.
func conflicts(w *world, present, gone, other disclosure.Record) map[string]store.Write {
	stale, early := present, present
	stale.Version, early.Version = present.Version-1, present.Version+1
	again := sample(disclosure.KindPermit, 900)
	again.ID = present.ID
	resurrected := sample(disclosure.KindPermit, 901)
	resurrected.ID = gone.ID
	foreignKey := changing(present, disclosure.OpCorrect, "")
	foreignKey.Keys = []disclosure.Key{keyOf("free"), keyOfRecord(other)}
	newForeignKey := w.publishing(sample(disclosure.KindPermit, 902))
	newForeignKey.Keys = append(newForeignKey.Keys, keyOfRecord(other))
	goneKey := w.publishing(sample(disclosure.KindPermit, 903))
	goneKey.Keys = append(goneKey.Keys, keyOfRecord(gone))
	return map[string]store.Write{
		"a stale version":                      changing(stale, disclosure.OpCorrect, ""),
		"a version that is not there yet":      changing(early, disclosure.OpCorrect, ""),
		"a new id that exists":                 w.publishing(again),
		"a new id that is gone":                w.publishing(resurrected),
		"an id that was never published":       changing(sample(disclosure.KindPermit, 904), disclosure.OpCorrect, ""),
		"a gone record":                        changing(gone, disclosure.OpCorrect, ""),
		"a gone record ended again":            withdrawing(gone),
		"a key that leads to another record":   foreignKey,
		"a new record's key to another record": newForeignKey,
		"a new record's key to a gone record":  goneKey,
	}
}

func conflictSentences() []sentence {
	setUp := func(w *world) (present, gone, other disclosure.Record) {
		records := w.publish(samples(disclosure.KindPermit, 0, 3)...)
		present = w.correct(records[0])
		w.apply(withdrawing(records[1]))
		gone = records[1]
		gone.Version++
		return present, gone, records[2]
	}
	return []sentence{
		{"a write that comes too late writes nothing of its batch", func(w *world) {
			present, gone, other := setUp(w)
			for name, write := range conflicts(w, present, gone, other) {
				w.wantNothingWritten(name, disclosure.Conflict, write)
			}
			w.wantOrders(disclosure.KindPermit, []disclosure.Record{present, other})
			w.correct(present) // what is in time is written still
		}},
		{"a record past its last public day is changed and ended like any other", func(w *world) {
			record := sample(disclosure.KindPermit, 1)
			record.PublicUntil = firstDay
			record = w.publish(record)[0]
			w.setDay(firstDay.AddDays(1).String())
			w.apply(withdrawing(w.correct(record)))
		}},
		{"a key of the same record is no conflict", func(w *world) {
			record := w.publish(sample(disclosure.KindPermit, 1))[0]
			write := changing(record, disclosure.OpCorrect, "")
			write.Keys = []disclosure.Key{keyOfRecord(record), keyOfRecord(record)}
			w.apply(write)
		}},
		{"two new records with one id in a batch conflict", func(w *world) {
			record := sample(disclosure.KindPermit, 1)
			w.wantNothingWritten("same id", disclosure.Conflict, w.publishing(record), w.publishing(record))
		}},
		{"two new records with one key in a batch conflict", func(w *world) {
			first, second := w.publishing(sample(disclosure.KindPermit, 1)), w.publishing(sample(disclosure.KindPermit, 2))
			second.Keys = first.Keys
			w.wantNothingWritten("same key", disclosure.Conflict, first, second)
		}},
		{"two changes of one version in a batch conflict", func(w *world) {
			present, _, _ := setUp(w)
			write := changing(present, disclosure.OpCorrect, "")
			w.wantNothingWritten("same version", disclosure.Conflict, write, write)
		}},
	}
}

// wantNothingWritten fails the test if a batch with the writes, among others that are good, is not refused with the
// kind, or leaves a trace of any of its parts; it is a part of the sentence with that name.
func (w *world) wantNothingWritten(name string, kind disclosure.ErrorKind, writes ...store.Write) {
	w.t.Helper()
	w.part(name, func(w *world) {
		before := w.look()
		good := samples(disclosure.KindBoard, 0, 2)
		journal := fullJournal("refused")
		batch := store.Batch{
			At: w.instant(), Figures: []store.Figure{fullFigure("refused")}, Journal: &journal,
			Counted: []store.Counted{{Key: keyOf("refused"), Rule: disclosure.NotPublicMinor, Figure: fullFigure("refused")}},
			Writes:  slices.Concat([]store.Write{w.publishing(good[0])}, writes, []store.Write{w.publishing(good[1])}),
		}
		applied, err := w.Apply(w.ctx(), batch)
		w.wantKind(err, kind)
		if applied != (store.Applied{}) {
			w.t.Errorf("got %+v with the error", applied)
		}
		w.wantSame(before)
		for _, record := range good {
			_, err = w.Get(w.ctx(), record.ID)
			w.wantKind(err, disclosure.NotFound)
			found, err := w.Find(w.ctx(), []disclosure.Key{keyOfRecord(record)})
			w.must(err)
			w.wantEqual(map[disclosure.Key]disclosure.Record{}, found)
		}
	})
}
