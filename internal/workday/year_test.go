package workday

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

// notice is a small valid calendar that the cases below break in one place each.
const notice = `{"year": 2027, "source": "notice of 2026", "verified": true,
 "days_off": ["2026-12-31/2027-01-02", "2027-10-01"], "makeup_days": ["2026-12-26", "2027-10-09"]}`

func TestParseYearReadsDaysAndRanges(t *testing.T) {
	year, err := ParseYear(strings.NewReader(notice))
	if err != nil {
		t.Fatal(err)
	}
	if year.Number() != 2027 || year.Source() != "notice of 2026" || !year.Verified() {
		t.Errorf("got %d, %q, verified %t", year.Number(), year.Source(), year.Verified())
	}
	off := days("2026-12-31", "2027-01-01", "2027-01-02", "2027-10-01")
	if diff := cmp.Diff(off, year.DaysOff()); diff != "" {
		t.Errorf("days off (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(days("2026-12-26", "2027-10-09"), year.MakeupDays()); diff != "" {
		t.Errorf("make-up days (-want +got):\n%s", diff)
	}
	year.DaysOff()[0] = disclosure.MustDate("2027-05-05")
	if got := year.DaysOff()[0]; got != off[0] {
		t.Errorf("a caller changed the year: first day off is now %s", got)
	}
}

func TestParseYearIsUnverifiedUnlessSaid(t *testing.T) {
	year, err := ParseYear(strings.NewReader(strings.Replace(notice, `"verified": true,`, "", 1)))
	if err != nil || year.Verified() {
		t.Errorf("got verified %t, error %v", year.Verified(), err)
	}
}

func TestParseYearRefuses(t *testing.T) {
	tests := []struct {
		name, old, new, want string
	}{
		{"an unknown key", `"source"`, `"holidays": [], "source"`, `unknown key "holidays"`},
		{"a key in capitals", `"year"`, `"Year"`, `unknown key "Year"`},
		{"a key given twice", `"source"`, `"days_off": [], "source"`, `key "days_off" given twice`},
		{"a missing year", `"year": 2027, `, ``, `key "year" missing`},
		{"missing days off", `"days_off": ["2026-12-31/2027-01-02", "2027-10-01"], `, ``, `key "days_off" missing`},
		{"a year far off", `2027,`, `1927,`, "year 1927: want 2000 to 2199"},
		{"a year as text", `2027,`, `"2027",`, `key "year"`},
		{"an empty source", `"notice of 2026"`, `" "`, "source: name the notice"},
		{"no days off", `["2026-12-31/2027-01-02", "2027-10-01"]`, `[]`, "days_off: empty"},
		{"a day that does not exist", `"2027-10-01"`, `"2027-02-29"`, `"2027-02-29"`},
		{"another way to write a day", `"2027-10-01"`, `"2027/10/01"`, `"2027"`},
		{"an empty day", `"2027-10-01"`, `""`, "empty day"},
		{"an open range", `"2027-10-01"`, `"2027-10-01/"`, "empty day"},
		{"a range backwards", `"2027-10-01"`, `"2027-10-03/2027-10-01"`, "ends before it begins"},
		{"a day of the next year", `"2027-10-01"`, `"2028-01-01"`, `days_off: "2028-01-01" lies outside 2027`},
		{"a day of last November", `"2027-10-01"`, `"2026-11-30"`, `days_off: "2026-11-30" lies outside 2027`},
		{"a day named twice", `"2027-10-01"`, `"2027-01-01"`, "days_off: 2027-01-01 named twice"},
		{"a make-up day named twice", `"2026-12-26"`, `"2027-10-09"`, "makeup_days: 2027-10-09 named twice"},
		{"a make-up day on a weekday", `"2027-10-09"`, `"2027-10-08"`, "2027-10-08 is a Friday"},
		{"a day both off and worked", `"2027-10-09"`, `"2027-01-02"`, "2027-01-02 is also in days_off"},
		{"text behind", `"2027-10-09"]}`, `"2027-10-09"]} {}`, "text behind the object"},
		{"a list", notice, `[]`, "not a JSON object"},
		{"nothing", notice, ``, "not a JSON object"},
		{"half an object", `"2027-10-09"]}`, `"2027-10-09"]`, "end of object"},
		{"a huge file", notice, strings.Repeat(" ", maxFileBytes+1), "larger than"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(notice, test.old) {
				t.Fatalf("the notice has no %q to break", test.old)
			}
			_, err := ParseYear(strings.NewReader(strings.Replace(notice, test.old, test.new, 1)))
			if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an invalid calendar with %q", err, test.want)
			}
		})
	}
}

func FuzzParseYear(f *testing.F) {
	f.Add([]byte(notice))
	f.Add([]byte(`{"year": 2027, "year": 2028}`))
	f.Add([]byte(`{"year": 2027, "source": "x", "days_off": ["2027-01-01/2027-12-31"], "makeup_days": null}`))
	for _, number := range []string{"2024", "2025", "2026"} {
		raw, err := os.ReadFile(filepath.Join("calendars", number+".json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		year, err := ParseYear(strings.NewReader(string(raw)))
		if err != nil {
			if disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("kind of %v is %s", err, disclosure.KindOf(err))
			}
			return
		}
		// Whatever is accepted is obeyed to the letter.
		c := newCalendar(map[int]Year{year.Number(): year})
		for _, day := range year.DaysOff() {
			if c.IsWorkingDay(day) {
				t.Errorf("%s is off and a working day", day)
			}
		}
		for _, day := range year.MakeupDays() {
			if !c.IsWorkingDay(day) {
				t.Errorf("%s is made up and no working day", day)
			}
		}
	})
}

// days reads a list of dates.
func days(texts ...string) []disclosure.Date {
	dates := make([]disclosure.Date, len(texts))
	for i, text := range texts {
		dates[i] = disclosure.MustDate(text)
	}
	return dates
}
