package publicapi

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/workday"
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
		figureOf(disclosure.KindPermit, "2025-04", deciding, "expire:expired", 2),
		figureOf(disclosure.KindPenalty, "2025-04", deciding, "publish", 30000),
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

// lates publishes decisions of April and of the months around it, on 2025-05-20.
func lates(t *testing.T) (f *fixture, late []disclosure.ID) {
	t.Helper()
	f = newFixture(t)
	publish := func(kind disclosure.Kind, n int, decided, published, authority string) {
		t.Helper()
		var body disclosure.Body
		if kind == disclosure.KindPermit {
			permit := samplePermit(permitNumber, "2029-03-31")
			permit.DecidedOn = disclosure.MustDate(decided)
			body = permit
		} else {
			body = samplePenalty(decided, "未按规定消毒")
		}
		record := f.record(numbered(kind, n), body)
		record.Authority = authority
		record.PublishedAt = disclosure.MustDate(published).In(f.zone).Add(12 * time.Hour)
		f.apply(store.Write{Op: disclosure.OpPublish, Record: record})
		isLate, _ := workday.Shipped().Late(record.DecidedOn, disclosure.MustDate(published), 7)
		if isLate && strings.HasPrefix(decided, "2025-04") && authority == deciding {
			late = append(late, record.ID)
		}
	}
	for n := range 30 {
		kind := disclosure.KindPenalty
		if n%3 == 0 {
			kind = disclosure.KindPermit
		}
		day := disclosure.MustDate("2025-04-01").AddDays(n)
		publish(kind, n, day.String(), "2025-05-08", deciding)
		publish(kind, 100+n, day.String(), day.AddDays(1).String(), deciding)
	}
	publish(disclosure.KindPenalty, 200, "2025-03-31", "2025-05-08", deciding)
	publish(disclosure.KindPermit, 201, "2025-05-01", "2025-05-20", deciding)
	publish(disclosure.KindPenalty, 202, "2025-04-01", "2025-05-08", otherUnit)
	slices.Sort(late)
	return f, late
}

// walkLate goes through all pages of late records and gives what they hold.
func (f *fixture) walkLate(target string) (found []LateRecord, pages int) {
	f.Helper()
	for after := ""; ; {
		var got Timeliness
		f.decoded(target+after, &got)
		found = append(found, got.LateRecords.Data...)
		if pages++; got.LateRecords.Next == nil {
			return found, pages
		}
		after = "&after=" + *got.LateRecords.Next
	}
}

func idsOf(found []LateRecord) []disclosure.ID {
	var ids []disclosure.ID
	for i := range found {
		ids = append(ids, found[i].ID)
	}
	slices.Sort(ids)
	return ids
}

func TestLateRecordsAreListedOnceEach(t *testing.T) {
	f, late := lates(t)
	if len(late) < 20 || len(late) > 28 {
		t.Fatalf("%d are late; the sample shows nothing", len(late))
	}
	for _, down := range []bool{false, true} {
		if down {
			f.api.finder.Searcher = deaf{}
		}
		for _, limit := range []string{"1", "2", "7", "200"} {
			found, _ := f.walkLate(root + "/stats/timeliness?month=2025-04&authority=" + deciding + "&limit=" + limit)
			if diff := gocmp.Diff(late, idsOf(found)); diff != "" {
				t.Errorf("search down: %v, limit %s (-want +got):\n%s", down, limit, diff)
			}
		}
		found, pages := f.walkLate(root + "/stats/timeliness?month=2025-04&limit=200")
		if len(found) != len(late)+1 || pages != 1 && !down {
			t.Errorf("search down: %v, all units: %d records on %d pages, want %d", down, len(found), pages, len(late)+1)
		}
	}
}

// deaf is a search that does not answer.
type deaf struct{ search.Searcher }

func (deaf) Search(context.Context, search.Query) (search.Result, error) {
	return search.Result{}, search.Unavailable(time.Date(2025, 5, 20, 0, 0, 0, 0, time.UTC), false, nil)
}

func TestLateRecordSaysHowLate(t *testing.T) {
	f := newFixture(t)
	record := f.record(penaltyID, samplePenalty("2025-04-25", "未按规定消毒"))
	record.PublishedAt = time.Date(2025, 5, 12, 16, 0, 0, 0, time.UTC) // the 13th in Shanghai
	f.apply(store.Write{Op: disclosure.OpPublish, Record: record})
	found, _ := f.walkLate(root + "/stats/timeliness?month=2025-04")
	want := []LateRecord{{
		ID: penaltyID, Kind: disclosure.KindPenalty, DocumentNumber: "青卫公罚〔2025〕0001号",
		DecidedOn: disclosure.MustDate("2025-04-25"), PublishedOn: disclosure.MustDate("2025-05-13"),
		// 27 April is a make-up day, 1 to 5 May are off: 27, 28, 29, 30 April, 6, 7, 8 May; 9, 12, 13 May.
		Deadline: disclosure.MustDate("2025-05-08"), WorkingDays: 10, URL: baseURL + "/penalties/" + string(penaltyID),
	}}
	if diff := gocmp.Diff(want, found); diff != "" {
		t.Errorf("late (-want +got):\n%s", diff)
	}

	f.end(record, disclosure.OpRepair, disclosure.ReasonRepaired, disclosure.StateRepaired)
	if found, _ := f.walkLate(root + "/stats/timeliness?month=2025-04"); len(found) != 0 {
		t.Errorf("a record that is gone is listed: %+v", found)
	}
}

func TestWrongCursorsOfLateRecords(t *testing.T) {
	f, _ := lates(t)
	next := func(target string) string {
		var got Timeliness
		f.decoded(target, &got)
		return *got.LateRecords.Next
	}
	cursor := func(at lateCursor) string {
		sealed, err := at.sealed()
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	month := root + "/stats/timeliness?month=2025-04&limit=1"
	indexed := next(month)
	f.api.finder.Searcher = deaf{}
	stored := next(month)
	f.api.finder.Searcher = f.index
	for name, target := range map[string]string{
		"nonsense":           month + "&after=nonsense",
		"empty":              month + "&after=",
		"another month":      root + "/stats/timeliness?month=2025-03&after=" + indexed,
		"stored, another":    root + "/stats/timeliness?month=2025-03&after=" + stored,
		"another unit":       month + "&authority=" + deciding + "&after=" + stored,
		"cut":                month + "&after=" + stored[:len(stored)-4],
		"spare bits":         month + "&after=" + stored + "A",
		"no place in either": month + "&after=" + cursor(lateCursor{Month: "2025-04"}),
		"of another kind":    month + "&after=" + cursor(lateCursor{Month: "2025-04", Stored: true, Kind: "venue"}),
		"of no engine":       month + "&after=" + cursor(lateCursor{Month: "2025-04", After: "x"}),
		"of no store":        month + "&after=" + cursor(lateCursor{Month: "2025-04", Stored: true, Kind: "permit", After: "x"}),
	} {
		if a := f.get(target); a.code() != "invalid-cursor" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	// A list from the index cannot go on without it.
	f.api.finder.Searcher = deaf{}
	if a := f.get(month + "&after=" + indexed); a.code() != "unavailable" {
		t.Errorf("without the index: %d %s", a.status, a.body)
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
