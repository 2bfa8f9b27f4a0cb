package grading

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

// hundred is a table of a key item and four items of 25 points, by the bands of lodging.
func hundred(t *testing.T) Table {
	t.Helper()
	table := lodging(t)
	table.Items = []Item{
		{No: 1, Section: "卫生管理", Title: "卫生许可证", Key: true},
		{No: 2, Section: "卫生管理", Title: "亮证经营", Max: points(t, "25")},
		{No: 3, Section: "卫生管理", Title: "卫生管理档案", Max: points(t, "25")},
		{No: 4, Section: "功能间", Title: "布草间", Max: points(t, "25"), NotApplicable: true},
		{No: 5, Section: "功能间", Title: "消毒间", Key: true, NotApplicable: true},
		{No: 6, Section: "功能间", Title: "卫生间", Max: points(t, "25")},
	}
	return table
}

// entry reads "2=25", "1=yes", "1=no", "4=/because".
func entry(t *testing.T, text string) Entry {
	t.Helper()
	var e Entry
	value := ""
	if _, err := fmt.Sscanf(strings.Replace(text, "=", " ", 1), "%d %s", &e.No, &value); err != nil {
		t.Fatal(err)
	}
	switch {
	case value == "yes", value == "no":
		e.Passed = value == "yes"
	case strings.HasPrefix(value, "/"):
		e.NotApplicable, e.Remark = true, value[1:]
	default:
		negative := strings.HasPrefix(value, "-")
		e.Points = points(t, strings.TrimPrefix(value, "-"))
		if negative {
			e.Points = -e.Points
		}
	}
	return e
}

func entries(t *testing.T, sheet string) []Entry {
	t.Helper()
	var all []Entry
	for text := range strings.FieldsSeq(sheet) {
		all = append(all, entry(t, text))
	}
	return all
}

// TestBorders is the border table: score sheets whose totals lie at and around the borders of the bands, and what becomes
// of each. `go test -v -run Borders ./internal/grading` prints it.
func TestBorders(t *testing.T) {
	tests := []struct {
		name, sheet                  string
		obtained, applicable         string
		standard, letter, next, miss string
		reason                       Reason
	}{
		{"59.99", "1=yes 2=25 3=25 4=9.99 5=yes 6=0", "59.99", "100", "59.99", "", "C", "0.01", ReasonBelowLowestBand},
		{"60", "1=yes 2=25 3=25 4=10 5=yes 6=0", "60", "100", "60", "C", "B", "10", ReasonNone},
		{"69.99", "1=yes 2=25 3=25 4=19.99 5=yes 6=0", "69.99", "100", "69.99", "C", "B", "0.01", ReasonNone},
		{"70", "1=yes 2=25 3=25 4=20 5=yes 6=0", "70", "100", "70", "B", "A", "20", ReasonNone},
		{"89.99", "1=yes 2=25 3=25 4=25 5=yes 6=14.99", "89.99", "100", "89.99", "B", "A", "0.01", ReasonNone},
		{"90", "1=yes 2=25 3=25 4=25 5=yes 6=15", "90", "100", "90", "A", "", "0", ReasonNone},
		{"90, key item failed", "1=no 2=25 3=25 4=25 5=yes 6=15", "90", "100", "90", "", "", "0", ReasonKeyItemFailed},
		{"90 of 100, one gap", "1=yes 2=25 3=25 4=/无 5=yes 6=17.5", "67.5", "75", "90", "A", "", "0", ReasonNone},
		{"67.49 of 75", "1=yes 2=25 3=25 4=/无 5=yes 6=17.49", "67.49", "75", "89.98", "B", "A", "0.01", ReasonNone},
		{"key item is a gap", "1=yes 2=25 3=25 4=25 5=/无 6=25", "100", "100", "100", "A", "", "0", ReasonNone},
	}
	table := hundred(t)
	t.Logf("%-22s %9s %10s %8s %-5s %-18s %s", "sheet", "obtained", "applicable", "standard", "grade", "why none", "missing to next")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			totals, _, _, err := table.Score(entries(t, test.sheet))
			if err != nil {
				t.Fatal(err)
			}
			got, err := table.Assess(totals)
			if err != nil {
				t.Fatal(err)
			}
			line := []string{
				totals.Obtained.String(), totals.Applicable.String(), got.StandardScore.String(), got.Letter, string(got.Reason),
				got.NextBand, got.ToNextBand.String(),
			}
			want := []string{test.obtained, test.applicable, test.standard, test.letter, string(test.reason), test.next, test.miss}
			if diff := cmp.Diff(want, line); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
		t.Logf("%-22s %9s %10s %8s %-5s %-18s %s %s", test.name, test.obtained, test.applicable, test.standard, test.letter, test.reason,
			test.miss, test.next)
	}
}

