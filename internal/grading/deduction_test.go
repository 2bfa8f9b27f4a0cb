package grading

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

func TestParseDeductions(t *testing.T) {
	tests := []struct {
		name, text string
		want       []Deduction
		sum        Points
	}{
		{"none", "", nil, 0},
		{"blanks", "  ", nil, 0},
		{"one", "布草间杂物|-6", []Deduction{{"布草间杂物", 600}}, 600},
		{
			"two", "公共用品用具消毒记录不全|-3;通风设施未定期清洗|-0.25",
			[]Deduction{{"公共用品用具消毒记录不全", 300}, {"通风设施未定期清洗", 25}},
			325,
		},
		{"without a minus", "其他|14", []Deduction{{"其他", 1400}}, 1400},
		{"full width", "其他｜－14；拖鞋｜−2", []Deduction{{"其他", 1400}, {"拖鞋", 200}}, 1600},
		{"blanks and empty entries", " 其他 | -14 ; ; 拖鞋|-2;", []Deduction{{"其他", 1400}, {"拖鞋", 200}}, 1600},
		{"a bar in the item", "杯具|布草|-2", []Deduction{{"杯具|布草", 200}}, 200},
		{"nothing lost", "其他|-0", []Deduction{{"其他", 0}}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ParseDeductions(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if sum := Sum(got); sum != test.sum {
				t.Errorf("sum %s, want %s", sum, test.sum)
			}
		})
	}
}

func TestParseDeductionsRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"其他":            "want item|-points",
		"其他|":           `points ""`,
		"|-3":           "no item",
		" |-3":          "no item",
		"其他|+3":         `points "+3"`,
		"其他|--3":        `points "-3"`,
		"其他|三":          `points "三"`,
		"其他|-0.125":     `points "0.125"`,
		"其他|-3,拖鞋|-x;":  `points "x"`,
		"其他|-3;拖鞋;杯|-1": `deduction "拖鞋"`,
	} {
		got, err := ParseDeductions(text)
		if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, %v; want an invalid input with %q", text, got, err, want)
		}
	}
}

func FuzzParseDeductions(f *testing.F) {
	for _, seed := range []string{
		"", "公共用品用具消毒记录不全|-3;通风设施未定期清洗|-3", "其他｜－14；拖鞋｜−2", "a|b|-1;;", "|-3", "其他|--3", "\xff|1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		deductions, err := ParseDeductions(text)
		if err != nil {
			if disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("kind of %v is %s", err, disclosure.KindOf(err))
			}
			return
		}
		var again strings.Builder
		for _, deduction := range deductions {
			if deduction.Points < 0 || strings.TrimSpace(deduction.Item) == "" {
				t.Fatalf("%q holds %+v", text, deduction)
			}
			again.WriteString(deduction.Item + "|-" + deduction.Points.String() + ";")
		}
		reread, err := ParseDeductions(again.String())
		if err != nil || !cmp.Equal(deductions, reread) {
			t.Errorf("%q is read as %+v, written and read again as %+v, %v", text, deductions, reread, err)
		}
	})
}
