package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
)

// subjectView is everything public about one business.
type subjectView struct {
	frame
	Name      string
	Code      string
	Venues    []venueBrief
	Penalties []penaltyBrief
	Permits   []permitBrief
	Filings   []permitBrief
}

func (*subjectView) page() string { return "subject" }

func (s *site) subject(v *visit) (view, error) {
	whole, err := dossier.OfSubject(v.UserContext(), s.Reader, v.Params("code"))
	if err != nil {
		return nil, err
	}
	records := make([]disclosure.Record, len(whole.Venues))
	for i := range whole.Venues {
		records[i] = whole.Venues[i].Record
	}
	grades, err := dossier.GradesOf(v.UserContext(), s.Reader, records)
	if err != nil {
		return nil, err
	}
	shown := &subjectView{
		frame: s.frame(v, "", v.T("site.subject.title", whole.Name)), Name: whole.Name, Code: whole.Code,
	}
	shown.Twin = subjectAddress(whole.Code) + twin
	for i := range whole.Venues {
		shown.Venues = append(shown.Venues, v.venueBrief(&whole.Venues[i], grades[whole.Venues[i].ID]))
	}
	for i := range whole.Penalties {
		shown.Penalties = append(shown.Penalties, v.penaltyBrief(&whole.Penalties[i]))
		// A page of all penalties of a sole trader is no less about a person than the page of one.
		shown.NoIndex = shown.NoIndex || whole.Penalties[i].Facts.Counterparty.Kind != disclosure.Organization
	}
	for i := range whole.Permits {
		shown.Permits = append(shown.Permits, v.permitBrief(&whole.Permits[i]))
	}
	for i := range whole.Filings {
		shown.Filings = append(shown.Filings, v.filingBrief(&whole.Filings[i]))
	}
	return shown, nil
}
