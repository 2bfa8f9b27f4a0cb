package publicapi

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// count adds figures to the statistics as publication does.
func (f *fixture) count(figures ...store.Figure) {
	f.Helper()
	if _, err := f.store.Apply(f.Context(), store.Batch{At: f.now, Figures: figures}); err != nil {
		f.Fatal(err)
	}
}

func figureOf(kind disclosure.Kind, decided, unit, event string, count int64) store.Figure {
	return store.Figure{Month: "2025-05", DecidedMonth: decided, Kind: kind, Unit: unit, Event: event, Count: count}
}

const otherUnit = "11320282014043722P"

// withFigures has figures of two units, some of them of another month and of other kinds.
func withFigures(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	f.count(
		figureOf(disclosure.KindPermit, "2025-04", deciding, "publish", 3),
		figureOf(disclosure.KindPermit, "2025-04", deciding, "late", 1),
		figureOf(disclosure.KindPermit, "2025-04", deciding, "working_days", 20),
		figureOf(disclosure.KindPermit, "2025-04", deciding, "working_days_of", 3),
		figureOf(disclosure.KindPermit, "2025-04", deciding, "expire:expired", 2),
		figureOf(disclosure.KindPenalty, "2025-04", deciding, "publish", 30000),
		figureOf(disclosure.KindPenalty, "2025-04", deciding, "working_days_of", 1000),
		figureOf(disclosure.KindPenalty, "2025-04", deciding, "late", 1),
		figureOf(disclosure.KindPenalty, "2025-04", deciding, "not_public:minor_class", 4),
		figureOf(disclosure.KindPenalty, "2025-04", deciding, "not_public:simple_procedure", 2),
		figureOf(disclosure.KindPenalty, "2025-04", deciding, "correct:error_in_source", 6),
		figureOf(disclosure.KindPenalty, "2025-04", deciding, "correct:error_in_import", 3),
		figureOf(disclosure.KindPenalty, "2025-04", deciding, "withdraw:revoked", 5),
		figureOf(disclosure.KindPenalty, "2025-04", deciding, "withdraw:changed", 1),
		figureOf(disclosure.KindPenalty, "2025-04", deciding, "repair:repaired", 7),
		figureOf(disclosure.KindPenalty, "2025-04", otherUnit, "not_public:usage_range", 1),
		figureOf(disclosure.KindPenalty, "2025-03", deciding, "publish", 11),
		figureOf(disclosure.KindVenue, "", deciding, "publish", 8),
	)
	return f
}

func text(value *string) string {
	if value == nil {
		return "null"
	}
	return *value
}

func TestTimelinessCountsAtPublication(t *testing.T) {
	f := withFigures(t)
	var got Timeliness
	f.decoded(root+"/stats/timeliness?month=2025-04", &got)
	if got.Month != "2025-04" || got.Authority != nil || len(got.Kinds) != 2 || len(got.Units) != 3 || got.DeadlineWorkingDays != 7 {
		t.Fatalf("got %+v", got)
	}
	permits, penalties := got.Kinds[0], got.Kinds[1]
	if permits.Kind != disclosure.KindPermit || penalties.Kind != disclosure.KindPenalty {
		t.Fatalf("kinds are %s and %s", permits.Kind, penalties.Kind)
	}
	for name, pair := range map[string][2]any{
		"permits decided":          {permits.Decided, int64(3)},
		"permits on time":          {permits.OnTime, int64(2)},
		"permits on time rate":     {text(permits.OnTimeRate), "0.6666"}, // cut, not rounded
		"permits late rate":        {text(permits.LateRate), "0.3333"},
		"permits average":          {text(permits.AverageWorkingDays), "6.66"},
		"penalties decided":        {penalties.Decided, int64(30007)},
		"penalties published":      {penalties.Published, int64(30000)},
		"not all are on time":      {text(penalties.OnTimeRate), "0.9999"},
		"corrections":              {penalties.Corrected, int64(9)},
		"error rate":               {text(penalties.ErrorRate), "0.0003"},
		"average of the same day":  {text(penalties.AverageWorkingDays), "0.00"},
		"total":                    {got.Total.Decided, int64(30010)},
		"other unit, nothing":      {text(got.Units[2].OnTimeRate), "null"},
		"other unit, its decision": {got.Units[2].Decided, int64(1)},
		"other unit has no name":   {text(got.Units[2].Name), "null"},
		"our unit has a name":      {text(got.Units[0].Name), "青禾区卫生健康局"},
		"compliance":               {text(got.Total.ComplianceRate), "null"},
		"concealment":              {text(got.Total.ConcealmentRate), "null"},
		"coverage":                 {text(got.Total.CoverageRate), "null"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %v, want %v", name, pair[0], pair[1])
		}
	}
	want := map[string]int64{"minor_class": 4, "simple_procedure": 2, "usage_range": 1}
	if diff := gocmp.Diff(want, got.Total.NotPublic); diff != "" {
		t.Errorf("not public (-want +got):\n%s", diff)
	}
}

