package publicapi

import (
	"cmp"
	"slices"
	"strconv"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// TimelinessFigures are the counts and rates of some decisions.
type TimelinessFigures struct {
	// Decisions that came here: published and not public.
	Decided int64 `json:"decided" minimum:"0"`
	// Decisions that were published, those that have ended since included.
	Published int64 `json:"published" minimum:"0"`
	// Decisions that are counted and were never published, by the rule that keeps them back.
	NotPublic map[string]int64 `json:"not_public"`
	// Published within the deadline.
	OnTime int64 `json:"on_time" minimum:"0"`
	// Published after the deadline.
	Late int64 `json:"late" minimum:"0"`
	// 及时率: on_time / published, four decimals, cut; null where nothing was published.
	OnTimeRate *string `json:"on_time_rate" pattern:"^[0-9]+[.][0-9]{4}$"`
	// 迟报率: late / published, four decimals, cut; null where nothing was published.
	LateRate *string `json:"late_rate" pattern:"^[0-9]+[.][0-9]{4}$"`
	// Working days from decision to publication on average, two decimals, cut; null where none were counted: where nothing was
	// published, or all of it before this service counted them.
	AverageWorkingDays *string `json:"average_working_days" pattern:"^[0-9]+[.][0-9]{2}$"`
	// How many corrections there were.
	Corrected int64 `json:"corrected" minimum:"0"`
	// 错报率: corrected / published, four decimals, cut; null where nothing was published.
	ErrorRate *string `json:"error_rate" pattern:"^[0-9]+[.][0-9]{4}$"`
	// 合规率: always null, see metrics.
	ComplianceRate *string `json:"compliance_rate"`
	// 瞒报率: always null, see metrics.
	ConcealmentRate *string `json:"concealment_rate"`
	// 覆盖率: always null, see metrics.
	CoverageRate *string `json:"coverage_rate"`
}

// timelinessTally are the counts of one unit and kind, or of several together.
type timelinessTally struct {
	unit string
	kind disclosure.Kind

	published, late, corrected int64
	// workingDays were added up over so many of the published decisions: figures from before they were counted have none.
	workingDays, workingDaysOf int64
	notPublic                  map[string]int64
}

// tally sums figures by unit and kind, in this order.
func tally(figures []store.Figure) []timelinessTally {
	type key struct {
		unit string
		kind disclosure.Kind
	}
	at := map[key]int{}
	var list []timelinessTally
	for _, f := range figures {
		k := key{f.Unit, f.Kind}
		n, known := at[k]
		if !known {
			n = len(list)
			at[k] = n
			list = append(list, timelinessTally{unit: f.Unit, kind: f.Kind})
		}
		list[n].count(f)
	}
	slices.SortFunc(list, func(a, b timelinessTally) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(slices.Index(decisions(), a.kind), slices.Index(decisions(), b.kind)))
	})
	return list
}

func (t *timelinessTally) count(f store.Figure) {
	switch what, why := eventOf(f.Event); what {
	case string(disclosure.OpPublish):
		t.published += f.Count
	case store.EventLate:
		t.late += f.Count
	case store.EventWorkingDays:
		t.workingDays += f.Count
	case store.EventWorkingDaysOf:
		t.workingDaysOf += f.Count
	case string(disclosure.OpCorrect):
		t.corrected += f.Count
	case notPublicEvent:
		if t.notPublic == nil {
			t.notPublic = map[string]int64{}
		}
		t.notPublic[why] += f.Count
	}
}

// notPublicEvent begins the events of rows that are counted and never published.
const notPublicEvent = "not_public"

func (t *timelinessTally) add(other *timelinessTally) {
	t.published += other.published
	t.late += other.late
	t.workingDays += other.workingDays
	t.workingDaysOf += other.workingDaysOf
	t.corrected += other.corrected
	for rule, count := range other.notPublic {
		if t.notPublic == nil {
			t.notPublic = map[string]int64{}
		}
		t.notPublic[rule] += count
	}
}

// Ten to the power of how many decimals rates and averages have.
const (
	rateScale    = 10_000
	averageScale = 100
)

func (t *timelinessTally) figures() TimelinessFigures {
	f := TimelinessFigures{
		Decided: t.published, Published: t.published, NotPublic: map[string]int64{}, OnTime: t.published - t.late, Late: t.late,
		OnTimeRate: ratio(t.published-t.late, t.published, rateScale), LateRate: ratio(t.late, t.published, rateScale),
		AverageWorkingDays: ratio(t.workingDays, t.workingDaysOf, averageScale),
		Corrected:          t.corrected, ErrorRate: ratio(t.corrected, t.published, rateScale),
	}
	for rule, count := range t.notPublic {
		f.NotPublic[rule] = count
		f.Decided += count
	}
	return f
}

// ratio divides counts and cuts (so that only all of them are 1.0000); nil for a divisor of 0.
func ratio(part, whole, scale int64) *string {
	if whole == 0 {
		return nil
	}
	cut := part * scale / whole
	digits := strconv.FormatInt(scale+cut%scale, 10)[1:] // with its leading zeros
	text := strconv.FormatInt(cut/scale, 10) + "." + digits
	return &text
}
