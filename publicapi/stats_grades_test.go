package publicapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
)

// inspectedVenue publishes a venue of a kind and street and its inspections, from the day on with a letter each; "" is not graded.
func (f *fixture) inspectedVenue(n int, kind disclosure.VenueKind, street string, inspections ...[2]string) disclosure.ID {
	f.Helper()
	number := fmt.Sprintf("青卫公证字〔2025〕第%05d号", n)
	body := sampleVenue(fmt.Sprintf("场所%d", n), number, "青禾路1号")
	body.VenueKind, body.Street, body.GridDuty = kind, street, "青禾区卫生监督所"
	id := numbered(disclosure.KindVenue, n)
	f.publish(id, body)
	for i, told := range inspections {
		grading := sampleGrading()
		grading.PermitNumber, grading.InspectedOn, grading.Grade = number, disclosure.MustDate(told[0]), nil
		grading.Correction, grading.FailedKeyItems = disclosure.Correction{}, []string{}
		if told[1] != "" {
			grading.Grade = &disclosure.Grade{Letter: told[1], Word: "等级"}
		}
		f.publish(numbered(disclosure.KindGrading, n*10+i), grading)
	}
	return id
}

// withGrades has four venues, one of them closed.
func withGrades(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	f.inspectedVenue(11, "lodging", "青禾街道", [2]string{"2024-01-10", "C"}, [2]string{"2024-12-10", "B"})
	f.inspectedVenue(12, "lodging", "湖光街道", [2]string{"2024-01-10", "B"}, [2]string{"2025-03-10", ""})
	f.inspectedVenue(13, "bathing", "")
	id := f.inspectedVenue(14, "bathing", "青禾街道", [2]string{"2024-01-10", "A"}, [2]string{"2025-05-10", "C"})
	closed := sampleVenue("场所14", "青卫公证字〔2025〕第00014号", "青禾路1号")
	closed.VenueKind, closed.Street, closed.Status = "bathing", "青禾街道", disclosure.VenueClosed
	f.rewrite(f.mustGet(id), closed)
	return f
}

