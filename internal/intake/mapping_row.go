package intake

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
)

// translate puts behind the row's own cells what the mapping makes of them. What cannot be translated stays as it is and is an
// error of its cell.
func (c *check) translate() {
	m := c.header.mapped
	if m == nil {
		return
	}
	cells := make([]string, len(c.header.titles))
	copy(cells[:m.width], c.row.Cells)
	behind := cells[m.width:]
	for i, s := range m.slots {
		behind[i] = s.from.constant
		if s.at >= 0 {
			behind[i] = cells[s.at]
		}
	}
	c.row.Cells = cells
	c.learnSecrets() // before any message quotes a cell
	for i, s := range m.slots {
		behind[i] = c.translated(s, behind[i])
	}
}

func (c *check) translated(s slot, cell string) string {
	switch from := s.from; {
	case from.dropped:
		return ""
	case from.scale != nil:
		return c.scaled(s, cell)
	case from.list:
		return c.joined(s, cell)
	case from.values != nil:
		return c.valued(s, cell)
	case from.pattern != "":
		return c.dayed(s, cell)
	default:
		return cell
	}
}

// valued gives our word for theirs. An empty cell stays empty unless the mapping says what it means.
func (c *check) valued(s slot, cell string) string {
	value, known := s.from.values[plain(cell)]
	switch {
	case known:
		return value
	case trim(cell) != "":
		c.failSaying(CodeEnumUnknown, "enum.unknown.mapping", s.name, c.quote(trim(cell)), c.ours(s.name))
	}
	return cell
}

// ours is how we head a field.
func (c *check) ours(field string) string {
	return c.header.format.Columns[c.header.format.byField[field]].title(false)
}

// dayed reads a day as they write it. A real date cell of a workbook is none of their writing.
func (c *check) dayed(s slot, cell string) string {
	text := plain(cell)
	if text == "" {
		return ""
	}
	if _, serial := parseSerial(text); serial {
		return text
	}
	day, ok := parseByPattern(text, s.from.pattern)
	if !ok {
		c.failSaying(CodeDateInvalid, "date.invalid.mapping", s.name, c.quote(text), s.from.pattern)
		return cell
	}
	return day.String()
}

// slotOf is where the mapping has put a field; false for a field that is read as it stands.
func (c *check) slotOf(field string) (slot, bool) {
	if c.header.mapped == nil {
		return slot{}, false
	}
	at := slices.IndexFunc(c.header.mapped.slots, func(s slot) bool { return s.name == field })
	if at < 0 {
		return slot{}, false
	}
	return c.header.mapped.slots[at], true
}

// written is what the file itself says of a field, before any mapping; what a mapping gives every row where no column says it.
func (c *check) written(field string) string {
	if s, mapped := c.slotOf(field); mapped && s.at >= 0 && s.at < len(c.row.Cells) {
		return plain(c.row.Cells[s.at])
	}
	return plain(c.raw(field))
}

// scaleOf is the scale by which a field was turned into points; nil for none.
func (c *check) scaleOf(field string) *mappedScale {
	if s, mapped := c.slotOf(field); mapped {
		return s.from.scale
	}
	return nil
}

// scaled turns a score of theirs into points of the score table, exactly.
func (c *check) scaled(s slot, cell string) string {
	table, known := c.scoreTable(s.from.scale.table)
	if !known {
		return cell // which the score table's own finding says
	}
	if s.at < 0 {
		return table.FullScore.String()
	}
	score, ok := decimalOf(plain(cell))
	full, _ := decimalOf(s.from.scale.full)
	if !ok {
		return cell
	}
	score.Mul(score, new(big.Rat).SetFrac64(int64(table.FullScore), 1))
	score.Quo(score, full)
	if !score.IsInt() || !score.Num().IsInt64() {
		c.failSaying(CodeScoreRange, "score.range.mapping", s.name, c.quote(plain(cell)), s.from.scale.full, table.FullScore.String())
		return cell
	}
	return grading.Points(score.Num().Int64()).String()
}

// scoreTable is the score table of that name on the day of the row.
func (c *check) scoreTable(name string) (grading.Table, bool) {
	day, _ := parseMoment(c.cell("inspected_on"))
	return c.scheme.Tables.Lookup(name, day.date)
}

// joined makes of a JSON list the cell of one of our own tables.
func (c *check) joined(s slot, cell string) string {
	if trim(cell) == "" {
		return ""
	}
	var items []string
	if err := json.Unmarshal([]byte(cell), &items); err != nil {
		c.failSaying(CodeEnumUnknown, "enum.unknown.list", s.name, c.quote(cell))
		return ""
	}
	return strings.Join(items, ";")
}

// maxDecimal bounds the digits of a score of theirs.
const maxDecimal = 18

// decimalOf reads a plain decimal without sign or exponent.
func decimalOf(text string) (*big.Rat, bool) {
	whole, fraction, hasPoint := strings.Cut(text, ".")
	if len(text) > maxDecimal || !allDigits(whole) || (hasPoint && !allDigits(fraction)) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// The parts of a pattern of days. One letter for month or day stands for one or two digits.
var dayParts = []string{"YYYY", "MM", "DD", "M", "D"}

// isDayPattern tells whether a pattern names year, month and day, each once.
func isDayPattern(pattern string) bool {
	_, ok := parseByPattern(strings.NewReplacer("YYYY", "2026", "MM", "11", "DD", "20", "M", "11", "D", "20").Replace(pattern), pattern)
	return ok && len(pattern) < maxQuoted
}

// parseByPattern reads a day; every other character of the pattern stands for itself.
func parseByPattern(text, pattern string) (disclosure.Date, bool) {
	read := map[byte]string{}
	for pattern != "" {
		part := ""
		for _, p := range dayParts {
			if strings.HasPrefix(pattern, p) {
				part = p
				break
			}
		}
		if part == "" {
			if text == "" || text[0] != pattern[0] {
				return disclosure.Date{}, false
			}
			text, pattern = text[1:], pattern[1:]
			continue
		}
		digits := len(part)
		if digits == 1 && len(text) > 1 && text[1] >= '0' && text[1] <= '9' {
			digits = 2
		}
		if len(text) < digits || read[part[0]] != "" {
			return disclosure.Date{}, false
		}
		read[part[0]] = text[:digits]
		text, pattern = text[digits:], pattern[len(part):]
	}
	if text != "" {
		return disclosure.Date{}, false
	}
	return newDay(read['Y'], read['M'], read['D'])
}
