package intake

import (
	"slices"
	"strings"

	"mingshi/internal/intake/sheet"
)

// label is what a single score sheet says of itself above its headings: 卫生许可证号 and its value, in the next cell or
// behind a colon.
type label struct {
	title string
	value string
	// row and column are those of the value, or of the label where both share a cell; column counts from 0.
	row, column int
}

// colons part a label from its value.
const colons = "：:"

// readLabels takes what the format expects above the headings from the rows there, and adds to the missing headings
// those that have to be there and are not, or have no value.
func (h *header) readLabels(above []sheet.Row) {
	if !h.format.OneVenue {
		return
	}
	h.labels = make(map[int]label)
	for _, row := range above {
		for at := 0; at < len(row.Cells); at++ {
			at = h.readLabel(row, at)
		}
	}
	for i := range h.format.Columns {
		column := &h.format.Columns[i]
		if column.Above && column.Need.ofFile() && h.labels[i].value == "" {
			h.missing = append(h.missing, column.Names[0])
		}
	}
}

// readLabel reads the label in a cell, if it holds one, and returns the last cell that belongs to it. The first of two
// labels with one name counts.
func (h *header) readLabel(row sheet.Row, at int) int {
	index, value, known := h.labelIn(row.Cells[at])
	if !known {
		return at
	}
	found := label{title: h.format.Columns[index].Names[0], value: value, row: row.Number, column: at}
	last := at
	if value == "" {
		for next := at + 1; next < len(row.Cells); next++ {
			if _, _, other := h.labelIn(row.Cells[next]); other {
				break
			}
			if last = next; trim(row.Cells[next]) != "" {
				found.value, found.column = trim(row.Cells[next]), next
				break
			}
		}
	}
	if _, told := h.labels[index]; !told {
		h.labels[index] = found
	}
	return last
}

// labelIn tells which label a cell holds, and the value behind its colon.
func (h *header) labelIn(cell string) (index int, value string, known bool) {
	name := cell
	if at := strings.IndexAny(cell, colons); at >= 0 {
		name, value = cell[:at], trim(strings.TrimLeft(cell[at:], colons))
	}
	index, known = h.format.byLabel[headingKey(name)]
	return index, value, known
}

// sumWords are how a row below a single score sheet begins that adds up what stands above.
var sumWords = []string{"合计", "总计", "小计", "总分", "应得分", "实得分", "标化分", "标准化得分", "得分"}

// isItem tells whether a row of a single score sheet is an item, and not the heading of a section, a sum or a line for
// signatures. When in doubt it is one, so that it is reported rather than passed over.
func (h *header) isItem(cells []string) bool {
	cell := func(field string) string {
		if at := h.columns[h.format.byField[field]]; at >= 0 && at < len(cells) {
			return plain(cells[at])
		}
		return ""
	}
	item := itemDigits(cell("item"))
	switch {
	case item != "" && (item[0] >= '0' && item[0] <= '9'):
		return true
	case cell("points") == "" && cell("not_applicable") == "":
		return false
	}
	first := slices.IndexFunc(cells, func(text string) bool { return trim(text) != "" })
	opening := headingKey(cells[first]) // there is one: the points
	return !strings.ContainsAny(opening, colons) && !slices.Contains(sumWords, opening)
}

// itemDigits is the number of an item without the mark of a key item.
func itemDigits(text string) string { return strings.Trim(text, "※*★☆ ") }
