package storetest

import (
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
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
		{"thousands of keys lead to their records", func(w *world) {
			want := make(map[disclosure.Key]disclosure.Record)
			var keys []disclosure.Key
			for _, record := range w.publish(samples(disclosure.KindPermit, 0, 2500)...) {
				want[keyOfRecord(record)] = record
				keys = append(keys, keyOfRecord(record), keyOf("not "+string(record.ID)))
			}
			found, err := w.Find(w.ctx(), keys)
			w.must(err)
			if diff := cmp.Diff(want, found); diff != "" {
				w.t.Errorf("found (-want +got):\n%s", diff)
			}
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
		{"of a gone record only the tombstone is filled", func(w *world) {
			record := w.publish(sample(disclosure.KindPenalty, 1))[0]
			last := w.apply(withdrawing(record)).Last
			found, err := w.Find(w.ctx(), []disclosure.Key{keyOfRecord(record)})
			w.must(err)
			want := map[disclosure.Key]disclosure.Record{keyOfRecord(record): {
				ID: record.ID, Kind: record.Kind, Version: 2, State: disclosure.StateWithdrawn,
				Authority: record.Authority, UpdatedAt: record.UpdatedAt, Position: last,
			}}
			if diff := cmp.Diff(want, found); diff != "" {
				w.t.Errorf("found (-want +got):\n%s", diff)
			}
		}},
	}
}

func applySentences() []sentence {
	return []sentence{
		{"the positions of a batch are told", func(w *world) {
			w.publish(samples(disclosure.KindPermit, 0, 3)...)
			records := samples(disclosure.KindPermit, 3, 2)
			got := w.apply(w.publishing(records[0]), w.publishing(records[1]))
			if got != (store.Applied{First: 4, Last: 5}) {
				w.t.Errorf("got %+v, want 4 to 5", got)
			}
			if got := w.apply(); got != (store.Applied{First: 5, Last: 5}) {
				w.t.Errorf("got %+v for no changes, want the head", got)
			}
		}},
		{"a record is changed several times in one batch", func(w *world) {
			record := sample(disclosure.KindVenue, 1)
			second, third := record, record
			second.Name, second.Places, second.PublicUntil = "二", []string{"p2"}, disclosure.MustDate("2026-11-23")
			third.Version, third.Name, third.Places = 2, "三", []string{"p3"}
			w.apply(w.publishing(record), w.publishing(sample(disclosure.KindVenue, 2)),
				changing(second, disclosure.OpCorrect, ""), changing(third, disclosure.OpCorrect, ""))
			third.Version, third.Position = 3, 4
			w.wantRecord(third)
			w.wantFound(store.Query{Places: []string{"p2"}})
			w.wantFound(store.Query{Places: []string{"p3"}}, record.ID)
			w.setDay("2026-11-24")
			w.wantTotals(map[disclosure.Kind]int64{disclosure.KindVenue: 2})
		}},
		{"every record ever published is counted, gone ones included", func(w *world) {
			records := w.publish(samples(disclosure.KindPermit, 0, 3)...)
			w.apply(withdrawing(records[0]))
			w.correct(records[1])
			for kind, want := range map[disclosure.Kind]int64{disclosure.KindPermit: 3, disclosure.KindFiling: 0} {
				got, err := w.CountEver(w.ctx(), kind)
				w.must(err)
				if got != want {
					w.t.Errorf("%s: got %d, want %d", kind, got, want)
				}
			}
		}},
		{"every write leaves its trail", func(w *world) {
			record := w.publish(sample(disclosure.KindPermit, 1))[0]
			write := withdrawing(record)
			write.Trail.By, write.Trail.Origin = "审核员", disclosure.Origin{}
			w.apply(write)
			want := map[int64]store.Trail{1: fullTrail(), 2: write.Trail}
			if diff := cmp.Diff(want, w.inside().Trail); diff != "" {
				w.t.Errorf("trail (-want +got):\n%s", diff)
			}
		}},
		{"the journal of an import is written with its batches", func(w *world) {
			first, last := fullJournal("b1"), fullJournal("b1")
			first.ThroughSeq, first.Done = 10, false
			other := fullJournal("b2")
			for _, journal := range []*store.Journal{&first, &other, &last} {
				_, err := w.Apply(w.ctx(), store.Batch{At: w.instant(), Journal: journal})
				w.must(err)
			}
			want := map[string]store.Journal{"b1": last, "b2": other}
			if diff := cmp.Diff(want, w.inside().Journals); diff != "" {
				w.t.Errorf("journals (-want +got):\n%s", diff)
			}
		}},
		{"a write that cannot be meant is invalid and writes nothing", applyInvalid},
	}
}

func applyInvalid(w *world) {
	record := w.publish(sample(disclosure.KindPermit, 1))[0]
	for name, spoil := range map[string]func(write *store.Write){
		"version does not follow": func(write *store.Write) { write.Record.Version = 5 },
		"version stands still":    func(write *store.Write) { write.Record.Version = write.Expect },
		"negative version":        func(write *store.Write) { write.Expect, write.Record.Version = -1, 0 },
		"unknown state":           func(write *store.Write) { write.Record.State = "hidden" },
		"unknown kind":            func(write *store.Write) { write.Record.Kind = "rumour" },
		"another kind":            func(write *store.Write) { write.Record.Kind = disclosure.KindFiling },
		"no id":                   func(write *store.Write) { write.Record.ID = "" },
	} {
		write := changing(record, disclosure.OpCorrect, disclosure.ReasonErrorInSource)
		spoil(&write)
		w.wantNothingWritten(name, disclosure.Invalid, write)
	}
}

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
		{"a conflicting write writes nothing of its batch", func(w *world) {
			present, gone, other := setUp(w)
			for name, write := range conflicts(w, present, gone, other) {
				w.wantNothingWritten(name, disclosure.Conflict, write)
			}
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
// kind, or leaves a trace of any of its parts.
func (w *world) wantNothingWritten(name string, kind disclosure.ErrorKind, writes ...store.Write) {
	w.t.Helper()
	before := w.look()
	good := samples(disclosure.KindBoard, 0, 3)
	journal := fullJournal("refused")
	batch := store.Batch{
		At: w.instant(), Figures: []store.Figure{fullFigure("refused")}, Journal: &journal,
		Counted: []store.Counted{{Key: keyOf("refused"), Rule: disclosure.NotPublicMinor, Figure: fullFigure("refused")}},
		Writes:  slices.Concat([]store.Write{w.publishing(good[0])}, writes, []store.Write{w.publishing(good[1])}),
	}
	applied, err := w.Apply(w.ctx(), batch)
	if disclosure.KindOf(err) != kind || err == nil {
		w.t.Errorf("%s: got %v, want kind %q", name, err, kind)
	}
	if applied != (store.Applied{}) {
		w.t.Errorf("%s: got %+v with the error", name, applied)
	}
	if diff := cmp.Diff(before, w.look()); diff != "" {
		w.t.Errorf("%s: the store has changed (-before +after):\n%s", name, diff)
	}
	_, err = w.Get(w.ctx(), good[0].ID)
	if disclosure.KindOf(err) != disclosure.NotFound {
		w.t.Errorf("%s: a good write of the batch is there: %v", name, err)
	}
}

// everything is all that a store shows, inside and outside.
type everything struct {
	Head    store.Head
	Totals  map[disclosure.Kind]int64
	Ever    map[disclosure.Kind]int64
	Lists   map[string][]disclosure.Record
	Feed    []store.FeedEntry
	Ended   []disclosure.Record
	Inside  Inside
	Details map[disclosure.ID]string
}

// look reads everything.
func (w *world) look() everything {
	w.t.Helper()
	e := everything{
		Head: w.head(), Feed: w.follow(store.MaxLimit, ""), Inside: w.inside(),
		Ever: make(map[disclosure.Kind]int64), Lists: make(map[string][]disclosure.Record),
		Details: make(map[disclosure.ID]string),
	}
	var err error
	e.Totals, err = w.Totals(w.ctx())
	w.must(err)
	e.Ended, err = w.Ended(w.ctx(), store.MaxLimit)
	w.must(err)
	slices.SortFunc(e.Ended, earlier)
	for _, kind := range disclosure.Kinds() {
		e.Ever[kind], err = w.CountEver(w.ctx(), kind)
		w.must(err)
		for _, o := range orders {
			q := store.Query{Kind: kind, Order: o.order, Limit: store.MaxLimit}
			e.Lists[fmt.Sprint(kind, " ", o.name)] = w.walk(q)
		}
	}
	for _, entry := range e.Feed {
		record, err := w.Get(w.ctx(), entry.ID)
		history, historyErr := w.History(w.ctx(), entry.ID)
		w.must(historyErr)
		e.Details[entry.ID] = fmt.Sprintf("%+v %v %+v", record, err, history)
	}
	return e
}
