package storetest

import (
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

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
		{"a batch is written whole", applyWhole},
		{"a batch without anything is no error", func(w *world) {
			w.publish(sample(disclosure.KindPermit, 1))
			before := w.look()
			if got := w.apply(); got != (store.Applied{First: 1, Last: 1}) {
				w.t.Errorf("got %+v, want the head", got)
			}
			w.wantSame(before)
		}},
		{"a batch of the largest size is written", applyLarge},
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

// applyWhole writes one of each and finds each of them.
func applyWhole(w *world) {
	changed := w.publish(sample(disclosure.KindVenue, 1))[0]
	added := sample(disclosure.KindVenue, 2)
	journal := fullJournal("b1")
	row := store.Counted{Key: keyOf("row"), Rule: disclosure.NotPublicMinor, Figure: fullFigure("not_public:minor_class")}
	write := changing(changed, disclosure.OpCorrect, disclosure.ReasonErrorInSource)
	write.Keys = []disclosure.Key{keyOf("another")}
	applied, err := w.Apply(w.ctx(), store.Batch{
		At: w.instant(), Writes: []store.Write{write, w.publishing(added)},
		Counted: []store.Counted{row}, Figures: []store.Figure{fullFigure("publish")}, Journal: &journal,
	})
	w.must(err)
	w.wantEqual(store.Applied{First: 2, Last: 3}, applied)
	changed.Version, changed.Position, added.Position = 2, 2, 3
	w.wantOrders(disclosure.KindVenue, []disclosure.Record{changed, added})
	if changes := w.follow(10, ""); len(changes) != 3 {
		w.t.Errorf("got %d changes, want 3", len(changes))
	}
	w.wantFigures(map[store.Figure]int64{row.Figure: 1, fullFigure("publish"): 1})
	w.wantEqual(Inside{
		Trail:     map[int64]store.Trail{1: fullTrail(), 2: fullTrail(), 3: fullTrail()},
		Figures:   w.inside().Figures, // compared above
		Journals:  map[string]store.Journal{"b1": journal},
		NotPublic: map[disclosure.Key]disclosure.NotPublicRule{row.Key: row.Rule},
		Keys: map[disclosure.Key]disclosure.ID{
			keyOfRecord(changed): changed.ID, keyOf("another"): changed.ID, keyOfRecord(added): added.ID,
		},
	}, w.inside())
}

// applyLarge writes as many records at once as an import does (design.md §4), then changes them all at once.
func applyLarge(w *world) {
	records := w.publish(samples(disclosure.KindPermit, 0, store.MaxLimit)...)
	batch := store.Batch{At: w.instant()}
	for i := range records {
		batch.Writes = append(batch.Writes, changing(records[i], disclosure.OpCorrect, disclosure.ReasonErrorInSource))
		records[i].Version, records[i].Position = 2, int64(store.MaxLimit+i+1)
	}
	applied, err := w.Apply(w.ctx(), batch)
	w.must(err)
	w.wantEqual(store.Applied{First: store.MaxLimit + 1, Last: 2 * store.MaxLimit}, applied)
	page, err := w.List(w.ctx(), store.Query{Kind: disclosure.KindPermit, Order: store.ByDecisionAscending, Limit: store.MaxLimit})
	w.must(err)
	slices.SortFunc(records, earlier)
	w.wantList(page.Records, records)
	for i, entry := range w.follow(store.MaxLimit, "")[store.MaxLimit:] {
		if entry.Position != int64(store.MaxLimit+i+1) || entry.Version != 2 || entry.Record == nil {
			w.t.Fatalf("got change %+v at %d", entry.Change, i)
		}
	}
}
