package storetest

import (
	"reflect"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func trailSentences() []sentence {
	return []sentence{
		{"every write leaves its trail", func(w *world) {
			record := w.publish(sample(disclosure.KindPermit, 1))[0]
			write := withdrawing(record)
			write.Trail.By, write.Trail.Origin = "审核员", disclosure.Origin{}
			w.apply(write)
			w.wantEqual(map[int64]store.Trail{1: fullTrail(), 2: write.Trail}, w.inside().Trail)
		}},
		{"every field of a trail tells lines apart", trailFields},
		{"a write without a trail leaves an empty line", func(w *world) {
			write := w.publishing(sample(disclosure.KindPermit, 1))
			write.Trail = store.Trail{}
			w.apply(write)
			w.wantEqual(map[int64]store.Trail{1: {}}, w.inside().Trail)
		}},
		{"the trail is in no answer", func(w *world) {
			record := w.publish(sample(disclosure.KindPermit, 1))[0]
			record = w.correct(record)
			page, err := w.List(w.ctx(), store.Query{Kind: record.Kind})
			w.must(err)
			w.wantEqual([]disclosure.Record{record}, page.Records)
			for _, entry := range w.follow(10, "") {
				w.wantEqual(&record, entry.Record)
			}
		}},
		{"the journal of an import is written with its batches", func(w *world) {
			first, last := fullJournal("b1"), fullJournal("b1")
			first.ThroughSeq, first.Done, first.By = 10, false, "another"
			first.Files[0].Row = 99
			other := fullJournal("b2")
			w.journal(&first)
			w.wantEqual(map[string]store.Journal{"b1": first}, w.inside().Journals)
			w.journal(&other)
			w.journal(&last)
			w.wantEqual(map[string]store.Journal{"b1": last, "b2": other}, w.inside().Journals)
		}},
		{"a journal holds the files that it was last given", func(w *world) {
			journal := fullJournal("b1")
			w.journal(&journal)
			journal.Files = append(journal.Files, disclosure.Origin{File: "又.csv", SHA256: "cc", Sheet: "表3", Row: 3})
			w.journal(&journal)
			w.wantEqual(map[string]store.Journal{"b1": journal}, w.inside().Journals)
		}},
		{"journals are told apart by the bytes of their batch", func(w *world) {
			want := make(map[string]store.Journal)
			for _, batch := range variants {
				journal := fullJournal(batch)
				w.journal(&journal)
				want[batch] = journal
			}
			w.wantEqual(want, w.inside().Journals)
		}},
	}
}

func (w *world) journal(journal *store.Journal) {
	w.t.Helper()
	_, err := w.Apply(w.ctx(), store.Batch{At: w.instant(), Journal: journal})
	w.must(err)
}

// trailFields writes, in one batch and then in one batch each, trails that differ in one field.
func trailFields(w *world) {
	trails := []store.Trail{fullTrail(), fullTrail()}
	for _, field := range []func(trail *store.Trail) any{
		func(trail *store.Trail) any { return &trail.By },
		func(trail *store.Trail) any { return &trail.Batch },
		func(trail *store.Trail) any { return &trail.Document },
		func(trail *store.Trail) any { return &trail.Note },
		func(trail *store.Trail) any { return &trail.Origin.File },
		func(trail *store.Trail) any { return &trail.Origin.SHA256 },
		func(trail *store.Trail) any { return &trail.Origin.Sheet },
		func(trail *store.Trail) any { return &trail.Origin.Row },
	} {
		trail := fullTrail()
		switch value := field(&trail).(type) {
		case *string:
			*value += "’"
		case *int:
			*value++
		}
		trails = append(trails, trail)
	}
	if want := 2 + numLeaves(reflect.TypeFor[store.Trail]()); len(trails) != want {
		w.t.Fatalf("got %d trails, want %d: one for each field", len(trails), want)
	}
	want := make(map[int64]store.Trail)
	var batch []store.Write
	for i, trail := range trails {
		write := w.publishing(sample(disclosure.KindPermit, i))
		write.Trail = trail
		batch = append(batch, write)
		want[int64(i)+1] = trail
	}
	w.apply(batch...)
	w.wantEqual(want, w.inside().Trail)
	for i, trail := range trails {
		write := w.publishing(sample(disclosure.KindPermit, 100+i))
		write.Trail = trail
		want[w.apply(write).Last] = trail
	}
	w.wantEqual(want, w.inside().Trail)
	if len(want) != 2*len(trails) {
		w.t.Errorf("got %d lines, want %d", len(want), 2*len(trails))
	}
}

// numLeaves counts the fields of a struct, those of structs within it in their place.
func numLeaves(t reflect.Type) int {
	n := 0
	for field := range t.Fields() {
		if field.Type.Kind() == reflect.Struct {
			n += numLeaves(field.Type)
		} else {
			n++
		}
	}
	return n
}
