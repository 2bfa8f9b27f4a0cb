package intake

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
)

// draft makes an inspection of a sheet, or tells what keeps it from being one.
func (s *itemSheet) draft(c *check) disclosure.Draft {
	table, _ := c.scheme.Tables.Lookup(s.table, s.day) // it was found for every row
	missing := table.Missing(func(no int) bool { _, has := s.entry(no); return has })
	if len(missing) > 0 {
		c.fail(CodeItemMissing, "", len(missing), len(table.Items), table.NameZH, titles(missing))
	} else {
		s.judgeGaps(c, table)
	}
	if len(s.inspectors) < 2 { // the law asks for two; see inspectors
		c.fail(CodeInspectorsCount, "inspector_2")
	}
	if c.failed = c.failed || s.faulty; c.failed {
		return disclosure.Draft{}
	}
	if s.normalized {
		c.warn(CodeDocNumberNormalized, "number", c.quote(s.number))
	}
	shown := c.shown("number", s.number)
	c.keep = append(c.keep, shown)
	g := &disclosure.Grading{
		PermitNumber: shown, InspectedOn: s.day, InspectionKind: s.kind,
		FailedKeyItems: []string{}, Deductions: []disclosure.Deduction{},
		Correction: s.correction.Correction, InspectorsCount: len(s.inspectors),
	}
	s.score(c, table, g)
	c.at(cmp.Or(s.correction.row, s.row), func() { c.wantCorrection(g) })
	return c.inspection(g, s.number)
}

// judgeGaps refuses gaps that the table does not allow.
func (s *itemSheet) judgeGaps(c *check, table grading.Table) {
	for _, entry := range s.entries {
		if item, _ := table.Item(entry.No); item.Misfit(entry.Entry) == grading.MisfitGapRefused {
			c.at(entry.row, func() {
				c.failSaying(CodeEnumUnknown, "enum.unknown.gap", "not_applicable", item.No, item.Title)
			})
		}
	}
}

// score adds the sheet up.
func (s *itemSheet) score(c *check, table grading.Table, g *disclosure.Grading) {
	entries := make([]grading.Entry, len(s.entries))
	for i := range s.entries {
		entries[i] = s.entries[i].Entry
	}
	totals, lost, gaps, err := table.Score(entries)
	if err == nil && totals.Applicable > 0 {
		g.FailedKeyItems = append(g.FailedKeyItems, totals.FailedKeyItems...)
		err = c.assess(g, table, totals)
	}
	if err != nil || totals.Applicable == 0 {
		c.failSaying(CodeScoreRange, "score.range.nothing", "points")
		return
	}
	for _, l := range lost {
		g.Deductions = append(g.Deductions, disclosure.Deduction{
			Item: l.Item.Title, Points: json.Number(l.Points.String()), Remark: s.remark(c, l.Item.No),
		})
	}
	for _, gap := range gaps {
		g.NotApplicable = append(g.NotApplicable, disclosure.Gap{Item: gap.Item.Title, Remark: s.remark(c, gap.Item.No)})
	}
}

// remark is what the sheet notes of an item, as the public may read it.
func (s *itemSheet) remark(c *check, no int) (text string) {
	entry, _ := s.entry(no)
	c.at(entry.row, func() { text = c.public("remark", entry.Remark) })
	return text
}

// at lets findings speak of another row.
func (c *check) at(row int, do func()) {
	own := c.row.Number
	c.row.Number = row
	do()
	c.row.Number = own
}

// namedItems is how many of the missing items a finding names; it tells in any case how many there are.
const namedItems = 6

// titles names items by number and title: "3 卫生信誉度等级公示、5 卫生管理及人员".
func titles(items []grading.Item) string {
	names := make([]string, 0, namedItems+1)
	for i := range items[:min(len(items), namedItems)] {
		names = append(names, fmt.Sprintf("%d %s", items[i].No, items[i].Title))
	}
	if len(items) > namedItems {
		names = append(names, "…")
	}
	return strings.Join(names, "、")
}
