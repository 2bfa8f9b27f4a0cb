package site

// permitsView is the list of all permits, latest decision first.
type permitsView struct {
	listing
	Rows []permitBrief
}

func (*permitsView) page() string { return "permits" }

func (s *site) permits(v *visit, ask *inquiry) (view, error) {
	shown, err := s.list(v, ask)
	if err != nil {
		return &permitsView{listing: shown}, err
	}
	rows, err := s.permitBriefs(v, shown.records)
	if err != nil {
		return nil, err
	}
	return &permitsView{listing: shown, Rows: rows}, nil
}
