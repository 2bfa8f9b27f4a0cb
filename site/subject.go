package site

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/uscc"
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
	grades, err := dossier.GradesOf(v.UserContext(), s.Reader, s.Scheme, records)
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
	places, err := s.placesOf(v, &whole)
	if err != nil {
		return nil, err
	}
	for i := range whole.Penalties {
		brief := v.penaltyBrief(&whole.Penalties[i])
		brief.Venue = places[brief.Page]
		shown.Penalties = append(shown.Penalties, brief)
		// A page of all penalties of a sole trader is no less about a person than the page of one.
		shown.NoIndex = shown.NoIndex || isAboutAPerson(whole.Penalties[i].Facts)
	}
	for i := range whole.Permits {
		brief := v.permitBrief(&whole.Permits[i])
		brief.Venue = places[brief.Page]
		shown.Permits = append(shown.Permits, brief)
	}
	for i := range whole.Filings {
		brief := v.filingBrief(&whole.Filings[i])
		brief.Venue = places[brief.Page]
		shown.Filings = append(shown.Filings, brief)
	}
	return shown, nil
}

// placesOf finds the venue of each of a business's records, by the address of the record's page.
func (s *site) placesOf(v *visit, whole *dossier.Subject) (map[string]*venueLink, error) {
	var records []disclosure.Record
	for i := range whole.Penalties {
		records = append(records, whole.Penalties[i].Record)
	}
	for i := range whole.Permits {
		records = append(records, whole.Permits[i].Record)
	}
	for i := range whole.Filings {
		records = append(records, whole.Filings[i].Record)
	}
	venues, err := dossier.VenuesOf(v.UserContext(), s.Reader, records)
	if err != nil {
		return nil, err
	}
	places := make(map[string]*venueLink, len(venues))
	for id, ref := range venues {
		places[address(id)] = v.linkOf(ref, true)
	}
	return places, nil
}

// subjectPage leads from any other way to write a credit code to its normal form, at which the page stands.
func (s *site) subjectPage(c *fiber.Ctx) error {
	typed := c.Params(codeParameter)
	normal := uscc.Normalize(typed)
	if isTwin(c) || normal == typed || uscc.Classify(normal) != uscc.Valid {
		return s.page(s.subject)(c)
	}
	return c.Redirect(s.voiceOf(c).link(subjectAddress(normal)), http.StatusMovedPermanently)
}
