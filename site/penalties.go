package site

// penaltiesView is the list of all penalties, latest decision first.
type penaltiesView struct {
	listing
	Rows []penaltyBrief
}

func (*penaltiesView) page() string { return "penalties" }

func (s *site) penalties(v *visit, ask *inquiry) (view, error) {
	shown, err := s.list(v, ask)
	if err != nil {
		return &penaltiesView{listing: shown}, err
	}
	rows, err := s.penaltyBriefs(v, shown.records)
	if err != nil {
		return nil, err
	}
	return &penaltiesView{listing: shown, Rows: rows}, nil
}
