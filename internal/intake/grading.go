package intake

import (
	"encoding/json"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/privacy"
)

// grading reads one inspection as totals. Inspectors are compared and counted; their names are not kept.
func (c *check) grading() disclosure.Draft {
	inspectors := len(c.inspectors()) // first, so that no text and no message tells their names
	c.cells("")
	number := c.docNumber("number")
	shown := c.shown("number", number)
	c.keep = append(c.keep, shown)
	g := &disclosure.Grading{
		PermitNumber:    shown,
		InspectedOn:     c.date("inspected_on"),
		InspectionKind:  choice(c, "inspection_kind", disclosure.InspectionKinds),
		FailedKeyItems:  c.list("failed_key_items"),
		InspectorsCount: inspectors,
	}
	c.past("inspected_on", g.InspectedOn)
	g.Correction = c.correctionOf(g.InspectedOn)
	c.score(g)
	c.wantCorrection(g)
	return c.inspection(g, number)
}

// inspection is the draft of an inspection under a number in its normal form, which may have had to be masked in the body.
func (c *check) inspection(g *disclosure.Grading, number string) disclosure.Draft {
	return disclosure.Draft{
		Body: g, NaturalKey: []string{number, g.InspectedOn.String(), string(g.InspectionKind)},
		Places: places(number, g.PermitNumber), Authority: c.profile.USCC, DecidedOn: g.InspectedOn,
	}
}

// table reads the score table by which an inspection on a day was scored.
func (c *check) table(day disclosure.Date) (grading.Table, bool) {
	raw := plain(c.raw("table"))
	table, known := c.scheme.Tables.Lookup(raw, day)
	if !known && raw != "" {
		c.fail(CodeEnumUnknown, "table", c.quote(raw), c.tableNames())
	}
	return table, known
}

// score reads the totals and assesses them by their table.
func (c *check) score(g *disclosure.Grading) {
	table, known := c.table(g.InspectedOn)
	most := usualScore
	if known {
		most = table.FullScore.String()
	}
	obtained, ok1 := c.points("obtained", most)
	applicable, ok2 := c.points("applicable", most)
	deductions := c.deductions()
	if !known || !ok1 || !ok2 {
		return
	}
	totals := grading.Totals{Obtained: obtained, Applicable: applicable, FailedKeyItems: g.FailedKeyItems}
	if err := c.assess(g, table, totals); err != nil {
		c.blameScore(totals, table.FullScore)
		return
	}
	if len(deductions) > 0 && grading.Sum(deductions) != applicable-obtained {
		c.warn(CodeDeductionsSum, "deductions", grading.Sum(deductions).String(), (applicable - obtained).String())
	}
	g.Deductions = make([]disclosure.Deduction, len(deductions))
	for i, d := range deductions {
		g.Deductions[i] = disclosure.Deduction{Item: c.public("deductions", d.Item), Points: json.Number(d.Points.String())}
	}
}

// usualScore is the full score of all tables known today, to name a range where the row's own table is not known.
const usualScore = "100"

// blameScore names the cell by which totals that their table refuses are wrong, with what the file says there.
func (c *check) blameScore(totals grading.Totals, full grading.Points) {
	if totals.Applicable <= 0 || totals.Applicable > full {
		c.failSaying(CodeScoreRange, "score.range.applicable", "applicable", c.quote(c.written("applicable")), full.String())
		return
	}
	obtained := c.quote(c.written("obtained"))
	if scale := c.scaleOf("obtained"); scale != nil {
		c.failSaying(CodeScoreRange, "score.range.scaled", "obtained", obtained, scale.full)
		return
	}
	c.failSaying(CodeScoreRange, "score.range.obtained", "obtained", obtained, totals.Applicable.String(), c.title("applicable"))
}

// assess writes into an inspection what its totals come to.
func (c *check) assess(g *disclosure.Grading, table grading.Table, totals grading.Totals) error {
	assessment, err := table.Assess(totals)
	if err != nil {
		return err
	}
	g.Table = disclosure.ScoreTable{Code: table.Code, Version: table.Version, Verified: !table.Sample()}
	g.ScoreObtained, g.ScoreApplicable = json.Number(totals.Obtained.String()), json.Number(totals.Applicable.String())
	g.StandardScore = json.Number(assessment.StandardScore.String())
	if assessment.Letter != "" {
		g.Grade = &disclosure.Grade{Letter: assessment.Letter, Word: assessment.Words.ZH}
	}
	if assessment.ToNextBand > 0 {
		g.ToNextBand = json.Number(assessment.ToNextBand.String())
	}
	return nil
}

