package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/finder"
	"mingshi/internal/store"
)

// pageLength is how many records a list shows at a time.
const pageLength = 20

// pager is what a list says about its length and its other pages.
type pager struct {
	Total int64
	// Roughly: the total is the least that there are.
	Roughly bool
	// First leads back to the beginning, Next on; "" where that is here, or nowhere.
	First string
	Next  string
	// Files are the whole list, to take away; none where it is empty.
	Files []fileLink
	// Mixed: records of several kinds may be among them, which no table holds.
	Mixed bool
	// Cite is how to cite it; nil where that cannot be said.
	Cite *citation
}

// listing is a page of a kind's list, as it stands in the store or narrowed by a search.
type listing struct {
	frame
	pager
	narrowed
	records []disclosure.Record
}

// list reads the page of a kind's list that the visitor asks for. Of a refused address it gives the form beside the error.
func (s *site) list(v *visit, ask *inquiry) (listing, error) {
	shown := listing{frame: s.frame(v, ask.kind.Plural(), v.label(ask.kind))}
	shown.Twin, shown.Suggests = ask.data(), true
	ask.inOtherLanguages(shown.Others)
	shown.Form = s.form(v, ask)
	if ask.refusal != nil {
		return shown, ask.refusal.err
	}
	var err error
	if query, ok := finder.Listing(&ask.query); ok {
		shown.LinkedData = s.listData(v, ask.kind, shown.Publisher.Name)
		var page store.Page
		page, err = s.Reader.List(v.UserContext(), query)
		shown.records, shown.pager = page.Records, ask.pages(v, page.Total, true, page.Next)
	} else {
		var found finder.Found
		found, err = s.find(v, ask.query)
		shown.records, shown.pager = found.Records, ask.pages(v, found.Total, found.TotalIsExact, found.Next)
		shown.narrowed = s.narrowed(v, ask, shown.Form)
		shown.NoIndex = true
		if v.behind {
			shown.AsOf = moment{}
		}
	}
	if err == nil {
		shown.Cite = s.citation(v, ask, shown.Title, &shown.pager)
		return shown, nil
	}
	if err = ask.refuse(err); err != nil {
		return listing{}, err
	}
	shown.Form, shown.LinkedData = s.form(v, ask), nil
	return shown, ask.refusal.err
}

func (a *inquiry) pages(v *visit, total int64, exact bool, next string) pager {
	p := pager{Total: total, Roughly: !exact, Files: a.files(v, total), Mixed: a.mixed()}
	if a.given.Has(afterParameter) {
		p.First = a.address()
	}
	if next != "" {
		p.Next = a.address(afterParameter, next)
	}
	return p
}

// decodeAll reads the bodies of a page's records.
func decodeAll[B disclosure.Body](records []disclosure.Record) ([]dossier.Entry[B], error) {
	entries := make([]dossier.Entry[B], len(records))
	for i := range records {
		var err error
		if entries[i], err = dossier.Decode[B](&records[i]); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// slots are the places of a line that are filled for all kinds alike, and what the line shows already.
type slots struct {
	venue **venueLink
	found *[]passage
	shown []marked
}

// lines shows records of a kind as lines of a list, each with its venue and the passages in which else the search matches.
func lines[B disclosure.Body, L any](
	s *site, v *visit, records []disclosure.Record, fill func(line *L, e *dossier.Entry[B]) slots,
) ([]L, error) {
	entries, err := decodeAll[B](records)
	if err != nil {
		return nil, err
	}
	venues, err := dossier.VenuesOf(v.UserContext(), s.Reader, records)
	if err != nil {
		return nil, err
	}
	list := make([]L, len(entries))
	for i := range entries {
		in := fill(&list[i], &entries[i])
		ref, ok := venues[entries[i].ID]
		*in.venue = v.linkOf(ref, ok)
		if *in.found, err = s.passages(v, entries[i].Facts, ref, in.shown...); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (s *site) penaltyBriefs(v *visit, records []disclosure.Record) ([]penaltyBrief, error) {
	return lines(s, v, records, func(line *penaltyBrief, e *dossier.Entry[*disclosure.Penalty]) slots {
		*line = v.penaltyBrief(e)
		return slots{&line.Venue, &line.Found, []marked{line.Name, line.Number, line.About}}
	})
}

func (s *site) permitBriefs(v *visit, records []disclosure.Record) ([]permitBrief, error) {
	return lines(s, v, records, func(line *permitBrief, e *dossier.Entry[*disclosure.Permit]) slots {
		*line = v.permitBrief(e)
		return slots{&line.Venue, &line.Found, []marked{line.Name, line.Number}}
	})
}

func (s *site) filingBriefs(v *visit, records []disclosure.Record) ([]permitBrief, error) {
	return lines(s, v, records, func(line *permitBrief, e *dossier.Entry[*disclosure.Filing]) slots {
		*line = v.filingBrief(e)
		return slots{&line.Venue, &line.Found, []marked{line.Name, line.Number, line.What}}
	})
}

// venueBriefs shows venues as lines of a list, each with its present grade.
func (s *site) venueBriefs(v *visit, records []disclosure.Record) ([]venueBrief, error) {
	entries, err := decodeAll[*disclosure.Venue](records)
	if err != nil {
		return nil, err
	}
	grades, err := dossier.GradesOf(v.UserContext(), s.Reader, s.Scheme, records)
	if err != nil {
		return nil, err
	}
	list := make([]venueBrief, len(entries))
	for i := range entries {
		list[i] = v.venueBrief(&entries[i], grades[entries[i].ID])
		list[i].Found, err = s.passages(v, entries[i].Facts, dossier.VenueRef{}, list[i].Name, list[i].Address)
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}