func TestTimelinessOfOneUnitAndOfNone(t *testing.T) {
	f := withFigures(t)
	var got Timeliness
	f.decoded(root+"/stats/timeliness?month=2025-04&authority="+otherUnit, &got)
	if text(got.Authority) != otherUnit || got.Total.Decided != 1 || len(got.Units) != 1 {
		t.Errorf("of the other unit: %+v", got)
	}
	f.decoded(root+"/stats/timeliness?month=2024-01&authority=nobody", &got)
	if got.Total.Decided != 0 || len(got.Units) != 0 || got.Total.OnTimeRate != nil || got.Total.NotPublic == nil || len(got.Kinds) != 2 {
		t.Errorf("of nobody: %+v", got)
	}
}

// TestAverageLeavesOutWhatWasNotMeasured has figures from before working days were counted: no average of 0, and later none that
// they make smaller.
func TestAverageLeavesOutWhatWasNotMeasured(t *testing.T) {
	f := newFixture(t)
	average := func() string {
		t.Helper()
		var got Timeliness
		f.decoded(root+"/stats/timeliness?month=2025-04", &got)
		if got.Total.Published == 0 || text(got.Kinds[0].AverageWorkingDays) != text(got.Total.AverageWorkingDays) {
			t.Errorf("%d published, averages %s and %s", got.Total.Published, text(got.Kinds[0].AverageWorkingDays), text(got.Total.AverageWorkingDays))
		}
		return text(got.Total.AverageWorkingDays)
	}
	f.count(figureOf(disclosure.KindPermit, "2025-04", deciding, "publish", 90))
	if got := average(); got != "null" {
		t.Errorf("average %s where none was measured", got)
	}
	f.count(
		figureOf(disclosure.KindPermit, "2025-04", deciding, "publish", 4), figureOf(disclosure.KindPermit, "2025-04", deciding, "working_days_of", 4),
		figureOf(disclosure.KindPermit, "2025-04", deciding, "working_days", 10),
	)
	if got := average(); got != "2.50" {
		t.Errorf("average %s, want that of the 4 that were measured", got)
	}
}

// TestEveryRateIsExplained holds that a rate that is never computed says why, and that every rate has its formula.
func TestEveryRateIsExplained(t *testing.T) {
	f := withFigures(t)
	for _, lang := range []string{"zh", "en"} {
		var got struct {
			Total   map[string]any `json:"total"`
			Metrics []Metric       `json:"metrics"`
		}
		f.decoded(root+"/stats/timeliness?month=2025-04&lang="+lang, &got)
		explained := map[string]Metric{}
		for _, m := range got.Metrics {
			explained[m.Name] = m
			if m.Formula == "" || strings.Contains(m.Formula, "[") || m.Term == "" {
				t.Errorf("%s: formula %q", m.Name, m.Formula)
			}
		}
		for name, value := range got.Total {
			if !strings.HasSuffix(name, "_rate") {
				continue
			}
			m, ok := explained[name]
			if !ok || (m.Unavailable != nil) != (value == nil) {
				t.Errorf("%s is %v, explained: %+v", name, value, m)
			}
		}
	}
}

func TestMonthOfTimelinessIsThePresentOne(t *testing.T) {
	f := withFigures(t)
	f.now = time.Date(2025, 3, 31, 16, 30, 0, 0, time.UTC) // in Shanghai it is April
	var got Timeliness
	f.decoded(root+"/stats/timeliness", &got)
	if got.Month != "2025-04" || got.Total.Published != 30003 {
		t.Errorf("got %s with %d", got.Month, got.Total.Published)
	}
}

func TestCalendarSaysWhereItIsProvisional(t *testing.T) {
	f := newFixture(t)
	for month, provisional := range map[string]bool{"2025-11": false, "2025-12": false, "2026-12": true, "2027-01": true, "2026-11": false} {
		var got Timeliness
		f.decoded(root+"/stats/timeliness?month="+month, &got)
		if got.Calendar.Provisional != provisional || !slices.Contains(got.Calendar.Years, 2025) {
			t.Errorf("%s: %+v", month, got.Calendar)
		}
	}
}

