package publicapi

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
)

// VenuesQuery are the parameters that choose venues.
type VenuesQuery struct {
	// Kind of venue; default: all kinds.
	VenueKind string `json:"venue_kind" extensions:"x-list=VenueKind" example:"lodging"`
	// Street or town (街道) of the venue, as it is written in the records; default: all streets.
	Street string `json:"street" example:"青禾街道"`
	// Credit code of the unit that keeps the venue on its register; default: all units.
	Authority string `json:"authority" example:"11320282014043721R"`
}

// GradesQuery are the parameters of the figures of grades.
type GradesQuery struct {
	// First month, YYYY-MM; default: 23 months before the last.
	From string `json:"from" example:"2025-03"`
	// Last month, YYYY-MM, not after the present one, which is the default.
	To string `json:"to" example:"2025-05"`
	VenuesQuery
}

// GradesChangesQuery are the parameters of the list of changes.
type GradesChangesQuery struct {
	// First month, YYYY-MM; default: eleven months before the last.
	From string `json:"from" example:"2025-03"`
	// Last month, YYYY-MM, not after the present one, which is the default.
	To string `json:"to" example:"2025-05"`
	VenuesQuery
	// How many changes a page has at most.
	Limit int `json:"limit" minimum:"1" maximum:"200" default:"20" example:"20"`
	// Cursor of the page before: its next.
	After string `json:"after"`
}

// InspectionsQuery are the parameters of the figures of inspections that are due.
type InspectionsQuery struct {
	// How many days from today on are looked at.
	Within int `json:"within" minimum:"0" maximum:"366" default:"30" example:"30"`
	VenuesQuery
}

// VenueSelection says of which venues an answer is; null: of all.
type VenueSelection struct {
	// Kind of venue that was asked for.
	VenueKind *string `json:"venue_kind"`
	// Street that was asked for.
	Street *string `json:"street"`
	// Credit code of the unit that was asked for.
	Authority *string `json:"authority"`
}

// GradesSelection says of which months and venues an answer is.
type GradesSelection struct {
	// First month, YYYY-MM.
	From string `json:"from" pattern:"^[0-9]{4}-[0-9]{2}$"`
	// Last month, YYYY-MM.
	To string `json:"to" pattern:"^[0-9]{4}-[0-9]{2}$"`
	VenueSelection
}

// GradesStats are the figures of grades.
type GradesStats struct {
	GradesReport
	AsOf
}

// GradesReport are the figures without the state of the feed that they were made from.
type GradesReport struct {
	GradesSelection
	// Letters of all bands that a venue may hold, the best first.
	Letters []string `json:"letters"`
	// All venues together.
	Total GradesGroup `json:"total"`
	// The same for each kind of venue that there is.
	Kinds []GradesOfKind `json:"kinds"`
	// The same for each street that there is, by name.
	Streets []GradesOfStreet `json:"streets"`
	// What changed in the months.
	Changes GradesChanges `json:"changes"`
}

// GradesGroup are the figures of some venues.
type GradesGroup struct {
	// Today.
	Now GradesNow `json:"now"`
	// The end of each month, the earliest first; of the present month, today.
	Months []GradesMonth `json:"months"`
}

// GradesOfKind are the figures of one kind of venue.
type GradesOfKind struct {
	// Kind of venue.
	VenueKind disclosure.VenueKind `json:"venue_kind"`
	GradesGroup
}

// GradesOfStreet are the figures of one street.
type GradesOfStreet struct {
	// Street or town; empty where the register tells none.
	Street string `json:"street"`
	GradesGroup
}

// GradesTally counts venues by the grade that they hold.
type GradesTally struct {
	// How many venues there are: the sum of grades and none.
	Venues int64 `json:"venues" minimum:"0"`
	// How many hold each letter; each of letters is there.
	Grades map[string]int64 `json:"grades"`
	// How many hold no grade.
	None int64 `json:"none" minimum:"0"`
}

// GradesNow counts venues by the grade that they hold today.
type GradesNow struct {
	GradesTally
	// Why those without a grade have none: key_item_failed (关键项目不合格), below_lowest_band (得分低于最低等级), awaiting_second_inspection (a new venue
	// after its first inspection), no_permit_in_force (no permit or filing in force on the day of the inspection), penalties (ended
	// for penalties), never_inspected (no inspection yet that says anything of a grade). A reason that none of them has is absent.
	Reasons map[string]int64 `json:"reasons"`
}

