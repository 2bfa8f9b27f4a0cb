package intake

import (
	"fmt"
	"slices"
	"strconv"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
)

// sheetKey reads what tells which sheet a row is of; a cell that is empty or cannot be read leaves that open. It gives the
// table as far as it is known.
func (c *check) sheetKey() (key sheetKey, table grading.Table, identified bool) {
	key.number = normalNumber(c.raw("number"))
	key.day = c.date("inspected_on")
	c.past("inspected_on", key.day)
	key.kind = choice(c, "inspection_kind", disclosure.InspectionKinds)
	table, known := c.table(key.day)
	key.table = table.Code
	return key, table, known && key.number != "" && !key.day.IsZero() && key.kind != ""
}

// entry reads what a row says of its item: points, or 符合 and 不符合 for a key item, or that it does not apply. The number
// is 0 where it cannot be read. Whether the table lets an item be left out is judged when the sheet is whole.
func (c *check) entry(table grading.Table) grading.Entry {
	entry := grading.Entry{No: c.itemNumber(table), Remark: clean(c.raw("remark")), NotApplicable: c.yes("not_applicable")}
	raw := plain(c.raw("points"))
	switch {
	case entry.NotApplicable && !isNothing(raw):
		c.failSaying(CodeScoreRange, "score.range.gap", "points", c.quote(raw))
	case entry.NotApplicable && entry.Remark == "":
		c.failSaying(CodeRequired, "required.gap", "remark")
	case entry.NotApplicable:
	case raw != "":
		c.itemResult(&entry, table, raw)
	case trim(c.cell("points")) == "": // else it is the error value of a formula, which cells refuses
		c.fail(CodeRequired, "points")
	}
	return entry
}

// itemResult reads what an item was given.
func (c *check) itemResult(entry *grading.Entry, table grading.Table, raw string) {
	item, known := table.Item(entry.No)
	if isVerdict(raw) {
		if entry.Passed = slices.Contains(metWords, raw); known && !item.Key {
			c.refusePoints(item, known)
		}
		return
	}
	points, err := grading.ParsePoints(raw)
	entry.Points = points
	if err != nil || known && (item.Key || item.Misfit(*entry) != grading.MisfitNone) {
		c.refusePoints(item, known)
	}
}

// refusePoints tells what an item can be given.
func (c *check) refusePoints(item grading.Item, known bool) {
	found := c.quote(plain(c.raw("points")))
	switch {
	case !known:
		c.failSaying(CodeScoreRange, "score.range.item", "points", found)
	case item.Key:
		c.failSaying(CodeScoreRange, "score.range.key", "points", found, item.No, item.Title)
	default:
		c.failSaying(CodeScoreRange, "score.range.max", "points", found, item.No, item.Title, item.Max.String())
	}
}

// yes reads 是, 否 or nothing.
func (c *check) yes(field string) bool {
	raw := plain(c.raw(field))
	if !slices.Contains(yesWords, raw) && !slices.Contains(noWords, raw) {
		c.fail(CodeEnumUnknown, field, c.quote(raw), "是、否")
	}
	return slices.Contains(yesWords, raw)
}

// itemNumber reads an item's number, 0 if it has none.
func (c *check) itemNumber(table grading.Table) int {
	raw := plain(c.raw("item"))
	last := maxItem
	if len(table.Items) > 0 {
		last = len(table.Items)
	}
	number, err := strconv.ParseUint(itemDigits(raw), 10, 16)
	if err == nil && number >= 1 && number <= uint64(last) {
		return int(number)
	}
	if raw != "" {
		c.fail(CodeItemUnknown, "item", c.quote(raw), fmt.Sprintf("1–%d", last))
	}
	return 0
}

// correctionOf reads what a row says of a correction after an inspection on a day.
func (c *check) correctionOf(day disclosure.Date) disclosure.Correction {
	correction := c.correction()
	c.notBefore("due_on", correction.DueOn, day)
	c.notBefore("reinspected_on", correction.ReinspectedOn, day)
	c.past("reinspected_on", correction.ReinspectedOn)
	return correction
}
