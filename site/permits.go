package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// permitsView is the list of all permits, latest decision first.
type permitsView struct {
	frame
	pager
	Rows []permitBrief
}

func (*permitsView) page() string { return "permits" }

func (s *site) permits(v *visit) (view, error) {
	page, pages, err := s.list(v, disclosure.KindPermit, store.ByDecision)
	if err != nil {
		return nil, err
	}
	rows, err := s.permitBriefs(v, page.Records)
	if err != nil {
		return nil, err
	}
	return &permitsView{frame: s.listFrame(v, disclosure.KindPermit), pager: pages, Rows: rows}, nil
}
