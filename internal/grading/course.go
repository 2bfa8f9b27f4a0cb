package grading

import (
	"cmp"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// Visit is one inspection of a venue and the record that tells of it.
type Visit struct {
	ID disclosure.ID
	*disclosure.Grading
}

// Term is the time for which a permit or filing of the venue was given; a zero Until has no end.
type Term struct {
	From, Until disclosure.Date
	// Commitment marks a permit by notice and commitment (告知承诺).
	Commitment bool
}

// Sanction is a penalty that is shown at the venue.
type Sanction struct {
	ID disclosure.ID
	On disclosure.Date
}

// History is all that a venue's grade follows from, each list in any order.
type History struct {
	Visits    []Visit
	Permits   []Term
	Penalties []Sanction
}

// Cause is why a venue has the grade that it has, or none.
type Cause string

// The causes; with CauseInspection there is a grade, with CausePenalties there may be one, with the others there is none.
const (
	CauseInspection Cause = "inspection"
	CauseKeyItem    Cause = "key_item_failed"
	CauseBelow      Cause = "below_lowest_band"
	// CauseFirst: a new venue that has not had all the inspections which a first grade takes.
	CauseFirst Cause = "awaiting_second_inspection"
	// CauseNoPermit: no permit or filing was in force on the day.
	CauseNoPermit Cause = "no_permit_in_force"
	// CausePenalties: a downgrade for penalties.
	CausePenalties Cause = "penalties"
)

// Causes is the list, with their words.
var Causes = disclosure.List[Cause]{
	{ID: CauseInspection, ZH: "检查评定", EN: "graded by an inspection"},
	{ID: CauseKeyItem, ZH: "关键项不合格", EN: "a key item failed"},
	{ID: CauseBelow, ZH: "得分低于最低等级", EN: "the score lies below the lowest band"},
	{ID: CauseFirst, ZH: "新单位，待第二次检查", EN: "new venue, awaiting its second inspection"},
	{ID: CauseNoPermit, ZH: "检查时无有效许可或备案", EN: "no permit or filing was in force"},
	{ID: CausePenalties, ZH: "因行政处罚降级", EN: "lowered for penalties"},
}

// Step is a day that gave a venue its grade, the same one or another, or took it away.
type Step struct {
	On disclosure.Date
	// Grade is nil where the venue has none from here on.
	Grade *disclosure.Grade
	Cause Cause
	// Visit is the inspection that decided. After a downgrade it is the one that had given the grade.
	Visit Visit
	// Penalty is the one that made a downgrade.
	Penalty disclosure.ID
}

// Course is how a venue's grade came about.
type Course struct {
	// Steps are in the order of their days.
	Steps []Step
	// Visits are all inspections, the latest first: of two on one day a re-inspection is the later one.
	Visits []Visit
	// Opened is the first day of the venue's first permit or filing; zero if none is known.
	Opened disclosure.Date

	rules *Rules
	// first is the day of the first inspection that could give a grade.
	first disclosure.Date
}

// Course works out how a venue's grade came about (domain.md §5.2; the rules are data).
func (s *Scheme) Course(h History) Course {
	c := Course{Visits: slices.Clone(h.Visits), rules: &s.Rules}
	slices.SortStableFunc(c.Visits, laterFirst)
	for _, term := range h.Permits {
		if !term.From.IsZero() && (c.Opened.IsZero() || term.From.Before(c.Opened)) {
			c.Opened = term.From
		}
	}
	penalties := slices.SortedStableFunc(slices.Values(h.Penalties), func(a, b Sanction) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.ID, b.ID))
	})
	w := walk{scheme: s, course: &c, permits: h.Permits}
	if last := len(c.Visits) - 1; last >= 0 {
		// Inspected so long before the first permit that is known, the venue had others before it.
		w.old = c.Visits[last].InspectedOn.Before(c.Opened.AddMonths(-s.Rules.NewVenue.WithinMonths))
	}
	for _, visit := range slices.Backward(c.Visits) {
		for len(penalties) > 0 && penalties[0].On.Before(visit.InspectedOn) {
			w.sanction(penalties[0])
			penalties = penalties[1:]
		}
		w.visit(visit)
	}
	for _, penalty := range penalties {
		w.sanction(penalty)
	}
	return c
}

// laterFirst sorts inspections, the latest first.
func laterFirst(a, b Visit) int {
	again := func(v Visit) int {
		if v.InspectionKind == disclosure.InspectionAgain {
			return 1
		}
		return 0
	}
	return cmp.Or(b.InspectedOn.Compare(a.InspectedOn), again(b)-again(a))
}

