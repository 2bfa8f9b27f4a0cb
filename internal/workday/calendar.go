package workday

import (
	"embed"
	"maps"
	"slices"
	"sync"
	"time"

	"mingshi/internal/disclosure"
)

//go:embed calendars/*.json
var shippedFiles embed.FS

// Calendar knows the working days. A day of a loaded year is a working day when it is Monday to Friday and not off, or
// a make-up day (State Council's yearly notice). Years that are not loaded know Monday to Friday only, and every answer
// that rests on one says that it is provisional. A Calendar never changes and may be shared by goroutines.
type Calendar struct {
	years map[int]Year
	// tables holds the loaded years and those before them whose December a notice touches.
	tables map[int]*yearTable
	// plain holds the 14 shapes of a year without a notice.
	plain map[yearShape]*yearTable
	// countDecided makes the decision's own day the first of a limit.
	countDecided bool
}

// yearShape is all that Monday to Friday depend on.
type yearShape struct {
	start time.Weekday
	leap  bool
}

// Shipped returns the calendar of the years that come with the program (2024 to 2026), read once.
func Shipped() *Calendar { return shipped() }

// shipped panics on a faulty embedded file: that is a broken build, and the tests read every one of them.
var shipped = sync.OnceValue(func() *Calendar {
	years, err := readYears(shippedFiles, "calendars")
	if err != nil {
		panic(err)
	}
	return newCalendar(years)
})

// newCalendar counts the days of the given years.
func newCalendar(years map[int]Year) *Calendar {
	c := &Calendar{years: years, tables: make(map[int]*yearTable), plain: make(map[yearShape]*yearTable)}
	exceptions := make(map[disclosure.Date]bool)
	touched := make(map[int]bool)
	// Ascending, so that a year's notice has the last word on the December before it.
	for _, number := range slices.Sorted(maps.Keys(years)) {
		for _, day := range years[number].off {
			exceptions[day], touched[day.Year] = false, true
		}
		for _, day := range years[number].makeup {
			exceptions[day], touched[day.Year] = true, true
		}
		touched[number] = true
	}
	for number := range touched {
		_, covered := years[number]
		c.tables[number] = newYearTable(number, exceptions, covered)
	}
	// Weekdays and leap years repeat after 28 years (2000 to 2100), so these have every shape.
	for number := firstYear; number < firstYear+28; number++ {
		if shape := shapeOf(number); c.plain[shape] == nil {
			c.plain[shape] = newYearTable(number, nil, false)
		}
	}
	return c
}

// shapeOf tells the shape of a year.
func shapeOf(year int) yearShape {
	start := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	return yearShape{start: start.Weekday(), leap: start.AddDate(1, 0, -1).YearDay() == maxDays}
}

// With returns a calendar that also knows the given years; a year that was known is replaced, and of two with the same
// number the later wins.
func (c *Calendar) With(years ...Year) *Calendar {
	all := maps.Clone(c.years)
	for _, year := range years {
		all[year.number] = year
	}
	next := newCalendar(all)
	next.countDecided = c.countDecided
	return next
}

// CountDecisionDay returns a calendar for authorities that count the day of the decision as the first day of a limit
// when on is true. The default is not to count it (Civil Code art. 201: counting starts the next day).
func (c *Calendar) CountDecisionDay(on bool) *Calendar {
	next := *c
	next.countDecided = on
	return &next
}

// Years lists the loaded years in ascending order.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.years)) }

// Year returns the loaded notice of a year and whether there is one.
func (c *Calendar) Year(number int) (Year, bool) {
	year, ok := c.years[number]
	return year, ok
}

// Covers reports whether the notice of day's year is loaded.
func (c *Calendar) Covers(day disclosure.Date) bool {
	_, ok := c.years[day.Year]
	return ok
}

// IsWorkingDay reports whether day is a working day; the zero Date is none. Outside the loaded years (see Covers) the
// answer is Monday to Friday.
func (c *Calendar) IsWorkingDay(day disclosure.Date) bool {
	return !day.IsZero() && c.table(day.Year).works(yearDay(day))
}

// table returns the year's days, without holidays where the year is not loaded.
func (c *Calendar) table(year int) *yearTable {
	if t, ok := c.tables[year]; ok {
		return t
	}
	return c.plain[shapeOf(year)]
}
