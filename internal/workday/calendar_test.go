package workday

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

func TestShippedYearsAreThoseOfTheNotices(t *testing.T) {
	// domain.md §2.2: working days of each year, counted by hand from the notices.
	want := map[int]int{2024: 251, 2025: 248, 2026: 248}
	c := Shipped()
	if diff := cmp.Diff([]int{2024, 2025, 2026}, c.Years()); diff != "" {
		t.Fatalf("years (-want +got):\n%s", diff)
	}
	for number, total := range want {
		first, last := disclosure.Date{Year: number - 1, Month: 12, Day: 31}, disclosure.Date{Year: number, Month: 12, Day: 31}
		if n, provisional := c.WorkingDaysBetween(first, last); n != total || provisional {
			t.Errorf("%d has %d working days (provisional %t), want %d", number, n, provisional, total)
		}
		if year, ok := c.Year(number); !ok || !year.Verified() {
			t.Errorf("%d: loaded %t, verified %t", number, ok, year.Verified())
		}
	}
}

func TestIsWorkingDay(t *testing.T) {
	tests := []struct {
		name, day string
		want      bool
	}{
		{"ordinary Monday", "2026-11-02", true},
		{"ordinary Sunday", "2026-11-01", false},
		{"holiday on a weekday", "2026-10-01", false},
		{"last day off", "2026-10-07", false},
		{"first day back", "2026-10-08", true},
		{"make-up Saturday", "2026-10-10", true},
		{"make-up Sunday", "2026-01-04", true},
		{"make-up Saturday before the holiday", "2024-02-04", true},
		{"leap day, a Thursday", "2024-02-29", true},
		{"last day of a year", "2026-12-31", true},
		{"weekday of a year not loaded", "2027-10-01", true},
		{"Saturday of a year not loaded", "2027-10-02", false},
		{"no date", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Shipped().IsWorkingDay(disclosure.MustDate(test.day)); got != test.want {
				t.Errorf("%s: got %t, want %t", test.day, got, test.want)
			}
		})
	}
}

func TestPlainYearsAreMondayToFriday(t *testing.T) {
	c := Shipped()
	if len(c.plain) != 14 {
		t.Errorf("a year without a notice has %d shapes, want 14", len(c.plain))
	}
	for _, number := range []int{1999, 2000, 2023, 2027, 2028, 2100, 2400} {
		day := disclosure.Date{Year: number, Month: 1, Day: 1}
		for ; day.Year == number; day = day.AddDays(1) {
			if got := c.IsWorkingDay(day); got != isWeekday(day) {
				t.Fatalf("%s, a %s: got %t", day, day.Weekday(), got)
			}
		}
	}
}

func TestWithLeavesTheOldCalendarAlone(t *testing.T) {
	old := Shipped()
	c := old.With(mustYear(t, notice))
	day := disclosure.MustDate("2027-10-01")
	if !old.IsWorkingDay(day) || old.Covers(day) {
		t.Error("the shipped calendar has changed")
	}
	if c.IsWorkingDay(day) || !c.Covers(day) {
		t.Error("the new year is not known")
	}
	if diff := cmp.Diff([]int{2024, 2025, 2026, 2027}, c.Years()); diff != "" {
		t.Errorf("years (-want +got):\n%s", diff)
	}
}

func TestNoticeHasTheLastWordOnTheDecemberBefore(t *testing.T) {
	c := Shipped().With(mustYear(t, notice))
	if c.IsWorkingDay(disclosure.MustDate("2026-12-31")) {
		t.Error("2026-12-31 is off by the notice for 2027, but counts as worked")
	}
	if !c.IsWorkingDay(disclosure.MustDate("2026-12-26")) {
		t.Error("2026-12-26 is made up by the notice for 2027, but counts as off")
	}
	contradicted := c.With(mustYear(t, `{"year": 2026, "source": "x", "days_off": ["2026-12-26"], "makeup_days": []}`))
	if !contradicted.IsWorkingDay(disclosure.MustDate("2026-12-26")) {
		t.Error("2026-12-26 is off by the notice for 2026, which the later notice for 2027 changed")
	}
	onlyOff := `{"year": 2027, "source": "x", "days_off": ["2026-12-31/2027-01-02"], "makeup_days": []}`
	alone := newCalendar(map[int]Year{2027: mustYear(t, onlyOff)})
	if alone.IsWorkingDay(disclosure.MustDate("2026-12-31")) || alone.Covers(disclosure.MustDate("2026-12-31")) {
		t.Error("the notice for 2027 is not heeded where 2026 is not loaded, or loads 2026")
	}
}

func TestWithReplacesAYear(t *testing.T) {
	text := `{"year": 2026, "source": "corrected", "days_off": ["2026-11-02"], "makeup_days": []}`
	c := Shipped().With(mustYear(t, text))
	if c.IsWorkingDay(disclosure.MustDate("2026-11-02")) || !c.IsWorkingDay(disclosure.MustDate("2026-10-01")) {
		t.Error("days of the old notice for 2026 remain")
	}
}

func TestLoadFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "2027.json", notice)
	write(t, dir, "our-2026.json", `{"year": 2026, "source": "ours", "days_off": ["2026-11-02"], "makeup_days": []}`)
	write(t, dir, "README.txt", "not a calendar")
	c, err := LoadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{2024, 2025, 2026, 2027}, c.Years()); diff != "" {
		t.Errorf("years (-want +got):\n%s", diff)
	}
	if year, _ := c.Year(2026); year.Source() != "ours" {
		t.Errorf("2026 comes from %q, want the folder's own", year.Source())
	}
}

func TestLoadFolderThatIsMissingIsTheShippedCalendar(t *testing.T) {
	c, err := LoadFolder(filepath.Join(t.TempDir(), "calendars"))
	if err != nil || c != Shipped() {
		t.Errorf("got another calendar or error %v", err)
	}
}

func TestLoadFolderRefuses(t *testing.T) {
	t.Run("a faulty file, by name", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "2027.json", `{"year": 2027}`)
		_, err := LoadFolder(dir)
		if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), `"2027.json"`) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("two files for one year", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "2027.json", notice)
		write(t, dir, "2027-new.json", notice)
		_, err := LoadFolder(dir)
		if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "2027 too") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a file in place of the folder", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "calendars", "")
		_, err := LoadFolder(filepath.Join(dir, "calendars"))
		if disclosure.KindOf(err) != disclosure.Unavailable {
			t.Errorf("got %v", err)
		}
	})
}

// mustYear reads a calendar that the test knows to be good.
func mustYear(t *testing.T, text string) Year {
	t.Helper()
	year, err := ParseYear(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return year
}

// write puts a file into dir.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
