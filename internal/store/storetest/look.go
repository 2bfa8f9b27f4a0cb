package storetest

import (
	"fmt"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

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
