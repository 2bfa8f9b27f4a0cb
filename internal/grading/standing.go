package grading

import (
	"cmp"
	"slices"

	"mingshi/internal/disclosure"
)

// Standing is the grade that a venue has now, or why it has none.
type Standing struct {
	Step
	// Since is the day from which the venue has had this grade, or none, without a break.
	Since disclosure.Date
	// Ended is the grade that the venue had before, where it has none now; nil if it never had one.
	Ended *Ended
}

// Ended is a grade that has ended.
type Ended struct {
	Grade disclosure.Grade
	On    disclosure.Date
}

// Standing is where the course has led; false for a venue without any inspection that says something of its grade.
func (c *Course) Standing() (Standing, bool) {
	if len(c.Steps) == 0 {
		return Standing{}, false
	}
	last := c.Steps[len(c.Steps)-1]
	standing := Standing{Step: last, Since: last.On}
	for i := len(c.Steps) - 2; i >= 0; i-- {
		earlier := c.Steps[i]
		if letterOf(earlier.Grade) == letterOf(last.Grade) {
			standing.Since = earlier.On
			continue
		}
		if last.Grade == nil {
			standing.Ended = &Ended{Grade: *earlier.Grade, On: standing.Since}
		}
		break
	}
	return standing, true
}

// StepOf is what an inspection did to the venue's grade; false for one that did nothing to it, as a check of a complaint.
func (c *Course) StepOf(inspection disclosure.ID) (Step, bool) {
	for _, step := range c.Steps {
		if step.Visit.ID == inspection && step.Penalty == "" {
			return step, true
		}
	}
	return Step{}, false
}

func letterOf(g *disclosure.Grade) string {
	if g == nil {
		return ""
	}
	return g.Letter
}

// CorrectionState is what has become of an order to put something right.
type CorrectionState string

// The states. Reinspected is for a re-inspection of which the result was not told.
const (
	CorrectionOpen        CorrectionState = "open"
	CorrectionOverdue     CorrectionState = "overdue"
	CorrectionPassed      CorrectionState = "passed"
	CorrectionFailed      CorrectionState = "failed"
	CorrectionReinspected CorrectionState = "reinspected"
)

// CorrectionStates is the list, with their words.
var CorrectionStates = disclosure.List[CorrectionState]{
	{ID: CorrectionOpen, ZH: "整改中", EN: "open"},
	{ID: CorrectionOverdue, ZH: "逾期未复查", EN: "overdue"},
	{ID: CorrectionPassed, ZH: "复查合格", EN: "re-inspection passed"},
	{ID: CorrectionFailed, ZH: "复查不合格", EN: "re-inspection failed"},
	{ID: CorrectionReinspected, ZH: "已复查", EN: "re-inspected"},
}

// Closed reports whether nothing is left to be done.
func (s CorrectionState) Closed() bool { return s == CorrectionPassed || s == CorrectionReinspected }

// Correction is an order to put something right (责令整改) and what has become of it.
type Correction struct {
	// Visit is the inspection that ordered it.
	Visit Visit
	// DueOn is zero where no day was set.
	DueOn disclosure.Date
	State CorrectionState
	// ReinspectedOn is the day of the last re-inspection; zero if there was none.
	ReinspectedOn disclosure.Date
}

// Corrections are all orders to put something right, the latest first, as they stand on a day. A re-inspection closes an order
// if it passes: by the columns of the same inspection, or by an inspection of its own afterwards, which passes if the score gives
// a grade. Any later inspection of the whole venue that gives one closes it, too.
func (c *Course) Corrections(today disclosure.Date) []Correction {
	var list []Correction
	for i, visit := range c.Visits {
		if !visit.Correction.Ordered {
			continue
		}
		order := Correction{Visit: visit, DueOn: visit.Correction.DueOn, State: CorrectionOpen}
		order.closeBy(visit.Correction)
		for _, later := range slices.Backward(c.Visits[:i]) {
			if !order.State.Closed() {
				order.closeAt(later, c.rules.Counts(later.Grading))
			}
		}
		if order.State == CorrectionOpen && !order.DueOn.IsZero() && order.DueOn.Before(today) {
			order.State = CorrectionOverdue
		}
		list = append(list, order)
	}
	return list
}

