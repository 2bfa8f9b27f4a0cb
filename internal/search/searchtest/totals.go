package searchtest

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

func totalSentences() []sentence {
	return []sentence{
		{name: "the total counts all hits, whatever the page", prove: func(w *world) {
			w.put(hotels(7)...)
			for _, limit := range []int{0, 1, 3, 7, 100} {
				q := search.Query{Text: "宾馆", Limit: limit}
				w.wantTotal(&q, w.ask(q), 7)
			}
			q := search.Query{Text: "宾馆", Limit: 3}
			q.After = w.ask(q).Next
			w.wantTotal(&q, w.ask(q), 7)
		}},
		{name: "nothing found is a total of 0 that is exact", prove: func(w *world) {
			w.put(hotels(2)...)
			q := text("酒楼")
			if result := w.search(q); result.Total != 0 || !result.TotalIsExact || len(result.Hits) != 0 || result.Next != "" {
				w.t.Errorf("got %+v", result)
			}
		}},
		{name: "an empty index answers with nothing", prove: func(w *world) {
			q := search.Query{Facets: search.Fields(), Limit: 10}
			result := w.ask(q)
			if result.Total != 0 || len(result.Hits) != 0 || result.Next != "" {
				w.t.Errorf("got %+v", result)
			}
			w.wantFacets(result, map[search.Field][]search.Count{
				search.FieldKind: nil, search.FieldState: nil, search.FieldAuthority: nil, search.FieldStreet: nil,
				search.FieldVenueKind: nil, search.FieldCounterpartyKind: nil, search.FieldGrade: nil,
				search.FieldPenaltyKind: nil, search.FieldYear: nil,
			})
		}},
		{name: "a hit that several terms and fields match is counted once", prove: func(w *world) {
			w.put(permit(1, "宾馆", "宾馆宾馆").texts("宾馆").numbers("宾馆"))
			w.wantFound(text("宾馆 宾"), permit(1))
		}},
		{name: "with a limit of 0 only totals and facets are answered", prove: func(w *world) {
			w.put(hotels(3)...)
			result := w.ask(search.Query{Facets: []search.Field{search.FieldKind}})
			if len(result.Hits) != 0 || result.Next != "" {
				w.t.Errorf("hits %v, next %q", result.Hits, result.Next)
			}
			w.wantFacets(result, map[search.Field][]search.Count{search.FieldKind: {{Value: "permit", Count: 3}}})
		}},
	}
}

// hotels are n permits that "宾馆" finds, each decided a day later than the one before.
func hotels(n int) []draft {
	day := disclosure.MustDate("2026-01-01")
	var list []draft
	for i := range n {
		list = append(list, permit(i+1, "示例宾馆").on(day.AddDays(i).String()))
	}
	return list
}

// ask answers a query as it stands, a limit of 0 included.
func (w *world) ask(q search.Query) search.Result {
	w.t.Helper()
	result, err := w.Search(w.ctx(), q)
	w.must(err)
	return result
}

func (w *world) wantFacets(result search.Result, want map[search.Field][]search.Count) {
	w.t.Helper()
	if diff := diff(want, result.Facets); diff != "" {
		w.t.Errorf("facets (-want +got):\n%s", diff)
	}
}

func facetSentences() []sentence {
	return append(facetValueSentences(), []sentence{
		{name: "each field is counted", prove: func(w *world) {
			w.put(fullDraft(), venue(1, "示例"))
			w.wantFacets(w.ask(search.Query{Facets: search.Fields()}), map[search.Field][]search.Count{
				search.FieldKind:             {{Value: "penalty", Count: 1}, {Value: "venue", Count: 1}},
				search.FieldState:            {{Value: "disputed", Count: 1}},
				search.FieldAuthority:        {{Value: "11419901MB0000000A", Count: 1}},
				search.FieldStreet:           {{Value: "示例街道", Count: 1}},
				search.FieldVenueKind:        {{Value: "lodging", Count: 1}},
				search.FieldCounterpartyKind: {{Value: "sole_trader", Count: 1}},
				search.FieldGrade:            {{Value: "B", Count: 1}},
				search.FieldPenaltyKind:      {{Value: "fine", Count: 1}, {Value: "warning", Count: 1}},
				search.FieldYear:             {{Value: "2025", Count: 1}},
			})
		}},
		{name: "only the fields asked for are answered", prove: func(w *world) {
			w.put(fullDraft())
			w.wantFacets(w.ask(search.Query{}), nil)
			w.wantFacets(w.ask(search.Query{Facets: []search.Field{search.FieldGrade}}), map[search.Field][]search.Count{
				search.FieldGrade: {{Value: "B", Count: 1}},
			})
		}},
		{name: "facets count all hits, whatever the page", prove: func(w *world) {
			for i := range 6 {
				w.put(permit(i, "宾馆").street([]string{"东", "西"}[i%2]))
			}
			q := search.Query{Text: "宾馆", Limit: 1, Facets: []search.Field{search.FieldStreet}}
			want := map[search.Field][]search.Count{search.FieldStreet: {{Value: "东", Count: 3}, {Value: "西", Count: 3}}}
			first := w.ask(q)
			w.wantFacets(first, want)
			q.After = first.Next
			w.wantFacets(w.ask(q), want)
		}},
		{name: "facets count hits alone", prove: func(w *world) {
			w.put(permit(1, "宾馆").street("东"), permit(2, "酒楼").street("西"), permit(3, "宾馆").street("东"), penalty(1, "宾馆").street("南"))
			q := search.Query{Text: "宾馆", Kinds: []disclosure.Kind{disclosure.KindPermit}, Facets: []search.Field{search.FieldStreet}}
			w.wantFacets(w.ask(q), map[search.Field][]search.Count{search.FieldStreet: {{Value: "东", Count: 2}}})
		}},
		{name: "facets count what nearly all documents share, and the rest", prove: func(w *world) {
			for i := range 40 {
				w.put(permit(i, "宾馆").street("东"))
			}
			w.put(permit(100, "宾馆").street("西"), permit(101, "酒楼").street("西"))
			q := search.Query{Text: "宾馆", Facets: []search.Field{search.FieldStreet}}
			w.wantFacets(w.ask(q), map[search.Field][]search.Count{
				search.FieldStreet: {{Value: "东", Count: 40}, {Value: "西", Count: 1}},
			})
		}},
		{name: "the most frequent value is first, ties by value", prove: func(w *world) {
			n := 0
			for _, street := range []string{"丙", "a", "甲", "丙", "B", "甲", "丙", "Z"} {
				n++
				w.put(permit(n).street(street))
			}
			w.wantFacets(w.ask(search.Query{Facets: []search.Field{search.FieldStreet}}), map[search.Field][]search.Count{
				search.FieldStreet: {
					{Value: "丙", Count: 3},
					{Value: "甲", Count: 2},
					{Value: "B", Count: 1},
					{Value: "Z", Count: 1},
					{Value: "a", Count: 1},
				},
			})
		}},
	}...)
}

