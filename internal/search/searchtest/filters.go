package searchtest

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// fullDraft is a penalty that has a value in every field.
func fullDraft() draft {
	return penalty(1, "示例宾馆").on("2025-03-04").kinds("warning", "fine").fined(300_000).with(func(d *draft) {
		d.State, d.Authority, d.Street = "disputed", "11419901MB0000000A", "示例街道"
		d.VenueKind, d.CounterpartyKind, d.Grade = "lodging", "sole_trader", "B"
	})
}

func (d draft) kinds(kinds ...string) draft {
	d.PenaltyKinds = kinds
	return d
}

func filtered(field search.Field, values ...string) search.Query {
	return search.Query{Filters: map[search.Field][]string{field: values}}
}

func filterSentences() []sentence {
	return append(valueSentences(), []sentence{
		{name: "each field filters", prove: func(w *world) {
			full := fullDraft()
			w.put(full, venue(1, "示例"))
			document := search.Document(full)
			for _, field := range search.Fields() {
				if field == search.FieldYear {
					continue
				}
				for _, value := range document.Values(field) {
					w.wantFound(filtered(field, value), full)
				}
				w.wantFound(filtered(field, "没有"))
			}
		}},
		{name: "kinds narrow to any of them, none means all", prove: func(w *world) {
			a, b, c := permit(1), penalty(1), venue(1, "甲")
			w.put(a, b, c)
			w.wantFound(search.Query{}, a, b, c)
			w.wantFound(search.Query{Kinds: []disclosure.Kind{disclosure.KindPenalty}}, b)
			w.wantFound(search.Query{Kinds: []disclosure.Kind{disclosure.KindVenue, disclosure.KindPermit}}, a, c)
			w.wantFound(search.Query{Kinds: []disclosure.Kind{disclosure.KindReading}})
			w.wantFound(search.Query{Kinds: search.Kinds()}, a, b, c)
		}},
		{name: "every kind that can be searched is kept apart", prove: func(w *world) {
			for _, kind := range search.Kinds() {
				w.put(record(kind, 1, "示例"))
			}
			for _, kind := range search.Kinds() {
				w.wantFound(search.Query{Text: "示例", Kinds: []disclosure.Kind{kind}}, record(kind, 1))
			}
		}},
		{name: "of several values one is enough", prove: func(w *world) {
			a, b, c := permit(1).street("东"), permit(2).street("西"), permit(3).street("南")
			w.put(a, b, c)
			w.wantFound(filtered(search.FieldStreet, "东", "南"), a, c)
			w.wantFound(filtered(search.FieldStreet, "东", "东", "没有"), a)
		}},
		{name: "each named field must have one", prove: func(w *world) {
			a := penalty(1).street("东").kinds("fine")
			b, c := penalty(2).street("东").kinds("warning"), penalty(3).street("西").kinds("fine")
			w.put(a, b, c)
			w.wantFound(search.Query{Filters: map[search.Field][]string{
				search.FieldStreet: {"东"}, search.FieldPenaltyKind: {"fine"},
			}}, a)
			w.wantFound(search.Query{
				Kinds: []disclosure.Kind{disclosure.KindPermit}, Filters: map[search.Field][]string{search.FieldStreet: {"东"}},
			})
		}},
	}...)
}

func valueSentences() []sentence {
	return []sentence{
		{name: "a document with several values has each of them", prove: func(w *world) {
			a, b := penalty(1).kinds("fine", "warning"), penalty(2).kinds("warning")
			w.put(a, b)
			w.wantFound(filtered(search.FieldPenaltyKind, "fine"), a)
			w.wantFound(filtered(search.FieldPenaltyKind, "warning"), a, b)
		}},
		{name: "a document without a value is in no filter", prove: func(w *world) {
			w.put(permit(1), permit(2).street("东"))
			w.wantFound(filtered(search.FieldStreet, "东"), permit(2))
			w.wantFound(filtered(search.FieldStreet, ""))
		}},
		{name: "values compare by bytes, whole", prove: func(w *world) {
			upper, lower, wide := permit(1).street("A"), permit(2).street("a"), permit(3).street("Ａ")
			w.put(upper, lower, wide, permit(4).street("Ab"))
			w.wantFound(filtered(search.FieldStreet, "A"), upper)
			w.wantFound(filtered(search.FieldStreet, "a"), lower)
			w.wantFound(filtered(search.FieldStreet, "Ａ"), wide)
		}},
		{name: "values with quotes, spaces and line ends are values", prove: func(w *world) {
			for i, value := range []string{`东"街`, "东'街", `东\街`, "东 街", "东\n街", "东 AND 街", "东,街"} {
				d := permit(i).street(value)
				w.put(d)
				w.wantFound(filtered(search.FieldStreet, value), d)
			}
		}},
		{name: "kind is a field that filters too", prove: func(w *world) {
			w.put(permit(1), penalty(1))
			w.wantFound(filtered(search.FieldKind, "penalty"), penalty(1))
			w.wantFound(filtered(search.FieldKind, "board"))
			q := filtered(search.FieldKind, "penalty")
			q.Kinds = []disclosure.Kind{disclosure.KindPermit}
			w.wantFound(q)
		}},
	}
}