// GradesMonth counts venues by the grade that they held at the end of a month.
type GradesMonth struct {
	// Month, YYYY-MM.
	Month string `json:"month" pattern:"^[0-9]{4}-[0-9]{2}$"`
	GradesTally
}

// GradesChanges counts the changes of grades.
type GradesChanges struct {
	// How many there were.
	Total int64 `json:"total" minimum:"0"`
	// To a better grade.
	Better int64 `json:"better" minimum:"0"`
	// To a worse grade.
	Worse int64 `json:"worse" minimum:"0"`
	// From a grade to none.
	Ended int64 `json:"ended" minimum:"0"`
	// From none to a grade, at a venue that was graded before.
	Restored int64 `json:"restored" minimum:"0"`
	// Venues that were graded for the first time; not among the changes.
	FirstGrades int64 `json:"first_grades" minimum:"0"`
	// The changes by both grades.
	Transitions []GradesTransition `json:"transitions"`
}

// GradesTransition is how often a grade changed in one way.
type GradesTransition struct {
	// Letter before; null for no grade.
	From *string `json:"from"`
	// Letter after; null for no grade.
	To *string `json:"to"`
	// Which way it changed: ended is to none, restored from none.
	Direction string `json:"direction" enums:"better,worse,ended,restored"`
	// How often.
	Count int64 `json:"count" minimum:"1"`
	// How often for each reason: inspection, or why there is no grade.
	Reasons map[string]int64 `json:"reasons"`
}

// GradesChangeList is a page of changes of grades.
type GradesChangeList struct {
	GradesChangeReport
	AsOf
}

// GradesChangeReport is a page without the state of the feed that it was made from.
type GradesChangeReport struct {
	GradesSelection
	// Changes of the page.
	Data []GradesChange `json:"data"`
	// How many changes there are in all.
	Total int64 `json:"total" minimum:"0"`
	// Whether total is exact: always.
	TotalIsExact bool `json:"total_is_exact"`
	// Cursor of the next page, opaque: give it as after, all other parameters unchanged; null at the end.
	Next *string `json:"next"`
}

// GradesChange is a day on which a venue came to another grade, lost it, or was graded again.
type GradesChange struct {
	// The venue.
	Venue VenueRef `json:"venue"`
	// Kind of venue.
	VenueKind disclosure.VenueKind `json:"venue_kind"`
	// Street or town; empty where the register tells none.
	Street string `json:"street"`
	// Day from which the grade has held: of the inspection or the penalty.
	On string `json:"on" format:"date"`
	// Letter before; null for no grade.
	From *string `json:"from"`
	// Letter after; null for no grade.
	To *string `json:"to"`
	// Which way it changed: ended is to none, restored from none.
	Direction string `json:"direction" enums:"better,worse,ended,restored"`
	// What changed it: inspection (a score in another band, or one that gives a grade again), penalties, or why there is no grade.
	Reason grading.Cause `json:"reason"`
	// Address of the venue's page.
	URL string `json:"url"`
}

// InspectionsStats are the figures of inspections that are due.
type InspectionsStats struct {
	InspectionsReport
	AsOf
}

// InspectionsReport are the figures without the state of the feed that they were made from.
type InspectionsReport struct {
	// Day on which due and overdue were told apart.
	Today string `json:"today" format:"date"`
	// How many days from today on were looked at.
	WithinDays int64 `json:"within_days" minimum:"0"`
	VenueSelection
	// All streets together.
	Total InspectionsTally `json:"total"`
	// By street and responsible unit, sorted by both.
	Streets []InspectionsOfStreet `json:"streets"`
}

// InspectionsOfStreet are the figures of the venues of one street for which one unit is responsible.
type InspectionsOfStreet struct {
	// Street or town; empty where the register tells none.
	Street string `json:"street"`
	// Unit that is responsible (责任单位); empty where the register tells none.
	Unit string `json:"unit"`
	InspectionsTally
}

// InspectionsTally counts venues by whether an inspection is due.
type InspectionsTally struct {
	// Venues that trade.
	Venues int64 `json:"venues" minimum:"0"`
	// Venues that have to be inspected within the days, today included, and are not overdue.
	Due int64 `json:"due" minimum:"0"`
	// Venues whose day has passed.
	Overdue int64 `json:"overdue" minimum:"0"`
	// Those among due and overdue at which an order to put something right (责令整改) is to be looked at again.
	Corrections int64 `json:"corrections" minimum:"0"`
}
