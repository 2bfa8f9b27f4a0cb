package site

// aboutView explains grades, scales, data and complaints.
type aboutView struct {
	frame
	Tables []tableView
}

func (*aboutView) page() string { return "about" }

// tableView is one score table with its bands.
type tableView struct {
	Name     string
	Version  string
	Verified bool
	Bands    []gradeBand
}

// gradeBand is one band: from this standard score on.
type gradeBand struct {
	Letter, Word, Face, From string
}

func (s *site) about(v *visit) (view, error) {
	shown := &aboutView{frame: s.frame(v, sectionAbout, v.T("site.about.title"))}
	for _, table := range s.Scheme.Tables.All() {
		t := tableView{Name: table.NameZH, Version: table.Version, Verified: !table.Sample()}
		if v.english() {
			t.Name = table.NameEN
		}
		for _, band := range table.Bands {
			t.Bands = append(t.Bands, gradeBand{
				Letter: band.Letter, Word: v.bandWord(band), Face: faceOf(band.Letter), From: band.AtLeast.String(),
			})
		}
		shown.Tables = append(shown.Tables, t)
	}
	return shown, nil
}
