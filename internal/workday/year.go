package workday

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"mingshi/internal/disclosure"
)

// The years a calendar file may be for; anything else is a slip of the keyboard.
const (
	firstYear = 2000
	lastYear  = 2199
)

// maxFileBytes is far above any real calendar (about 1 kB) and keeps a wrong file from being read into memory.
const maxFileBytes = 1 << 20

// Year is one year's holiday notice: the days off and the weekend days worked instead. It is made by ParseYear and
// never changes.
type Year struct {
	number   int
	source   string
	verified bool
	off      []disclosure.Date
	makeup   []disclosure.Date
}

// Number is the year the notice is for, as 2026.
func (y Year) Number() int { return y.number }

// Source names the notice, for people.
func (y Year) Source() string { return y.source }

// Verified reports whether somebody has compared the file with the notice.
func (y Year) Verified() bool { return y.verified }

// DaysOff lists the days off in ascending order, weekend days that the notice names included.
func (y Year) DaysOff() []disclosure.Date { return slices.Clone(y.off) }

// MakeupDays lists the weekend days that are worked, in ascending order.
func (y Year) MakeupDays() []disclosure.Date { return slices.Clone(y.makeup) }

// ParseYear reads one calendar file: a JSON object with
//
//	year         the number of the year, 2000 to 2199
//	source       the notice it was taken from
//	verified     true once compared with the notice; false when absent
//	days_off     days "YYYY-MM-DD" and ranges "YYYY-MM-DD/YYYY-MM-DD", both ends included
//	makeup_days  the same; every day a Saturday or Sunday
//
// Days lie in the year or in the December before it, which a notice may touch. Anything else is of kind Invalid: a key
// unknown, missing or given twice, a day named twice, a day both off and worked, text behind the object.
func ParseYear(r io.Reader) (Year, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxFileBytes+1))
	if err != nil {
		return Year{}, disclosure.Errorf(disclosure.Unavailable, "read calendar: %w", err)
	}
	if len(raw) > maxFileBytes {
		return Year{}, disclosure.Errorf(disclosure.Invalid, "read calendar: larger than %d bytes", maxFileBytes)
	}
	file, err := decodeFile(raw)
	if err != nil {
		return Year{}, disclosure.Errorf(disclosure.Invalid, "read calendar: %w", err)
	}
	year, err := file.year()
	if err != nil {
		return Year{}, disclosure.Errorf(disclosure.Invalid, "read calendar %d: %w", file.Year, err)
	}
	return year, nil
}

// calendarFile is a calendar as it stands in the file.
type calendarFile struct {
	Year       int
	Source     string
	Verified   bool
	DaysOff    []string
	MakeupDays []string
}

// decodeFile reads the object key by key: encoding/json alone would let a second "days_off" replace the first in
// silence and would take "YEAR" for "year".
func decodeFile(raw []byte) (calendarFile, error) {
	var file calendarFile
	targets := map[string]any{
		"year": &file.Year, "source": &file.Source, "verified": &file.Verified,
		"days_off": &file.DaysOff, "makeup_days": &file.MakeupDays,
	}
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return file, errors.New("not a JSON object")
	}
	seen := make(map[string]bool, len(targets))
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return file, fmt.Errorf("key: %w", err)
		}
		key := fmt.Sprint(token)
		target, known := targets[key]
		switch {
		case !known:
			return file, fmt.Errorf("unknown key %q", key)
		case seen[key]:
			return file, fmt.Errorf("key %q given twice", key)
		}
		seen[key] = true
		if err := dec.Decode(target); err != nil {
			return file, fmt.Errorf("key %q: %w", key, err)
		}
	}
	if _, err := dec.Token(); err != nil {
		return file, fmt.Errorf("end of object: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return file, errors.New("text behind the object")
	}
	for _, key := range []string{"year", "source", "days_off", "makeup_days"} {
		if !seen[key] {
			return file, fmt.Errorf("key %q missing", key)
		}
	}
	return file, nil
}

// year checks what the file says and sorts its days.
func (f calendarFile) year() (Year, error) {
	if f.Year < firstYear || f.Year > lastYear {
		return Year{}, fmt.Errorf("year %d: want %d to %d", f.Year, firstYear, lastYear)
	}
	if strings.TrimSpace(f.Source) == "" {
		return Year{}, errors.New("source: name the notice")
	}
	off, err := f.days("days_off", f.DaysOff)
	if err != nil {
		return Year{}, err
	}
	if len(off) == 0 {
		return Year{}, errors.New("days_off: empty, but every year has holidays")
	}
	makeup, err := f.days("makeup_days", f.MakeupDays)
	if err != nil {
		return Year{}, err
	}
	for _, day := range makeup {
		if isWeekday(day) {
			return Year{}, fmt.Errorf("makeup_days: %s is a %s, not a weekend day", day, day.Weekday())
		}
		if slices.Contains(off, day) {
			return Year{}, fmt.Errorf("makeup_days: %s is also in days_off", day)
		}
	}
	return Year{number: f.Year, source: f.Source, verified: f.Verified, off: off, makeup: makeup}, nil
}

// days spells out the days and ranges of one list, in ascending order.
func (f calendarFile) days(list string, entries []string) ([]disclosure.Date, error) {
	var days []disclosure.Date
	seen := make(map[disclosure.Date]bool)
	for _, entry := range entries {
		first, last, err := parseRange(entry)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", list, err)
		}
		if !f.mayName(first) || !f.mayName(last) {
			return nil, fmt.Errorf("%s: %q lies outside %d and the December before", list, entry, f.Year)
		}
		for day := first; !day.After(last); day = day.AddDays(1) {
			if seen[day] {
				return nil, fmt.Errorf("%s: %s named twice", list, day)
			}
			seen[day] = true
			days = append(days, day)
		}
	}
	slices.SortFunc(days, disclosure.Date.Compare)
	return days, nil
}

// mayName reports whether the notice of this year can speak of day.
func (f calendarFile) mayName(day disclosure.Date) bool {
	return day.Year == f.Year || day.Year == f.Year-1 && day.Month == time.December
}

// parseRange reads a day or "first/last".
func parseRange(entry string) (first, last disclosure.Date, err error) {
	from, to, isRange := strings.Cut(entry, "/")
	if first, err = parseDay(from); err != nil {
		return first, last, err
	}
	if !isRange {
		return first, first, nil
	}
	if last, err = parseDay(to); err != nil {
		return first, last, err
	}
	if last.Before(first) {
		return first, last, fmt.Errorf("%q ends before it begins", entry)
	}
	return first, last, nil
}

// parseDay is disclosure.ParseDate without its "no date".
func parseDay(s string) (disclosure.Date, error) {
	if s == "" {
		return disclosure.Date{}, errors.New(`empty day: want "YYYY-MM-DD" or "YYYY-MM-DD/YYYY-MM-DD"`)
	}
	return disclosure.ParseDate(s)
}

// isWeekday reports whether day is one of Monday to Friday.
func isWeekday(day disclosure.Date) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}
