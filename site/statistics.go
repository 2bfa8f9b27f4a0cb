package site

import (
	"html/template"
	"sync/atomic"

	"mingshi/internal/chart"
	"mingshi/internal/disclosure"
	"mingshi/internal/duty"
	"mingshi/internal/gradebook"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// statisticsView shows the figures of grades and inspections.
type statisticsView struct {
	frame
	// Today is the day of the figures.
	Today disclosure.Date
	// Hatchings are what the drawings are filled with.
	Hatchings template.HTML
	Legend    []legendEntry
	Now       spreadView
	// Idle is how many venues are suspended or closed and not counted; "" for none.
	Idle    string
	Reasons []countView
	Kinds   []spreadView
	Streets []spreadView
	// Months are those of all venues, KindMonths of each kind.
	Months      monthsView
	KindMonths  []monthsView
	Changes     changesView
	Inspections inspectionsView
}

func (*statisticsView) page() string { return "statistics" }

// legendEntry tells what a colour and hatching stand for.
type legendEntry struct {
	Swatch       template.HTML
	Letter, Word string
	Count, Share string
	WithoutGrade bool
}

// spreadView is how the venues of a group are spread over the grades.
type spreadView struct {
	Name string
	// Chinese says that the name is one of the register's and not the page's.
	Chinese bool
	Bar     template.HTML
	Venues  string
	Cells   []shareView
	// Page lists the venues; "" where there is no such page.
	Page string
}

// shareView is one number of several, with its letter and its share.
type shareView struct{ Letter, Count, Share string }

// countView is a number with its words.
type countView struct{ Name, Count string }

// Spans of the page, in months, how many changes it lists, and how many days ahead it looks for inspections.
const (
	statisticsMonths = 24
	changesMonths    = 12
	changesShown     = 20
	dueWithin        = 30
)

// gradeFigures are the figures of one book. They are counted once for all who look.
type gradeFigures struct {
	book        *gradebook.Book
	figures     gradebook.Figures
	idle        int64
	changes     gradebook.Changes
	inspections []duty.Count
}

// figuresCache keeps the figures of the book that was asked for last.
type figuresCache struct{ last atomic.Pointer[gradeFigures] }

func (c *figuresCache) of(book *gradebook.Book) *gradeFigures {
	if last := c.last.Load(); last != nil && last.book == book {
		return last
	}
	f := &gradeFigures{
		book: book, figures: book.Figures(gradebook.Filter{}, gradebook.Until(book.Today, statisticsMonths)),
		idle: book.Idle(gradebook.Filter{}), changes: book.Changes(gradebook.Filter{}, gradebook.Until(book.Today, changesMonths)),
		inspections: book.Inspections(gradebook.Filter{}, dueWithin),
	}
	c.last.Store(f)
	return f
}

func (s *site) statistics(v *visit) (view, error) {
	book, err := s.Grades.Book(v.UserContext(), store.Head{FeedID: v.head.FeedID, Position: v.head.Position}, v.today)
	if err != nil {
		return nil, err
	}
	f := s.figures.of(book)
	p := printer{voice: v.voice, letters: book.Letters}
	shown := &statisticsView{
		frame: s.frame(v, sectionStatistics, v.T("site.statistics.title")), Today: book.Today,
		Hatchings: drawn(chart.Hatchings()), Legend: p.legend(f.figures.Total.Now),
		Now:    p.spread("now", v.T("site.statistics.all"), f.figures.Total),
		Months: p.months("months", v.T("site.statistics.all"), f.figures.Total),
	}
	if f.idle > 0 {
		shown.Idle = count(f.idle)
	}
	for _, reason := range gradebook.Reasons() {
		if n := f.figures.Total.Now.Reasons[reason]; n > 0 {
			shown.Reasons = append(shown.Reasons, countView{Name: v.cause(reason), Count: count(n)})
		}
	}
	for _, group := range f.figures.Kinds {
		name := v.label(disclosure.VenueKind(group.Name))
		row := p.spread("kind-"+group.Name, name, group)
		row.Page = "/venues?venue_kind=" + group.Name
		shown.Kinds = append(shown.Kinds, row)
		shown.KindMonths = append(shown.KindMonths, p.months("months-"+group.Name, name, group))
	}
	for n, group := range f.figures.Streets {
		shown.Streets = append(shown.Streets, p.street(n, group))
	}
	shown.Changes = p.changes(&f.changes)
	shown.Inspections = p.inspections(f.inspections)
	return shown, nil
}

// drawn is a drawing of ours as templates take it.
func drawn(svg string) template.HTML {
	return template.HTML(svg) //nolint:gosec // internal/chart escapes every text that it is given
}

// cause says why a grade changed, or why there is none.
func (v voice) cause(cause grading.Cause) string { return v.T(causeTexts[cause]) }

// causeTexts name the causes.
var causeTexts = map[grading.Cause]string{
	grading.CauseInspection:  "site.statistics.cause.inspection",
	grading.CauseKeyItem:     "site.statistics.cause.key_item",
	grading.CauseBelow:       "site.statistics.cause.below",
	grading.CauseFirst:       "site.statistics.cause.first",
	grading.CauseNoPermit:    "site.statistics.cause.no_permit",
	grading.CausePenalties:   "site.statistics.cause.penalties",
	gradebook.NeverInspected: "site.statistics.cause.never",
}
