package disclosure

import (
	"encoding/json"
	"testing"
	"time"
)

func TestDatesThatExist(t *testing.T) {
	cases := []struct {
		text  string
		valid bool
	}{
		{"2026-11-20", true},
		{"0001-01-01", true},
		{"9999-12-31", true},
		{"2024-02-29", true},
		{"2000-02-29", true},
		{"2026-02-29", false},
		{"1900-02-29", false},
		{"2026-02-30", false},
		{"2026-04-31", false},
		{"2026-13-01", false},
		{"2026-00-10", false},
		{"2026-01-00", false},
		{"0000-01-01", false},
		{"2026-1-1", false},
		{"2026/11/20", false},
		{"20261120", false},
		{"2026-11-20 ", false},
		{"2026-11-20T00:00:00Z", false},
		{"２０２６-11-20", false},
		{"-001-01-01", false},
		{"10000-01-01", false},
	}
	for _, c := range cases {
		got, err := ParseDate(c.text)
		if (err == nil) != c.valid {
			t.Errorf("ParseDate(%q): error %v, want valid = %t", c.text, err, c.valid)
		}
		if err != nil && (KindOf(err) != Invalid || !got.IsZero()) {
			t.Errorf("ParseDate(%q) = %v, %v; want no date and kind invalid", c.text, got, err)
		}
		if err == nil && got.String() != c.text {
			t.Errorf("ParseDate(%q).String() = %q", c.text, got)
		}
	}
}

func TestNewDateRefusesDaysThatDoNotExist(t *testing.T) {
	cases := []struct {
		y     int
		m     time.Month
		d     int
		valid bool
	}{
		{2024, time.February, 29, true},
		{2026, time.February, 29, false},
		{2026, time.June, 31, false},
		{2026, 13, 1, false},
		{2026, 0, 1, false},
		{0, time.January, 1, false},
		{10000, time.January, 1, false},
		{9999, time.December, 31, true},
	}
	for _, c := range cases {
		if _, ok := NewDate(c.y, c.m, c.d); ok != c.valid {
			t.Errorf("NewDate(%d, %d, %d): exists = %t, want %t", c.y, c.m, c.d, ok, c.valid)
		}
	}
}

func TestMustDatePanicsOnNonsense(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("MustDate took a day that does not exist")
		}
	}()
	MustDate("2026-02-30")
}

func TestAddMonthsEndsWithTheMonth(t *testing.T) {
	cases := []struct {
		from   string
		months int
		want   string
	}{
		{"2026-11-30", 3, "2027-02-28"},
		{"2023-11-30", 3, "2024-02-29"},
		{"2026-01-31", 1, "2026-02-28"},
		{"2026-01-31", 2, "2026-03-31"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2026-12-15", 1, "2027-01-15"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2026-05-31", 0, "2026-05-31"},
		{"2026-05-15", 36, "2029-05-15"},
	}
	for _, c := range cases {
		if got := MustDate(c.from).AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s plus %d months = %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestCountingDays(t *testing.T) {
	cases := []struct {
		from string
		days int
		to   string
	}{
		{"2026-02-28", 1, "2026-03-01"},
		{"2024-02-28", 1, "2024-02-29"},
		{"2026-12-31", 1, "2027-01-01"},
		{"2026-03-01", -1, "2026-02-28"},
		{"2026-11-20", 0, "2026-11-20"},
		{"2024-01-01", 366, "2025-01-01"},
		{"0001-01-01", 3652058, "9999-12-31"},
	}
	for _, c := range cases {
		from, to := MustDate(c.from), MustDate(c.to)
		if got := from.AddDays(c.days); got != to {
			t.Errorf("%s plus %d days = %s, want %s", from, c.days, got, to)
		}
		if got := from.DaysUntil(to); got != c.days {
			t.Errorf("from %s until %s: %d days, want %d", from, to, got, c.days)
		}
		if got := to.DaysUntil(from); got != -c.days {
			t.Errorf("from %s until %s: %d days, want %d", to, from, got, -c.days)
		}
	}
}

func TestDatesCompare(t *testing.T) {
	ordered := []Date{{}, MustDate("0001-01-01"), MustDate("2026-01-31"), MustDate("2026-02-01"), MustDate("2027-01-01")}
	for i, a := range ordered {
		for j, b := range ordered {
			if a.Before(b) != (i < j) || a.After(b) != (i > j) || (a == b) != (a.Compare(b) == 0) {
				t.Errorf("%q and %q compare as %d", a, b, a.Compare(b))
			}
		}
	}
	if got := MustDate("2026-11-20").Weekday(); got != time.Friday {
		t.Errorf("2026-11-20 is a %s, want Friday", got)
	}
}

func TestDatesInJSON(t *testing.T) {
	type form struct {
		On Date `json:"on"`
	}
	for _, c := range []struct{ text, on string }{
		{`{"on":null}`, ""},
		{`{"on":"2026-11-20"}`, "2026-11-20"},
	} {
		filled := form{On: MustDate("1999-09-09")}
		if err := json.Unmarshal([]byte(c.text), &filled); err != nil || filled.On.String() != c.on {
			t.Errorf("%s reads as %q, %v", c.text, filled.On, err)
		}
		if written, err := json.Marshal(filled); err != nil || string(written) != c.text {
			t.Errorf("%s is written as %s, %v", c.text, written, err)
		}
	}
	for _, text := range []string{`{"on":"2026-02-30"}`, `{"on":20261120}`, `{"on":true}`, `{"on":{}}`} {
		var f form
		if err := json.Unmarshal([]byte(text), &f); err == nil {
			t.Errorf("%s reads as %q", text, f.On)
		}
	}
}

func TestADayBeginsInItsZone(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*60*60)
	day := MustDate("2026-11-20")
	begins := time.Date(2026, time.November, 19, 16, 0, 0, 0, time.UTC)
	if got := day.In(shanghai); !got.Equal(begins) {
		t.Errorf("%s begins at %s, want %s", day, got.UTC(), begins)
	}
	authority := Authority{Zone: shanghai}
	if got := authority.Today(begins); got != day {
		t.Errorf("at %s it is %s, want %s", begins, got, day)
	}
	if got := authority.Today(begins.Add(-time.Microsecond)); got != day.AddDays(-1) {
		t.Errorf("just before midnight it is %s, want the day before %s", got, day)
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"", "2026-11-20", "2024-02-29", "2026-02-30", "0000-01-01", "2026/1/1", "９999-12-31"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		date, err := ParseDate(text)
		if err != nil {
			if KindOf(err) != Invalid || !date.IsZero() {
				t.Fatalf("ParseDate(%q) = %v, %v", text, date, err)
			}
			return
		}
		if date.String() != text {
			t.Fatalf("%q comes back as %q", text, date)
		}
		if text == "" {
			return
		}
		if again, ok := NewDate(date.Year, date.Month, date.Day); !ok || again != date {
			t.Fatalf("%q is no day", text)
		}
		if last := date.AddMonths(1); last.Day > date.Day || date.DaysUntil(last) < 28 {
			t.Fatalf("%q plus a month is %q", text, last)
		}
	})
}