// walk goes through a history day by day.
type walk struct {
	scheme  *Scheme
	course  *Course
	permits []Term
	// old: the venue is older than the permits that are known of it.
	old bool
	// counted is how many inspections that can give a grade there were by now.
	counted int
	// pending are the penalties that have not made a downgrade, by rule.
	pending map[int][]Sanction
}

func (w *walk) visit(v Visit) {
	regrades := w.scheme.Rules.Counts(v.Grading)
	if !regrades && len(v.FailedKeyItems) == 0 {
		return
	}
	step := Step{On: v.InspectedOn, Visit: v}
	licensed := w.scheme.Rules.Permit.inForce(w.permits, v.InspectedOn)
	if regrades && licensed {
		if w.counted++; w.counted == 1 {
			w.course.first = v.InspectedOn
		}
	}
	switch {
	case len(v.FailedKeyItems) > 0:
		step.Cause = CauseKeyItem
	case v.Grade == nil:
		step.Cause = CauseBelow
	case !licensed:
		step.Cause = CauseNoPermit
	case w.waits(v):
		step.Cause = CauseFirst
	default:
		step.Cause, step.Grade = CauseInspection, v.Grade
	}
	w.course.Steps = append(w.course.Steps, step)
}

// waits reports whether a new venue has to be inspected again before it is graded.
func (w *walk) waits(v Visit) bool {
	rule := w.scheme.Rules.NewVenue
	opened := w.course.Opened
	if w.old || opened.IsZero() || w.course.first.After(opened.AddMonths(rule.WithinMonths)) {
		return false
	}
	return w.counted < rule.Inspections || (rule.Inspections > 1 && v.InspectedOn.Before(w.course.first.AddMonths(rule.MonthsApart)))
}

// sanction counts a penalty, and lowers the grade if it is one too many.
func (w *walk) sanction(s Sanction) {
	for i, rule := range w.scheme.Rules.Downgrades {
		if !rule.Enabled {
			continue
		}
		if w.pending == nil {
			w.pending = make(map[int][]Sanction)
		}
		since := s.On.AddMonths(-rule.WithinMonths)
		w.pending[i] = slices.DeleteFunc(append(w.pending[i], s), func(p Sanction) bool { return !p.On.After(since) })
		steps := w.course.Steps
		if len(w.pending[i]) < rule.Penalties || len(steps) == 0 || steps[len(steps)-1].Grade == nil {
			continue
		}
		w.pending[i] = nil
		last := steps[len(steps)-1]
		lowered := Step{On: s.On, Cause: CausePenalties, Visit: last.Visit, Penalty: s.ID}
		if rule.Effect == EffectLower {
			lowered.Grade = w.scheme.below(last.Visit.Table, last.Grade.Letter)
		}
		w.course.Steps = append(w.course.Steps, lowered)
	}
}

// below is the grade of the band below a letter's; nil below the lowest, and for a letter that the table does not have.
func (s *Scheme) below(of disclosure.ScoreTable, letter string) *disclosure.Grade {
	table, _ := s.Tables.Edition(of)
	at := slices.IndexFunc(table.Bands, func(b Band) bool { return b.Letter == letter })
	if at < 0 || at+1 >= len(table.Bands) {
		return nil
	}
	band := table.Bands[at+1]
	return &disclosure.Grade{Letter: band.Letter, Word: band.WordZH}
}

// Commits reports whether the texts of a permit say that it was given by notice and commitment (告知承诺).
func (r *Rules) Commits(texts string) bool {
	return slices.ContainsFunc(r.Permit.CommitmentWords, func(word string) bool { return strings.Contains(texts, word) })
}

// Downgrade reports whether penalties can lower or end a grade.
func (r *Rules) Downgrade() bool {
	return slices.ContainsFunc(r.Downgrades, func(d Downgrade) bool { return d.Enabled })
}

// InForce reports whether one of a venue's permits or filings was in force on a day. Where none is known nothing can be held
// against the venue.
func (r *Rules) InForce(terms []Term, on disclosure.Date) bool { return r.Permit.inForce(terms, on) }

func (p *PermitRule) inForce(terms []Term, on disclosure.Date) bool {
	if len(terms) == 0 {
		return true
	}
	for _, term := range terms {
		from := term.From
		if term.Commitment {
			from = from.AddDays(p.CommitmentDays)
		}
		if on.Before(from) {
			continue
		}
		if term.Until.IsZero() || !on.After(term.Until) || p.renewed(terms, term.Until, on) {
			return true
		}
	}
	return false
}

// renewed reports whether a day lies in the gap between the end of one permit and the start of one that continues it.
func (p *PermitRule) renewed(terms []Term, until, on disclosure.Date) bool {
	latest := until.AddDays(p.RenewalGapDays + 1)
	return slices.ContainsFunc(terms, func(next Term) bool {
		return next.From.After(on) && !next.From.After(latest)
	})
}
