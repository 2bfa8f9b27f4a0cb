package gradebook

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
)

func at(day, letter string, cause grading.Cause) step {
	return step{on: disclosure.MustDate(day), letter: letter, cause: cause}
}

func TestWhatIsAChange(t *testing.T) {
	const seen = grading.CauseInspection
	span := Until(today, 12)
	for name, c := range map[string]struct {
		steps []step
		want  []string
		first int64
	}{
		"never inspected":           {},
		"first grade":               {steps: []step{at("2026-05-01", "B", seen)}, first: 1},
		"first grade of new venues": {steps: []step{at("2026-01-01", "", grading.CauseFirst), at("2026-05-01", "B", seen)}, first: 1},
		"first grade long ago":      {steps: []step{at("2020-05-01", "B", seen)}},
		"the same again":            {steps: []step{at("2020-05-01", "B", seen), at("2026-05-01", "B", seen)}},
		"better":                    {steps: []step{at("2020-05-01", "B", seen), at("2026-05-01", "A", seen)}, want: []string{"2026-05-01 B>A inspection better"}},
		"worse for penalties": {
			steps: []step{at("2026-01-05", "A", seen), at("2026-05-01", "B", grading.CausePenalties)}, first: 1,
			want: []string{"2026-05-01 A>B penalties worse"},
		},
		"lost, still lost, and found": {
			steps: []step{
				at("2020-05-01", "C", seen), at("2026-02-01", "", grading.CauseKeyItem), at("2026-03-01", "", grading.CauseBelow),
				at("2026-04-01", "C", seen),
			},
			want: []string{"2026-04-01 >C inspection restored", "2026-02-01 C> key_item_failed ended"},
		},
		"before the span": {steps: []step{at("2025-10-01", "C", seen), at("2025-11-30", "B", seen), at("2025-12-01", "A", seen)}, want: []string{"2025-12-01 B>A inspection better"}},
	} {
		t.Run(name, func(t *testing.T) {
			book := &Book{Today: today, Letters: []string{"A", "B", "C"}, venues: []venue{{id: "vn_1", steps: c.steps}}}
			changes := book.Changes(Filter{}, span)
			var got []string
			for i := range changes.List {
				change := &changes.List[i]
				got = append(got, change.On.String()+" "+change.From+">"+change.To+" "+string(change.Cause)+" "+string(change.Direction()))
			}
			if diff := cmp.Diff(c.want, got); diff != "" || changes.First != c.first {
				t.Errorf("%d first grades, want %d; changes (-want +got):\n%s", changes.First, c.first, diff)
			}
		})
	}
}

func TestFilters(t *testing.T) {
	book := &Book{Today: today, Letters: []string{"A", "B"}, venues: []venue{
		{kind: "lodging", street: "青禾街道", authority: "one", trades: true, steps: []step{at("2026-01-01", "B", "inspection"), at("2026-02-01", "A", "inspection")}},
		{kind: "lodging", street: "湖光街道", authority: "two", trades: true},
		{kind: "bathing", authority: "one", steps: []step{at("2026-01-01", "A", "inspection"), at("2026-02-01", "B", "inspection")}},
	}}
	for name, c := range map[string]struct {
		filter          Filter
		trade, changing int64
	}{
		"all":       {Filter{}, 2, 2},
		"kind":      {Filter{Kind: "lodging"}, 2, 1},
		"closed":    {Filter{Kind: "bathing"}, 0, 1},
		"street":    {Filter{Street: "湖光街道"}, 1, 0},
		"authority": {Filter{Authority: "one"}, 1, 2},
		"both":      {Filter{Authority: "one", Kind: "lodging"}, 1, 1},
		"nothing":   {Filter{Street: "无名路"}, 0, 0},
	} {
		got := book.Figures(c.filter, Until(today, 3))
		changes := book.Changes(c.filter, Until(today, 12))
		if got.Total.Now.Venues != c.trade || int64(len(changes.List)) != c.changing {
			t.Errorf("%s: %d venues and %d changes, want %d and %d", name, got.Total.Now.Venues, len(changes.List), c.trade, c.changing)
		}
		if len(got.Total.Months) != 3 || got.Total.Months[2].Venues != c.trade {
			t.Errorf("%s: months are %+v", name, got.Total.Months)
		}
	}
}

func TestInspectionsByStreetAndUnit(t *testing.T) {
	due := func(day string, reason grading.DueReason) grading.Due {
		return grading.Due{By: disclosure.MustDate(day), Reason: reason}
	}
	book := &Book{Today: today, venues: []venue{
		{street: "", trades: true, due: due("2026-11-20", grading.DueFrequency)},
		{street: "青禾街道", unit: "二队", trades: true, due: due("2026-11-19", grading.DueCorrection)},
		{street: "青禾街道", unit: "一队", trades: true, due: due("2026-12-20", grading.DueFrequency)},
		{street: "青禾街道", unit: "一队", trades: true, due: due("2026-12-21", grading.DueFrequency)},
		{street: "青禾街道", unit: "一队", trades: true},
		{street: "青禾街道", unit: "一队", due: due("2020-01-01", grading.DueFrequency)}, // does not trade
	}}
	want := []string{"青禾街道 一队 3 1 0 0", "青禾街道 二队 1 0 1 1", "  1 1 0 0"}
	var got []string
	for _, c := range book.Inspections(Filter{}, 30) {
		got = append(got, sprint(c.Street, c.Unit, c.Venues, c.Due, c.Overdue, c.Corrections))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}
