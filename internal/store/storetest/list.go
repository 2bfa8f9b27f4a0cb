package storetest

import (
	"cmp"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// order is an order of a list. One without a comparison is that of first publication, as long as nobody else writes.
type order struct {
	name    string
	order   store.Order
	compare func(a, b disclosure.Record) int
}

// sort puts records, given in the order of their publication, into the order of the list.
func (o *order) sort(records []disclosure.Record) {
	if o.compare != nil {
		slices.SortFunc(records, o.compare)
	}
}

// orders are all orders of a list, each at the place of its own value.
var orders = []order{
	{"latest decision first", store.ByDecision, func(a, b disclosure.Record) int { return earlier(b, a) }},
	{"earliest decision first", store.ByDecisionAscending, earlier},
	{"by name", store.ByName, func(a, b disclosure.Record) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	}},
	{"by number", store.ByNumber, nil},
}

func earlier(a, b disclosure.Record) int {
	return cmp.Or(a.DecidedOn.Compare(b.DecidedOn), cmp.Compare(a.ID, b.ID))
}

// tangled are records with many ties in day and name.
func tangled(kind disclosure.Kind, n int) []disclosure.Record {
	records := samples(kind, 0, n)
	for i := range records {
		records[i].DecidedOn = disclosure.MustDate("2026-01-01").AddDays(i * 7 % 5)
		records[i].Name = variants[i*3%len(variants)]
	}
	records[0].DecidedOn, records[0].Name = disclosure.Date{}, ""
	return records
}

func listSentences() []sentence {
	sentences := []sentence{
		{"an empty list has no records, no total and no next", func(w *world) {
			page, err := w.List(w.ctx(), store.Query{Kind: disclosure.KindPermit})
			w.must(err)
			if len(page.Records) != 0 || page.Total != 0 || page.Next != "" {
				w.t.Errorf("got %+v", page)
			}
		}},
		{"a list holds its kind alone", func(w *world) {
			permits := w.publish(samples(disclosure.KindPermit, 0, 3)...)
			w.publish(samples(disclosure.KindPenalty, 0, 3)...)
			w.wantList(w.walk(store.Query{Kind: disclosure.KindPermit, Order: store.ByDecisionAscending}), permits)
		}},
		{"a gone record leaves the lists", func(w *world) {
			records := w.publish(samples(disclosure.KindPermit, 0, 3)...)
			w.apply(withdrawing(records[1]))
			for _, o := range orders {
				got := w.walk(store.Query{Kind: disclosure.KindPermit, Order: o.order})
				if len(got) != 2 || slices.ContainsFunc(got, func(r disclosure.Record) bool { return r.ID == records[1].ID }) {
					w.t.Errorf("%s: got %d records, want the two others", o.name, len(got))
				}
			}
		}},
		{"a corrected record stands where it belongs now, once", func(w *world) {
			records := w.publish(samples(disclosure.KindPermit, 0, 5)...)
			records[0].DecidedOn, records[0].Name = disclosure.MustDate("2026-10-01"), "終"
			records[0] = w.correct(records[0])
			w.wantOrders(disclosure.KindPermit, records)
		}},
		{"a limit of zero is the default and a large one the maximum", listLimits},
		{"the last page has no next, also when it is full", func(w *world) {
			w.publish(samples(disclosure.KindPermit, 0, 4)...)
			q := store.Query{Kind: disclosure.KindPermit, Limit: 2}
			page, err := w.List(w.ctx(), q)
			w.must(err)
			q.After = page.Next
			page, err = w.List(w.ctx(), q)
			w.must(err)
			if len(page.Records) != 2 || page.Next != "" || page.Total != 4 {
				w.t.Errorf("got %d records of %d and next %q", len(page.Records), page.Total, page.Next)
			}
		}},
		{"the total counts the whole list on every page", listTotal},
		{"an unknown order is invalid", func(w *world) {
			_, err := w.List(w.ctx(), store.Query{Kind: disclosure.KindPermit, Order: 7})
			w.wantKind(err, disclosure.Invalid)
		}},
		{"list order is total, ties are broken by id", func(w *world) {
			w.wantOrders(disclosure.KindPermit, w.publish(tangled(disclosure.KindPermit, 50)...))
		}},
		{"a record that ends during a walk disturbs no other", listEnding},
		{"a record that expires during a walk disturbs no other", listExpiring},
	}
	for _, o := range orders {
		sentences = append(sentences, sentence{
			"list order is stable while rows are inserted, " + o.name,
			func(w *world) { listInserting(w, o.order) },
		})
	}
	return sentences
}

func listLimits(w *world) {
	for first := 0; first < store.MaxLimit+1; first += 1000 {
		w.publish(samples(disclosure.KindPermit, first, min(1000, store.MaxLimit+1-first))...)
	}
	for _, c := range []struct{ limit, want int }{
		{0, store.DefaultLimit}, {1, 1}, {store.MaxLimit + 1, store.MaxLimit},
	} {
		page, err := w.List(w.ctx(), store.Query{Kind: disclosure.KindPermit, Limit: c.limit})
		w.must(err)
		if len(page.Records) != c.want || page.Total != store.MaxLimit+1 || page.Next == "" {
			w.t.Errorf("limit %d: got %d of %d records, want %d", c.limit, len(page.Records), page.Total, c.want)
		}
	}
}

