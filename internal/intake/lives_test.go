package intake

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/lives"
)

// writeZIP makes a ZIP of names and contents, in their order.
func writeZIP(t testing.TB, entries ...[2]string) string {
	t.Helper()
	var raw bytes.Buffer
	archive := zip.NewWriter(&raw)
	for _, entry := range entries {
		out, err := archive.Create(entry[0])
		if err == nil {
			_, err = out.Write([]byte(entry[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "feed.zip")
	if err := os.WriteFile(path, raw.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A feed with the required files and the required columns alone.
const (
	theirBusinesses  = "business_id,name,address\n10,TIRAMISU KITCHEN,033 BELDEN PL\n19,\"NRGIZE, CAFE\",1200 VAN NESS AVE\n"
	theirInspections = "business_id,score,date,type\n10,92,20140114,routine\n10,88,20140729,followup\n19,94,20141110,complaint\n"
	theirInfo        = "feed_date,feed_version,municipality_name\n20150101,2.0,San Francisco\n"
	theirViolations  = "business_id,date,description\n10,20140114,Unclean floors\n"
	// theirMapping says what such a feed does not.
	theirMapping = `kind: venue
columns: {经营单位名称: name}
constants: {场所类别: 住宿, 状态: 营业}
---
kind: inspection
columns: {实得分: score}
constants: {评分表: lodging, 应得分: 100}
`
)

func theirFeed(t testing.TB) string {
	t.Helper()
	return writeZIP(t, [2]string{"feed/businesses.csv", theirBusinesses}, [2]string{"feed/inspections.csv", theirInspections},
		[2]string{"feed/feed_info.csv", theirInfo}, [2]string{"feed/violations.csv", theirViolations}, [2]string{"feed/README.txt", "hello"})
}

func parsed(t testing.TB, text string) *Mapping {
	t.Helper()
	m, err := ParseMapping("mapping.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestFeedByOthers reads a feed that has only what the specification requires; what it lacks comes from the mapping file.
func TestFeedByOthers(t *testing.T) {
	h := newHouse(t)
	report := h.runMapped(t, parsed(t, theirMapping), theirFeed(t))
	names := []string{"feed.zip/businesses.csv", "feed.zip/inspections.csv"}
	for i, f := range report.Files {
		short, _ := told(t, f)
		if f.File != names[i] || f.Problem != nil || f.Outcomes[disclosure.OutcomePublished] != f.Rows || f.Rows < 2 {
			t.Errorf("%s: %+v %v %q", f.File, f.Problem, f.Outcomes, short)
		}
		if warned := slices.Contains(short, "warning violations.unread "); warned != (i == 1) {
			t.Errorf("%s: that violations are not read is said: %v", f.File, warned)
		}
	}
	var kinds []string
	for _, g := range bodies[*disclosure.Grading](t, h, disclosure.KindGrading) {
		kinds = append(kinds, string(g.InspectionKind)+" "+g.StandardScore.String()+" "+g.Grade.Letter)
	}
	slices.Sort(kinds)
	if diff := cmp.Diff([]string{"complaint 94 A", "reinspection 88 B", "routine 92 A"}, kinds); diff != "" {
		t.Error(diff)
	}
}

// TestFeedByOthersWithoutMapping says which lines are missing, of which file.
func TestFeedByOthersWithoutMapping(t *testing.T) {
	report := newHouse(t).run(t, theirFeed(t))
	for i, want := range [][]string{{"场所类别", "经营单位名称", "状态"}, {"评分表", "实得分", "应得分"}} {
		problem := report.Files[i].Problem
		if problem == nil {
			t.Fatalf("%s was read", report.Files[i].File)
		}
		for _, title := range append(want, report.Files[i].File) {
			if !strings.Contains(problem.Message, title) {
				t.Errorf("%q does not name %s", problem.Message, title)
			}
		}
	}
}

// TestFeedFindingsNameTheCell looks for the member, the row and the feed's own heading.
func TestFeedFindingsNameTheCell(t *testing.T) {
	path := writeZIP(t, [2]string{"businesses.csv", theirBusinesses}, [2]string{"feed_info.csv", theirInfo},
		[2]string{"inspections.csv", "business_id,score,date,type\n10,92,20140231,routine\n10,101,20140729,visit\n10,,20140801,routine\n"})
	f := newHouse(t).runMapped(t, parsed(t, theirMapping), path).Files[1]
	var got []string
	if err := f.Findings(func(x Finding) bool {
		got = append(got, strings.Join([]string{string(rune('0' + x.Row)), string(x.Code), x.Field}, " "))
		return true
	}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 date.invalid date", "3 enum.unknown type", "3 score.range score", "4 required score"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	if f.Outcomes[disclosure.OutcomeRejected] != 3 {
		t.Errorf("outcomes %v", f.Outcomes)
	}
}

// TestFeedOfOursLosesNothing writes a feed of a venue and inspections with all that our records can hold, and reads it back.
func TestFeedOfOursLosesNothing(t *testing.T) {
	venue := &disclosure.Venue{
		Name: "=假山\"旅馆\"", FormerNames: []string{"旧山旅馆"}, VenueKind: "lodging",
		Operator: disclosure.Party{Name: "假山旅馆有限公司", USCC: "91419901MAX995497C"}, Address: "示例市湖光区假街道1号,二楼", Street: "假街道",
		Grid: "第1网格", GridDuty: "假中心", PermitNumber: "示卫公证字〔2026〕第9002号",
		PermitNumbers: []string{"示卫公证字〔2024〕第9001号", "示卫公证字〔2026〕第9002号"},
		Location:      &disclosure.Location{Lat: "30.123", Lon: "124.5", Datum: "CGCS2000"}, Status: disclosure.VenueOpen, PublicPhone: "0000-5500000",
	}
	lodging, _ := grading.Shipped().Tables.Lookup("lodging", asOf)
	inspection := &disclosure.Grading{
		PermitNumber: "示卫公证字〔2024〕第9001号", InspectedOn: disclosure.MustDate("2026-05-06"), InspectionKind: "special",
		Table:         disclosure.ScoreTable{Code: "lodging", Version: lodging.Version, Verified: lodging.Verified},
		ScoreObtained: "89.5", ScoreApplicable: "98", StandardScore: "91.32",
		FailedKeyItems: []string{"杯具、毛巾；床单未消毒", "无卫生许可证"},
		NotApplicable:  []disclosure.Gap{{Item: "集中空调", Remark: "场所没有；自然通风"}},
		Deductions: []disclosure.Deduction{
			{Item: "通风设施|清洗；记录", Points: "3.25", Remark: "去年,没有"}, {Item: "档案", Points: "5.25"},
		},
		Correction:      disclosure.Correction{Ordered: true, DueOn: disclosure.MustDate("2026-05-20"), ReinspectedOn: disclosure.MustDate("2026-05-21"), Result: disclosure.ResultPass},
		InspectorsCount: 3,
	}
	path := filepath.Join(t.TempDir(), "feed.zip")
	feed, err := lives.NewWriter(lives.NewScale(grading.Shipped().Tables))
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		feed.Add("示卫公证字〔2026〕第9002号", venue, []*disclosure.Grading{inspection}),
		feed.Finish(out, &lives.Info{Date: asOf, Municipality: "示例"}), out.Close(), feed.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	h := newHouse(t)
	for _, f := range h.run(t, path).Files {
		if short, messages := told(t, f); f.Problem != nil || f.Outcomes[disclosure.OutcomePublished] != 1 {
			t.Fatalf("%s: %+v %q %q", f.File, f.Problem, short, messages)
		}
	}
	if diff := cmp.Diff(venue, bodies[*disclosure.Venue](t, h, disclosure.KindVenue)[0]); diff != "" {
		t.Errorf("the venue (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(inspection, bodies[*disclosure.Grading](t, h, disclosure.KindGrading)[0]); diff != "" {
		t.Errorf("the inspection (-want +got):\n%s", diff)
	}
}

// TestFaultyFeedsAreRefused looks at ZIPs that no honest program makes; the rest is tested where they are unpacked.
func TestFaultyFeedsAreRefused(t *testing.T) {
	path := writeZIP(t, [2]string{"businesses.csv", theirBusinesses})
	f := newHouse(t).run(t, path).Files[0]
	if f.Problem == nil || f.Problem.Code != "file.lives_missing" || !strings.Contains(f.Problem.Message, "inspections.csv") {
		t.Errorf("problem %+v", f.Problem)
	}
	f = newHouse(t).run(t, writeZIP(t, [2]string{"holiday.txt", "x"})).Files[0]
	if f.Problem == nil || f.Problem.Code != "file.not_table" {
		t.Errorf("another ZIP: problem %+v", f.Problem)
	}
}
