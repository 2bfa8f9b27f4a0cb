package limits_test

import (
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/limits"
)

func TestJudge(t *testing.T) {
	tests := []struct {
		item, value, place string
		want               disclosure.CheckResult
		noLimit            bool
	}{
		{item: "游离性余氯", value: "0.08", place: "成人池", want: disclosure.ResultFail},
		{item: "游离性余氯", value: "0.3", place: "成人池", want: disclosure.ResultPass},
		{item: "游离性余氯", value: "1.0", place: "成人池", want: disclosure.ResultPass},
		{item: "游离性余氯", value: "1.01", place: "成人池", want: disclosure.ResultFail},
		{item: "游离性余氯", value: "6", place: "浸脚池", want: disclosure.ResultPass},
		{item: "游离性余氯", value: "<0.05", place: "成人池", want: disclosure.ResultFail},
		{item: "游离性余氯", value: "<0.5", place: "成人池", want: ""},
		{item: "pH", value: "7.8", place: "成人池", want: disclosure.ResultPass},
		{item: "pH值", value: "7.81", place: "成人池", want: disclosure.ResultFail},
		{item: "杯具菌落总数", value: "<1", place: "客房", want: disclosure.ResultPass},
		{item: "杯具菌落总数", value: "<10", place: "客房", want: ""},
		{item: "大肠菌群", value: "未检出", place: "成人池", want: disclosure.ResultPass},
		{item: "大肠菌群", value: "1", place: "成人池", want: disclosure.ResultFail},
		{item: "二氧化碳", value: "0.124", place: "大厅", want: disclosure.ResultPass},
		{item: "二氧化碳", value: "0.124", place: "客房", want: disclosure.ResultFail},
		{item: "二氧化碳", value: "0.124", place: "走廊", noLimit: true},
	}
	items := shipped(t)
	for _, test := range tests {
		t.Run(test.item+" "+test.value+" "+test.place, func(t *testing.T) {
			item, ok := items.Find(test.item)
			if !ok {
				t.Fatal("item not found")
			}
			value, err := limits.ParseValue(test.value)
			if err != nil {
				t.Fatal(err)
			}
			limit, result := item.Judge(value, test.place)
			if result != test.want || (limit == nil) != test.noLimit {
				t.Errorf("got %q with limit %v, want %q", result, limit, test.want)
			}
		})
	}
}

func TestParseValueRefuses(t *testing.T) {
	for _, text := range []string{"", "-1", "+1", "1e3", "0x10", "约1", "1.", ".5", "1,2", "<", "<<1", "123456789012345678901"} {
		if value, err := limits.ParseValue(text); disclosure.KindOf(err) != disclosure.Invalid || err == nil {
			t.Errorf("%q: got %+v, want kind invalid", text, value)
		}
	}
}

func TestShippedItemsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, item := range shipped(t).Items {
		if item.Code == "" || item.ZH == "" || item.EN == "" || seen[item.Code] || seen[item.ZH] {
			t.Errorf("item %+v: incomplete or named twice", item)
		}
		seen[item.Code], seen[item.ZH] = true, true
		for _, place := range []string{"", "客房", "大厅", "浸脚池", "浴池"} {
			// Judging at each place reads every number of the table: one that is none would panic.
			item.Judge(limits.Value{Number: "1"}, place)
		}
	}
}

func FuzzParseValue(f *testing.F) {
	for _, seed := range []string{"0.124", "<1", "＜ 0.05", "未检出", "007.10"} {
		f.Add(seed)
	}
	items := shipped(f)
	f.Fuzz(func(_ *testing.T, text string) {
		if value, err := limits.ParseValue(text); err == nil {
			items.Items[0].Judge(value, "成人池")
		}
	})
}

func shipped(tb testing.TB) *limits.Items {
	tb.Helper()
	items, err := limits.Shipped()
	if err != nil {
		tb.Fatal(err)
	}
	return items
}
