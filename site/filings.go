package site

// filingsView is the list of all filings, latest first.
type filingsView struct {
	listing
	Rows []permitBrief
}

func (*filingsView) page() string { return "filings" }

func (s *site) filings(v *visit, ask *inquiry) (view, error) {
	shown, err := s.list(v, ask)
	if err != nil {
		return &filingsView{listing: shown}, err
	}
	rows, err := s.filingBriefs(v, shown.records)
	if err != nil {
		return nil, err
	}
	return &filingsView{listing: shown, Rows: rows}, nil
}
