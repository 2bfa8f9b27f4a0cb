package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/intake/sheet"
)

const itemHeadings = "卫生许可证号,检查日期,评分表,检查类型,监督员1,监督员2,项目编号,得分,合理缺项,备注"

// itemRow is a row of a venue's item sheet; cells are result, gap and remark.
func itemRow(venue, item int, cells string) string {
	return fmt.Sprintf("示卫公证字〔2024〕第%04d号,2026/11/18,lodging,日常监督,李静,王磊,%d,%s", venue, item, cells)
}

// wholeSheet is a venue's item sheet in which nothing is wrong, but for the cells given for some items.
func wholeSheet(t testing.TB, venue int, changed map[int]string) []string {
	t.Helper()
	table, known := grading.ShippedSet().Lookup("lodging", disclosure.Date{})
	if !known || len(table.Items) == 0 {
		t.Fatal("no table of items")
	}
	lines := make([]string, 0, len(table.Items))
	for _, item := range table.Items {
		cells := item.Max.String() + ",,"
		if item.Key {
			cells = "符合,,"
		}
		if other, ok := changed[item.No]; ok {
			cells = other
		}
		lines = append(lines, itemRow(venue, item.No, cells))
	}
	return lines
}

// items writes lines under the headings of item sheets.
func items(t testing.TB, lines ...string) string {
	t.Helper()
	return write(t, "items.csv", itemHeadings+"\n"+strings.Join(lines, "\n")+"\n")
}