func facetValueSentences() []sentence {
	return []sentence{
		{name: "a document without a value in a field is in none of its counts", prove: func(w *world) {
			w.put(permit(1).street("东"), permit(2))
			w.wantFacets(w.ask(search.Query{Facets: []search.Field{search.FieldStreet}}), map[search.Field][]search.Count{
				search.FieldStreet: {{Value: "东", Count: 1}},
			})
		}},
		{name: "a document with several values in a field is in each of their counts", prove: func(w *world) {
			w.put(penalty(1).kinds("warning", "fine"), penalty(2).kinds("fine"), penalty(3).kinds("fine", "order_closure", "warning"))
			w.wantFacets(w.ask(search.Query{Facets: []search.Field{search.FieldPenaltyKind}}), map[search.Field][]search.Count{
				search.FieldPenaltyKind: {{Value: "fine", Count: 3}, {Value: "warning", Count: 2}, {Value: "order_closure", Count: 1}},
			})
		}},
		{name: "a value that a document has twice counts one hit", prove: func(w *world) {
			w.put(penalty(1).kinds("fine", "fine"))
			w.wantFacets(w.ask(search.Query{Facets: []search.Field{search.FieldPenaltyKind}}), map[search.Field][]search.Count{
				search.FieldPenaltyKind: {{Value: "fine", Count: 1}},
			})
		}},
		{name: "years are those of decision dates", prove: func(w *world) {
			w.put(permit(1).on("2025-12-31"), permit(2).on("2026-01-01"), permit(3).on("2026-12-31"), permit(4), venue(1, "甲"))
			w.wantFacets(w.ask(search.Query{Facets: []search.Field{search.FieldYear}}), map[search.Field][]search.Count{
				search.FieldYear: {{Value: "2026", Count: 2}, {Value: "2025", Count: 1}},
			})
		}},
		{name: "a field that is filtered by is counted among the hits that remain", prove: func(w *world) {
			w.put(permit(1).street("东"), permit(2).street("西"), permit(3).street("南"))
			q := search.Query{
				Filters: map[search.Field][]string{search.FieldStreet: {"东", "西"}}, Facets: []search.Field{search.FieldStreet},
			}
			w.wantFacets(w.ask(q), map[search.Field][]search.Count{
				search.FieldStreet: {{Value: "东", Count: 1}, {Value: "西", Count: 1}},
			})
		}},
		{name: "a replaced document is counted with its new values", prove: func(w *world) {
			w.put(permit(1).street("东"), permit(2).street("东"))
			w.put(permit(1).street("西"))
			w.wantFacets(w.ask(search.Query{Facets: []search.Field{search.FieldStreet}}), map[search.Field][]search.Count{
				search.FieldStreet: {{Value: "东", Count: 1}, {Value: "西", Count: 1}},
			})
		}},
		{name: "more values than a byte can number are all counted", prove: func(w *world) {
			var drafts []draft
			var want []search.Count
			for i := range 300 {
				street := idText(i)
				drafts = append(drafts, permit(i).street(street))
				want = append(want, search.Count{Value: street, Count: 1})
			}
			w.put(drafts...)
			result := w.ask(search.Query{Facets: []search.Field{search.FieldStreet}})
			w.wantFacets(result, map[search.Field][]search.Count{search.FieldStreet: want})
		}},
	}
}
