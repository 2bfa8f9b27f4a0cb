package dossier

import (
	"context"
	"encoding/json"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// Course is how a venue's grade came about, with the inspections it follows from.
type Course struct {
	grading.Course
	// Gradings are the inspections, latest first.
	Gradings []Entry[*disclosure.Grading]
}

// Around is what other records say of a venue.
type Around struct {
	Course Course
	// Permits are the venue's permits and filings, latest decision first.
	Permits   []disclosure.Record
	Penalties Penalties
}

// CurrentGrade is a venue's present grade with its scale and date, as outsiders see it. Letter and Word are nil when the venue
// has no grade now; then Reason says why.
type CurrentGrade struct {
	Letter *string `json:"letter"`
	Word   *string `json:"word"`
	// StandardScore, DecidedOn, Table, ToNextBand and Grading are of the inspection that decided.
	StandardScore json.Number           `json:"standard_score"`
	DecidedOn     disclosure.Date       `json:"decided_on"`
	Table         disclosure.ScoreTable `json:"table"`
	ToNextBand    *json.Number          `json:"to_next_band"`
	Grading       disclosure.ID         `json:"grading"`
	// Reason is what gave the venue its grade or took it away, Since the day from which it has had it, or none.
	Reason grading.Cause   `json:"reason"`
	Since  disclosure.Date `json:"since"`
	// Result is what the score of the deciding inspection comes to, also where the venue is not graded by it.
	Result *disclosure.Grade `json:"result"`
	// Ended is the grade before, where there is none now.
	Ended *EndedGrade `json:"ended"`
	// LargestLosses are the items on which that inspection took the most points.
	LargestLosses []disclosure.Deduction `json:"largest_losses"`
}

// EndedGrade is a grade that has ended, with its last day but one: it ended on On.
type EndedGrade struct {
	Letter string          `json:"letter"`
	Word   string          `json:"word"`
	On     disclosure.Date `json:"on"`
}

// largestLosses is how many items are named as the largest losses.
const largestLosses = 3

// Grade is the venue's present grade; nil as long as no inspection says anything of it.
func (c *Course) Grade() *CurrentGrade {
	standing, known := c.Standing()
	if !known {
		return nil
	}
	decided := standing.Visit
	grade := &CurrentGrade{
		StandardScore: decided.StandardScore, DecidedOn: decided.InspectedOn, Table: decided.Table, Grading: decided.ID,
		Reason: standing.Cause, Since: standing.Since, Result: decided.Grade,
		LargestLosses: grading.LargestLosses(decided.Grading, largestLosses),
	}
	if standing.Grade != nil {
		grade.Letter, grade.Word = &standing.Grade.Letter, &standing.Grade.Word
	}
	if decided.ToNextBand != "" {
		grade.ToNextBand = &decided.ToNextBand
	}
	if ended := standing.Ended; ended != nil {
		grade.Ended = &EndedGrade{Letter: ended.Grade.Letter, Word: ended.Grade.Word, On: ended.On}
	}
	return grade
}

// Deciding is the inspection that the present grade follows from; false where there is none.
func (c *Course) Deciding() (Entry[*disclosure.Grading], bool) {
	if standing, known := c.Standing(); known {
		for _, entry := range c.Gradings {
			if entry.ID == standing.Visit.ID {
				return entry, true
			}
		}
	}
	return Entry[*disclosure.Grading]{}, false
}

// OpenCorrection is an order to put something right (责令整改) that is not closed, as outsiders see it.
type OpenCorrection struct {
	Grading   disclosure.ID           `json:"grading"`
	OrderedOn disclosure.Date         `json:"ordered_on"`
	DueOn     disclosure.Date         `json:"due_on"`
	State     grading.CorrectionState `json:"state"`
	// StateLabel is what the state is called; "" where no labels are asked for.
	StateLabel string `json:"state_label,omitempty"`
}

// OpenCorrections are the orders to put something right that are not closed, latest first.
func (c *Course) OpenCorrections(today disclosure.Date) []OpenCorrection {
	open := []OpenCorrection{}
	for _, order := range c.Corrections(today) {
		if !order.State.Closed() {
			open = append(open, OpenCorrection{
				Grading: order.Visit.ID, OrderedOn: order.Visit.InspectedOn, DueOn: order.DueOn, State: order.State,
			})
		}
	}
	return open
}

// DueOf is by when the venue has to be inspected next: nothing is due at one that is closed or does not trade.
func (c *Course) DueOf(status disclosure.VenueStatus, today disclosure.Date) grading.Due {
	if status != disclosure.VenueOpen {
		return grading.Due{}
	}
	return c.Next(today)
}

// GradesOf gives the present grade of each of the venues; those without any inspection that says something of it are absent.
func GradesOf(
	ctx context.Context, r store.Reader, scheme *grading.Scheme, venues []disclosure.Record,
) (map[disclosure.ID]*CurrentGrade, error) {
	courses, err := CoursesOf(ctx, r, scheme, venues)
	if err != nil {
		return nil, err
	}
	grades := make(map[disclosure.ID]*CurrentGrade, len(courses))
	for id, course := range courses {
		if grade := course.Grade(); grade != nil {
			grades[id] = grade
		}
	}
	return grades, nil
}

// CoursesOf tells of each of the venues how its grade came about.
func CoursesOf(
	ctx context.Context, r store.Reader, scheme *grading.Scheme, venues []disclosure.Record,
) (map[disclosure.ID]Course, error) {
	permits, err := PermitsAt(ctx, r, venues)
	if err != nil {
		return nil, err
	}
	var penalties map[disclosure.ID]Penalties
	if scheme.Rules.Downgrade() {
		if penalties, err = PenaltiesAt(ctx, r, venues); err != nil {
			return nil, err
		}
	}
	return courses(ctx, r, scheme, venues, permits, penalties)
}

// AroundOf tells of each of the venues what other records say of it.
func AroundOf(
	ctx context.Context, r store.Reader, scheme *grading.Scheme, venues []disclosure.Record,
) (map[disclosure.ID]Around, error) {
	penalties, err := PenaltiesAt(ctx, r, venues)
	if err != nil {
		return nil, err
	}
	permits, err := PermitsAt(ctx, r, venues)
	if err != nil {
		return nil, err
	}
	found, err := courses(ctx, r, scheme, venues, permits, penalties)
	if err != nil {
		return nil, err
	}
	around := make(map[disclosure.ID]Around, len(venues))
	for i := range venues {
		id := venues[i].ID
		around[id] = Around{Course: found[id], Permits: permits[id], Penalties: penalties[id]}
	}
	return around, nil
}

// courses reads the inspections and works out what they come to.
func courses(
	ctx context.Context, r store.Reader, scheme *grading.Scheme, venues []disclosure.Record,
	permits map[disclosure.ID][]disclosure.Record, penalties map[disclosure.ID]Penalties,
) (map[disclosure.ID]Course, error) {
	inspections, err := gradingsAt(ctx, r, venues)
	if err != nil {
		return nil, err
	}
	found := make(map[disclosure.ID]Course, len(venues))
	for i := range venues {
		id := venues[i].ID
		history := grading.History{}
		for _, entry := range inspections[id] {
			history.Visits = append(history.Visits, grading.Visit{ID: entry.ID, Grading: entry.Facts})
		}
		history.Permits = termsOf(&scheme.Rules, permits[id])
		for _, penalty := range penalties[id].Here {
			history.Penalties = append(history.Penalties, grading.Sanction{ID: penalty.ID, On: penalty.DecidedOn})
		}
		course := scheme.Course(history)
		found[id] = Course{Course: course, Gradings: inOrderOf(course.Visits, inspections[id])}
	}
	return found, nil
}

// inOrderOf sorts inspections as the course has them.
func inOrderOf(visits []grading.Visit, entries []Entry[*disclosure.Grading]) []Entry[*disclosure.Grading] {
	byID := make(map[disclosure.ID]Entry[*disclosure.Grading], len(entries))
	for _, entry := range entries {
		byID[entry.ID] = entry
	}
	sorted := make([]Entry[*disclosure.Grading], len(visits))
	for i, visit := range visits {
		sorted[i] = byID[visit.ID]
	}
	return sorted
}

// gradingsAt reads the inspections at each of the venues.
func gradingsAt(
	ctx context.Context, r store.Reader, venues []disclosure.Record,
) (map[disclosure.ID][]Entry[*disclosure.Grading], error) {
	holders, numbers := holders(venues)
	found := make(map[disclosure.ID][]Entry[*disclosure.Grading], len(venues))
	if len(numbers) == 0 {
		return found, nil
	}
	err := each(ctx, r, store.Query{Kind: disclosure.KindGrading, Places: numbers}, func(record *disclosure.Record) error {
		entry, err := Decode[*disclosure.Grading](record)
		if err != nil {
			return err
		}
		for _, id := range holders.of(record) {
			found[id] = append(found[id], entry)
		}
		return nil
	})
	return found, err
}

// termsOf reads for what time permits and filings were given. One that cannot be read says nothing: it must not keep the venue's
// grade from being told, and reading it itself reports the fault.
func termsOf(rules *grading.Rules, records []disclosure.Record) []grading.Term {
	terms := make([]grading.Term, 0, len(records))
	for i := range records {
		body, err := disclosure.DecodeBody(records[i].Kind, records[i].Body)
		if err != nil {
			continue
		}
		if term, is := rules.TermOf(body); is {
			terms = append(terms, term)
		}
	}
	return terms
}
