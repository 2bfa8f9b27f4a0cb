package searchtest

import (
	"fmt"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// maxPages ends a walk that would never end.
const maxPages = 500

// walk pages through a query to its end and lists every hit; between is called after each page but the last.
func (w *world) walk(q search.Query, between func(page int)) []disclosure.ID {
	w.t.Helper()
	var hits []disclosure.ID
	for page := 1; ; page++ {
		result := w.ask(q)
		if len(result.Hits) > q.Limit {
			w.t.Fatalf("%s: a page of %d", describe(&q), len(result.Hits))
		}
		hits = append(hits, result.Hits...)
		if result.Next == "" {
			return hits
		}
		if page == maxPages || len(result.Hits) == 0 {
			w.t.Fatalf("%s: does not end: page %d has %d hits and is followed by another", describe(&q), page, len(result.Hits))
		}
		if between != nil {
			between(page)
		}
		q.After = result.Next
	}
}

// crowdedDrafts have ties in everything that orders.
func crowdedDrafts() []draft {
	var drafts []draft
	for i := range 12 {
		date := fmt.Sprintf("2026-01-%02d", 1+i/4)
		drafts = append(drafts, venue(i, []string{"宾馆", "示例宾馆", "甲"}[i%3]).texts("宾馆").sorted([]string{"a", "b", ""}[i/4]))
		drafts = append(drafts, permit(i, []string{"宾馆", "示例宾馆", "甲"}[i%3]).texts("宾馆").on(date))
		drafts = append(drafts, penalty(i, "宾馆").on(date).fined(disclosure.Fen(i/6)))
	}
	for i := range 4 {
		drafts = append(drafts, permit(100+i, "示例宾馆"))
	}
	return drafts
}

// every lists each order with the kinds that fit it.
func every(text string) []search.Query {
	return []search.Query{
		{Text: text, Sort: search.Relevance},
		{Text: text, Sort: search.Newest},
		{Text: text, Sort: search.Oldest},
		{Text: text, Sort: search.Fine},
		{Text: text, Sort: search.Name, Kinds: []disclosure.Kind{disclosure.KindVenue}},
	}
}

func pagingSentences() []sentence {
	return append(stillSentences(), []sentence{
		{name: "a walk covers each document that matched all the time once while others are put", prove: func(w *world) {
			w.walkWhile(func(page int) {
				w.put(permit(1000+page, "宾馆").on("2026-01-03"), permit(2000+page, "宾馆").on("2025-01-01"),
					venue(1000+page, "宾馆").sorted("a"), penalty(1000+page, "宾馆").fined(9).on("2027-01-01"))
			}, nil)
		}},
		{name: "a walk covers each document that matched all the time once while others are removed", prove: func(w *world) {
			removed := map[disclosure.ID]bool{}
			w.walkWhile(func(page int) {
				for _, id := range []disclosure.ID{idOf(disclosure.KindPermit, page), idOf(disclosure.KindVenue, 11-page)} {
					removed[id] = true
					w.remove(id)
				}
			}, removed)
		}},
		{name: "a walk covers each document once while others end", prove: func(w *world) {
			w.put(permit(1).on("2026-01-03"), permit(2).on("2026-01-02").until(firstDay), permit(3).on("2026-01-01"))
			hits := w.walk(search.Query{Limit: 1, Sort: search.Newest}, func(int) {
				w.setDay("2026-07-02")
			})
			if diff := diff(idsOf([]draft{permit(1), permit(3)}), hits); diff != "" {
				w.t.Errorf("walk (-want +got):\n%s", diff)
			}
		}},
		{name: "a walk goes on behind a last hit that is no longer there", prove: func(w *world) {
			w.put(hotels(6)...)
			q := search.Query{Text: "宾馆", Sort: search.Newest, Limit: 2}
			first := w.ask(q)
			w.remove(first.Hits...)
			q.After = first.Next
			w.wantPage(q, 4, 3)
		}},
		{name: "a walk goes on while its documents are replaced in place", prove: func(w *world) {
			w.walkWhile(func(int) {
				w.put(crowdedDrafts()...)
			}, nil)
		}},
	}...)
}

func stillSentences() []sentence {
	return []sentence{
		{name: "walking covers each hit once and in order, whatever the order and the size of pages", prove: func(w *world) {
			w.put(crowdedDrafts()...)
			for _, query := range []string{"", "宾馆", "示例"} {
				for _, q := range every(query) {
					whole := w.search(q)
					for _, limit := range []int{1, 2, 5, 39, 40, search.MaxLimit} {
						q.Limit = limit
						if diff := diff(whole.Hits, w.walk(q, nil)); diff != "" {
							w.t.Errorf("walk of %s (-whole +pages):\n%s", describe(&q), diff)
						}
					}
				}
			}
		}},
		{name: "a page has as many hits as asked for, the last one the rest", prove: func(w *world) {
			w.put(hotels(5)...)
			q := search.Query{Text: "宾馆", Sort: search.Newest, Limit: 2}
			w.wantPage(q, 5, 4)
			q.After = w.ask(q).Next
			w.wantPage(q, 3, 2)
			q.After = w.ask(q).Next
			w.wantPage(q, 1)
		}},
		{name: "the last page has no next, a full one either", prove: func(w *world) {
			w.put(hotels(4)...)
			q := search.Query{Text: "宾馆", Limit: 2}
			first := w.ask(q)
			if first.Next == "" {
				w.t.Fatal("the first of two pages has no next")
			}
			q.After = first.Next
			if next := w.ask(q).Next; next != "" {
				w.t.Errorf("the last page has the next %q", next)
			}
			if next := w.ask(search.Query{Text: "宾馆", Limit: 4}).Next; next != "" {
				w.t.Errorf("the only page has the next %q", next)
			}
		}},
		{name: "each page may have another limit and other facets", prove: func(w *world) {
			w.put(hotels(6)...)
			q := search.Query{Text: "宾馆", Sort: search.Newest, Limit: 1}
			q.After = w.ask(q).Next
			q.Limit, q.Facets = 3, []search.Field{search.FieldYear}
			w.wantPage(q, 5, 4, 3)
			q.After = w.ask(q).Next
			q.Limit, q.Facets = search.MaxLimit, nil
			w.wantPage(q, 2, 1)
		}},
		{name: "filters, dates and fines hold on every page", prove: func(w *world) {
			w.put(crowdedDrafts()...)
			fine := disclosure.Fen(1)
			q := search.Query{
				Text: "宾馆", Sort: search.Fine, FineTo: &fine, DecidedFrom: disclosure.MustDate("2026-01-02"),
				Filters: map[search.Field][]string{search.FieldKind: {"penalty"}}, Limit: 3,
			}
			whole := q
			whole.Limit = search.MaxLimit
			if diff := diff(w.ask(whole).Hits, w.walk(q, nil)); diff != "" {
				w.t.Errorf("walk (-whole +pages):\n%s", diff)
			}
		}},
	}
}

// wantPage fails the test if a page is not these permits.
func (w *world) wantPage(q search.Query, permits ...int) {
	w.t.Helper()
	var want []disclosure.ID
	for _, n := range permits {
		want = append(want, idOf(disclosure.KindPermit, n))
	}
	if diff := diff(want, w.ask(q).Hits); diff != "" {
		w.t.Errorf("page of %s (-want +got):\n%s", describe(&q), diff)
	}
}

// walkWhile walks in each order while the index changes, and wants what stayed all the time, once each and in order.
// What between removes it notes in removed.
func (w *world) walkWhile(between func(page int), removed map[disclosure.ID]bool) {
	w.t.Helper()
	w.put(crowdedDrafts()...)
	for _, q := range every("宾馆") {
		before := w.search(q).Hits
		q.Limit = 5
		seen := map[disclosure.ID]int{}
		var order []disclosure.ID
		for _, id := range w.walk(q, between) {
			seen[id]++
			order = append(order, id)
		}
		place := map[disclosure.ID]int{}
		for i, id := range order {
			place[id] = i
		}
		last := -1
		for _, id := range before {
			switch {
			case removed[id] && seen[id] <= 1:
			case seen[id] != 1:
				w.t.Errorf("%s: %s was covered %d times", describe(&q), id, seen[id])
			case place[id] < last:
				w.t.Errorf("%s: %s came out of order", describe(&q), id)
			default:
				last = place[id]
			}
		}
	}
}
