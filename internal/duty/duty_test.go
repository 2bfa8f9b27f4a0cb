package duty_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/duty"
	"mingshi/internal/grading"
)

// told is what a test looks at in an entry.
type told struct {
	Name, Letter, Last, By string
	Reason                 grading.DueReason
	Overdue                int
}

func tell(entries []duty.Entry) []told {
	var all []told
	for _, e := range entries {
		one := told{
			Name: e.Venue.Facts.Name, Last: e.LastInspected.String(), By: e.Due.By.String(), Reason: e.Due.Reason, Overdue: e.Overdue,
		}
		if e.Grade != nil && e.Grade.Letter != nil {
			one.Letter = *e.Grade.Letter
		}
		all = append(all, one)
	}
	return all
}

// one gives the whole walk over a store with these records.
func one(t *testing.T, drafts ...disclosure.Draft) []told {
	t.Helper()
	var all []duty.Entry
	err := duty.All(t.Context(), publishes(t, drafts...), grading.Shipped(), today, func(e duty.Entry) error {
		all = append(all, e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tell(all)
}

func TestAllTellsWhatIsDue(t *testing.T) {
	long := permit("1", "2022-01-01")
	trading := venue("1", place{})
	tests := []struct {
		name   string
		drafts []disclosure.Draft
		want   []told
	}{
		{
			"A, every two years",
			[]disclosure.Draft{trading, long, inspection("1", "2025-03-01", "A")},
			[]told{{"店1", "A", "2025-03-01", "2027-03-01", grading.DueFrequency, 0}},
		},
		{
			"due today is not overdue",
			[]disclosure.Draft{trading, long, inspection("1", "2025-11-20", "B")},
			[]told{{"店1", "B", "2025-11-20", "2026-11-20", grading.DueFrequency, 0}},
		},
		{
			"due tomorrow",
			[]disclosure.Draft{trading, long, inspection("1", "2025-11-21", "B")},
			[]told{{"店1", "B", "2025-11-21", "2026-11-21", grading.DueFrequency, 0}},
		},
		{
			"overdue since yesterday",
			[]disclosure.Draft{trading, long, inspection("1", "2026-05-19", "C")},
			[]told{{"店1", "C", "2026-05-19", "2026-11-19", grading.DueFrequency, 1}},
		},
		{
			"not graded",
			[]disclosure.Draft{trading, long, inspection("1", "2025-11-20", "")},
			[]told{{"店1", "", "2025-11-20", "2026-05-20", grading.DueFrequency, 184}},
		},
		{
			"never inspected",
			[]disclosure.Draft{trading, permit("1", "2026-06-01")},
			[]told{{"店1", "", "", "2026-12-01", grading.DueFirst, 0}},
		},
		{
			"new, inspected once",
			[]disclosure.Draft{trading, permit("1", "2026-03-01"), inspection("1", "2026-05-01", "B")},
			[]told{{"店1", "", "2026-05-01", "2026-11-01", grading.DueSecond, 19}},
		},
		{
			"to be put right before the next inspection",
			[]disclosure.Draft{trading, long, inspection("1", "2026-11-01", "B", corrects("2026-11-15"))},
			[]told{{"店1", "B", "2026-11-01", "2026-11-15", grading.DueCorrection, 5}},
		},
		{
			"put right",
			[]disclosure.Draft{
				trading, long, inspection("1", "2026-11-01", "B", corrects("2026-11-15")),
				inspection("1", "2026-11-16", "B", func(g *disclosure.Grading) { g.InspectionKind = disclosure.InspectionAgain }),
			},
			[]told{{"店1", "B", "2026-11-16", "2027-11-16", grading.DueFrequency, 0}},
		},
		{"nothing known", []disclosure.Draft{trading}, []told{{Name: "店1"}}},
		{"closed", []disclosure.Draft{venue("1", place{}, with(disclosure.VenueClosed)), long, inspection("1", "2020-01-01", "C")}, nil},
		{"suspended", []disclosure.Draft{venue("1", place{}, with(disclosure.VenueSuspended)), long}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, one(t, test.drafts...)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestASecondInspectionNamesTheFirst has an inspection after the first that is none of the two which a first grade takes.
func TestASecondInspectionNamesTheFirst(t *testing.T) {
	complaint := func(g *disclosure.Grading) { g.InspectionKind = "complaint" }
	for name, c := range map[string]struct {
		drafts []disclosure.Draft
		want   string
	}{
		"once":            {[]disclosure.Draft{inspection("1", "2026-05-01", "B")}, "2026-05-01"},
		"again too early": {[]disclosure.Draft{inspection("1", "2026-05-01", "B"), inspection("1", "2026-06-15", "B")}, "2026-05-01"},
		"a complaint before": {
			[]disclosure.Draft{inspection("1", "2026-04-01", "", complaint), inspection("1", "2026-05-01", "B")}, "2026-05-01",
		},
		"graded": {[]disclosure.Draft{inspection("1", "2026-05-01", "B"), inspection("1", "2026-09-01", "B")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := publishes(t, append(c.drafts, venue("1", place{}), permit("1", "2026-03-01"))...)
			err := duty.All(t.Context(), s, grading.Shipped(), today, func(e duty.Entry) error {
				if got := e.FirstInspected.String(); got != c.want {
					t.Errorf("the first inspection is of %q, want %q; due is %+v", got, c.want, e.Due)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// district is a store with venues in two streets: overdue, due today, due in 30 and 31 days, and not due.
func district() []disclosure.Draft {
	north, south := place{"北街", "北一", "北街网格"}, place{"南街", "南一", "南街网格"}
	drafts := []disclosure.Draft{
		venue("1", north), inspection("1", "2025-12-20", "B"), // in 30 days
		venue("2", north), inspection("2", "2026-01-20", "C"), // overdue
		venue("3", place{"北街", "北二", "所"}), inspection("3", "2025-12-21", "B"), // in 31 days
		venue("4", south), inspection("4", "2025-11-20", "B"), // today
		venue("5", south, func(v *disclosure.Venue) { v.VenueKind = "bathing" }),
		inspection("5", "2026-10-01", "B", corrects("2026-11-19")), // overdue
		venue("6", place{}), inspection("6", "2026-01-01", "C"), // overdue, and nobody knows whose
		venue("7", south, with(disclosure.VenueClosed)), inspection("7", "2026-01-01", "C"),
		venue("8", south), inspection("8", "2026-10-02", "A", corrects("2026-12-01")), // in 11 days
	}
	for _, number := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		drafts = append(drafts, permit(number, "2022-01-01"))
	}
	return drafts
}

func TestListFiltersAndSorts(t *testing.T) {
	s := publishes(t, district()...)
	tests := []struct {
		name   string
		filter duty.Filter
		want   []string
	}{
		{"thirty days", duty.Filter{Within: 30}, []string{"店2", "店1", "店5", "店4", "店8", "店6"}},
		{"thirty-one days", duty.Filter{Within: 31}, []string{"店2", "店1", "店3", "店5", "店4", "店8", "店6"}},
		{"today", duty.Filter{}, []string{"店2", "店5", "店4", "店6"}},
		{"overdue", duty.Filter{Within: 30, Overdue: true}, []string{"店2", "店5", "店6"}},
		{"street", duty.Filter{Within: 31, Street: "北街"}, []string{"店2", "店1", "店3"}},
		{"grid", duty.Filter{Within: 31, Grid: "北二"}, []string{"店3"}},
		{"kind", duty.Filter{Within: 31, Kind: "bathing"}, []string{"店5"}},
		{"nothing", duty.Filter{Within: 31, Street: "西街"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			list, err := duty.List(t.Context(), s, grading.Shipped(), today, test.filter)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range list {
				got = append(got, e.Venue.Facts.Name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTallyCountsByStreetAndUnit(t *testing.T) {
	counts, err := duty.Tally(t.Context(), publishes(t, district()...), grading.Shipped(), today, 30)
	if err != nil {
		t.Fatal(err)
	}
	want := []duty.Count{
		{Street: "北街", Unit: "北街网格", Venues: 2, Due: 1, Overdue: 1},
		{Street: "北街", Unit: "所", Venues: 1},
		{Street: "南街", Unit: "南街网格", Venues: 3, Due: 2, Overdue: 1, Corrections: 2},
		{Venues: 1, Overdue: 1},
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAllGoesOverEveryPage(t *testing.T) {
	const venues = 501 // one more than are read at a time
	var drafts []disclosure.Draft
	for i := range venues {
		number := fmt.Sprintf("卫%03d", i)
		drafts = append(drafts, venue(number, place{}), permit(number, "2026-06-01"))
	}
	if got := one(t, drafts...); len(got) != venues || got[venues-1].By != "2026-12-01" {
		t.Errorf("%d venues, the last %+v; want %d, all due", len(got), got[len(got)-1], venues)
	}
}

func TestAllEndsWithTheVisitorsError(t *testing.T) {
	s := publishes(t, district()...)
	full, visits := errors.New("full"), 0
	err := duty.All(t.Context(), s, grading.Shipped(), today, func(duty.Entry) error { visits++; return full })
	if !errors.Is(err, full) || visits != 1 {
		t.Errorf("got %v after %d visits", err, visits)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := duty.Tally(cancelled, s, grading.Shipped(), today, 30); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled tally gives %v", err)
	}
}
