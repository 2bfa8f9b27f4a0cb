package storetest

import (
	"maps"
	"slices"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// The lengths of a random history.
const (
	propertySteps      = 250
	propertyStepsShort = 60
)

func propertySentences() []sentence {
	return []sentence{
		{"a random history shows what a simple model says", func(w *world) {
			w.runSeeds(func(w *world, seed uint64) { w.seed(seed, w.steps(propertySteps, propertyStepsShort)).check(w) })
		}},
	}
}

// steps is the length of a proof, which is shorter with -short.
func (w *world) steps(long, short int) int {
	if testing.Short() {
		return short
	}
	return long
}

// check compares what the store shows with the model: some of the lists and records, chosen by chance.
func (h *history) check(w *world) {
	w.t.Helper()
	m, today := h.model, w.day()
	for range 12 {
		q := store.Query{
			Kind: one(h.random, disclosure.Kinds()[:4]...), Order: one(h.random, orders...).order,
			Limit:    one(h.random, 1, 2, 7, store.MaxLimit),
			Subjects: one(h.random, nil, nil, []string{"s1"}, []string{"s2", "s1", "x"}, []string{""}, []string{"", "s3"}),
			Places:   one(h.random, nil, nil, []string{"p1"}, []string{"p2", "p3"}, []string{"P1"}),
		}
		w.wantList(w.walk(q), m.list(&q, today))
		kind := one(h.random, append(disclosure.Kinds()[:4], "")...)
		w.wantEqual(m.entries(0, kind, today), w.follow(one(h.random, 1, 3, 100), kind))
		w.wantHistory(m, one(h.random, m.records...).ID)
	}
	m.checkWhole(w)
}

// check compares everything that the store shows with the model.
func (m *model) check(w *world) {
	w.t.Helper()
	for i := range m.records {
		w.wantSeen(m, &m.records[i])
		w.wantHistory(m, m.records[i].ID)
	}
	for _, kind := range disclosure.Kinds() {
		q := store.Query{Kind: kind, Order: store.ByNumber}
		w.wantOrders(kind, m.list(&q, w.day()))
	}
	m.checkWhole(w)
}

// checkWhole compares what few calls tell of the whole store.
func (m *model) checkWhole(w *world) {
	w.t.Helper()
	today := w.day()
	totals := make(map[disclosure.Kind]int64)
	var ended, public []disclosure.Record
	for i := range m.records {
		switch record := &m.records[i]; {
		case record.PublicOn(today):
			totals[record.Kind]++
			public = append(public, *record)
		case record.State.Public():
			ended = append(ended, *record)
		}
	}
	w.wantTotals(totals)
	w.wantSubjects(public)
	w.wantEnded(store.MaxLimit, ended...)
	w.wantEqual(m.entries(0, "", today), w.follow(17, ""))
	found, err := w.Find(w.ctx(), append(slices.Collect(maps.Keys(m.keys)), keyOf("nothing")))
	w.must(err)
	want := make(map[disclosure.Key]disclosure.Record)
	for key, id := range m.keys {
		want[key] = m.found(&m.records[m.ids[id]])
	}
	w.wantEqual(want, found)
	inside := w.inside()
	w.wantEqual(m.keys, inside.Keys)
	w.wantEqual(m.trail, inside.Trail)
	w.wantEqual(m.notPublic, inside.NotPublic)
	w.wantEqual(m.journals, inside.Journals)
	w.wantFigures(m.figures)
}

// wantSeen fails the test if Get does not show the record as the model has it.
func (w *world) wantSeen(m *model, record *disclosure.Record) {
	w.t.Helper()
	if record.PublicOn(w.day()) {
		w.wantRecord(*record)
		return
	}
	w.wantTombstone(m.tombstone(record))
}

func (w *world) wantHistory(m *model, id disclosure.ID) {
	w.t.Helper()
	history, err := w.History(w.ctx(), id)
	w.must(err)
	w.wantEqual(slices.DeleteFunc(slices.Clone(m.changes), func(c disclosure.Change) bool { return c.ID != id }), history)
}
