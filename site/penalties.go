package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// penaltiesView is the list of all penalties, latest decision first.
type penaltiesView struct {
	frame
	pager
	Rows []penaltyBrief
}

func (*penaltiesView) page() string { return "penalties" }

func (s *site) penalties(v *visit) (view, error) {
	page, pages, err := s.list(v, disclosure.KindPenalty, store.ByDecision)
	if err != nil {
		return nil, err
	}
	rows, err := s.penaltyBriefs(v, page.Records)
	if err != nil {
		return nil, err
	}
	return &penaltiesView{frame: s.listFrame(v, disclosure.KindPenalty), pager: pages, Rows: rows}, nil
}
