package intake

import (
	"encoding/json"
	"slices"
	"strconv"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/lives"
)

// complete adds to a draft what a feed of ours says beyond our own tables. It passes the same masks.
func (c *check) complete(d *disclosure.Draft) {
	if c.header.mapped == nil || len(c.header.mapped.extra) == 0 || c.failed {
		return
	}
	switch body := d.Body.(type) {
	case *disclosure.Venue:
		c.completeVenue(d, body)
	case *disclosure.Grading:
		c.completeGrading(body)
	}
}

// extra is the cell of an extra column.
func (c *check) extra(column string) string {
	at, ok := c.header.mapped.extra[column]
	if !ok {
		return ""
	}
	return trim(c.row.Cells[at])
}

// listed reads a JSON list from an extra column; one that is none is an error of the field beside which it stands.
func listed[T any](c *check, column, field string) []T {
	cell := c.extra(column)
	if cell == "" {
		return nil
	}
	var items []T
	if err := json.Unmarshal([]byte(cell), &items); err != nil {
		c.failSaying(CodeEnumUnknown, "enum.unknown.list", field, c.quote(cell))
		return nil
	}
	return items
}

func (c *check) completeVenue(d *disclosure.Draft, v *disclosure.Venue) {
	numbers := []string{}
	for _, number := range listed[string](c, lives.PermitNumbers, "number") {
		number = normalNumber(number)
		if c.shown("number", number) == number && number != "" && !slices.Contains(numbers, number) {
			numbers = append(numbers, number)
		}
	}
	if len(numbers) > 0 && slices.Contains(numbers, v.PermitNumber) {
		v.PermitNumbers, d.Places = numbers, numbers
	}
	for _, name := range listed[string](c, lives.FormerNames, "name") {
		v.FormerNames = append(v.FormerNames, c.public("name", normalName(name)))
	}
}

func (c *check) completeGrading(g *disclosure.Grading) {
	if n, err := strconv.ParseUint(c.extra(lives.Inspectors), 10, 8); err == nil {
		g.InspectorsCount = int(n)
		if n > 1 { // whom the feed counts and does not name
			c.findings = slices.DeleteFunc(c.findings, func(f Finding) bool { return f.Code == CodeInspectorsCount })
		}
	}
	for i, item := range listed[string](c, lives.FailedKeyItems, "failed_key_items") {
		if i == 0 {
			g.FailedKeyItems = []string{}
		}
		g.FailedKeyItems = append(g.FailedKeyItems, c.public("failed_key_items", clean(item)))
	}
	for _, gap := range listed[disclosure.Gap](c, lives.NotApplicable, "applicable") {
		g.NotApplicable = append(g.NotApplicable, disclosure.Gap{
			Item: c.public("applicable", clean(gap.Item)), Remark: c.public("applicable", clean(gap.Remark)),
		})
	}
	c.completeDeductions(g)
}

func (c *check) completeDeductions(g *disclosure.Grading) {
	deductions := listed[disclosure.Deduction](c, lives.Deductions, "deductions")
	var sum grading.Points
	for _, d := range deductions {
		points, err := grading.ParsePoints(d.Points.String())
		if err != nil {
			c.failSaying(CodeScoreRange, "score.range.deductions", "deductions", c.quote(c.extra(lives.Deductions)))
			return
		}
		sum += points
		g.Deductions = append(g.Deductions, disclosure.Deduction{
			Item: c.public("deductions", clean(d.Item)), Points: json.Number(points.String()),
			Remark: c.public("deductions", clean(d.Remark)),
		})
	}
	obtained, err1 := grading.ParsePoints(g.ScoreObtained.String())
	applicable, err2 := grading.ParsePoints(g.ScoreApplicable.String())
	if len(deductions) > 0 && err1 == nil && err2 == nil && sum != applicable-obtained {
		c.warn(CodeDeductionsSum, "deductions", sum.String(), (applicable - obtained).String())
	}
}
