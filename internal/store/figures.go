package store

import "mingshi/internal/disclosure"

// Figure adds Count to one cell of the statistics, which do not shrink as records end.
type Figure struct {
	// Month of the event and of the decision, "2026-11"; DecidedMonth is "" where nothing was decided.
	Month        string
	DecidedMonth string
	Kind         disclosure.Kind
	// Unit is the credit code of the deciding authority.
	Unit string
	// Event is an operation ("publish"), an operation and its reason ("withdraw:revoked"), EventLate, EventWorkingDays,
	// EventWorkingDaysOf, or "not_public:" and the rule.
	Event string
	Count int64
}

// Events that are counted when a permit or penalty is first published, beside its operation.
const (
	// EventLate counts what was published after its deadline.
	EventLate = "late"
	// EventWorkingDays adds up the working days from decision to publication, by the calendar of that day.
	EventWorkingDays = "working_days"
	// EventWorkingDaysOf counts the publications whose working days were added up, those of 0 days too. Figures from before
	// this was counted have none, so that they give no average and not one of 0.
	EventWorkingDaysOf = "working_days_of"
)

// FigureQuery asks for cells of the statistics: those of the months from From to To in which it happened, and of the
// months from DecidedFrom to DecidedTo in which it was decided, both inclusive, "2026-11", and open where "". Either bound
// on the month of decision leaves out the cells that have none. Kinds and Unit narrow to any of the kinds and to the
// unit; none and "" do not.
type FigureQuery struct {
	DecidedFrom, DecidedTo string
	From, To               string
	Kinds                  []disclosure.Kind
	Unit                   string
}
