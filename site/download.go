package site

import "strconv"

// apiRoot is where the interface for programs begins, which publicapi answers.
const apiRoot = "/api/v1"

// mostSheetRows is how many records an Excel worksheet holds below its headings; the interface refuses longer ones.
const mostSheetRows = 1<<20 - 1

// fileForm is a form in which all of a list can be taken away at once.
type fileForm struct {
	name, format, mediaType string
	// mixed: the file can hold records of several kinds, which a table cannot.
	mixed bool
	// most is how many records the file holds; 0 for any number.
	most int64
	// more are further parameters, as names and values.
	more []string
}

// fileForms are those that a list offers, the one for most people first. Each is whole, unlike a page of JSON.
var fileForms = []fileForm{
	{name: "Excel", format: "xlsx", mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", most: mostSheetRows},
	// The mark by which Excel knows UTF-8: who opens CSV by a double click would see no Chinese without it.
	{name: "CSV", format: "csv", mediaType: "text/csv", more: []string{"bom", "1"}},
	{name: "JSON Lines", format: "ndjson", mediaType: "application/x-ndjson", mixed: true},
}

// fileLink leads to everything that a list holds or a search has found, as one file.
type fileLink struct {
	Name string
	Href string
	Type string
}

// citation is how to cite what a list shows.
type citation struct {
	// Text names who publishes, what, how many records, as of when and which position of the change feed.
	Text string
	// Address is that of the first page, under which the same question is asked again.
	Address string
}

// files leads to all records that the address asks for, in the page's language. They are one file, so after is left out.
func (a *inquiry) files(v *visit, total int64) []fileLink {
	if total == 0 {
		return nil
	}
	var links []fileLink
	for _, form := range fileForms {
		if a.mixed() && !form.mixed || form.most > 0 && total > form.most {
			continue
		}
		changes := append([]string{"format", form.format, "limit", "all", "lang", string(v.lang)}, form.more...)
		links = append(links, fileLink{Name: form.name, Href: a.addressAt(apiRoot+a.path, changes...), Type: form.mediaType})
	}
	return links
}

// mixed reports whether the address asks for records of more kinds than one.
func (a *inquiry) mixed() bool { return len(a.query.Kinds) != 1 }

// citation says how to cite a list; nil where the page cannot say as of when it is true, or shows nothing. The order of the
// records is no part of what is cited.
func (s *site) citation(v *visit, ask *inquiry, title string, p *pager) *citation {
	if p.Total == 0 || v.behind || v.head.AsOf.IsZero() {
		return nil
	}
	who := s.Authority.NameZH
	if v.english() {
		who = s.Authority.NameEN
	}
	return &citation{
		Text:    v.T("site.cite.text", who, title, v.counted(p), v.instant(v.head.AsOf), strconv.FormatInt(v.head.Position, 10)),
		Address: s.BaseURL + ask.address(sortParameter, ""),
	}
}

// counted says how many records there are, within a sentence.
func (v voice) counted(p *pager) string {
	if p.Roughly {
		return v.T("site.list.at_least", count(p.Total))
	}
	return v.T("site.list.total", count(p.Total))
}