func TestWrongQuestionsForFigures(t *testing.T) {
	f := newFixture(t)
	for target, parameter := range map[string]string{
		"/stats/timeliness?month=2025":                "month",
		"/stats/timeliness?month=2025-13":             "month",
		"/stats/timeliness?month=2025-1":              "month",
		"/stats/timeliness?month=2025-04-01":          "month",
		"/stats/timeliness?month=0000-01":             "month",
		"/stats/timeliness?month=":                    "month",
		"/stats/timeliness?authority=":                "authority",
		"/stats/timeliness?limit=0":                   "limit",
		"/stats/timeliness?limit=201":                 "limit",
		"/stats/timeliness?year=2025":                 "year",
		"/stats?from=2025-05&to=2025-04":              "to",
		"/stats?from=2015-04&to=2025-04":              "from",
		"/stats?to=x":                                 "to",
		"/stats?by=published":                         "by",
		"/stats?by=":                                  "by",
		"/stats?authority=":                           "authority",
		"/stats?month=2025-04":                        "month",
		"/stats?from=2025-04&from=2025-04":            "from",
		"/stats/timeliness?month=2025-04&month=2025-": "month",
	} {
		a := f.get(root + target)
		var p web.Problem
		if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != http.StatusBadRequest || p.Parameter != parameter {
			t.Errorf("%s: %d %s", target, a.status, a.body)
		}
	}
	if a := f.get(root + "/stats?from=2015-05&to=2025-04"); a.status != http.StatusOK {
		t.Errorf("120 months: %d", a.status)
	}
}

func TestStatsByMonthAndKind(t *testing.T) {
	f := withFigures(t)
	var got Stats
	f.decoded(root+"/stats?from=2025-04&to=2025-04&authority="+deciding, &got)
	want := []StatsMonth{
		{Month: "2025-04", Kind: disclosure.KindPermit, Published: 3, Expired: 2, Withdrawn: map[string]int64{}, NotPublic: map[string]int64{}},
		{
			Month: "2025-04", Kind: disclosure.KindPenalty, Published: 30000, Corrected: 9, Repaired: 7,
			Withdrawn: map[string]int64{"revoked": 5, "changed": 1}, NotPublic: map[string]int64{"minor_class": 4, "simple_procedure": 2},
		},
	}
	if diff := gocmp.Diff(want, got.Months); diff != "" {
		t.Errorf("months (-want +got):\n%s", diff)
	}
	f.decoded(root+"/stats?by=happened", &got)
	if got.From != "2024-06" || got.To != "2025-05" || len(got.Months) != 3 || got.Months[2].Kind != disclosure.KindVenue {
		t.Errorf("by happening: %+v", got)
	}
	f.decoded(root+"/stats", &got)
	if len(got.Months) != 3 || got.Months[0].Month != "2025-03" || got.Months[0].Published != 11 {
		t.Errorf("by decision: %+v", got.Months)
	}
}

func TestStatsOfWhatIsPublicNow(t *testing.T) {
	f := seeded(t)
	var got Stats
	for _, target := range []string{"/stats", "/stats?authority=" + deciding} {
		f.decoded(root+target, &got)
		records := map[string]int64{"venues": 2, "permits": 2, "filings": 1, "penalties": 2, "gradings": 1, "readings": 1}
		if diff := gocmp.Diff(records, got.Records); diff != "" {
			t.Errorf("%s: records (-want +got):\n%s", target, diff)
		}
		if diff := gocmp.Diff(map[string]int64{"B": 1, "none": 1}, got.Grades); diff != "" || got.Unavailable != nil {
			t.Errorf("%s: grades (-want +got):\n%s", target, diff)
		}
	}
	f.decoded(root+"/stats?authority=nobody", &got)
	if got.Records["permits"] != 0 || got.Grades["none"] != 0 {
		t.Errorf("of nobody: %+v", got)
	}
}

func TestStatsWithoutSearchSayWhatTheyLack(t *testing.T) {
	f := seeded(t)
	f.api.finder.Searcher = deaf{}
	a := f.get(root + "/stats")
	var got Stats
	if err := json.Unmarshal([]byte(a.body), &got); err != nil {
		t.Fatal(err)
	}
	if got.Grades != nil || got.Unavailable == nil || got.Records["venues"] != 2 {
		t.Errorf("got %s", a.body)
	}
	if a.header.Get("ETag") != "" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("half an answer may be kept: %v", a.header)
	}
	f.decoded(root+"/stats?authority="+deciding, &got)
	if got.Records != nil || got.Grades != nil {
		t.Errorf("of one unit: %+v", got)
	}
}

func TestFiguresAreAskedForConditionally(t *testing.T) {
	f := seeded(t)
	for _, target := range []string{root + "/stats", root + "/stats/timeliness?month=2025-04"} {
		first := f.get(target)
		if again := f.get(target, "If-None-Match", first.header.Get("ETag")); again.status != http.StatusNotModified {
			t.Errorf("%s again: %d", target, again.status)
		}
	}
}
