// Package duty owns the list of venues that must be inspected: which, by when, why, and who is responsible, and the figures by
// street and unit. It depends only on disclosure, grading, dossier and store's Reader.
package duty

import (
	"cmp"
	"context"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// Entry is what is due at one venue that trades.
type Entry struct {
	Venue dossier.Entry[*disclosure.Venue]
	// Grade is the present grade; nil as long as no inspection says anything of it.
	Grade *dossier.CurrentGrade
	// LastInspected is the day of the latest inspection of any kind; zero if there was none.
	LastInspected disclosure.Date
	// FirstInspected is the day of the inspection from which the second one of a new venue is counted; zero where none is due.
	FirstInspected disclosure.Date
	// Due is by when the venue has to be inspected next, and why; a zero By says that nothing is known of it.
	Due grading.Due
	// Overdue is how many days the day has passed, 0 up to the day itself.
	Overdue int
}

// DueWithin reports whether the inspection has to take place by the given number of days from today, or should have by now.
func (e *Entry) DueWithin(today disclosure.Date, days int) bool {
	return !e.Due.By.IsZero() && !e.Due.By.After(today.AddDays(days))
}

// pageSize is how many venues are read at a time, with all their inspections.
const pageSize = 500

// All hands over every venue that trades, also those at which nothing is due, in the order of their names. Days count from
// today; an error of visit ends the walk and is returned.
func All(
	ctx context.Context, r store.Reader, scheme *grading.Scheme, today disclosure.Date, visit func(Entry) error,
) error {
	q := store.Query{Kind: disclosure.KindVenue, Order: store.ByName, Limit: pageSize}
	for {
		page, err := r.List(ctx, q)
		if err != nil {
			return err
		}
		if err := entries(ctx, r, scheme, today, page.Records, visit); err != nil {
			return err
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// entries hands over those of a page of venues that trade.
func entries(
	ctx context.Context, r store.Reader, scheme *grading.Scheme, today disclosure.Date, venues []disclosure.Record,
	visit func(Entry) error,
) error {
	courses, err := dossier.CoursesOf(ctx, r, scheme, venues)
	if err != nil {
		return err
	}
	for i := range venues {
		venue, err := dossier.Decode[*disclosure.Venue](&venues[i])
		if err != nil {
			return err
		}
		if venue.Facts.Status != disclosure.VenueOpen {
			continue
		}
		course := courses[venue.ID]
		if err := visit(entryOf(venue, &course, scheme.Rules.NewVenue.MonthsApart, today)); err != nil {
			return err
		}
	}
	return nil
}

// entryOf gives what is due at a venue; monthsApart lie between the first two inspections of a new one.
func entryOf(venue dossier.Entry[*disclosure.Venue], course *dossier.Course, monthsApart int, today disclosure.Date) Entry {
	e := Entry{Venue: venue, Grade: course.Grade(), Due: course.DueOf(venue.Facts.Status, today)}
	if len(course.Gradings) > 0 {
		e.LastInspected = course.Gradings[0].Facts.InspectedOn
	}
	if e.Due.Reason == grading.DueSecond {
		e.FirstInspected = firstBefore(course, e.Due.From, monthsApart)
	}
	if !e.Due.By.IsZero() && e.Due.By.Before(today) {
		e.Overdue = e.Due.By.DaysUntil(today)
	}
	return e
}

// firstBefore is the day of the earliest inspection after which so many months end on a day; zero if there is none.
func firstBefore(course *dossier.Course, day disclosure.Date, months int) disclosure.Date {
	for _, visit := range slices.Backward(course.Visits) {
		if visit.InspectedOn.AddMonths(months) == day {
			return visit.InspectedOn
		}
	}
	return disclosure.Date{}
}

// Filter narrows a list; empty fields do not.
type Filter struct {
	// Within is how many days from today are looked at; overdue venues are always meant.
	Within int
	// Overdue leaves out what is not overdue.
	Overdue      bool
	Street, Grid string
	Kind         disclosure.VenueKind
}

func (f *Filter) wants(e *Entry, today disclosure.Date) bool {
	v := e.Venue.Facts
	return e.DueWithin(today, f.Within) && (!f.Overdue || e.Overdue > 0) &&
		(f.Street == "" || v.Street == f.Street) && (f.Grid == "" || v.Grid == f.Grid) && (f.Kind == "" || v.VenueKind == f.Kind)
}

// List gives the venues that are overdue or due within the days of the filter, by street, grid, responsible unit, day and name.
// Those without a street, grid or unit come behind those with one.
func List(
	ctx context.Context, r store.Reader, scheme *grading.Scheme, today disclosure.Date, filter Filter,
) ([]Entry, error) {
	var list []Entry
	err := All(ctx, r, scheme, today, func(e Entry) error {
		if filter.wants(&e, today) {
			list = append(list, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b Entry) int {
		x, y := a.Venue.Facts, b.Venue.Facts
		return cmp.Or(
			emptyLast(x.Street, y.Street), emptyLast(x.Grid, y.Grid), emptyLast(x.GridDuty, y.GridDuty),
			a.Due.By.Compare(b.Due.By), cmp.Compare(x.Name, y.Name), cmp.Compare(a.Venue.ID, b.Venue.ID),
		)
	})
	return list, nil
}

// emptyLast compares by bytes, with nothing behind everything.
func emptyLast(a, b string) int {
	switch {
	case a == "" && b != "":
		return 1
	case a != "" && b == "":
		return -1
	}
	return cmp.Compare(a, b)
}
