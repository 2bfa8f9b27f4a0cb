package site

import (
	"encoding/json"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
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

	// Grade is nil as long as no inspection says anything of it.
	Grade    *gradeView
	Findings *findingsView
	// Corrections are the open orders of earlier inspections than the one in Findings.
	Corrections []dossier.OpenCorrection
	// Due is by when the venue has to be inspected next; Late: that day has passed.
	Due     grading.Due
	Late    bool
	Earlier []earlierView

	Permits []permitBrief
	// Lapsed: there are permits or filings, and none of them is in force.
	Lapsed    bool
	Penalties []penaltyBrief
	// Elsewhere counts the business's penalties that are not about this venue.
	Elsewhere int
	Readings  readingsView

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

// TestedDaily reports whether the venue's tests are what a guest wants to know next after its grade.
func (shown *venueView) TestedDaily() bool { return shown.Kind == swimming }

// Idle reports whether the page must say that the venue is closed or not trading: the standing of a board does so, too.
func (shown *venueView) Idle() bool {
	return !shown.Trading && (shown.Board == nil || shown.Board.Idle == "")
}

// findingsView is what the last inspection found wrong.
type findingsView struct {
	On       disclosure.Date
	Kind     disclosure.InspectionKind
	KeyItems []string
	// Deductions begin with the largest loss.
	Deductions []disclosure.Deduction
	// Counts: the inspection is one that can give a grade.
	Counts bool
	// Gaps are the items that do not apply to the venue.
	Gaps []disclosure.Gap
	// Correction is the order to put right what was found, and where it stands; nil where there was none.
	Correction *grading.Correction
	Disputed   bool
	Obtained   string
	Of         string
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
	whole, err := dossier.OfVenue(v.UserContext(), s.Reader, s.Scheme, id)
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
		Elsewhere:   whole.PenaltiesElsewhere, Readings: v.readings(facts, whole.Readings),
	}
	slices.Reverse(shown.FormerNames)
	shown.addCourse(v, &whole)
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

// addCourse shows the present grade, the latest inspection in full and the others by their outcome.
func (shown *venueView) addCourse(v *visit, whole *dossier.Venue) {
	shown.Grade = v.standing(&whole.Course)
	shown.Due = whole.DueOf(whole.Facts.Status, v.today)
	shown.Late = !shown.Due.By.IsZero() && shown.Due.By.Before(v.today)
	for i := range whole.Gradings {
		facts := whole.Gradings[i].Facts
		if i > 0 {
			outcome := v.outcome(&whole.Course, &whole.Gradings[i])
			shown.Earlier = append(shown.Earlier, earlierView{gradeView: outcome, Kind: facts.InspectionKind})
			continue
		}
		shown.Findings = &findingsView{
			On: facts.InspectedOn, Kind: facts.InspectionKind, KeyItems: facts.FailedKeyItems, Deductions: deductionsOf(facts),
			Counts: v.scheme.Rules.Counts(facts) || len(facts.FailedKeyItems) > 0, Gaps: facts.NotApplicable,
			Disputed: whole.Gradings[i].State == disclosure.StateDisputed,
			Obtained: points(facts.ScoreObtained), Of: points(facts.ScoreApplicable),
		}
	}
	for _, order := range whole.Corrections(v.today) {
		if shown.Findings != nil && order.Visit.ID == whole.Gradings[0].ID {
			shown.Findings.Correction = &order
		}
	}
	for _, open := range whole.OpenCorrections(v.today) {
		if open.Grading != whole.Gradings[0].ID {
			shown.Corrections = append(shown.Corrections, open)
		}
	}
}

func deductionsOf(g *disclosure.Grading) []disclosure.Deduction {
	list := grading.LargestLosses(g, len(g.Deductions))
	for i := range list {
		list[i].Points = json.Number(points(list[i].Points))
	}
	return list
}