func dateSentences() []sentence {
	dec, jan, feb := permit(1).on("2025-12-31"), permit(2).on("2026-01-01"), permit(3).on("2026-02-01")
	within := func(from, to string) search.Query {
		return search.Query{DecidedFrom: disclosure.MustDate(from), DecidedTo: disclosure.MustDate(to)}
	}
	return []sentence{
		{name: "both ends of a range of dates are inclusive", prove: func(w *world) {
			w.put(dec, jan, feb)
			w.wantFound(within("2025-12-31", "2026-02-01"), dec, jan, feb)
			w.wantFound(within("2026-01-01", "2026-01-31"), jan)
			w.wantFound(within("2026-01-01", "2026-01-01"), jan)
			w.wantFound(within("2026-01-02", "2026-01-31"))
		}},
		{name: "an end that is zero is open", prove: func(w *world) {
			w.put(dec, jan, feb)
			w.wantFound(within("2026-01-01", ""), jan, feb)
			w.wantFound(within("2026-01-02", ""), feb)
			w.wantFound(within("", "2026-01-01"), dec, jan)
			w.wantFound(within("", "2025-12-31"), dec)
			w.wantFound(within("", ""), dec, jan, feb)
		}},
		{name: "a range of dates leaves out documents without a date", prove: func(w *world) {
			w.put(permit(9), venue(1, "甲"), jan)
			w.wantFound(within("0001-01-01", ""), jan)
			w.wantFound(within("", "9999-12-31"), jan)
			w.wantFound(within("0001-01-01", "9999-12-31"), jan)
			w.wantFound(within("", ""), permit(9), venue(1), jan)
		}},
		{name: "a range that ends before it begins has nothing in it", prove: func(w *world) {
			w.put(dec, jan, feb)
			w.wantFound(within("2026-02-01", "2025-12-31"))
		}},
		{name: "the first and the last day that exist are dates", prove: func(w *world) {
			first, last := permit(1).on("0001-01-01"), permit(2).on("9999-12-31")
			w.put(first, last)
			w.wantFound(within("0001-01-01", "0001-01-01"), first)
			w.wantFound(within("9999-12-31", ""), last)
			w.wantOrder(search.Query{Sort: search.Newest}, last, first)
			w.wantOrder(search.Query{Sort: search.Oldest}, first, last)
		}},
		{name: "a range of dates narrows what terms, filters and facets see", prove: func(w *world) {
			w.put(permit(1, "宾馆").on("2025-01-01").street("东"), permit(2, "宾馆").on("2026-01-01").street("西"),
				permit(3, "酒楼").on("2026-01-01").street("西"))
			q := within("2026-01-01", "")
			q.Text, q.Facets = "宾馆", []search.Field{search.FieldStreet}
			w.wantFound(q, permit(2))
			w.wantFacets(w.ask(q), map[search.Field][]search.Count{search.FieldStreet: {{Value: "西", Count: 1}}})
		}},
	}
}

func fineSentences() []sentence {
	zero, some, much := penalty(1).fined(0), penalty(2).fined(100_000), penalty(3).fined(1<<41)
	from := func(fine disclosure.Fen) search.Query { return search.Query{FineFrom: &fine} }
	to := func(fine disclosure.Fen) search.Query { return search.Query{FineTo: &fine} }
	between := func(low, high disclosure.Fen) search.Query { return search.Query{FineFrom: &low, FineTo: &high} }
	return []sentence{
		{name: "both ends of a range of fines are inclusive", prove: func(w *world) {
			w.put(zero, some, much)
			w.wantFound(between(0, 1<<41), zero, some, much)
			w.wantFound(between(100_000, 100_000), some)
			w.wantFound(between(99_999, 100_001), some)
			w.wantFound(between(1, 99_999))
			w.wantFound(between(100_001, 1<<41-1))
		}},
		{name: "an end that is nil is open", prove: func(w *world) {
			w.put(zero, some, much)
			w.wantFound(from(100_000), some, much)
			w.wantFound(from(100_001), much)
			w.wantFound(to(100_000), zero, some)
			w.wantFound(to(99_999), zero)
		}},
		{name: "a range of fines leaves out documents without a fine", prove: func(w *world) {
			w.put(zero, penalty(9), permit(1), venue(1, "甲"))
			w.wantFound(from(0), zero)
			w.wantFound(to(0), zero)
			w.wantFound(between(0, 0), zero)
			w.wantFound(search.Query{}, zero, penalty(9), permit(1), venue(1))
		}},
		{name: "a range that ends before it begins has nothing in it", prove: func(w *world) {
			w.put(zero, some, much)
			w.wantFound(between(100_001, 100_000))
		}},
		{name: "a range of fines is kept in the order of fines", prove: func(w *world) {
			w.put(zero, some, much)
			q := between(0, 100_000)
			q.Sort = search.Fine
			w.wantOrder(q, some, zero)
		}},
	}
}
