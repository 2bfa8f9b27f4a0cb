package storetest

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func cursorSentences() []sentence {
	return []sentence{
		{"a cursor survives reopening and serves another opened store", func(w *world) {
			records := w.publish(samples(disclosure.KindPermit, 0, 4)...)
			q := w.secondPage(store.ByDecisionAscending)
			w.must(w.Close())
			w.Opened = w.open()
			w.wantIDs(w.walk(q), records[2:])
			w.wantIDs((&world{t: w.t, Opened: w.open()}).walk(q), records[2:])
		}},
		{"a cursor with any byte changed, added or missing is refused", cursorTampered},
		{"a cursor of another order is refused", func(w *world) {
			w.publish(samples(disclosure.KindPermit, 0, 4)...)
			for _, from := range orders {
				for _, to := range orders {
					q := w.secondPage(from.order)
					q.Order = to.order
					if from.order != to.order {
						w.wantRefused(q)
					}
				}
			}
		}},
		{"a cursor of another kind is refused", func(w *world) {
			w.publish(samples(disclosure.KindPermit, 0, 4)...)
			q := w.secondPage(store.ByName)
			q.Kind = disclosure.KindFiling
			w.wantRefused(q)
		}},
		{"a cursor of another store is refused", func(w *world) {
			other := newWorld(w.t, w.backend)
			other.publish(samples(disclosure.KindPermit, 0, 4)...)
			w.wantRefused(other.secondPage(store.ByDecision))
		}},
		{"what is no cursor is refused", func(w *world) {
			for _, text := range []string{"0", "2", "2026-01-01", "AAAA", "====", "\x00", "é", "' OR 1=1 --"} {
				w.wantRefused(store.Query{Kind: disclosure.KindPermit, After: text})
			}
		}},
		{"a bad cursor of a narrowed list is refused", func(w *world) {
			w.wantRefused(store.Query{Kind: disclosure.KindPermit, Subjects: []string{"s"}, After: "AAAA"})
		}},
	}
}

func cursorTampered(w *world) {
	w.publish(samples(disclosure.KindPermit, 0, 4)...)
	for _, o := range orders {
		q := w.secondPage(o.order)
		good := q.After
		for i := range good {
			for _, c := range []byte{'A', 'B', '0', '_', '=', '\n'} {
				if good[i] != c {
					q.After = good[:i] + string(c) + good[i+1:]
					w.wantRefused(q)
				}
			}
		}
		for _, bad := range []string{good[1:], good[:len(good)-1], good + "A", good + "=", " " + good, good + good} {
			q.After = bad
			w.wantRefused(q)
		}
	}
}

// secondPage is the query for the second page of two permits each.
func (w *world) secondPage(order store.Order) store.Query {
	w.t.Helper()
	q := store.Query{Kind: disclosure.KindPermit, Order: order, Limit: 2}
	page, err := w.List(w.ctx(), q)
	w.must(err)
	if page.Next == "" {
		w.t.Fatal("there is no second page")
	}
	q.After = page.Next
	return q
}

func (w *world) wantRefused(q store.Query) {
	w.t.Helper()
	_, err := w.List(w.ctx(), q)
	w.wantError(err, disclosure.Invalid, store.ErrCursor)
}
