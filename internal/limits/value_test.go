package limits_test

import (
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/limits"
)

func TestParseValue(t *testing.T) {
	for text, want := range map[string]limits.Value{
		"0.124": {Number: "0.124"}, "007.10": {Number: "7.10"}, "0": {Number: "0"}, "00": {Number: "0"},
		"<1": {"<", "1"}, "＜ 0.05": {"<", "0.05"}, "﹤1": {"<", "1"}, ">200": {">", "200"}, "＞200": {">", "200"}, ">0": {">", "0"},
		"未检出": {Number: "0"}, "ND": {Number: "0"}, "n.d.": {Number: "0"}, "阴性": {Number: "0"}, "None found": {Number: "0"},
		"阳性": {">", "0"}, "检出": {">", "0"}, "Positive": {">", "0"},
	} {
		if got, err := limits.ParseValue(text); got != want || err != nil {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
}

func TestParseValueRefuses(t *testing.T) {
	for _, text := range []string{
		"", "-1", "+1", "1e3", "0x10", "约1", "1.", ".5", "1,2", "<", ">", "<<1", "<>1", "≤1", "≥1", "<0", "<0.00", "合格", "123456789012345678901",
	} {
		if value, err := limits.ParseValue(text); disclosure.KindOf(err) != disclosure.Invalid || err == nil {
			t.Errorf("%q: got %+v, want kind invalid", text, value)
		}
	}
}

// FuzzParseValue: what is read is a number, reads again as itself, and can be held against every limit.
func FuzzParseValue(f *testing.F) {
	for _, seed := range []string{"0.124", "<1", "＜ 0.05", ">200", "未检出", "ND", "阳性", "007.10", "<0"} {
		f.Add(seed)
	}
	items := shipped(f)
	f.Fuzz(func(t *testing.T, text string) {
		value, err := limits.ParseValue(text)
		if err != nil {
			return
		}
		again, err := limits.ParseValue(value.Comparator + string(value.Number))
		if err != nil || again != value || strings.ContainsAny(string(value.Number), "<>＜") {
			t.Errorf("%q is %+v, which reads as %+v, %v", text, value, again, err)
		}
		for i := range items.Items {
			items.Judge(&items.Items[i], value, limits.Sample{Place: "成人池", VenueKind: "swimming", On: sampled})
		}
	})
}

// TestFoundTellsOnlyWhereNoneMayBe: a word for found is one, a number is not, and only some items allow none.
func TestFoundTellsOnlyWhereNoneMayBe(t *testing.T) {
	for text, want := range map[string]bool{"检出": true, "Positive": true, ">0": false, "未检出": false, "1": false} {
		if limits.IsFound(text) != want {
			t.Errorf("%q says only that some was found: %v", text, !want)
		}
	}
	items := shipped(t)
	for name, want := range map[string]bool{"大肠菌群": true, "浑浊度": false, "菌落总数": false, "军团菌": true} {
		item, known := items.Find(name)
		if !known || item.NoneAllowed() != want {
			t.Errorf("%s: none may be found: %v, known %v", name, !want, known)
		}
	}
}
