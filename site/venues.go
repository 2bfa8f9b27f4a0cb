package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// venuesView is the list of all venues, in the order of their names.
type venuesView struct {
	frame
	pager
	Rows []venueBrief
}

func (*venuesView) page() string { return "venues" }

func (s *site) venues(v *visit) (view, error) {
	page, pages, err := s.list(v, disclosure.KindVenue, store.ByName)
	if err != nil {
		return nil, err
	}
	rows, err := s.venueBriefs(v, page.Records)
	if err != nil {
		return nil, err
	}
	return &venuesView{frame: s.listFrame(v, disclosure.KindVenue), pager: pages, Rows: rows}, nil
}
