package limits_test

import (
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/limits"
)

// sampled is the day of sampling where a test is not about it.
var sampled = disclosure.MustDate("2026-11-19")

func TestJudge(t *testing.T) {
	const pass, fail = disclosure.ResultPass, disclosure.ResultFail
	tests := []struct {
		item, value, place string
		kind               disclosure.VenueKind
		want               disclosure.CheckResult
		noLimit            bool
	}{
		{item: "游离性余氯", value: "0.08", place: "成人池", want: fail},
		{item: "游离性余氯", value: "0.3", place: "成人池", want: pass},
		{item: "游离性余氯", value: "1.0", place: "成人池", want: pass},
		{item: "游离性余氯", value: "1.01", place: "成人池", want: fail},
		{item: "游离性余氯", value: "1.01", place: "2号池", kind: "swimming", want: fail},
		{item: "游离性余氯", value: "6", place: "浸脚池", want: pass},
		{item: "游离性余氯", value: "6", place: "浸脚池", kind: "swimming", want: pass},
		{item: "游离性余氯", value: "<0.05", place: "成人池", want: fail},
		{item: "游离性余氯", value: "<0.3", place: "成人池", want: fail},
		{item: "游离性余氯", value: "<0.5", place: "成人池", want: ""},
		{item: "游离性余氯", value: "未检出", place: "成人池", want: fail},
		{item: "游离性余氯", value: ">1", place: "成人池", want: fail},
		{item: "游离性余氯", value: ">0.5", place: "成人池", want: ""},
		{item: "氧化还原电位", value: ">650", place: "成人池", want: pass},
		{item: "氧化还原电位", value: ">600", place: "成人池", want: ""},
		{item: "pH", value: "7.8", place: "成人池", want: pass},
		{item: "pH值", value: "7.81", place: "成人池", want: fail},
		{item: "pH", value: "8.1", place: "客房床单", kind: "lodging", want: pass},
		{item: "pH", value: "8.1", place: "浴池", kind: "swimming", noLimit: true},
		{item: "菌落总数", value: ">200", place: "成人池", want: fail},
		{item: "菌落总数", value: ">300", place: "成人池", want: fail},
		{item: "菌落总数", value: ">100", place: "成人池", want: ""},
		{item: "杯具菌落总数", value: "<1", place: "客房", want: pass},
		{item: "杯具菌落总数", value: "<5", place: "客房", want: pass},
		{item: "杯具菌落总数", value: "<10", place: "客房", want: ""},
		{item: "大肠菌群", value: "未检出", place: "成人池", want: pass},
		{item: "大肠菌群", value: "<1", place: "成人池", want: pass},
		{item: "大肠菌群", value: "1", place: "成人池", want: fail},
		{item: "大肠菌群", value: "检出", place: "成人池", want: fail},
		{item: "嗜肺军团菌", value: "阴性", place: "淋浴间", want: pass},
		{item: "嗜肺军团菌", value: "阳性", place: "2号", kind: "bathing", want: fail},
		{item: "二氧化碳", value: "0.124", place: "大厅", want: pass},
		{item: "二氧化碳", value: "0.124", place: "客房", want: fail},
		{item: "二氧化碳", value: "0.124", place: "走廊", noLimit: true},
		{item: "二氧化碳", value: "0.124", place: "走廊", kind: "lodging", noLimit: true},
		{item: "二氧化碳", value: "0.124", place: "走廊", kind: "mall", want: pass},
		{item: "氨", value: "0.3", place: "店内", kind: "hair_beauty", want: pass},
		{item: "氨", value: "0.3", place: "店内", kind: "lodging", want: fail},
		{item: "氨", value: "0.3", place: "店内", noLimit: true},
		{item: "水温", value: "35", place: "成人池", want: ""},
		{item: "水温", value: "27", place: "成人池", want: ""},
		{item: "噪声", value: "60", place: "大厅", kind: "lodging", noLimit: true},
	}
	items := shipped(t)
	for _, test := range tests {
		t.Run(strings.TrimSpace(strings.Join([]string{test.item, test.value, test.place, string(test.kind)}, " ")), func(t *testing.T) {
			item, ok := items.Find(test.item)
			if !ok {
				t.Fatal("item not found")
			}
			value, err := limits.ParseValue(test.value)
			if err != nil {
				t.Fatal(err)
			}
			limit, result := items.Judge(item, value, limits.Sample{Place: test.place, VenueKind: test.kind, On: sampled})
			if result != test.want || (limit == nil) != test.noLimit {
				t.Errorf("got %q with limit %+v, want %q", result, limit, test.want)
			}
		})
	}
}

// oneItem is a list with one item that has the given bounds.
func oneItem(tb testing.TB, bounds string) (*limits.Items, *limits.Item) {
	tb.Helper()
	items, err := limits.Parse(strings.NewReader(`{"kind": "test_limits", "edition": "1", "valid_from": "2019-11-01",
		"items": [{"code": "x", "zh": "甲", "en": "a", "unit": "", "limits": [` + bounds + `]}]}`))
	if err != nil {
		tb.Fatal(err)
	}
	return items, &items.Items[0]
}

// TestStrictBounds holds that a bound with a strict comparator does not allow itself, and that the limit says so.
func TestStrictBounds(t *testing.T) {
	items, item := oneItem(t, `{"min": 1, "min_comparator": ">", "max": 5, "max_comparator": "<", "basis": "b"}`)
	for text, want := range map[string]disclosure.CheckResult{
		"1": "fail", "1.01": "pass", "4.99": "pass", "5": "fail", "<1": "fail", "<5": "", ">1": "", ">5": "fail", ">4": "",
	} {
		value, err := limits.ParseValue(text)
		if err != nil {
			t.Fatal(err)
		}
		limit, got := items.Judge(item, value, limits.Sample{On: sampled})
		if got != want || !limit.MinExclusive || !limit.MaxExclusive {
			t.Errorf("%s: %q by %+v, want %q", text, got, *limit, want)
		}
	}
}

// TestDayOfSampling holds that the bound in force on that day counts, and none before the list begins.
func TestDayOfSampling(t *testing.T) {
	items, item := oneItem(t, `{"max": 1, "basis": "old", "valid_until": "2024-06-30"}, {"max": 2, "basis": "new", "valid_from": "2024-07-01"}`)
	for day, want := range map[string]string{
		"2019-10-31": "", "2019-11-01": "old", "2024-06-30": "old", "2024-07-01": "new", "2030-01-01": "new",
	} {
		limit, _ := items.Judge(item, limits.Value{Number: "1"}, limits.Sample{On: disclosure.MustDate(day)})
		got := ""
		if limit != nil {
			got = limit.Basis
		}
		if got != want {
			t.Errorf("%s: by %q, want %q", day, got, want)
		}
	}
}

// TestHoldTellsOfWhatIsOnlyRecommended holds that the fit is known where no result is given.
func TestHoldTellsOfWhatIsOnlyRecommended(t *testing.T) {
	limit := &disclosure.Limit{Min: "23", Max: "30", Recommended: true}
	for text, want := range map[string]limits.Fit{"22.9": limits.FitOutside, "23": limits.FitInside, "<30": limits.FitUnknown, ">31": limits.FitOutside} {
		value, err := limits.ParseValue(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := limits.Hold(value, limit); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := limits.Hold(limits.Value{Number: "many"}, limit); got != limits.FitUnknown {
		t.Errorf("what is no number is %q", got)
	}
}
