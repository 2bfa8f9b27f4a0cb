package intake

import (
	"strconv"
	"strings"
	"time"

	"mingshi/internal/disclosure"
)

// moment is a date as a cell gives it, with the time of day if there is one.
type moment struct {
	date    disclosure.Date
	hour    int
	minute  int
	second  int
	hasTime bool
}

// serialDigits is how long a spreadsheet's day number is: 10000 to 99999, 1927 to 2173. Shorter numbers are years or
// counts, longer ones are YYYYMMDD.
const serialDigits = 5

// firstYear is the first that a date may lie in, as in a spreadsheet; 0026 and 202 are slips.
const firstYear = 1900

const (
	hoursPerDay      = 24
	minutesPerHour   = 60
	secondsPerMinute = 60
	secondsPerDay    = hoursPerDay * minutesPerHour * secondsPerMinute
)

// noEnd is how the standard writes "no end".
var noEnd = disclosure.Date{Year: 2099, Month: time.December, Day: 31}

// parseMoment reads the forms of contracts.md §2: YYYY/MM/DD, YYYY-MM-DD, YYYYMMDD, YYYY年M月D日, each with HH:MM[:SS], and
// a spreadsheet's serial number.
func parseMoment(text string) (moment, bool) {
	text = plain(text)
	if m, ok := parseSerial(text); ok {
		return m, true
	}
	datePart, timePart := splitTime(text)
	date, ok := parseDay(datePart)
	if !ok {
		return moment{}, false
	}
	m := moment{date: date}
	if timePart == "" {
		return m, true
	}
	m.hasTime = true
	fields := strings.Split(timePart, ":")
	if len(fields) < 2 || len(fields) > 3 {
		return moment{}, false
	}
	limits := []struct {
		into  *int
		below int
	}{{&m.hour, hoursPerDay}, {&m.minute, minutesPerHour}, {&m.second, secondsPerMinute}}
	for i, field := range fields {
		n, ok := number(field, 1, 2)
		if !ok || n >= limits[i].below {
			return moment{}, false
		}
		*limits[i].into = n
	}
	return m, true
}

// splitTime parts "2026-01-04 10:00" and "2026-01-04T10:00".
func splitTime(text string) (date, clock string) {
	if i := strings.IndexAny(text, " T"); i > 0 {
		return text[:i], strings.TrimSpace(text[i+1:])
	}
	if i := strings.LastIndex(text, "日"); i > 0 {
		return text[:i+len("日")], text[i+len("日"):]
	}
	return text, ""
}

func parseDay(text string) (disclosure.Date, bool) {
	if rest, ok := strings.CutSuffix(text, "日"); ok {
		year, rest, ok1 := strings.Cut(rest, "年")
		month, day, ok2 := strings.Cut(rest, "月")
		if !ok1 || !ok2 {
			return disclosure.Date{}, false
		}
		return newDay(year, month, day)
	}
	for _, separator := range []string{"/", "-"} {
		if parts := strings.Split(text, separator); len(parts) == 3 {
			return newDay(parts[0], parts[1], parts[2])
		}
	}
	if len(text) == len("20060102") {
		return newDay(text[:4], text[4:6], text[6:])
	}
	return disclosure.Date{}, false
}

func newDay(year, month, day string) (disclosure.Date, bool) {
	y, ok1 := number(year, 4, 4)
	m, ok2 := number(month, 1, 2)
	d, ok3 := number(day, 1, 2)
	if !ok1 || !ok2 || !ok3 || y < firstYear {
		return disclosure.Date{}, false
	}
	return disclosure.NewDate(y, time.Month(m), d)
}

func number(s string, minLen, maxLen int) (int, bool) {
	if len(s) < minLen || len(s) > maxLen || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// parseSerial reads a spreadsheet's day number, counted from 1899-12-30, with the time of day as a fraction.
func parseSerial(text string) (moment, bool) {
	whole, fraction, hasFraction := strings.Cut(text, ".")
	n, ok := number(whole, serialDigits, serialDigits)
	if !ok || whole[0] == '0' {
		return moment{}, false
	}
	m := moment{date: disclosure.Date{Year: 1899, Month: time.December, Day: 30}.AddDays(n)}
	if !hasFraction {
		return m, true
	}
	if fraction == "" || strings.Trim(fraction, "0123456789") != "" {
		return moment{}, false
	}
	share, err := strconv.ParseFloat("0."+fraction, 64)
	if err != nil {
		return moment{}, false
	}
	seconds := int(share*secondsPerDay + 0.5)
	if seconds == secondsPerDay {
		return moment{date: m.date.AddDays(1), hasTime: true}, true
	}
	m.hasTime = true
	m.hour, m.minute, m.second = seconds/3600, seconds/60%60, seconds%60
	return m, true
}

// instant gives RFC 3339 in UTC for a moment with a time of day in the zone, and YYYY-MM-DD for one without: no time is
// invented.
func (m moment) instant(zone *time.Location) string {
	if !m.hasTime {
		return m.date.String()
	}
	t := time.Date(m.date.Year, m.date.Month, m.date.Day, m.hour, m.minute, m.second, 0, zone)
	return t.UTC().Format(time.RFC3339)
}
