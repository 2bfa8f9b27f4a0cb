package demo

import (
	"slices"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
)

// generation is that of the data standard in which a penalty was once written down.
type generation int

const (
	generation1 generation = iota + 1
	generation2
	generation3
)

// penalty is one decision to punish.
type penalty struct {
	business   *business
	generation generation
	violation  *violation
	measure    *measure
	facts      string
	fine       yuan
	gains      yuan
	licence    string
	decided    disclosure.Date
	number     string
}

// measure is what a penalty consists of.
type measure struct {
	// kinds are the standard's names; a fine, if any, comes last.
	kinds []string
	fined bool
	// licence marks a penalty that takes the permit away, for a time or for good.
	licence bool
	// gains marks one that confiscates what was earned.
	gains bool
	// prefix begins the document number.
	prefix string
	// most caps the fine, 0 for the violation's own range.
	most int
}

const ordinaryPrefix = "示卫公罚"

var (
	warnedAndFined = &measure{kinds: []string{"警告", "罚款"}, fined: true, prefix: ordinaryPrefix}
	finedOnly      = &measure{kinds: []string{"罚款"}, fined: true, prefix: ordinaryPrefix}
	warnedOnly     = &measure{kinds: []string{"警告"}, prefix: ordinaryPrefix}
	suspended      = &measure{kinds: []string{"暂扣许可证件", "罚款"}, fined: true, licence: true, prefix: ordinaryPrefix}
	revoked        = &measure{kinds: []string{"吊销许可证件"}, licence: true, prefix: ordinaryPrefix}
	confiscated    = &measure{kinds: []string{"没收违法所得", "罚款"}, fined: true, gains: true, prefix: "示卫医罚"}
	// onTheSpot is the simple procedure, whose fines end at 3,000 yuan (Penalty Law art. 51).
	onTheSpot = &measure{kinds: []string{"罚款"}, fined: true, prefix: "示卫公简罚", most: 3000}
)

// content words the penalty so that its amounts can be read back from the text.
func (p *penalty) content() string {
	parts := make([]string, 0, len(p.measure.kinds))
	for _, kind := range p.measure.kinds {
		switch {
		case kind == "罚款":
			kind = "罚款人民币" + strconv.Itoa(int(p.fine)) + "元"
		case p.measure.gains:
			kind += "人民币" + strconv.Itoa(int(p.gains)) + "元"
		}
		parts = append(parts, kind)
	}
	return strings.Join(parts, "，")
}

// decide turns a case into a penalty; numberPenalties numbers it.
func (d *district) decide(c legalCase) {
	p := &penalty{
		business: c.venue.business, generation: c.generation, violation: c.violation, measure: c.measure, decided: c.decided,
	}
	if p.measure == nil {
		p.measure = d.usualMeasure()
	}
	if p.measure.fined {
		p.fine = d.amount(c.violation.FineMin, c.violation.FineMax, p.measure.most)
	}
	if p.measure.gains {
		p.gains = d.amount(1000, 9000, 0)
	}
	if p.measure.licence {
		p.licence = "公共场所卫生许可证 " + c.venue.permit.number
	}
	happened := weekday(c.decided.AddDays(-d.draw.between(15, 60)))
	p.facts = d.facts(c, happened)
	d.penalties = append(d.penalties, p)
}

// usualMeasure follows the shares of the authorities' own lists: mostly a warning with a fine.
func (d *district) usualMeasure() *measure {
	switch share := d.draw.IntN(100); {
	case share < 80:
		return warnedAndFined
	case share < 88:
		return finedOnly
	default:
		return suspended
	}
}

// amount gives a round sum within a range, capped where most is not 0.
func (d *district) amount(low, high, most int) yuan {
	const round = 500
	if most > 0 {
		high = min(high, most)
	}
	return yuan(d.draw.between(low/round, high/round) * round)
}

// facts words what happened, with as much about the place and the people as the case asks for.
func (d *district) facts(c legalCase, happened disclosure.Date) string {
	unit := "该单位"
	switch c.naming {
	case namesPermit:
		unit = "该单位（公共场所卫生许可证号：" + c.venue.permit.number + "）"
	case namesAddress:
		unit = "该单位设在" + c.venue.address + "的经营场所"
	case namesNothing:
	}
	text := fill(pick(d.draw, c.violation.Facts), "unit", unit, "date", chineseDate(happened))
	if c.personal {
		return text + "现场负责人（身份证号" + residentID(d.serialStart+2*personIDSerial+len(d.penalties)) + "，联系电话" +
			mobile(d.draw) + "）对上述事实无异议。"
	}
	if d.draw.chance(30) {
		text += pick(d.draw, d.words.Evidence)
	}
	return text
}

// chineseDate writes a day as 2026年4月18日.
func chineseDate(d disclosure.Date) string {
	return strconv.Itoa(d.Year) + "年" + strconv.Itoa(int(d.Month)) + "月" + strconv.Itoa(d.Day) + "日"
}

// numberPenalties puts the penalties in order of decision and numbers them year by year and prefix by prefix.
func (d *district) numberPenalties() {
	slices.SortStableFunc(d.penalties, func(a, b *penalty) int { return a.decided.Compare(b.decided) })
	type series struct {
		prefix string
		year   int
	}
	last := map[series]int{}
	for _, p := range d.penalties {
		s := series{p.measure.prefix, p.decided.Year}
		last[s]++
		p.number = documentNumber(s.prefix, s.year, "", last[s], 1)
	}
}

// penaltyRows lays out the penalties that were written down in one generation.
func (d *district) penaltyRows(g generation) [][]cell {
	lay := map[generation]func(*penalty) []cell{
		generation1: (*penalty).row1, generation2: (*penalty).row2, generation3: (*penalty).row3,
	}[g]
	var rows [][]cell
	for _, p := range d.penalties {
		if p.generation == g {
			rows = append(rows, lay(p))
		}
	}
	return rows
}

// row3 follows penaltyColumns.
func (p *penalty) row3() []cell {
	return append(p.business.counterparty(), p.decision()...)
}

// row2 follows penaltyHeadings2.
func (p *penalty) row2() []cell {
	b := p.business
	row := []cell{b.name, b.code, nil, nil, nil, nil, nil, b.representative.name, b.representative.id}
	return append(row, p.decision()...)
}

// decision gives the last 17 fields of generations 2 and 3, from the document number on.
func (p *penalty) decision() []cell {
	return []cell{
		p.number, p.violation.Type, p.facts, p.violation.Basis, strings.Join(p.measure.kinds, ";"), p.content(),
		p.fine, p.gains, p.licence, p.decided, noEnd, nil,
		authorityName, authorityCode, sourceName, sourceCode, nil,
	}
}

// row1 follows penaltyHeadings1.
func (p *penalty) row1() []cell {
	b := p.business
	kinds := append(append([]string{}, p.measure.kinds...), "")
	return []cell{
		p.number, p.violation.Type, kinds[0], kinds[1], p.facts, p.violation.Basis, b.name, b.code, nil, nil, nil, nil,
		b.representative.name, p.content(), p.decided, authorityName, "0", divisionCode, slashDate(p.decided) + " 09:30:00", nil,
	}
}
