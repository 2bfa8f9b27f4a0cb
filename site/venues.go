package site

// venuesView is the list of all venues, in the order of their names.
type venuesView struct {
	listing
	Rows []venueBrief
}

func (*venuesView) page() string { return "venues" }

func (s *site) venues(v *visit, ask *inquiry) (view, error) {
	shown, err := s.list(v, ask)
	if err != nil {
		return &venuesView{listing: shown}, err
	}
	rows, err := s.venueBriefs(v, shown.records)
	if err != nil {
		return nil, err
	}
	return &venuesView{listing: shown, Rows: rows}, nil
}
