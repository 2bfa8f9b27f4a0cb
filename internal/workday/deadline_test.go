package workday

import (
	"testing"

	"mingshi/internal/disclosure"
)

// The limit on publishing permits and penalties, in working days.
const publishWithin = 7

func TestDeadline(t *testing.T) {
	tests := []struct {
		name, decided string
		days          int
		want          string
		provisional   bool
	}{
		// domain.md §2.2.
		{"across the Spring Festival", "2026-02-13", 7, "2026-03-02", false},
		{"across the National Day, before", "2026-09-28", 7, "2026-10-13", false},
		{"across the National Day, eve", "2026-09-30", 7, "2026-10-15", false},
		{"plain November", "2026-11-02", 7, "2026-11-11", false},
		{"decided on a Sunday off", "2026-02-15", 7, "2026-03-03", false},
		// Around the edges of years and of the loaded years.
		{"make-up day counts", "2026-10-09", 1, "2026-10-10", false},
		{"decided on a make-up day", "2026-10-10", 1, "2026-10-12", false},
		{"over New Year within the loaded years", "2025-12-31", 7, "2026-01-12", false},
		{"last day of the loaded years", "2026-12-22", 7, "2026-12-31", false},
		{"first day beyond", "2026-12-23", 7, "2027-01-01", true},
		{"beyond the loaded years, Monday to Friday", "2027-09-30", 7, "2027-10-11", true},
		{"before the loaded years", "2023-09-28", 7, "2023-10-09", true},
		{"decided before, counted within the loaded years", "2023-12-31", 7, "2024-01-10", false},
		{"half a working year", "2025-01-01", 300, "2026-03-20", false},
		{"no days given", "2026-11-01", 0, "2026-11-01", false},
		{"fewer than no days", "2026-11-01", -3, "2026-11-01", false},
		{"no decision", "", 7, "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, provisional := Shipped().Deadline(disclosure.MustDate(test.decided), test.days)
			if got != disclosure.MustDate(test.want) || provisional != test.provisional {
				t.Errorf("got %s, provisional %t; want %s, %t", got, provisional, test.want, test.provisional)
			}
		})
	}
}

func TestCountDecisionDay(t *testing.T) {
	counting := Shipped().CountDecisionDay(true)
	for decided, want := range map[string]string{
		"2026-11-02": "2026-11-10", // a Monday is the first of seven
		"2026-02-15": "2026-03-03", // a day off is not
	} {
		if got, _ := counting.Deadline(disclosure.MustDate(decided), publishWithin); got != disclosure.MustDate(want) {
			t.Errorf("decided %s: got %s, want %s", decided, got, want)
		}
	}
	if got, _ := counting.With().Deadline(disclosure.MustDate("2026-11-02"), publishWithin); got.String() != "2026-11-10" {
		t.Errorf("With forgets the switch: got %s", got)
	}
	if got, _ := Shipped().Deadline(disclosure.MustDate("2026-11-02"), publishWithin); got.String() != "2026-11-11" {
		t.Errorf("the switch changed the shipped calendar: got %s", got)
	}
}

// TestDeadlineAgreesWithCounting walks every decision day around the loaded years, for limits up to 60 days, and
// compares with counting day by day. The deadline is a working day, and later days or more days never give an earlier
// one.
func TestDeadlineAgreesWithCounting(t *testing.T) {
	for name, c := range map[string]*Calendar{"not counted": Shipped(), "counted": Shipped().CountDecisionDay(true)} {
		t.Run(name, func(t *testing.T) {
			previous := disclosure.Date{}
			last := disclosure.MustDate("2027-02-01")
			for decided := disclosure.MustDate("2023-11-01"); decided.Before(last); decided = decided.AddDays(1) {
				day := c.firstCounted(decided)
				for days := 1; days <= 60; day = day.AddDays(1) {
					if !c.IsWorkingDay(day) {
						continue
					}
					got, _ := c.Deadline(decided, days)
					if got != day {
						t.Fatalf("Deadline(%s, %d) = %s, counting gives %s", decided, days, got, day)
					}
					if n, _ := c.WorkingDaysBetween(decided, got); n != days {
						t.Fatalf("WorkingDaysBetween(%s, %s) = %d, want %d", decided, got, n, days)
					}
					days++
				}
				deadline, _ := c.Deadline(decided, publishWithin)
				if deadline.Before(previous) {
					t.Fatalf("decided %s ends %s, the day before ends %s", decided, deadline, previous)
				}
				previous = deadline
			}
		})
	}
}

func TestWorkingDaysBetween(t *testing.T) {
	tests := []struct {
		name, from, to string
		want           int
		provisional    bool
	}{
		{"a week", "2026-11-01", "2026-11-08", 5, false},
		{"the same day", "2026-11-02", "2026-11-02", 0, false},
		{"backwards", "2026-11-09", "2026-11-02", 0, false},
		{"over a holiday", "2026-09-30", "2026-10-08", 1, false},
		{"over two New Years", "2024-12-31", "2026-01-05", 250, false},
		{"into a year not loaded", "2026-12-31", "2027-01-01", 1, true},
		{"from a year not loaded", "2023-12-01", "2024-01-02", 21, true},
		{"no start", "", "2026-11-02", 0, true},
		{"no end", "2026-11-02", "", 0, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			from, to := disclosure.MustDate(test.from), disclosure.MustDate(test.to)
			if n, provisional := Shipped().WorkingDaysBetween(from, to); n != test.want || provisional != test.provisional {
				t.Errorf("got %d, provisional %t; want %d, %t", n, provisional, test.want, test.provisional)
			}
		})
	}
}

func TestLate(t *testing.T) {
	tests := []struct {
		name, decided, published string
		late, provisional        bool
	}{
		{"on the last day", "2026-11-02", "2026-11-11", false, false},
		{"a day after", "2026-11-02", "2026-11-12", true, false},
		{"the same day", "2026-11-02", "2026-11-02", false, false},
		{"beyond the loaded years", "2027-11-01", "2027-11-20", true, true},
		{"no decision", "", "2026-11-12", false, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			decided, published := disclosure.MustDate(test.decided), disclosure.MustDate(test.published)
			late, provisional := Shipped().Late(decided, published, publishWithin)
			if late != test.late || provisional != test.provisional {
				t.Errorf("got %t, provisional %t; want %t, %t", late, provisional, test.late, test.provisional)
			}
		})
	}
}

func BenchmarkLate(b *testing.B) {
	c := Shipped()
	decided, published := disclosure.MustDate("2026-09-28"), disclosure.MustDate("2026-11-20")
	for b.Loop() {
		c.Late(decided, published, publishWithin)
	}
}
