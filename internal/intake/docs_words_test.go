package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/limits"
)

const wordsText = `
## 怎样填写 · How values are written

| 列 · column | 写法 · written as |
|---|---|
%s
全角、半角不拘，前后空格不计，检测结果的英文不分大小写。表中没有的写法不猜，该行退回并写明可以填什么。

- 合理缺项：填“是”的一项不填得分，备注写明理由；评分表允许缺的项目才可以填。
- 关键项（※）在“得分”一列填“符合”或“不符合”，不填分数；其他项目填 0 到该项分值之间的数，最多两位小数。
- 责令整改填“是”的，整改期限填日期。复查过的，填复查日期和复查结果。
- 关键项不合格、扣分项：没有的留空或填“无”；多项用分号隔开；扣分项写作“项目|-分数”，如 ` + "`布草间杂物|-2`" + `。
- 检测结果是小数，低于检出限的加 ` + "`<`" + `，多得数不清的加 ` + "`>`" + `；` + "`≤`、`≥`" + ` 是限值的写法，不是结果。
  “检出”“阳性”一类的词只用于规定不得检出的项目。
- 单位写本系统给该项目的单位，不换算；没有单位的项目留空。
- 日期后面可以加时间（24 小时制）；采样时间不写时间的，只公示日期，不编造时间。

Full width, half width and spaces around a value do not matter, nor does case in English results. Nothing is guessed: a row with anything else is
rejected, and told what it may hold. An item that does not apply (合理缺项 = 是) has no points and needs its reason under 备注, and only those that the table lets be left
out may be. A key item (※) has 符合 (met) or 不符合 (not met) for points, any other a number from 0 to its own points with at most two decimals. A
correction that is ordered (责令整改 = 是) has a day by which (整改期限). Lists are parted by semicolons; a deduction is written item|-points. A result is a
decimal, with < below what can be detected and > above what can be counted; ≤ and ≥ are how limits are written. Words for found count only for
items of which none may be. Units are not converted. A day may be followed by a time; without one no time is made up.
`

// writtenAs are the cells that docs/files.md shows, by the row table of a format and the heading of a column. Words for nothing
// stand there as "空 empty".
var writtenAs = []struct {
	table, heading string
	values         []string
}{
	{"", "合理缺项", slices.Concat(yesWords, noWords)},
	{"", "得分（关键项 key items）", slices.Concat(metWords, notMetWords)},
	{"grading", "责令整改", []string{orderedYes, orderedNo, ""}},
	{"grading", "复查结果", disclosure.CheckResults.Values()},
	{"grading", "检查类型", disclosure.InspectionKinds.Values()},
	{"grading", "关键项不合格", nothingWords},
	{"grading", "检查日期", []string{"2026/11/20", "2026-11-20", "20261120", "2026年11月20日"}},
	{"reading", "采样时间", []string{"2026-11-20 14:30", "2026/11/20 14:30:05", "2026年11月20日 14:30", "2026-11-20"}},
	{"reading", "结果", slices.Concat([]string{"0.124", "<1", ">200"}, limits.NoneFoundWords())},
	{"reading", "结果（不得检出的项目 items of which none may be found）", limits.FoundWords()},
	{"reading", "数据来源", disclosure.ReadingSources.Values()},
}

// writeWords documents how cells are filled.
func writeWords(out *strings.Builder) {
	var rows strings.Builder
	for _, of := range writtenAs {
		shown := make([]string, len(of.values))
		for i, value := range of.values {
			shown[i] = codeText(value, "空 empty")
		}
		fmt.Fprintf(&rows, "| %s | %s |\n", of.heading, strings.Join(shown, "、"))
	}
	fmt.Fprintf(out, wordsText, rows.String())
}

// TestWordsOfTheGuideAreAccepted imports each cell that the guide shows, and one that it does not: the former makes no error of
// its column, the latter does.
func TestWordsOfTheGuideAreAccepted(t *testing.T) {
	for _, of := range writtenAs {
		column, _, among := strings.Cut(of.heading, "（")
		t.Run(of.heading, func(t *testing.T) {
			h := newHouse(t)
			h.venue = func(context.Context, string) (bool, error) { return true, nil }
			path := func(value string) string {
				if of.table == "" {
					return itemSheetWith(t, column, value)
				}
				table := readRowTable(t, of.table)
				row := rowCase{changes: []cellOf{{column, value}}}
				if among {
					row.changes = append(row.changes, cellOf{"检测项目", "大肠菌群"}, cellOf{"单位", "CFU/100mL"})
				}
				return write(t, "rows.csv", csvOf(t, table.cells(&row)))
			}
			for _, value := range of.values {
				for _, finding := range findings(t, h.rehearse(t, path(value)).Files[0]) {
					if finding.Severity == SeverityError {
						t.Errorf("%q: %s", value, finding.Message)
					}
				}
			}
			if column == "关键项不合格" {
				return // it takes any text
			}
			refused := false
			for _, finding := range findings(t, h.rehearse(t, path("也许")).Files[0]) {
				refused = refused || finding.Severity == SeverityError && finding.Field == column
			}
			if !refused {
				t.Error("what the guide does not show is accepted too")
			}
		})
	}
}

// itemSheetWith is a good item sheet but for one cell: of a key item's points, or whether an item that may be left out applies.
func itemSheetWith(t *testing.T, column, value string) string {
	t.Helper()
	if column == "得分" {
		return items(t, wholeSheet(t, 1, map[int]string{1: value + ",,"})...)
	}
	points := "2"
	if slices.Contains(yesWords, value) {
		points = ""
	}
	return items(t, wholeSheet(t, 1, map[int]string{13: points + "," + value + ",没有集中空调"})...)
}
