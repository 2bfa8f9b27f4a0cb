package site

import (
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/store"
)

// homeView is the front page.
type homeView struct {
	frame
	Figures   []figure
	Gradings  []gradingBrief
	Penalties []penaltyBrief
	Permits   []permitBrief
}

func (*homeView) page() string { return "home" }

// figure is how many records of a kind are public now.
type figure struct {
	Kind  disclosure.Kind
	Count int64
	// Page lists them; "" where there is no such page.
	Page string
}

// gradingBrief is the outcome of one inspection at one venue.
type gradingBrief struct {
	Grade gradeView
	Venue venueLink
}

// latest is how many records of a kind the front page shows.
const latest = 5

// onHome are the kinds on the front page, and which of them have a list to open.
var onHome = []struct {
	kind   disclosure.Kind
	listed bool
}{
	{disclosure.KindVenue, true},
	{disclosure.KindGrading, false},
	{disclosure.KindPermit, true},
	{disclosure.KindFiling, true},
	{disclosure.KindPenalty, true},
	{disclosure.KindReading, false},
}

func (s *site) home(v *visit) (view, error) {
	totals, err := s.Reader.Totals(v.UserContext())
	if err != nil {
		return nil, err
	}
	shown := &homeView{frame: s.frame(v, sectionHome, v.T("site.home.title"))}
	shown.Suggests, shown.LinkedData = true, s.homeData(v)
	for _, c := range onHome {
		f := figure{Kind: c.kind, Count: totals[c.kind]}
		if c.listed {
			f.Page = "/" + c.kind.Plural()
		}
		shown.Figures = append(shown.Figures, f)
	}
	if shown.Gradings, err = s.latestGradings(v); err != nil {
		return nil, err
	}
	records, err := s.latest(v, disclosure.KindPenalty)
	if err != nil {
		return nil, err
	}
	if shown.Penalties, err = s.penaltyBriefs(v, records); err != nil {
		return nil, err
	}
	if records, err = s.latest(v, disclosure.KindPermit); err != nil {
		return nil, err
	}
	shown.Permits, err = s.permitBriefs(v, records)
	return shown, err
}

func (s *site) latest(v *visit, kind disclosure.Kind) ([]disclosure.Record, error) {
	page, err := s.Reader.List(v.UserContext(), store.Query{Kind: kind, Limit: latest})
	return page.Records, err
}

// latestGradings shows the venues that were inspected last, with the grade that each has now.
func (s *site) latestGradings(v *visit) ([]gradingBrief, error) {
	records, err := s.latest(v, disclosure.KindGrading)
	if err != nil {
		return nil, err
	}
	places, err := dossier.PlacesOf(v.UserContext(), s.Reader, records)
	if err != nil {
		return nil, err
	}
	var venues []disclosure.Record
	for i := range records {
		// Of a venue that was inspected twice of late one line is enough.
		place, ok := places[records[i].ID]
		if known := func(r disclosure.Record) bool { return r.ID == place.ID }; ok && !slices.ContainsFunc(venues, known) {
			venues = append(venues, place.Record)
		}
	}
	grades, err := dossier.GradesOf(v.UserContext(), s.Reader, s.Scheme, venues)
	if err != nil {
		return nil, err
	}
	var list []gradingBrief
	for i := range venues {
		if grade := v.currentGrade(grades[venues[i].ID]); grade != nil {
			ref := dossier.VenueRef{ID: venues[i].ID, Name: venues[i].Name}
			list = append(list, gradingBrief{Grade: *grade, Venue: *v.linkOf(ref, true)})
		}
	}
	return list, nil
}
