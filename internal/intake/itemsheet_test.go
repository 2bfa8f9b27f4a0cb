package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/intake/sheet"
)

const itemHeadings = "卫生许可证号,检查日期,评分表,检查类型,监督员1,监督员2,项目编号,得分,合理缺项,备注"

// itemRow is a good row of a venue's item sheet.
func itemRow(venue, item int) string {
	return fmt.Sprintf("示卫公证字〔2024〕第%04d号,2026/11/18,lodging,日常监督,李静,王磊,%d,2,,", venue, item)
}

// messagesOf imports lines under the headings of item sheets and returns what is said of them, row by row.
func messagesOf(t *testing.T, lang i18n.Lang, lines ...string) []string {
	t.Helper()
	h := newHouse(t)
	h.lang = lang
	path := write(t, "items.csv", itemHeadings+"\n"+strings.Join(lines, "\n")+"\n")
	report := h.run(t, path).Files[0]
	everyRowHasOneOutcome(t, report)
	if report.Outcomes[disclosure.OutcomeRejected] != int64(len(lines)) {
		t.Errorf("outcomes %v, want %d rows rejected", report.Outcomes, len(lines))
	}
	if n := len(h.records(t, disclosure.KindGrading)); n != 0 {
		t.Errorf("%d gradings were published", n)
	}
	var messages []string
	for _, finding := range findings(t, report) {
		messages = append(messages, finding.Message)
	}
	return messages
}

func TestItemSheetTellsWhichItemsItHas(t *testing.T) {
	short := make([]string, 0, 6)
	for _, item := range []int{3, 1, 2, 9, 64, 65, 128} {
		short = append(short, itemRow(1, item))
	}
	long := make([]string, 0, 34)
	for item := range 34 {
		long = append(long, itemRow(1, item+1))
	}
	tests := []struct {
		name  string
		lang  i18n.Lang
		lines []string
		want  []string
	}{
		{"some", i18n.ZH, short, []string{"第 2 行", "1–3、9、64–65、128", "至少有 25 项", "检查评分汇总表"}},
		{"some, in English", i18n.EN, short, []string{"row 2", "1–3、9、64–65、128", "25 at least", "Totals can be imported now"}},
		{"more than the shortest table has", i18n.ZH, long, []string{"第 2 行", "1–34", "清单尚未载入", "检查评分汇总表"}},
		{"none that can be read", i18n.ZH, []string{strings.Replace(itemRow(1, 7), ",7,", ",第七项,", 1)}, []string{"只有项目 —"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			messages := messagesOf(t, test.lang, test.lines...)
			last := messages[len(messages)-1]
			for _, part := range test.want {
				if !strings.Contains(last, part) {
					t.Errorf("%q is not in %q", part, last)
				}
			}
		})
	}
}

// TestItemSheetsKeepNoInspector writes inspectors' names where a message quotes the cell.
func TestItemSheetsKeepNoInspector(t *testing.T) {
	messages := strings.Join(messagesOf(t, i18n.ZH,
		"示卫公证字〔2024〕第0001号,2026/11/18,李静的评分表,日常监督,李静,王磊,1,2,,",
		"示卫公证字〔2024〕第0001号,2026/11/18,lodging,王磊检查,李静,王磊,李静,王磊,王磊,",
	), "\n")
	for _, name := range []string{"李静", "王磊"} {
		if strings.Contains(messages, name) {
			t.Errorf("%s is named in %s", name, messages)
		}
	}
	if !strings.Contains(messages, "李某") {
		t.Errorf("no cell with a masked name is quoted: %s", messages)
	}
}

// TestItemSheetsHoldFew: when there are more sheets than are held, those so far are told of, and none is held for longer.
// A sheet whose rows stand together is told of once all the same.
func TestItemSheetsHoldFew(t *testing.T) {
	h := newHouse(t)
	headings, err := recognise(strings.Split(itemHeadings, ","), 1, "")
	if err != nil || headings == nil {
		t.Fatalf("headings: %v", err)
	}
	held := newItemSheets(&rules{lang: h.lang, asOf: asOf, profile: h.profile}, headings)
	held.limit = 2
	var got [][]int
	for i, venue := range []int{1, 2, 1, 3, 3, 4, 4, 5, 1} {
		c := &check{rules: held.rules, header: headings}
		c.row = sheet.Row{Number: i + 2, Cells: strings.Split(itemRow(venue, 1), ",")}
		got = append(got, firstRows(held.examine(c)))
		if len(held.sheets) > held.limit || len(held.index) != len(held.sheets) {
			t.Fatalf("%d sheets are held, %d by hash", len(held.sheets), len(held.index))
		}
	}
	got = append(got, firstRows(held.settle()))
	want := [][]int{nil, nil, nil, {2, 3}, nil, nil, nil, {5, 7}, nil, {9, 10}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sheets told of, by their first rows (-want +got):\n%s", diff)
	}
	if again := held.settle(); len(again) != 0 {
		t.Errorf("told of again: %v", again)
	}
}

func firstRows(findings []Finding) []int {
	var rows []int
	for _, finding := range findings {
		rows = append(rows, finding.Row)
	}
	return rows
}
