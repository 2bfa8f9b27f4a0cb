package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/duty"
	"mingshi/internal/gradebook"
	"mingshi/internal/grading"
)

// changesView are the changes of grades of some months.
type changesView struct {
	Total int64
	// Ways count them by direction, Causes by reason, First how many were graded for the first time.
	Ways, Causes []countView
	First        string
	// Latest are the last ones; Cut says that there are more.
	Latest []changeView
	Cut    bool
	// From and To are the first and last month.
	From, To string
}

// changeView is one change at one venue.
type changeView struct {
	On    disclosure.Date
	Venue string
	Page  string
	// From and To are letters, or the sign for none; the words are what is heard and read beside them.
	From, To changeEnd
	Cause    string
}

// changeEnd is a grade before or after a change.
type changeEnd struct{ Letter, Face string }

// directionTexts name the ways in which a grade changes.
var directionTexts = map[gradebook.Direction]string{
	gradebook.Better:   "site.statistics.changes.better",
	gradebook.Worse:    "site.statistics.changes.worse",
	gradebook.Ended:    "site.statistics.changes.ended",
	gradebook.Restored: "site.statistics.changes.restored",
}

func (p *printer) changes(found *gradebook.Changes) changesView {
	shown := changesView{Total: int64(len(found.List)), First: count(found.First), Cut: len(found.List) > changesShown}
	by := found.By()
	for _, direction := range gradebook.Directions() {
		shown.Ways = append(shown.Ways, countView{Name: p.T(directionTexts[direction]), Count: count(by[direction])})
	}
	causes := map[grading.Cause]int64{}
	for _, t := range found.Transitions {
		for cause, n := range t.Causes {
			causes[cause] += n
		}
	}
	for _, cause := range append([]grading.Cause{grading.CauseInspection}, gradebook.Reasons()...) {
		if n := causes[cause]; n > 0 {
			shown.Causes = append(shown.Causes, countView{Name: p.cause(cause), Count: count(n)})
		}
	}
	page, _ := found.Page(gradebook.Place{}, changesShown)
	for i := range page {
		c := &page[i]
		shown.Latest = append(shown.Latest, changeView{
			On: c.On, Venue: c.Name, Page: address(c.Venue), From: p.end(c.From), To: p.end(c.To), Cause: p.cause(c.Cause),
		})
	}
	return shown
}

func (p *printer) end(letter string) changeEnd {
	if letter == "" {
		return changeEnd{Letter: p.T("site.statistics.none"), Face: faceOf("")}
	}
	return changeEnd{Letter: letter, Face: faceOf(letter)}
}

// inspectionsView are the inspections that are due, by street and unit.
type inspectionsView struct {
	Within int
	Total  dutyRow
	Rows   []dutyRow
}

// dutyRow are the figures of one street and unit; both are "" where the register tells none.
type dutyRow struct {
	Street, Unit                      string
	Venues, Due, Overdue, Corrections string
}

func (p *printer) inspections(counts []duty.Count) inspectionsView {
	shown := inspectionsView{Within: dueWithin}
	var total duty.Count
	for _, c := range counts {
		shown.Rows = append(shown.Rows, rowOf(c))
		total.Venues += c.Venues
		total.Due += c.Due
		total.Overdue += c.Overdue
		total.Corrections += c.Corrections
	}
	shown.Total = rowOf(total)
	return shown
}

func rowOf(c duty.Count) dutyRow {
	return dutyRow{
		Street: c.Street, Unit: c.Unit, Venues: count(c.Venues), Due: count(c.Due), Overdue: count(c.Overdue),
		Corrections: count(c.Corrections),
	}
}
