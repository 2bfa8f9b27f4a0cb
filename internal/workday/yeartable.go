package workday

import (
	"sort"
	"time"

	"mingshi/internal/disclosure"
)

// maxDays is the length of the longest year.
const maxDays = 366

// yearTable answers questions about one year's days without looking at each. Days are numbered from 0 (1 January).
type yearTable struct {
	// covered is true when the year's own notice is loaded.
	covered bool
	// days is the length of the year.
	days int
	// before[i] is the number of working days among the first i days of the year.
	before [maxDays + 1]int16
}

// newYearTable counts the working days of a year: Monday to Friday, but for the exceptions, which say of a day whether
// it is worked.
func newYearTable(year int, exceptions map[disclosure.Date]bool, covered bool) *yearTable {
	t := &yearTable{covered: covered}
	day := disclosure.Date{Year: year, Month: time.January, Day: 1}
	for ; day.Year == year; day = day.AddDays(1) {
		works, named := exceptions[day]
		if !named {
			works = isWeekday(day)
		}
		t.before[t.days+1] = t.before[t.days]
		if works {
			t.before[t.days+1]++
		}
		t.days++
	}
	return t
}

// works reports whether day number i is a working day.
func (t *yearTable) works(i int) bool { return t.before[i+1] > t.before[i] }

// total is the number of working days of the year.
func (t *yearTable) total() int { return int(t.before[t.days]) }

// nth returns the number of the n-th working day, 1 <= n <= total.
func (t *yearTable) nth(n int) int {
	return sort.Search(t.days, func(i int) bool { return int(t.before[i+1]) >= n })
}

// yearDay numbers the days of d's year from 0.
func yearDay(d disclosure.Date) int { return d.In(time.UTC).YearDay() - 1 }

// dateOf is the inverse of yearDay.
func dateOf(year, number int) disclosure.Date {
	return disclosure.DateOf(time.Date(year, time.January, 1+number, 0, 0, 0, 0, time.UTC))
}
