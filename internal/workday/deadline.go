package workday

import (
	"mingshi/internal/disclosure"
)

// Deadline returns the last day of a limit of so many working days: the days-th working day after decided, whose own
// day is not counted (see CountDecisionDay). The limit ends with that day, at 24:00. For days >= 1 the deadline is a
// working day; for days < 1 there is no time given and it is decided itself. It is provisional when it rests on a year
// that is not loaded. The zero Date has no deadline: zero and provisional.
func (c *Calendar) Deadline(decided disclosure.Date, days int) (deadline disclosure.Date, provisional bool) {
	if decided.IsZero() {
		return disclosure.Date{}, true
	}
	if days < 1 {
		return decided, !c.Covers(decided)
	}
	start := c.firstCounted(decided)
	year := start.Year
	table := c.table(year)
	// The n-th working day of a year lies n minus those gone by behind the start.
	days += int(table.before[yearDay(start)])
	provisional = !table.covered
	for days > table.total() {
		days -= table.total()
		year++
		table = c.table(year)
		provisional = provisional || !table.covered
	}
	return dateOf(year, table.nth(days)), provisional
}

// WorkingDaysBetween counts the working days after from up to and including to (from included when the decision day
// counts), so that to = Deadline(from, n) gives n. It is 0 when to lies before from, and provisional when a day
// counted lies in a year that is not loaded or a date is zero.
func (c *Calendar) WorkingDaysBetween(from, to disclosure.Date) (n int, provisional bool) {
	if from.IsZero() || to.IsZero() {
		return 0, true
	}
	start := c.firstCounted(from)
	if to.Before(start) {
		return 0, !c.Covers(from) || !c.Covers(to)
	}
	n = -int(c.table(start.Year).before[yearDay(start)])
	for year := start.Year; year <= to.Year; year++ {
		table := c.table(year)
		provisional = provisional || !table.covered
		if year < to.Year {
			n += table.total()
		} else {
			n += int(table.before[yearDay(to)+1])
		}
	}
	return n, provisional
}

// Late reports whether something decided on one day and published on another missed a limit of so many working days
// (permits and penalties: 7, NDRC 发改办财金〔2018〕424号). Provisional as for Deadline.
func (c *Calendar) Late(decided, published disclosure.Date, days int) (late, provisional bool) {
	deadline, provisional := c.Deadline(decided, days)
	if deadline.IsZero() {
		return false, true
	}
	return published.After(deadline), provisional
}

// firstCounted is the first day that can count towards a limit.
func (c *Calendar) firstCounted(decided disclosure.Date) disclosure.Date {
	if c.countDecided {
		return decided
	}
	return decided.AddDays(1)
}