func TestGradesNowAndByMonth(t *testing.T) {
	f := withGrades(t)
	var got GradesStats
	f.decoded(root+"/stats/grades", &got)
	if got.From != "2023-06" || got.To != "2025-05" || len(got.Total.Months) != 24 || !slices.Equal(got.Letters, []string{"A", "B", "C"}) {
		t.Fatalf("got %+v", got)
	}
	now := GradesNow{
		GradesTally: GradesTally{Venues: 3, Grades: map[string]int64{"A": 0, "B": 1, "C": 0}, None: 2},
		Reasons:     map[string]int64{"below_lowest_band": 1, "never_inspected": 1},
	}
	if diff := gocmp.Diff(now, got.Total.Now); diff != "" {
		t.Errorf("now (-want +got):\n%s", diff)
	}
	if diff := gocmp.Diff(GradesMonth{Month: "2025-05", GradesTally: now.GradesTally}, got.Total.Months[23]); diff != "" {
		t.Errorf("the present month is not now (-want +got):\n%s", diff)
	}
	june := GradesMonth{Month: "2024-06", GradesTally: GradesTally{Venues: 3, Grades: map[string]int64{"A": 0, "B": 1, "C": 1}, None: 1}}
	if diff := gocmp.Diff(june, got.Total.Months[12]); diff != "" {
		t.Errorf("a year ago (-want +got):\n%s", diff)
	}
	var kinds, streets []string
	for _, g := range got.Kinds {
		kinds = append(kinds, fmt.Sprint(g.VenueKind, g.Now.Venues))
	}
	for _, g := range got.Streets {
		streets = append(streets, fmt.Sprint(g.Street, g.Now.Venues))
	}
	if diff := gocmp.Diff([]string{"lodging2", "bathing1"}, kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if diff := gocmp.Diff([]string{"湖光街道1", "青禾街道1", "1"}, streets); diff != "" {
		t.Errorf("streets (-want +got):\n%s", diff)
	}
	if c := got.Changes; c.Total != 3 || c.Better != 1 || c.Worse != 1 || c.Ended != 1 || c.Restored != 0 || c.FirstGrades != 3 || len(c.Transitions) != 3 {
		t.Errorf("changes: %+v", c)
	}
}

func TestGradesOfSomeVenues(t *testing.T) {
	f := withGrades(t)
	var got GradesStats
	f.decoded(root+"/stats/grades?from=2024-11&to=2025-02&venue_kind=lodging&street=青禾街道&authority="+deciding, &got)
	if got.Total.Now.Venues != 1 || len(got.Total.Months) != 4 || text(got.VenueKind) != "lodging" || text(got.Street) != "青禾街道" || text(got.Authority) != deciding {
		t.Errorf("got %+v", got)
	}
	if got.Changes.Total != 1 || got.Changes.Better != 1 {
		t.Errorf("changes: %+v", got.Changes)
	}
	f.decoded(root+"/stats/grades?authority=nobody", &got)
	if got.Total.Now.Venues != 0 || len(got.Streets) != 0 || len(got.Total.Months) != 24 {
		t.Errorf("of nobody: %+v", got)
	}
}

func TestChangesArePagedAndExplained(t *testing.T) {
	f := withGrades(t)
	var got []string
	target := root + "/stats/grades/changes?from=2024-01&limit=2"
	for next := target; next != ""; {
		var page GradesChangeList
		f.decoded(next, &page)
		if page.Total != 3 || !page.TotalIsExact {
			t.Errorf("total %d", page.Total)
		}
		for _, c := range page.Data {
			got = append(got, fmt.Sprintf("%s %s %s>%s %s %s", c.On, c.Venue.Name, text(c.From), text(c.To), c.Direction, c.Reason))
		}
		if next = ""; page.Next != nil {
			next = target + "&after=" + *page.Next
		}
	}
	want := []string{
		"2025-05-10 场所14 A>C worse inspection", "2025-03-10 场所12 B>null ended below_lowest_band", "2024-12-10 场所11 C>B better inspection",
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestInspectionsDue(t *testing.T) {
	f := withGrades(t)
	var got InspectionsStats
	f.decoded(root+"/stats/inspections?within=200", &got)
	// B of 2024-12-10 comes after a year, what is not graded after half a year: 2025-09-10; nothing is known of the bath.
	if got.Today != "2025-05-20" || got.WithinDays != 200 || got.Total != (InspectionsTally{Venues: 3, Due: 1}) || len(got.Streets) != 3 {
		t.Errorf("within 200 days: %+v", got)
	}
	f.decoded(root+"/stats/inspections?within=366&street=青禾街道", &got)
	if got.Total != (InspectionsTally{Venues: 1, Due: 1}) || got.Streets[0].Unit != "青禾区卫生监督所" {
		t.Errorf("in one street: %+v", got)
	}
	f.now = f.now.AddDate(0, 6, 0)
	f.decoded(root+"/stats/inspections", &got)
	if got.Total != (InspectionsTally{Venues: 3, Due: 1, Overdue: 1}) || got.WithinDays != 30 {
		t.Errorf("half a year later: %+v", got)
	}
}

func TestWrongQuestionsForGrades(t *testing.T) {
	f := withGrades(t)
	var first, other GradesChangeList
	f.decoded(root+"/stats/grades/changes?from=2024-01&limit=1", &first)
	f.decoded(root+"/stats/grades/changes?from=2024-02&limit=1", &other)
	for target, parameter := range map[string]string{
		"/stats/grades?from=2025":                    "from",
		"/stats/grades?to=2025-06":                   "to",
		"/stats/grades?from=2025-05&to=2025-04":      "to",
		"/stats/grades?from=2015-05":                 "from",
		"/stats/grades?venue_kind=":                  "venue_kind",
		"/stats/grades?venue_kind=castle":            "venue_kind",
		"/stats/grades?street=":                      "street",
		"/stats/grades?authority=":                   "authority",
		"/stats/grades?limit=2":                      "limit",
		"/stats/grades/changes?limit=0":              "limit",
		"/stats/grades/changes?after=":               "after",
		"/stats/grades/changes?after=x":              "after",
		"/stats/grades/changes?after=" + *first.Next: "after",
		"/stats/grades/changes?from=2024-01&venue_kind=lodging&after=" + *first.Next: "after",
		"/stats/grades/changes?from=2024-01&limit=1&after=" + *other.Next:            "after",
		"/stats/inspections?within=-1":                                               "within",
		"/stats/inspections?within=367":                                              "within",
		"/stats/inspections?from=2025-01":                                            "from",
	} {
		a := f.get(root + target)
		var p web.Problem
		if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != http.StatusBadRequest || p.Parameter != parameter {
			t.Errorf("%s: %d %s", target, a.status, a.body)
		}
	}
}

func TestGradesAreAskedForConditionally(t *testing.T) {
	f := withGrades(t)
	for _, target := range []string{root + "/stats/grades", root + "/stats/grades/changes", root + "/stats/inspections"} {
		first := f.get(target)
		if again := f.get(target, "If-None-Match", first.header.Get("ETag")); again.status != http.StatusNotModified {
			t.Errorf("%s again: %d", target, again.status)
		}
	}
	var before, after GradesStats
	f.decoded(root+"/stats/grades", &before)
	f.inspectedVenue(15, "lodging", "青禾街道", [2]string{"2025-05-01", "A"})
	f.decoded(root+"/stats/grades", &after)
	if after.Total.Now.Venues != before.Total.Now.Venues+1 || after.Total.Now.Grades["A"] != 1 || after.Position <= before.Position {
		t.Errorf("after a change: %+v", after.Total.Now)
	}
}
