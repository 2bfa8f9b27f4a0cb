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
			w.reopen()
			w.wantList(w.walk(q), records[2:])
			w.wantList(w.through(w.open()).walk(q), records[2:])
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
			for _, o := range orders {
				q := w.secondPage(o.order)
				for _, kind := range append(disclosure.Kinds(), "", "permits") {
					if q.Kind = kind; kind != disclosure.KindPermit {
						w.wantRefused(q)
					}
				}
			}
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
		{"a cursor of another order, kind or store is refused by a narrowed list too", func(w *world) {
			w.publish(samples(disclosure.KindPermit, 0, 4)...)
			other := newWorld(w.t, w.backend)
			other.publish(samples(disclosure.KindPermit, 0, 4)...)
			for _, after := range []string{
				"AAAA", w.secondPage(store.ByName).After, other.secondPage(store.ByDecision).After,
			} {
				w.wantRefused(store.Query{Kind: disclosure.KindPermit, Subjects: []string{"s"}, After: after})
				w.wantRefused(store.Query{Kind: disclosure.KindFiling, Places: []string{"p"}, After: after})
			}
		}},
		{"a cursor survives inserts and the end of its record", func(w *world) {
			records := w.publish(samples(disclosure.KindPermit, 0, 4)...)
			q := w.secondPage(store.ByDecisionAscending)
			w.apply(withdrawing(records[1]))
			later := w.publish(samples(disclosure.KindPermit, 10, 2)...)
			w.wantList(w.walk(q), append(records[2:], later...))
		}},
	}
}

// cursorTampered tries names of different lengths, so that the end of the cursor falls on every boundary of its form.
func cursorTampered(w *world) {
	for _, name := range []string{"a", "ab", "abc"} {
		records := samples(disclosure.KindPermit, 0, 4)
		for i := range records {
			records[i].Name = name
		}
		w.publish(records...)
		for _, o := range orders {
			q := w.secondPage(o.order)
			for _, bad := range tampered(q.After) {
				q.After = bad
				w.wantRefused(q)
			}
		}
	}
}

// tampered are texts that differ from a good cursor in one place.
func tampered(good string) []string {
	bad := []string{
		good[1:], good[:len(good)-1], good + "A", good + "=", good + "\n", "\n" + good, " " + good, good + good,
	}
	for i := range good {
		for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=\n") {
			if good[i] != c {
				bad = append(bad, good[:i]+string(rune(c))+good[i+1:])
			}
		}
	}
	return bad
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