// closeBy reads what the inspection's own columns say of a re-inspection.
func (o *Correction) closeBy(told disclosure.Correction) {
	o.ReinspectedOn = told.ReinspectedOn
	switch {
	case told.Result == disclosure.ResultPass:
		o.State = CorrectionPassed
	case told.Result == disclosure.ResultFail:
		o.State = CorrectionFailed
	case !told.ReinspectedOn.IsZero():
		o.State = CorrectionReinspected
	}
}

func (o *Correction) closeAt(later Visit, regrades bool) {
	again := later.InspectionKind == disclosure.InspectionAgain
	switch {
	case later.Grade != nil && (again || regrades):
		o.ReinspectedOn, o.State = later.InspectedOn, CorrectionPassed
	case again:
		o.ReinspectedOn, o.State = later.InspectedOn, CorrectionFailed
	}
}

// DueReason is why a venue has to be inspected.
type DueReason string

// The reasons.
const (
	DueFirst      DueReason = "first_inspection"
	DueSecond     DueReason = "second_inspection"
	DueFrequency  DueReason = "frequency"
	DueCorrection DueReason = "correction"
)

// DueReasons is the list, with their words.
var DueReasons = disclosure.List[DueReason]{
	{ID: DueFrequency, ZH: "监督频次", EN: "inspection frequency"},
	{ID: DueCorrection, ZH: "整改复查", EN: "re-inspection of a correction"},
	{ID: DueSecond, ZH: "新单位第二次检查", EN: "second inspection of a new venue"},
	{ID: DueFirst, ZH: "新单位首次检查", EN: "first inspection of a new venue"},
}

// Due is by when a venue has to be inspected next, and why. A zero By says that nothing is known of it.
type Due struct {
	By     disclosure.Date
	Reason DueReason
	// From is the first day on which the inspection makes sense; zero: any.
	From disclosure.Date
}

// Next is the earliest of what asks for the next inspection of a venue that trades: an order to put something right that is
// not closed, and the frequency that its grade asks for.
func (c *Course) Next(today disclosure.Date) Due {
	due := c.byFrequency()
	for _, order := range c.Corrections(today) {
		by := order.DueOn
		if by.IsZero() {
			by = order.Visit.InspectedOn.AddDays(c.rules.Frequency.CorrectionDays)
		}
		if !order.State.Closed() && (due.By.IsZero() || by.Before(due.By)) {
			due = Due{By: by, Reason: DueCorrection}
		}
	}
	return due
}

func (c *Course) byFrequency() Due {
	frequency := c.rules.Frequency
	if len(c.Visits) == 0 {
		if c.Opened.IsZero() {
			return Due{}
		}
		return Due{By: c.Opened.AddMonths(frequency.FirstMonths), Reason: DueFirst}
	}
	last := c.Visits[0].InspectedOn
	standing, known := c.Standing()
	switch {
	case known && standing.Cause == CauseFirst:
		return Due{
			By: c.first.AddMonths(frequency.SecondMonths), Reason: DueSecond, From: c.first.AddMonths(c.rules.NewVenue.MonthsApart),
		}
	case known && standing.Grade != nil:
		for _, rule := range frequency.Grades {
			if rule.Letter == standing.Grade.Letter {
				return Due{By: last.AddMonths(rule.EveryMonths), Reason: DueFrequency}
			}
		}
	}
	return Due{By: last.AddMonths(frequency.NotGradedMonths), Reason: DueFrequency}
}

// LargestLosses are the items on which an inspection took the most points, at most n, the greatest loss first.
func LargestLosses(g *disclosure.Grading, n int) []disclosure.Deduction {
	losses := slices.Clone(g.Deductions)
	slices.SortStableFunc(losses, func(a, b disclosure.Deduction) int { return cmp.Compare(lost(b), lost(a)) })
	return losses[:min(n, len(losses))]
}

// lost reads the points of a deduction; what cannot be read, and so was never published by this program, weighs nothing.
func lost(d disclosure.Deduction) Points {
	points, err := ParsePoints(string(d.Points))
	if err != nil {
		return 0
	}
	return points
}
