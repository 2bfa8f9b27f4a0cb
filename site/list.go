package site

import (
	"errors"
	"net/url"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// afterParameter carries the cursor of a list's next page.
const afterParameter = "after"

// pageLength is how many records a list shows at a time.
const pageLength = 20

// pager is what a list says about its length and its other pages.
type pager struct {
	Total int64
	// First leads back to the beginning, Next on; "" where that is here, or nowhere.
	First string
	Next  string
	// Data is the same list as JSON.
	Data string
}

// list reads the page of a kind's list that the visitor asks for.
func (s *site) list(v *visit, kind disclosure.Kind, order store.Order) (store.Page, pager, error) {
	after := web.Query(v.Ctx, afterParameter)
	page, err := s.Reader.List(v.UserContext(), store.Query{Kind: kind, Order: order, After: after, Limit: pageLength})
	if errors.Is(err, store.ErrCursor) {
		return store.Page{}, pager{}, web.InvalidCursor()
	}
	if err != nil {
		return store.Page{}, pager{}, err
	}
	path := "/" + kind.Plural()
	p := pager{Total: page.Total, Data: path + twin}
	if after != "" {
		p.First = path
	}
	if page.Next != "" {
		p.Next = path + "?" + url.Values{afterParameter: {page.Next}}.Encode()
	}
	return page, p, nil
}

// listFrame makes the frame of a list. Its other languages lead to the same page of the list.
func (s *site) listFrame(v *visit, kind disclosure.Kind) frame {
	f := s.frame(v, kind.Plural(), v.label(kind))
	f.Twin = "/" + kind.Plural() + twin
	after := web.Query(v.Ctx, afterParameter)
	if after == "" {
		return f
	}
	for i, lang := range f.Others {
		f.Others[i].Href = "?" + url.Values{afterParameter: {after}, "lang": {string(lang.Lang)}}.Encode()
	}
	return f
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

// penaltyBriefs shows penalties as lines of a list, each with its venue.
func (s *site) penaltyBriefs(v *visit, records []disclosure.Record) ([]penaltyBrief, error) {
	entries, err := decodeAll[*disclosure.Penalty](records)
	if err != nil {
		return nil, err
	}
	venues, err := dossier.VenuesOf(v.UserContext(), s.Reader, records)
	if err != nil {
		return nil, err
	}
	list := make([]penaltyBrief, len(entries))
	for i := range entries {
		list[i] = v.penaltyBrief(&entries[i])
		ref, ok := venues[entries[i].ID]
		list[i].Venue = linkOf(ref, ok)
	}
	return list, nil
}

// permitBriefs shows permits as lines of a list, each with its venue.
func (s *site) permitBriefs(v *visit, records []disclosure.Record) ([]permitBrief, error) {
	entries, err := decodeAll[*disclosure.Permit](records)
	if err != nil {
		return nil, err
	}
	venues, err := dossier.VenuesOf(v.UserContext(), s.Reader, records)
	if err != nil {
		return nil, err
	}
	list := make([]permitBrief, len(entries))
	for i := range entries {
		list[i] = v.permitBrief(&entries[i])
		ref, ok := venues[entries[i].ID]
		list[i].Venue = linkOf(ref, ok)
	}
	return list, nil
}

// venueBriefs shows venues as lines of a list, each with its present grade.
func (s *site) venueBriefs(v *visit, records []disclosure.Record) ([]venueBrief, error) {
	entries, err := decodeAll[*disclosure.Venue](records)
	if err != nil {
		return nil, err
	}
	grades, err := dossier.GradesOf(v.UserContext(), s.Reader, records)
	if err != nil {
		return nil, err
	}
	list := make([]venueBrief, len(entries))
	for i := range entries {
		list[i] = v.venueBrief(&entries[i], grades[entries[i].ID])
	}
	return list, nil
}