func TestScoreTellsLossesAndGaps(t *testing.T) {
	sheet := entries(t, "6=24.75 1=no 5=no 3=0 2=25 4=/没有布草间")
	sheet[3].Remark = "没有档案"
	totals, lost, gaps, err := hundred(t).Score(sheet)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"卫生许可证", "消毒间"}, totals.FailedKeyItems); diff != "" {
		t.Errorf("failed key items (-want +got):\n%s", diff)
	}
	var got []string
	for _, l := range lost {
		got = append(got, l.Item.Title+" -"+l.Points.String()+" "+l.Remark)
	}
	for _, g := range gaps {
		got = append(got, g.Item.Title+" / "+g.Remark)
	}
	if diff := cmp.Diff([]string{"卫生管理档案 -25 没有档案", "卫生间 -0.25 ", "布草间 / 没有布草间"}, got); diff != "" {
		t.Errorf("losses and gaps (-want +got):\n%s", diff)
	}
}

func TestScoreRefuses(t *testing.T) {
	good := "1=yes 2=25 3=25 4=25 5=yes 6=25"
	tests := []struct {
		name, sheet string
		want        []string
	}{
		{"more than the item gives", strings.Replace(good, "2=25", "2=25.01", 1), []string{"item 2: points_out_of_range"}},
		{"less than nothing", strings.Replace(good, "2=25", "2=-0.01", 1), []string{"item 2: points_out_of_range"}},
		{"an item missing", strings.Replace(good, "3=25", "", 1), []string{"item 3: missing"}},
		{"no item at all", "", []string{"item 1: missing", "item 6: missing"}},
		{"an item that there is not", good + " 7=1", []string{"item 7: not in the table"}},
		{"an item twice", good + " 6=25", []string{"item 6: twice"}},
		{"a gap without its reason", strings.Replace(good, "4=25", "4=/", 1), []string{"item 4: gap_without_remark"}},
		{"a gap that the table does not allow", strings.Replace(good, "3=25", "3=/无", 1), []string{"item 3: gap_not_allowed"}},
		{"points for a key item", strings.Replace(good, "1=yes", "1=1", 1), []string{"item 1: points_for_a_key_item"}},
		{"several at once", "1=yes 2=26 4=25 5=yes 6=25", []string{"item 2: points_out_of_range", "item 3: missing"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, _, err := hundred(t).Score(entries(t, test.sheet))
			if disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("error %v, want one of kind invalid", err)
			}
			for _, part := range test.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q is not in %q", part, err)
				}
			}
		})
	}
}

// FuzzScore scores any sheet: nothing panics, what is scored can be assessed unless nothing applies, and obtained,
// applicable and lost points agree.
func FuzzScore(f *testing.F) {
	f.Add([]byte{0, 1, 0, 2, 250, 0, 3, 250, 0, 4, 0, 2, 5, 0, 1, 6, 9, 0})
	f.Add([]byte{1, 0, 0, 1, 0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		table := hundred(t)
		var sheet []Entry
		for part := range slices.Chunk(raw, 3) {
			if len(part) < 3 {
				break
			}
			e := Entry{No: int(part[0]), Points: Points(part[1]) * 10, Passed: part[2]&1 != 0, NotApplicable: part[2]&2 != 0}
			if part[2]&4 == 0 {
				e.Remark = "无"
			}
			sheet = append(sheet, e)
		}
		totals, lost, _, err := table.Score(sheet)
		if err != nil {
			return
		}
		sum := totals.Obtained
		for _, l := range lost {
			sum += l.Points
		}
		if sum != totals.Applicable {
			t.Fatalf("obtained and lost are %s, applicable %s", sum, totals.Applicable)
		}
		if _, err := table.Assess(totals); err != nil && totals.Applicable > 0 {
			t.Fatal(err)
		}
	})
}
