package row

import (
	"time"

	"mingshi/internal/disclosure"
)

// Endless stands for "no last public day"; it is later than every day.
const Endless = 99_999_999

// The digits of yyyymmdd.
const (
	yearUnit  = 10_000
	monthUnit = 100
)

// Day is a date as it is stored: the integer yyyymmdd; 0 for no date.
func Day(d disclosure.Date) int64 {
	return int64(d.Year)*yearUnit + int64(d.Month)*monthUnit + int64(d.Day)
}

// Date is the date of a stored day.
func Date(n int64) disclosure.Date {
	return disclosure.Date{Year: int(n / yearUnit), Month: time.Month(n / monthUnit % monthUnit), Day: int(n % monthUnit)}
}

// LastDay is a last public day as it is stored; the zero date, which is no end, is Endless.
func LastDay(d disclosure.Date) int64 {
	if d.IsZero() {
		return Endless
	}
	return Day(d)
}

// LastDate is the date of a stored last public day.
func LastDate(n int64) disclosure.Date {
	if n == Endless {
		return disclosure.Date{}
	}
	return Date(n)
}

// MidnightAfter is the instant at which a stored last public day ends.
func MidnightAfter(day int64, zone *time.Location) time.Time {
	return Date(day).AddDays(1).In(zone).UTC()
}

// Instant is a stored point in time: microseconds since 1970.
func Instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// AsOf is since when everything that is shown has been as it is: the last change, or the later end of the last public
// day lastEnd (0: none).
func AsOf(lastChange, lastEnd int64, zone *time.Location) time.Time {
	asOf := Instant(lastChange)
	if lastEnd > 0 {
		if end := MidnightAfter(lastEnd, zone); end.After(asOf) {
			return end
		}
	}
	return asOf
}