// wantCorrection warns of an inspection that gave no grade and ordered nothing to be put right, and of an order without a day.
func (c *check) wantCorrection(g *disclosure.Grading) {
	switch {
	case g.Correction.Ordered && g.Correction.DueOn.IsZero():
		c.warn(CodeCorrectionDue, "due_on", c.title("ordered"))
	case c.failed || g.Correction.Ordered || g.StandardScore == "":
	case len(g.FailedKeyItems) > 0:
		c.note(SeverityWarning, CodeCorrectionMissing, "correction.missing.key", "ordered", strings.Join(g.FailedKeyItems, "、"))
	case g.Grade == nil:
		c.warn(CodeCorrectionMissing, "ordered", g.StandardScore)
	}
}

func (c *check) points(field, most string) (grading.Points, bool) {
	raw := plain(c.raw(field))
	if raw == "" {
		return 0, false
	}
	points, err := grading.ParsePoints(raw)
	if err != nil {
		if scale := c.scaleOf(field); scale != nil {
			most = scale.full
		}
		c.fail(CodeScoreRange, field, c.quote(c.written(field)), most)
		return 0, false
	}
	return points, true
}

func (c *check) deductions() []grading.Deduction {
	raw := clean(c.raw("deductions"))
	if isNothing(raw) {
		return nil
	}
	deductions, err := grading.ParseDeductions(raw)
	if err != nil {
		c.failSaying(CodeScoreRange, "score.range.deductions", "deductions", c.quote(raw))
	}
	return deductions
}

// inspectors returns the different inspectors, to be counted and not kept, also where one cell names several; the law asks
// for two (Penalty Law art. 42). What stands in brackets is hidden too, but counts for nobody.
func (c *check) inspectors() []string {
	counted := c.inspectorNames()
	if len(counted) < 2 {
		c.warn(CodeInspectorsCount, "inspector_2")
	}
	return counted
}

// inspectorNames are the different inspectors of a row; how many there have to be is judged by sheet, where there are sheets.
func (c *check) inspectorNames() []string {
	var counted []string
	for _, field := range []string{"inspector_1", "inspector_2"} {
		c.learnPersons(field)
		cell := normalName(c.raw(field))
		names := privacy.FullNames(outsideBrackets(cell))
		if len(names) == 0 && cell != "" {
			names = []string{cell} // a number, or a surname only
		}
		for _, name := range names {
			if !slices.Contains(counted, name) {
				counted = append(counted, name)
			}
		}
	}
	return counted
}

func (c *check) correction() disclosure.Correction {
	ordered := plain(c.raw("ordered"))
	if ordered != "" && ordered != orderedYes && ordered != orderedNo {
		c.fail(CodeEnumUnknown, "ordered", c.quote(ordered), orderedYes+"、"+orderedNo)
	}
	return disclosure.Correction{
		Ordered: ordered == orderedYes, DueOn: c.date("due_on"), ReinspectedOn: c.date("reinspected_on"),
		Result: choice(c, "result", disclosure.CheckResults),
	}
}

// list reads several short texts from one cell.
func (c *check) list(field string) []string {
	items := []string{}
	raw := clean(c.raw(field))
	if isNothing(raw) {
		return items
	}
	for item := range strings.FieldsFuncSeq(raw, isListSeparator) {
		if item = c.public(field, trim(item)); item != "" {
			items = append(items, item)
		}
	}
	return items
}

// isListSeparator parts the entries of one cell.
func isListSeparator(r rune) bool { return strings.ContainsRune(";；、，,\n", r) }

// tableNames lists the codes of the score tables that are known.
func (c *check) tableNames() string {
	var names []string
	for _, table := range c.scheme.Tables.All() {
		if !slices.Contains(names, table.Code) {
			names = append(names, table.Code)
		}
	}
	return strings.Join(names, "、")
}
