package intake

import (
	"context"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/limits"
)

// Ammonia is allowed to a hairdresser where it is not elsewhere, so that its judgement tells what is known of the venue.
const (
	salonRows = "卫生许可证号,场所名称,场所类别,经营单位名称,详细地址,街道,状态\n" +
		"示卫公证字〔2024〕第0009号,小桥理发店,美容美发,小桥理发店,小桥巷5号,青禾街道,营业\n"
	ammoniaRows = "卫生许可证号,采样时间,检测项目,结果,单位,数据来源\n" +
		"示卫公证字〔2024〕第0009号,2026-11-04 10:00,氨,0.3,mg/m³,自检\n"
)

// judged imports files and tells what became of the only reading.
func judged(t *testing.T, h *house, o Options, paths ...string) (disclosure.CheckResult, *disclosure.Limit) {
	t.Helper()
	report, err := Run(t.Context(), paths, h.publisher().Begin(false), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(report.Close)
	for _, f := range report.Files {
		if f.Problem != nil || f.Outcomes[disclosure.OutcomeRejected] > 0 {
			t.Fatalf("%s: %+v, %v", f.File, f.Problem, findings(t, f))
		}
	}
	records := h.records(t, disclosure.KindReading)
	if len(records) != 1 {
		t.Fatalf("%d readings", len(records))
	}
	body, err := disclosure.DecodeBody(disclosure.KindReading, records[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	r := body.(*disclosure.Reading)
	return r.Result, r.Limit
}

// TestReadingsAreJudgedByTheKindOfVenue holds that the kind counts of a venue in the same import, whatever the order of the
// files, and of a published one that is looked up; and that none is guessed.
func TestReadingsAreJudgedByTheKindOfVenue(t *testing.T) {
	venues, readings := write(t, "venues.csv", salonRows), write(t, "readings.csv", ammoniaRows)
	t.Run("of the same import", func(t *testing.T) {
		h := newHouse(t)
		if result, limit := judged(t, h, h.options(), readings, venues); result != disclosure.ResultPass || limit.Max != "0.5" {
			t.Errorf("%q by %+v", result, limit)
		}
	})
	t.Run("looked up", func(t *testing.T) {
		h := newHouse(t)
		h.run(t, venues)
		o := h.options()
		o.VenueKindOf = func(_ context.Context, number string) (disclosure.VenueKind, error) {
			if number != "示卫公证字〔2024〕第0009号" {
				t.Errorf("asked for %q", number)
			}
			return "hair_beauty", nil
		}
		if result, limit := judged(t, h, o, readings); result != disclosure.ResultPass || limit.Max != "0.5" {
			t.Errorf("%q by %+v", result, limit)
		}
	})
	t.Run("not known", func(t *testing.T) {
		h := newHouse(t)
		if result, limit := judged(t, h, h.options(), readings); result != "" || limit != nil {
			t.Errorf("%q by %+v", result, limit)
		}
	})
}

// TestReadingsAreJudgedByTheItemsGiven holds that an authority's own limits take the place of those that come with the program.
func TestReadingsAreJudgedByTheItemsGiven(t *testing.T) {
	own, err := limits.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	item, _ := own.Find("氨")
	item.Limits = []limits.Bound{{Max: "0.25", Basis: "本市规定"}}
	h := newHouse(t)
	o := h.options()
	o.Items = own
	if result, limit := judged(t, h, o, write(t, "readings.csv", ammoniaRows)); result != disclosure.ResultFail || limit.Basis != "本市规定" {
		t.Errorf("%q by %+v", result, limit)
	}
}
