package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// filingsView is the list of all filings, latest first.
type filingsView struct {
	frame
	pager
	Rows []permitBrief
}

func (*filingsView) page() string { return "filings" }

func (s *site) filings(v *visit) (view, error) {
	page, pages, err := s.list(v, disclosure.KindFiling, store.ByDecision)
	if err != nil {
		return nil, err
	}
	entries, err := decodeAll[*disclosure.Filing](page.Records)
	if err != nil {
		return nil, err
	}
	shown := &filingsView{frame: s.listFrame(v, disclosure.KindFiling), pager: pages}
	for i := range entries {
		shown.Rows = append(shown.Rows, v.filingBrief(&entries[i]))
	}
	return shown, nil
}
