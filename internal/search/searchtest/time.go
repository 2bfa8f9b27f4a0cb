package searchtest

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

func timeSentences() []sentence {
	return append(endedSentences(), []sentence{
		{name: "a document is found on its last public day", prove: func(w *world) {
			d := permit(1, "宾馆").until(firstDay)
			w.put(d)
			w.wantFound(text("宾馆"), d)
			w.wantFound(search.Query{}, d)
		}},
		{name: "a document whose last public day has passed is in no hit, total or facet, without anything applied", prove: func(w *world) {
			ending, staying := permit(1, "宾馆").until(firstDay).street("东"), permit(2, "宾馆").until("2026-07-02").street("东")
			endless := permit(3, "宾馆").street("东")
			w.put(ending, staying, endless)
			want := func(drafts ...draft) {
				for _, query := range []string{"", "宾馆"} {
					q := search.Query{Text: query, Facets: []search.Field{search.FieldStreet, search.FieldKind}}
					w.wantFound(q, drafts...)
					n := int64(len(drafts))
					w.wantFacets(w.ask(q), map[search.Field][]search.Count{
						search.FieldStreet: {{Value: "东", Count: n}}, search.FieldKind: {{Value: "permit", Count: n}},
					})
				}
			}
			want(ending, staying, endless)
			w.setDay("2026-07-02")
			want(staying, endless)
			w.setDay("2026-07-03")
			want(endless)
			w.setDay("9999-12-31")
			want(endless)
		}},
		{name: "a facet value that only ended documents have is not there", prove: func(w *world) {
			w.put(permit(1).street("东").until(firstDay), permit(2).street("西"))
			w.setDay("2026-07-02")
			w.wantFacets(w.ask(search.Query{Facets: []search.Field{search.FieldStreet}}), map[search.Field][]search.Count{
				search.FieldStreet: {{Value: "西", Count: 1}},
			})
		}},
		{name: "a document that had ended before it was put is not found", prove: func(w *world) {
			w.put(permit(1, "宾馆").until("2026-06-30"), permit(2, "宾馆").until("2020-01-01"))
			w.wantFound(text("宾馆"))
			w.wantFound(search.Query{})
		}},
	}...)
}

func endedSentences() []sentence {
	return []sentence{
		{name: "an ended document is neither suggested nor read as pinyin", prove: func(w *world) {
			w.put(venue(1, "示例宾馆").until(firstDay))
			w.wantSuggested("示例", 8, venue(1))
			w.setDay("2026-07-02")
			w.wantSuggested("示例", 8)
			w.wantFound(spelt("binguan"))
		}},
		{name: "a document whose last day was put off is found again", prove: func(w *world) {
			w.put(permit(1, "宾馆").until(firstDay))
			w.setDay("2026-07-02")
			w.wantFound(text("宾馆"))
			w.put(permit(1, "宾馆").until("2026-07-02"))
			w.wantFound(text("宾馆"), permit(1))
			w.setDay("2026-07-03")
			w.wantFound(text("宾馆"))
		}},
		{name: "a document whose last day was brought forward is found no longer", prove: func(w *world) {
			w.put(permit(1, "宾馆").until("2026-12-31"))
			w.put(permit(1, "宾馆").until("2026-06-30"))
			w.wantFound(text("宾馆"))
		}},
		{name: "many documents that end day by day are gone day by day", prove: func(w *world) {
			var drafts []draft
			first := disclosure.MustDate(firstDay)
			for i := range 10 {
				drafts = append(drafts, permit(i, "宾馆").until(first.AddDays(i).String()))
			}
			w.put(drafts...)
			for i := range drafts {
				w.setDay(first.AddDays(i).String())
				w.wantFound(text("宾馆"), drafts[i:]...)
			}
		}},
		{name: "documents that end stay ended in a promoted generation", prove: func(w *world) {
			w.rebuilt("feed", 1, permit(1, "宾馆").until(firstDay), permit(2, "宾馆"))
			w.wantFound(text("宾馆"), permit(1), permit(2))
			w.setDay("2026-07-02")
			w.wantFound(text("宾馆"), permit(2))
		}},
	}
}
