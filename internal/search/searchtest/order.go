package searchtest

import (
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

func orderSentences() []sentence {
	return slices.Concat(relevanceSentences(), venueOrderSentences(), []sentence{
		{name: "newest: others by decision date, latest first, then venues by sort name", prove: func(w *world) {
			old, late := permit(1).on("2024-12-31"), penalty(1).on("2025-01-01")
			first, second := venue(2, "甲"), venue(1, "乙")
			w.put(second, old, first, late)
			w.wantOrder(search.Query{Sort: search.Newest}, late, old, second, first) // 乙 U+4E59 is before 甲 U+7532
		}},
		{name: "newest: those without a date are last of the others", prove: func(w *world) {
			undated, old := permit(9), permit(1).on("1951-01-01")
			v := venue(1, "甲")
			w.put(undated, old, v)
			w.wantOrder(search.Query{Sort: search.Newest}, old, undated, v)
		}},
		{name: "newest: one date is by descending id, kinds and all", prove: func(w *world) {
			day := "2026-02-03"
			a, b, c, d := permit(1).on(day), permit(2).on(day), penalty(1).on(day), record(disclosure.KindGrading, 5).on(day)
			w.put(c, a, d, b)
			w.wantOrder(search.Query{Sort: search.Newest}, c, b, a, d) // pn_, pm_, gr_
		}},
		{name: "newest: those without a date are by descending id", prove: func(w *world) {
			w.put(permit(1), permit(3), permit(2))
			w.wantOrder(search.Query{Sort: search.Newest}, permit(3), permit(2), permit(1))
		}},
		{name: "oldest: others by ascending date and id, those without a date last, then venues", prove: func(w *world) {
			old, late, later := permit(2).on("2024-12-31"), permit(1).on("2025-01-01"), permit(3).on("2025-01-01")
			undated, undatedLater := permit(4), penalty(1)
			v := venue(1, "甲")
			w.put(v, undatedLater, later, undated, late, old)
			w.wantOrder(search.Query{Sort: search.Oldest}, old, late, later, undated, undatedLater, v)
		}},
		{name: "oldest: venues are by ascending sort name all the same", prove: func(w *world) {
			a, b, c := venue(3, "a"), venue(1, "b"), venue(2, "b")
			w.put(c, b, a)
			w.wantOrder(search.Query{Sort: search.Oldest}, a, b, c)
		}},
		{name: "fine: by descending amount, then those without one as newest, then venues", prove: func(w *world) {
			much, little := penalty(1).fined(500_000).on("2020-01-01"), penalty(2).fined(499_999).on("2026-01-01")
			nothing := penalty(3).fined(0).on("2026-05-05")
			late, old, undated := permit(1).on("2026-06-06"), permit(2).on("2021-01-01"), permit(3)
			v := venue(1, "甲")
			w.put(v, undated, old, late, nothing, little, much)
			w.wantOrder(search.Query{Sort: search.Fine}, much, little, nothing, late, old, undated, v)
		}},
		{name: "fine: one amount is latest first, then by descending id, without a date last", prove: func(w *world) {
			a, b := penalty(1).fined(100).on("2026-01-01"), penalty(2).fined(100).on("2026-01-01")
			late, undated := penalty(3).fined(100).on("2026-01-02"), penalty(4).fined(100)
			w.put(undated, a, late, b)
			w.wantOrder(search.Query{Sort: search.Fine}, late, b, a, undated)
		}},
		{name: "fine: an amount beyond 32 bits is still the greater one", prove: func(w *world) {
			a, b := penalty(1).fined(1<<40), penalty(2).fined(1<<32-1)
			c := penalty(3).fined(1)
			w.put(c, b, a)
			w.wantOrder(search.Query{Sort: search.Fine}, a, b, c)
		}},
	})
}

func venueOrderSentences() []sentence {
	return []sentence{
		{name: "name: venues alone, by the bytes of their sort name", prove: func(w *world) {
			sorted := []draft{
				venue(6, "甲").sorted(""), venue(5, "甲").sorted("A"), venue(1, "甲").sorted("Aa"), venue(9, "甲").sorted("B"),
				venue(3, "甲").sorted("a"), venue(7, "甲").sorted("乙"), venue(2, "甲").sorted("甲"), venue(8, "甲").sorted("𠮷"),
			}
			w.put(sorted[3], sorted[7], sorted[0], sorted[2], sorted[5], sorted[1], sorted[6], sorted[4])
			w.wantOrder(search.Query{Sort: search.Name, Kinds: []disclosure.Kind{disclosure.KindVenue}}, sorted...)
		}},
		{name: "venues with one sort name are by ascending id", prove: func(w *world) {
			a, b, c := venue(1, "甲"), venue(2, "甲"), venue(3, "甲")
			w.put(b, c, a)
			w.wantOrder(search.Query{Sort: search.Name, Kinds: []disclosure.Kind{disclosure.KindVenue}}, a, b, c)
			w.wantOrder(search.Query{Sort: search.Newest}, a, b, c)
			w.wantOrder(search.Query{}, a, b, c)
		}},
		{name: "an order does not change what is found", prove: func(w *world) {
			a, b, c := permit(1, "宾馆").on("2026-01-01"), penalty(1, "宾馆").fined(1), venue(1, "宾馆")
			w.put(a, b, c, permit(2, "酒楼"))
			for _, sort := range []search.Sort{search.Relevance, search.Newest, search.Oldest, search.Fine} {
				w.wantFound(search.Query{Text: "宾馆", Sort: sort}, a, b, c)
			}
		}},
		{name: "documents keep their order whatever the order of batches", prove: func(w *world) {
			days := []string{"2026-01-05", "2026-01-01", "2026-01-04", "2026-01-02", "2026-01-03"}
			for i, day := range days {
				w.put(permit(i, "宾馆").on(day), venue(10-i, "宾馆").sorted(day))
			}
			w.wantOrder(search.Query{Text: "宾馆", Sort: search.Oldest}, permit(1), permit(3), permit(4), permit(2), permit(0),
				venue(9), venue(7), venue(6), venue(8), venue(10))
		}},
	}
}

func relevanceSentences() []sentence {
	return []sentence{
		{name: "relevance: a name begins with a term, then all terms are in names, then the others", prove: func(w *world) {
			begins := permit(1, "宾馆示例").on("2020-01-01")
			within := permit(2, "示例宾馆").on("2022-01-01")
			told := penalty(1, "示例酒楼").texts("宾馆").on("2026-01-01")
			w.put(told, within, begins)
			w.wantOrder(text("宾馆"), begins, within, told)
		}},
		{name: "relevance: within a tier venues are before all others", prove: func(w *world) {
			vBegins, pBegins := venue(4, "宾馆甲"), permit(4, "宾馆乙").on("2026-01-01")
			vWithin, pWithin := venue(3, "甲宾馆"), permit(3, "乙宾馆").on("2026-02-01")
			vTold, pTold := venue(2, "甲").texts("宾馆"), permit(2, "乙").texts("宾馆").on("2026-03-01")
			w.put(pTold, vTold, pWithin, vWithin, pBegins, vBegins)
			w.wantOrder(text("宾馆"), vBegins, pBegins, vWithin, pWithin, vTold, pTold)
		}},
		{name: "relevance: any of the names may begin with any of the terms", prove: func(w *world) {
			second := permit(1, "甲", "光明宾馆").on("2020-01-01")
			other := permit(2, "大宾馆", "光明楼").on("2021-01-01")
			neither := permit(3, "大光明", "小宾馆").on("2026-01-01")
			w.put(neither, other, second)
			w.wantOrder(text("宾馆 光明"), other, second, neither)
		}},
		{name: "relevance: terms in different names are all in the names", prove: func(w *world) {
			spread := permit(1, "小宾馆", "大光明").on("2020-01-01")
			half := permit(2, "宾馆").texts("光明").on("2026-01-01")
			w.put(half, spread)
			w.wantOrder(text("光明 宾馆"), spread, half)
		}},
		{name: "relevance: a name that begins with a term is no help when another term is elsewhere", prove: func(w *world) {
			elsewhere := permit(1, "宾馆甲").texts("消毒").on("2026-01-01")
			within := permit(2, "甲宾馆消毒").on("2020-01-01")
			w.put(elsewhere, within)
			w.wantOrder(text("宾馆 消毒"), within, elsewhere)
		}},
		{name: "relevance: a term in a name and in a text is in the name", prove: func(w *world) {
			both := permit(1, "示例宾馆").texts("宾馆").on("2020-01-01")
			told := permit(2, "示例").texts("宾馆").on("2026-01-01")
			w.put(told, both)
			w.wantOrder(text("宾馆"), both, told)
		}},
		{name: "relevance: a beginning counts in the normal form", prove: func(w *world) {
			begins := permit(1, "　ＫＴＶ示例").on("2020-01-01")
			within := permit(2, "示例ktv").on("2026-01-01")
			w.put(within, begins)
			w.wantOrder(text("Ktv"), begins, within)
		}},
		{name: "relevance: numbers and codes are of the last tier", prove: func(w *world) {
			named := permit(1, "甲9141店").on("2020-01-01")
			coded := permit(2, "甲").codes("91419901").on("2021-01-01")
			numbered := permit(3, "甲").numbers("9141").on("2022-01-01")
			w.put(coded, named, numbered)
			w.wantOrder(text("9141"), named, numbered, coded)
		}},
		{name: "relevance: within a tier others are latest first, ties by descending id, without a date last", prove: func(w *world) {
			a, b := permit(1, "宾馆").on("2026-01-01"), permit(2, "宾馆").on("2026-01-01")
			old, undated := permit(3, "宾馆").on("2025-01-01"), permit(4, "宾馆")
			w.put(undated, a, old, b)
			w.wantOrder(text("宾馆"), b, a, old, undated)
		}},
		{name: "relevance: within a tier venues are by sort name, ties by ascending id", prove: func(w *world) {
			a, b, c := venue(3, "宾馆").sorted("a"), venue(1, "宾馆").sorted("b"), venue(2, "宾馆").sorted("b")
			w.put(c, a, b)
			w.wantOrder(text("宾馆"), a, b, c)
		}},
		{name: "relevance: without terms everything is of one tier, venues first", prove: func(w *world) {
			v, late, old := venue(1, "甲"), permit(1, "乙").on("2026-01-01"), permit(2).on("2025-01-01")
			w.put(old, late, v)
			w.wantOrder(text(" "), v, late, old)
		}},
	}
}
