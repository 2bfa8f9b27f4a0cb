package intake

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/intake/sheet"
)

const venueHeadings = "项目编号|评查内容|分值|得分|合理缺项|备注"

func venueHeader(t testing.TB) *header {
	t.Helper()
	h, err := recognise(strings.Split(venueHeadings, "|"), 9, "")
	if err != nil || h == nil || !h.format.OneVenue {
		t.Fatalf("recognised %+v, %v", h, err)
	}
	return h
}

func TestLabelsStandInAnyLayout(t *testing.T) {
	tests := []struct{ name, lines, want string }{
		{"one a row", "卫生许可证号|甲1号\n检查日期|46344", "甲1号 B1, 46344 B2"},
		{"two a row", "卫生许可证号|甲1号|检查日期|46344", "甲1号 B1, 46344 D1"},
		{"behind a colon", "卫生许可证号：甲1号||检查日期: 2026/11/18", "甲1号 A1, 2026/11/18 C1"},
		{"a colon, and the next cell", "卫生许可证号：|甲1号|检查日期：||2026/11/18", "甲1号 B1, 2026/11/18 E1"},
		{"with a star and spaces", "*卫生 许可证号|  甲1号 |＊检查日期|2026/11/18", "甲1号 B1, 2026/11/18 D1"},
		{"the first counts", "卫生许可证号|甲1号\n许可证号|甲2号\n检查日期|46344", "甲1号 B1, 46344 B3"},
		{"a value that is another label's name is none", "卫生许可证号|检查日期|46344", " A1, 46344 C1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := venueHeader(t)
			h.readLabels(labelRows(test.lines))
			var got []string
			for _, field := range []string{"number", "inspected_on"} {
				found := h.labels[h.format.byField[field]]
				cell := string(rune('A'+found.column)) + string(rune('0'+found.row))
				got = append(got, found.value+" "+cell)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, ", ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func labelRows(lines string) []sheet.Row {
	var rows []sheet.Row
	for i, line := range strings.Split(lines, "\n") {
		rows = append(rows, sheet.Row{Number: i + 1, Cells: strings.Split(line, "|")})
	}
	return rows
}

func TestItemsAmongOtherRows(t *testing.T) {
	h := venueHeader(t)
	for line, want := range map[string]bool{
		"1|卫生许可证|※|符合||": true, "※1|卫生许可证|※|||": true, "|亮证经营|2|2||": true, "二|亮证经营|2|2||": true, "3|等级公示|2||是|无": true,
		"卫生管理|||||": false, "合计||100|93||": false, "|合计|100|93||": false, "监督员签名：|||李静||": false, "说明|见附页||||": false,
	} {
		if got := h.isRecord(strings.Split(line, "|")); got != want {
			t.Errorf("%q is an item: %t, want %t", line, got, want)
		}
	}
}

// FuzzLabels reads any rows above the headings: nothing panics, a value is never empty for a label that is not missing, and
// stands where it is said to.
func FuzzLabels(f *testing.F) {
	f.Add("卫生许可证号|甲1号\n检查日期：2026/11/18|评分表|住宿|检查类型|日常监督")
	f.Add("*卫生许可证号||\n：|:|")
	f.Fuzz(func(t *testing.T, lines string) {
		h := venueHeader(t)
		rows := labelRows(strings.ToValidUTF8(lines, ""))
		h.readLabels(rows)
		for index, found := range h.labels {
			if cell := rows[found.row-1].Cells[found.column]; !strings.Contains(cell, found.value) {
				t.Errorf("%s is %q, which is not in %q", found.title, found.value, cell)
			}
			if h.format.Columns[index].Need == needAlways && (found.value == "") != contains(h.missing, found.title) {
				t.Errorf("%s is %q, missing are %v", found.title, found.value, h.missing)
			}
		}
		h.isRecord(strings.Split(lines, "|"))
	})
}

func contains(list []string, text string) bool {
	return strings.Contains("|"+strings.Join(list, "|")+"|", "|"+text+"|")
}

// TestItemSheetHasOneCorrection: a sheet orders a correction in its first row or in all of them, always the same.
func TestItemSheetHasOneCorrection(t *testing.T) {
	sheetWith := func(correction map[int]string) string {
		lines := wholeSheet(t, 1, map[int]string{1: "不符合,,"})
		for i := range lines {
			lines[i] += "," + firstOf(correction[i], correction[-1], ",")
		}
		return write(t, "items.csv", itemHeadings+",责令整改,整改期限\n"+strings.Join(lines, "\n")+"\n")
	}
	tests := []struct {
		name       string
		correction map[int]string
		want       []string // findings
		body       string
	}{
		{"in the first row", map[int]string{0: "是,2026/12/01"}, nil, `"due_on":"2026-12-01","ordered":true`},
		{"in all rows", map[int]string{-1: "是,2026/12/01"}, nil, `"due_on":"2026-12-01","ordered":true`},
		{"not the same", map[int]string{-1: "是,2026/12/01", 5: "是,2026/12/02"}, []string{"第 7 行“责令整改”及整改、复查各列与同一张评分表的第 2 行不同"}, ""},
		{"none", nil, []string{"关键项不合格（卫生许可证），但“责令整改”不是“是”；应当责令限期整改"}, `"ordered":false`},
		{"due before the inspection", map[int]string{0: "是,2026/11/17"}, []string{"早于 2026-11-18"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			h.venue = func(context.Context, string) (bool, error) { return true, nil }
			report := h.run(t, sheetWith(test.correction)).Files[0]
			everyRowHasOneOutcome(t, report)
			got := findings(t, report)
			if len(got) != len(test.want) {
				t.Fatalf("findings %+v, want %q", got, test.want)
			}
			for i, part := range test.want {
				if !strings.Contains(got[i].Message, part) {
					t.Errorf("%q is not in %q", part, got[i].Message)
				}
			}
			records := h.records(t, disclosure.KindGrading)
			if (len(records) == 1) != (test.body != "") {
				t.Fatalf("%d records", len(records))
			}
			if test.body != "" && !strings.Contains(at(t, records[0].Body, "correction"), test.body) {
				t.Errorf("correction %s, want %s", at(t, records[0].Body, "correction"), test.body)
			}
		})
	}
}
