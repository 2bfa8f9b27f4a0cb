package site

import (
	"encoding/json"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
)

// venueView is the page that a scan opens: one venue, its grade first.
type venueView struct {
	frame
	// Board is the standing of the board that led here; nil when none did.
	Board *boardStanding

	ID      disclosure.ID
	Name    string
	Kind    disclosure.VenueKind
	Address string
	Street  string
	Status  disclosure.VenueStatus
	// Trading is false for a venue that is closed or not trading.
	Trading  bool
	Disputed bool

	// Grade is nil as long as no inspection was published.
	Grade    *gradeView
	Findings *findingsView
	Earlier  []earlierView

	Permits []permitBrief
	// Lapsed: there are permits or filings, and none of them is in force.
	Lapsed    bool
	Penalties []penaltyBrief
	// Elsewhere counts the business's penalties that are not about this venue.
	Elsewhere int
	Readings  []readingView

	// FormerNames are those the place had before, the latest first.
	FormerNames  []string
	Operator     disclosure.Party
	OperatorPage string
	Phone        string
	Location     *disclosure.Location
	PermitNumber string
	Grid         string
	GridDuty     string

	// Business is what the venue itself can use; nil on the page that a scan opens.
	Business *businessView
}

func (*venueView) page() string { return "venue" }

// Idle reports whether the page must say that the venue is closed or not trading: the standing of a board does so, too.
func (shown *venueView) Idle() bool {
	return !shown.Trading && (shown.Board == nil || shown.Board.Idle == "")
}

// findingsView is what the last inspection found wrong.
type findingsView struct {
	On         disclosure.Date
	Kind       disclosure.InspectionKind
	KeyItems   []string
	Deductions []disclosure.Deduction
	Correction disclosure.Correction
	// Overdue: the day by which all was to be put right has passed without a re-inspection.
	Overdue  bool
	Disputed bool
	Obtained string
	Of       string
}

// earlierView is an earlier inspection's outcome.
type earlierView struct {
	gradeView
	Kind disclosure.InspectionKind
}

func (s *site) venue(v *visit) (view, error) {
	id, err := v.recordID(disclosure.KindVenue)
	if err != nil {
		return nil, err
	}
	shown, err := s.venueOf(v, id)
	if err != nil {
		return nil, err
	}
	shown.LinkedData = s.venueData(v, shown, id)
	if shown.Business, err = s.business(v, id); err != nil {
		return nil, err
	}
	return shown, nil
}

func (s *site) venueOf(v *visit, id disclosure.ID) (*venueView, error) {
	whole, err := dossier.OfVenue(v.UserContext(), s.Reader, id)
	if err != nil {
		return nil, err
	}
	facts := whole.Facts
	shown := &venueView{
		frame: s.recordFrame(v, &whole.Record, facts.Name),
		ID:    whole.ID, Name: facts.Name, Kind: facts.VenueKind, Address: facts.Address, Street: facts.Street, Status: facts.Status,
		Trading: facts.Status == disclosure.VenueOpen, Disputed: whole.State == disclosure.StateDisputed,
		Operator: facts.Operator, OperatorPage: subjectAddress(whole.Subject), Phone: facts.PublicPhone, Location: facts.Location,
		PermitNumber: facts.PermitNumber, Grid: facts.Grid, GridDuty: facts.GridDuty,
		FormerNames: slices.Clone(facts.FormerNames),
		Elsewhere:   whole.PenaltiesElsewhere, Readings: v.readings(whole.Readings),
	}
	slices.Reverse(shown.FormerNames)
	shown.addGradings(v, whole.Gradings)
	for i := range whole.Permits {
		shown.Permits = append(shown.Permits, v.permitBrief(&whole.Permits[i]))
	}
	for i := range whole.Filings {
		shown.Permits = append(shown.Permits, v.filingBrief(&whole.Filings[i]))
	}
	shown.Lapsed = len(shown.Permits) > 0 && !slices.ContainsFunc(shown.Permits, func(p permitBrief) bool { return p.InForce })
	for i := range whole.Penalties {
		shown.Penalties = append(shown.Penalties, v.penaltyBrief(&whole.Penalties[i]))
	}
	return shown, nil
}

// addGradings shows the latest inspection in full and the others by their outcome.
func (shown *venueView) addGradings(v *visit, latestFirst []dossier.Entry[*disclosure.Grading]) {
	for i := range latestFirst {
		facts := latestFirst[i].Facts
		grade := v.gradeOf(facts)
		if i > 0 {
			shown.Earlier = append(shown.Earlier, earlierView{gradeView: grade, Kind: facts.InspectionKind})
			continue
		}
		shown.Grade = &grade
		shown.Findings = &findingsView{
			On: facts.InspectedOn, Kind: facts.InspectionKind, KeyItems: facts.FailedKeyItems, Deductions: deductionsOf(facts),
			Correction: facts.Correction, Disputed: latestFirst[i].State == disclosure.StateDisputed,
			Overdue: facts.Correction.Ordered && facts.Correction.ReinspectedOn.IsZero() &&
				!facts.Correction.DueOn.IsZero() && facts.Correction.DueOn.Before(v.today),
			Obtained: points(facts.ScoreObtained), Of: points(facts.ScoreApplicable),
		}
	}
}

func deductionsOf(g *disclosure.Grading) []disclosure.Deduction {
	list := make([]disclosure.Deduction, len(g.Deductions))
	for i, d := range g.Deductions {
		list[i] = disclosure.Deduction{Item: d.Item, Points: json.Number(points(d.Points))}
	}
	return list
}
