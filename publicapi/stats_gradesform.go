package publicapi

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/gradebook"
)

// selection says of which months and venues an answer is.
func (q gradesQuery) selection() GradesSelection {
	s := GradesSelection{From: monthOf(q.span.From), To: monthOf(q.span.To)}
	s.VenueSelection = venueSelection(q.filter)
	return s
}

func venueSelection(f gradebook.Filter) VenueSelection {
	s := VenueSelection{}
	if f.Kind != "" {
		kind := string(f.Kind)
		s.VenueKind = &kind
	}
	if f.Street != "" {
		s.Street = &f.Street
	}
	if f.Authority != "" {
		s.Authority = &f.Authority
	}
	return s
}

func gradesReport(q gradesQuery, book *gradebook.Book) GradesReport {
	figures := book.Figures(q.filter, q.span)
	report := GradesReport{
		GradesSelection: q.selection(), Letters: book.Letters, Total: gradesGroup(figures.Total),
		Kinds: []GradesOfKind{}, Streets: []GradesOfStreet{},
	}
	for _, g := range figures.Kinds {
		report.Kinds = append(report.Kinds, GradesOfKind{VenueKind: disclosure.VenueKind(g.Name), GradesGroup: gradesGroup(g)})
	}
	for _, g := range figures.Streets {
		report.Streets = append(report.Streets, GradesOfStreet{Street: g.Name, GradesGroup: gradesGroup(g)})
	}
	changes := book.Changes(q.filter, q.span)
	by := changes.By()
	report.Changes = GradesChanges{
		Total: int64(len(changes.List)), FirstGrades: changes.First,
		Better: by[gradebook.Better], Worse: by[gradebook.Worse], Ended: by[gradebook.Ended], Restored: by[gradebook.Restored],
		Transitions: []GradesTransition{},
	}
	for i := range changes.Transitions {
		t := &changes.Transitions[i]
		told := GradesTransition{
			From: letterOrNull(t.From), To: letterOrNull(t.To), Direction: string(t.Direction()), Count: t.Count,
			Reasons: map[string]int64{},
		}
		for cause, count := range t.Causes {
			told.Reasons[string(cause)] = count
		}
		report.Changes.Transitions = append(report.Changes.Transitions, told)
	}
	return report
}

func gradesGroup(g gradebook.Group) GradesGroup {
	told := GradesGroup{
		Now: GradesNow{GradesTally: gradesTally(g.Now), Reasons: map[string]int64{}}, Months: make([]GradesMonth, len(g.Months)),
	}
	for cause, count := range g.Now.Reasons {
		told.Now.Reasons[string(cause)] = count
	}
	for i := range g.Months {
		told.Months[i] = GradesMonth{Month: monthOf(g.Months[i].Month), GradesTally: gradesTally(g.Months[i].Tally)}
	}
	return told
}

func gradesTally(t gradebook.Tally) GradesTally {
	return GradesTally{Venues: t.Venues, Grades: t.Grades, None: t.None}
}

func (a *api) gradeChanges(page []gradebook.Change) []GradesChange {
	list := make([]GradesChange, len(page))
	for i := range page {
		c := &page[i]
		list[i] = GradesChange{
			Venue: VenueRef{ID: c.Venue, Name: c.Name}, VenueKind: c.Kind, Street: c.Street, On: c.On.String(),
			From: letterOrNull(c.From), To: letterOrNull(c.To), Direction: string(c.Direction()), Reason: c.Cause,
			URL: a.BaseURL + "/venues/" + string(c.Venue),
		}
	}
	return list
}

func letterOrNull(letter string) *string {
	if letter == "" {
		return nil
	}
	return &letter
}