// messagesOf imports item sheets of which none is good, and returns what is said of them.
func messagesOf(t *testing.T, lang i18n.Lang, lines ...string) []string {
	t.Helper()
	h := newHouse(t)
	h.lang = lang
	report := h.run(t, items(t, lines...)).Files[0]
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

func TestItemSheetBecomesAnInspection(t *testing.T) {
	lines := wholeSheet(t, 1, map[int]string{
		2: "0.5,,未悬挂，找李静13800000000", 7: "2.75,,", 13: ",是,没有集中空调", 31: "/,是,不自行清洗",
	})
	slices.Reverse(lines) // wherever they stand
	h := newHouse(t)
	report := h.run(t, items(t, lines...)).Files[0]
	everyRowHasOneOutcome(t, report)
	if n := report.Outcomes[disclosure.OutcomePublished]; n != int64(len(lines)) {
		t.Fatalf("outcomes %v, want %d rows published; %v", report.Outcomes, len(lines), findings(t, report))
	}
	records := h.records(t, disclosure.KindGrading)
	if len(records) != 1 {
		t.Fatalf("%d records, want 1", len(records))
	}
	// Item 13 gives 2 points: 98 apply. 1.5 and 1.25 are lost: 95.25 of 98 are 97.193…
	for path, want := range map[string]string{
		"score_obtained": "95.25", "score_applicable": "98", "standard_score": "97.19", "grade.letter": `"A"`,
		"inspectors_count": "2", "permit_number": `"示卫公证字〔2024〕第0001号"`, "inspected_on": `"2026-11-18"`,
		"failed_key_items": "[]", "table.code": `"lodging"`,
		"deductions":     `[{"item":"亮证经营","points":1.5,"remark":"未悬挂，找李某******"},{"item":"自查记录","points":1.25}]`,
		"not_applicable": `[{"item":"集中空调通风系统卫生档案","remark":"没有集中空调"},{"item":"自洗棉织品消毒","remark":"不自行清洗"}]`,
	} {
		if got := at(t, records[0].Body, path); got != want {
			t.Errorf("body.%s = %s, want %s", path, got, want)
		}
	}
	if text := string(records[0].Body); strings.Contains(text, "李静") || strings.Contains(text, "王磊") {
		t.Errorf("an inspector is named: %s", text)
	}
	// The same sheet again, in another order, changes nothing.
	again := h.run(t, items(t, wholeSheet(t, 1, map[int]string{
		2: "0.5,,未悬挂，找李静13800000000", 7: "2.75,,", 13: ",是,没有集中空调", 31: ",是,不自行清洗",
	})...)).Files[0]
	if n := again.Outcomes[disclosure.OutcomeUnchanged]; n != int64(len(lines)) {
		t.Errorf("again: %v, want all unchanged", again.Outcomes)
	}
}

// TestItemSheetTellsEachFault changes one item of a good sheet and looks at what is said: the row, the cell, and the words
// that tell what was found and what would be right.
func TestItemSheetTellsEachFault(t *testing.T) {
	tests := []struct {
		name  string
		item  int
		cells string
		field string
		want  []string
	}{
		{"above the maximum", 4, "4.01,,", "得分", []string{"“4.01”", "项目 4（卫生管理档案）", "0 至 4"}},
		{"below zero", 4, "-1,,", "得分", []string{"“-1”", "0 至 4"}},
		{"three decimals", 4, "3.125,,", "得分", []string{"“3.125”", "最多两位小数"}},
		{"a word for a scored item", 4, "符合,,", "得分", []string{"“符合”", "0 至 4"}},
		{"points for a key item", 1, "0,,", "得分", []string{"“0”", "关键项", "“符合”或“不符合”"}},
		{"no points", 4, ",,", "得分", []string{"为空"}},
		{"a gap without its reason", 13, ",是,", "备注", []string{"合理缺项须在此写明理由"}},
		{"a gap with points", 13, "2,是,没有", "得分", []string{"“2”", "没有得分"}},
		{"a gap that the table does not allow", 4, ",是,没有", "合理缺项", []string{"项目 4（卫生管理档案）", "不能作为合理缺项"}},
		{"neither yes nor no", 4, "4,缺,", "合理缺项", []string{"“缺”", "是、否"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			report := h.run(t, items(t, wholeSheet(t, 1, map[int]string{test.item: test.cells})...)).Files[0]
			everyRowHasOneOutcome(t, report)
			got := findings(t, report)
			if len(got) != 1 || got[0].Row != test.item+1 || got[0].Field != test.field || got[0].Severity != SeverityError {
				t.Fatalf("findings %+v, want one in row %d, %s", got, test.item+1, test.field)
			}
			for _, part := range test.want {
				if !strings.Contains(got[0].Message, part) {
					t.Errorf("%q is not in %q", part, got[0].Message)
				}
			}
			if report.Outcomes[disclosure.OutcomeRejected] != report.Rows {
				t.Errorf("outcomes %v, want all rows rejected", report.Outcomes)
			}
		})
	}
}

func TestItemSheetNamesWhatIsMissing(t *testing.T) {
	lines := wholeSheet(t, 1, nil)
	short := slices.Concat(lines[:2], lines[3:20], lines[21:])
	doubled := append(slices.Clone(lines), lines[6])
	unknown := append(slices.Clone(lines), itemRow(1, 35, "1,,"))
	tests := []struct {
		name  string
		lang  i18n.Lang
		lines []string
		want  []string
	}{
		{"missing", i18n.ZH, short, []string{"第 2 行", "缺少 2 个项目", "共 34 项", "3 卫生信誉度等级公示、21 客用饮具"}},
		{"missing, in English", i18n.EN, short, []string{"row 2", "lacks 2 items", "has 34", "3 卫生信誉度等级公示、21 客用饮具"}},
		{"twice", i18n.ZH, doubled, []string{"第 36 行“项目编号”为 7", "第 8 行已有此项目"}},
		{"unknown", i18n.ZH, unknown, []string{"第 36 行“项目编号”为“35”", "1–34"}},
		{"one inspector", i18n.ZH, replaceAll(lines, "李静", "王磊"), []string{"第 2 行不足两名", "监督员2"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			messages := messagesOf(t, test.lang, test.lines...)
			if len(messages) != 1 {
				t.Fatalf("%d messages, want 1: %v", len(messages), messages)
			}
			for _, part := range test.want {
				if !strings.Contains(messages[0], part) {
					t.Errorf("%q is not in %q", part, messages[0])
				}
			}
		})
	}
}

func replaceAll(lines []string, from, to string) []string {
	replaced := make([]string, len(lines))
	for i, line := range lines {
		replaced[i] = strings.ReplaceAll(line, from, to)
	}
	return replaced
}

// TestItemSheetsKeepNoInspector writes inspectors' names where a message quotes the cell.
func TestItemSheetsKeepNoInspector(t *testing.T) {
	messages := strings.Join(messagesOf(t, i18n.ZH,
		"示卫公证字〔2024〕第0001号,2026/11/18,李静的评分表,日常监督,李静,王磊,1,2,,",
		"示卫公证字〔2024〕第0001号,2026/11/18,lodging,王磊检查,李静,王磊,李静,王磊,王磊,",
		"示卫公证字〔2024〕第0002号,2026/11/18,lodging,日常监督,李静,王磊,1,符合,,",
		"示卫公证字〔2024〕第0002号,2026/11/18,lodging,日常监督,,,2,王磊,,", // named in another row only
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

// TestItemSheetsHoldFew: when there are more sheets than are held, those so far are settled, and none is held for longer. A
// sheet whose rows stand together is told of once all the same.
func TestItemSheetsHoldFew(t *testing.T) {
	held := heldSheets(t)
	held.limit = 2
	var got [][]int
	for i, venue := range []int{1, 2, 1, 3, 3, 4, 4, 5, 1} {
		examineLine(held, i+2, itemRow(venue, 1, "符合,,"))
		if held.full() {
			got = append(got, settledRows(t, held, 1))
		}
		if len(held.sheets) > held.limit || len(held.index) != len(held.sheets) {
			t.Fatalf("%d sheets are held, %d by hash", len(held.sheets), len(held.index))
		}
	}
	got = append(got, settledRows(t, held, 0))
	if diff := cmp.Diff([][]int{{2, 3}, {5, 7}, {9, 10}}, got); diff != "" {
		t.Errorf("sheets settled, by their first rows (-want +got):\n%s", diff)
	}
	if again := settledRows(t, held, 0); len(again) != 0 {
		t.Errorf("settled again: %v", again)
	}
}

// TestItemSheetsHoldFewRemarks: the texts that are held are bounded as the sheets are.
func TestItemSheetsHoldFewRemarks(t *testing.T) {
	held := heldSheets(t)
	held.limitText = 100
	remark := strings.Repeat("x", 60)
	examineLine(held, 2, itemRow(1, 2, "1,,"+remark))
	if held.full() {
		t.Fatal("60 bytes are full")
	}
	examineLine(held, 3, itemRow(2, 2, "1,,"+remark))
	if !held.full() {
		t.Fatal("120 bytes are not full")
	}
	if got := settledRows(t, held, 1); !slices.Equal(got, []int{2}) || held.text != len(remark) {
		t.Errorf("settled %v, %d bytes are still held", got, held.text)
	}
}

func heldSheets(t *testing.T) *itemSheets {
	t.Helper()
	h := newHouse(t)
	headings, err := recognise(strings.Split(itemHeadings, ","), 1, "")
	if err != nil || headings == nil {
		t.Fatalf("headings: %v", err)
	}
	return newItemSheets(&rules{lang: h.lang, asOf: asOf, profile: h.profile, scheme: grading.Shipped()}, headings)
}

func examineLine(held *itemSheets, row int, line string) examined {
	c := &check{rules: held.rules, header: held.header}
	c.row = sheet.Row{Number: row, Cells: strings.Split(line, ",")}
	return held.examine(c)
}

func settledRows(t *testing.T, held *itemSheets, keep int) []int {
	t.Helper()
	var rows []int
	err := held.settle(keep, func(_ *check, s *itemSheet) error { rows = append(rows, s.row); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// FuzzItemRows reads rows of any cells into sheets: nothing panics, each sheet stands or tells an error, or one of its rows
// has, and no inspector is named.
func FuzzItemRows(f *testing.F) {
	f.Add("1,符合,,\n2,1.5,,好\n3,,是,没有\n2,2,,\n※4,4,,")
	f.Add(strings.Join(func() []string {
		var tails []string
		for _, line := range wholeSheet(f, 1, map[int]string{13: ",是,王老五见"}) {
			_, tail, _ := strings.Cut(line, "王磊,")
			tails = append(tails, tail)
		}
		return tails
	}(), "\n"))
	profile := newHouse(f).profile
	headings, err := recognise(strings.Split(itemHeadings, ","), 1, "")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		held := newItemSheets(&rules{lang: i18n.ZH, asOf: asOf, profile: profile, scheme: grading.Shipped()}, headings)
		told := false
		for n, tail := range strings.Split(text, "\n") {
			cells := strings.Split("号,2026/11/18,lodging,日常监督,王老五,李静,"+strings.ToValidUTF8(tail, ""), ",")
			c := &check{rules: held.rules, header: held.header, row: sheet.Row{Number: n + 2, Cells: cells}}
			e := held.examine(c)
			told = told || len(e.findings) > 0
		}
		err := held.settle(0, func(c *check, s *itemSheet) error {
			draft := s.draft(c)
			if c.failed != (draft.Body == nil || len(c.result()) > 0 && c.result()[0].Severity == SeverityError) {
				t.Errorf("failed: %t, with %+v", c.failed, c.findings)
			}
			if c.failed && !told && len(c.result()) == 0 {
				t.Error("rejected without a word")
			}
			if !c.failed {
				mustDecode(t, disclosure.KindGrading, draft)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
