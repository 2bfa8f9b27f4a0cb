package dump

import (
	"slices"
	"time"

	"mingshi/internal/disclosure"
)

// Kept says which dumps stay: the latest, of the three newest those that were made a moment ago, and of each of so many days and
// months, those of the latest dump included, the last one.
type Kept struct {
	Days   int
	Months int
}

// rememberFor is how long the name of a retired dump is answered as gone; later it is as if it had never been there.
const rememberFor = 400 * 24 * time.Hour

// graceFor is how long a dump stays, so that who is taking its files can finish; graceCount is how many of the newest have that
// grace, since more are made than that where records keep ending.
const (
	graceFor   = 2 * time.Hour
	graceCount = 3
)

// retire drops the dumps that need not stay.
func (m *Manifest) retire(kept Kept, now time.Time) {
	latest := m.latest()
	if latest == nil {
		return
	}
	firstDay := latest.Day.AddDays(1 - kept.Days)
	firstMonth := disclosure.Date{Year: latest.Day.Year, Month: latest.Day.Month, Day: 1}.AddMonths(1 - kept.Months)
	days, months := make(map[disclosure.Date]bool), make(map[disclosure.Date]bool)
	stays := func(d *Dump, graced bool) bool { // asked of the latest first
		month := disclosure.Date{Year: d.Day.Year, Month: d.Day.Month, Day: 1}
		ofDay := !days[d.Day] && !d.Day.Before(firstDay)
		ofMonth := !months[month] && !month.Before(firstMonth)
		days[d.Day], months[month] = true, true
		return ofDay || ofMonth || d == latest || (graced && now.Sub(d.MadeAt) < graceFor)
	}
	var dumps []Dump
	var names []Retired
	for i := range m.Dumps {
		if d := &m.Dumps[i]; stays(d, i < graceCount) {
			dumps = append(dumps, *d)
		} else {
			names = append(names, Retired{Name: d.Name, At: now.UTC()})
		}
	}
	m.Dumps = dumps
	m.Retired = slices.DeleteFunc(append(names, m.Retired...), func(r Retired) bool { return now.Sub(r.At) > rememberFor })
}