func listTotal(w *world) {
	w.publish(samples(disclosure.KindPermit, 0, 7)...)
	w.publish(samples(disclosure.KindPenalty, 0, 2)...)
	for _, q := range []store.Query{{}, {Subjects: []string{sample(disclosure.KindPermit, 3).Subject}}} {
		q.Kind, q.Limit = disclosure.KindPermit, 3
		want, seen := int64(7), int64(0)
		if len(q.Subjects) > 0 {
			want = 1
		}
		for {
			page, err := w.List(w.ctx(), q)
			w.must(err)
			seen += int64(len(page.Records))
			if page.Total != want {
				w.t.Errorf("%+v: got total %d, want %d", q, page.Total, want)
			}
			if q.After = page.Next; q.After == "" || seen > want {
				break
			}
		}
		if seen != want {
			w.t.Errorf("%+v: saw %d records, want %d", q, seen, want)
		}
	}
}

// listInserting walks a list page by page and publishes between the pages, everywhere in the order.
func listInserting(w *world, order store.Order) {
	all := tangled(disclosure.KindPermit, 60)
	first := w.publish(all[:20]...)
	later := all[20:]
	seen := make(map[disclosure.ID]int)
	q := store.Query{Kind: disclosure.KindPermit, Order: order, Limit: 3}
	for {
		page, err := w.List(w.ctx(), q)
		w.must(err)
		for _, record := range page.Records {
			if seen[record.ID]++; seen[record.ID] > 1 {
				w.t.Fatalf("record %s was seen %d times", record.ID, seen[record.ID])
			}
		}
		if page.Next == "" {
			break
		}
		q.After = page.Next
		n := min(2, len(later))
		w.publish(later[:n]...)
		later = later[n:]
	}
	for _, record := range first {
		if seen[record.ID] != 1 {
			w.t.Errorf("record %s was seen %d times, want once", record.ID, seen[record.ID])
		}
	}
}

// listEnding ends the record on which a page ended, and one before and behind it.
func listEnding(w *world) {
	for _, o := range orders {
		kind := disclosure.Kinds()[int(o.order)]
		records := w.publish(tangled(kind, 9)...)
		o.sort(records)
		page, err := w.List(w.ctx(), store.Query{Kind: kind, Order: o.order, Limit: 4})
		w.must(err)
		w.apply(withdrawing(records[0]), withdrawing(records[3]), withdrawing(records[6]))
		rest := w.walk(store.Query{Kind: kind, Order: o.order, After: page.Next})
		w.wantList(rest, []disclosure.Record{records[4], records[5], records[7], records[8]})
	}
}

// wantOrders fails the test if the kind's list is not exactly records, given in the order of their publication, in each order
// and for several page sizes.
func (w *world) wantOrders(kind disclosure.Kind, records []disclosure.Record) {
	w.t.Helper()
	for _, o := range orders {
		want := slices.Clone(records)
		o.sort(want)
		for _, limit := range []int{1, 3, max(1, len(want)), store.MaxLimit} {
			if limit == 1 && len(want) > 20 {
				continue // pages of 3 show the same sooner
			}
			w.wantList(w.walk(store.Query{Kind: kind, Order: o.order, Limit: limit}), want)
		}
	}
}

// walk reads a list to its end.
func (w *world) walk(q store.Query) []disclosure.Record {
	w.t.Helper()
	var all []disclosure.Record
	whole := q.After == ""
	for {
		page, err := w.List(w.ctx(), q)
		w.must(err)
		all = append(all, page.Records...)
		if page.Next == "" {
			if whole && page.Total != int64(len(all)) {
				w.t.Errorf("list %+v: got total %d, want the %d records", q, page.Total, len(all))
			}
			return all
		}
		if page.Total < int64(len(all)) {
			w.t.Fatalf("list %+v: got total %d and %d records already", q, page.Total, len(all))
		}
		if len(page.Records) == 0 || page.Next == q.After {
			w.t.Fatal("the walk stands still")
		}
		q.After = page.Next
	}
}

// listExpiring lets the day pass on which the record ends that a page ended on.
func listExpiring(w *world) {
	records := w.publish(func() []disclosure.Record {
		records := tangled(disclosure.KindPermit, 6)
		slices.SortFunc(records, earlier)
		records[2].PublicUntil = firstDay
		return records
	}()...)
	q := store.Query{Kind: disclosure.KindPermit, Order: store.ByDecisionAscending, Limit: 3}
	page, err := w.List(w.ctx(), q)
	w.must(err)
	w.wantList(page.Records, records[:3])
	w.setDay(firstDay.AddDays(1).String())
	q.After = page.Next
	w.wantList(w.walk(q), records[3:])
}
