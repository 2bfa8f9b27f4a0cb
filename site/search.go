package site

import (
	"slices"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/uscc"
)

// searchView is the page on which all records are searched.
type searchView struct {
	frame
	pager
	narrowed
	// Searchable is how many records can be found; it is said before anything was asked.
	Searchable int64
	Hits       []hit
	Facets     []facet
	// Reread: nothing has the letters, and what is shown is read so.
	Reread bool
	// Subject leads to the business whose credit code was typed.
	Subject string
}

func (*searchView) page() string { return "search" }

// searchDownView says that search does not answer, and what does.
type searchDownView struct {
	frame
	// Building: the index is being made, and search will answer when it is done.
	Building bool
	// Since is when it last answered; empty where that is not known.
	Since string
	// Again is the address that was asked for.
	Again string
}

func (*searchDownView) page() string { return "searchdown" }

func (s *site) search(v *visit, ask *inquiry) (view, error) {
	shown := &searchView{frame: s.frame(v, sectionSearch, searchTitle(v, ask))}
	shown.NoIndex, shown.Suggests = ask.asks(), true
	ask.inOtherLanguages(shown.Others)
	if ask.refusal != nil {
		shown.Form = s.form(v, ask)
		return shown, ask.refusal.err
	}
	if !ask.asks() {
		found, err := s.find(v, search.Query{})
		shown.Form, shown.Searchable = s.form(v, ask), found.Total
		return shown, err
	}
	found, err := s.findOrReread(v, ask, shown)
	if err != nil {
		if err = ask.refuse(err); err != nil {
			return nil, err
		}
		shown.Form = s.form(v, ask)
		return shown, ask.refusal.err
	}
	shown.pager = ask.pages(v, found.Total, found.TotalIsExact, found.Next)
	shown.Cite = s.citation(v, ask, shown.Title, &shown.pager)
	shown.Twin = ask.data()
	shown.narrowed = s.narrowed(v, ask, s.form(v, ask))
	shown.Facets = s.facets(v, ask, &found)
	shown.Subject = subjectOf(ask.text(), found.Records)
	if v.behind {
		shown.AsOf = moment{}
	}
	shown.Hits, err = s.hits(v, found.Records)
	return shown, err
}

func searchTitle(v *visit, ask *inquiry) string {
	if text := ask.text(); text != "" && ask.refusal == nil {
		return v.T("site.search.title_of", text)
	}
	return v.T("site.search.title")
}

// findOrReread searches, and if nothing is found for Latin letters, searches again for what is read so.
func (s *site) findOrReread(v *visit, ask *inquiry, shown *searchView) (finder.Found, error) {
	ask.query.Facets = counted
	found, err := s.find(v, ask.query)
	if err != nil || found.Total > 0 || !found.TotalIsExact || ask.query.Pinyin || !readable(ask.query.Text) || ask.query.After != "" {
		return found, err
	}
	again := ask.query
	again.Pinyin = true
	reread, err := s.find(v, again)
	if err != nil || reread.Total == 0 {
		return found, err
	}
	shown.Reread = true
	ask.given.Set(pinyinParameter, "1")
	return reread, nil
}

// readable reports whether a text is all of Latin letters, so that it may be meant as pinyin.
func readable(text string) bool {
	terms := search.Terms(text)
	for _, term := range terms {
		if _, ok := search.PinyinTerm(term); !ok {
			return false
		}
	}
	return len(terms) > 0
}

// subjectOf leads to the page of the business whose credit code is the text, if any of the hits is about it.
func subjectOf(text string, hits []disclosure.Record) string {
	code := uscc.Normalize(text)
	if uscc.Classify(code) != uscc.Valid {
		return ""
	}
	if !slices.ContainsFunc(hits, func(r disclosure.Record) bool { return r.Subject == code }) {
		return ""
	}
	return subjectAddress(code)
}

// searchDown is the page of an engine that does not answer.
func (s *site) searchDown(v *visit, down *search.Down) *searchDownView {
	shown := &searchDownView{
		frame: s.frameOf(v.voice, sectionSearch, v.T("site.search.down.title")), Building: down.Building,
		Since: v.clock(down.Since, s.Now()), Again: v.ask.address(),
	}
	v.ask.inOtherLanguages(shown.Others)
	shown.NoIndex = true
	return shown
}

// clock writes a moment of today by its time alone, and any other with its day; "" for none.
func (v voice) clock(at, now time.Time) string {
	switch {
	case at.IsZero():
		return ""
	case disclosure.DateOf(at.In(v.zone)) == disclosure.DateOf(now.In(v.zone)):
		return at.In(v.zone).Format("15:04")
	}
	return v.instant(at)
}
