package disclosure

import (
	"fmt"
	"strings"
	"time"
)

// Date is a calendar day in the authority's zone, without a time of day. The zero Date means "no date" (no end, not
// given); it sorts before every other date. Dates compare with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate returns the day y-m-d and whether such a day exists (2026-02-30 does not).
func NewDate(y int, m time.Month, d int) (Date, bool) {
	date := Date{Year: y, Month: m, Day: d}
	return date, y >= 1 && y <= 9999 && DateOf(date.midnightUTC()) == date
}

// MustDate reads a YYYY-MM-DD literal; it panics on anything else and is meant for tables and tests.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// ParseDate reads YYYY-MM-DD, the only form in which dates leave or enter the house's own JSON. An empty string is the
// zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, Errorf(Invalid, "date %q: want YYYY-MM-DD", s)
	}
	return DateOf(t), nil
}

// DateOf returns the calendar day of t in t's own location; convert t to the authority's zone first.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// String gives YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// IsZero reports whether d is "no date".
func (d Date) IsZero() bool { return d == Date{} }

// Compare returns -1, 0 or +1 as d is before, the same day as, or after e.
func (d Date) Compare(e Date) int {
	return d.midnightUTC().Compare(e.midnightUTC())
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// AddDays returns the day n days after d (before, for negative n).
func (d Date) AddDays(n int) Date { return DateOf(d.midnightUTC().AddDate(0, 0, n)) }

// AddMonths returns the corresponding day n months after d; where that month has no such day, its last day
// (Civil Code art. 202: 2026-11-30 plus three months is 2027-02-28).
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{Year: first.Year(), Month: first.Month(), Day: min(d.Day, last)}
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnightUTC().Weekday() }

// In returns the instant at which d begins in the zone loc.
func (d Date) In(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// DaysUntil counts the calendar days from d to e; negative when e is earlier.
func (d Date) DaysUntil(e Date) int {
	const secondsPerDay = 24 * 60 * 60
	return int((e.midnightUTC().Unix() - d.midnightUTC().Unix()) / secondsPerDay) // a Duration ends after 292 years
}

// MarshalJSON writes "YYYY-MM-DD", or null for the zero Date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads "YYYY-MM-DD" or null.
func (d *Date) UnmarshalJSON(raw []byte) error {
	if string(raw) == "null" {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(strings.Trim(string(raw), `"`))
	*d = parsed
	return err
}

func (d Date) midnightUTC() time.Time { return d.In(time.UTC) }
