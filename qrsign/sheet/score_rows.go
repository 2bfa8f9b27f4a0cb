package sheet

import (
	"strconv"
	"strings"

	"mingshi/internal/i18n"
)

// scoreColumns are the columns of the table and their widths, which are those of the sheet between its margins.
var scoreColumns = []listColumn{
	{"scoresheet.no", 9},
	{"scoresheet.section", 17},
	{"scoresheet.item", 35},
	{"scoresheet.deductions", 62},
	{"scoresheet.max", 11},
	{"scoresheet.points", 17},
	{"scoresheet.gap", 13},
	{"scoresheet.remark", 22},
}

// The places of columns in scoreColumns.
const (
	columnSection = 1
	columnPoints  = 5
	columnGap     = 6
)

// The sizes in which the name of a section is set: as large as it fits beside its rows on a page.
var sectionSizes = []float64{3.2, 2.9, 2.6, 2.3, 2.0}

// scoreRowSet is a row whose texts have been set; cells that are written in, and the section, have none.
type scoreRowSet struct {
	cells  []block
	height float64
}

// setRows sets the rows of the table.
func (p *scorePress) setRows() error {
	p.rows = make([]scoreRowSet, len(p.Table.Items))
	for i := range p.Table.Items {
		item := &p.Table.Items[i]
		row := scoreRowSet{height: scoreRow}
		texts := []string{numberOf(item), "", titleOf(item), deductionsOf(item), pointsOf(item), "", "", ""}
		for column, text := range texts {
			s := style{size: scoreType, ink: listInk, leading: 1.25, align: centre}
			switch scoreColumns[column].key {
			case "scoresheet.item":
				s.align = left
				if item.Key {
					s.weight = bold
				}
			case "scoresheet.deductions":
				s.size, s.align = scoreSmall, left
			}
			cell, err := p.cell(text, s, scoreColumns[column].width-2*scorePad)
			if err != nil {
				return err
			}
			row.cells = append(row.cells, cell)
			row.height = max(row.height, cell.height()+2*scorePad)
		}
		section, err := p.section(item.Section, 0)
		if err != nil {
			return err
		}
		row.height = max(row.height, section.height()+2*scorePad)
		p.rows[i] = row
	}
	return nil
}

// cell sets a text in which every character that no font has is spelled out.
func (p *scorePress) cell(text string, s style, width float64) (block, error) {
	text, err := p.spelled(text, s.weight)
	if err != nil {
		return block{}, err
	}
	return p.wrapped("score sheet", text, s, width)
}

// section sets the name of a section as large as it fits into a height, in the smallest size if it does in none.
func (p *scorePress) section(name string, height float64) (set block, err error) {
	for _, size := range sectionSizes {
		s := style{weight: bold, size: size, ink: listInk, leading: 1.25, align: centre}
		set, err = p.cell(name, s, scoreColumns[columnSection].width-2*scorePad)
		if err != nil || set.height() <= height {
			return set, err
		}
	}
	return set, nil
}

// numberOf gives the number of an item, marked where nobody has compared it with the source.
func numberOf(item *ScoreItem) string {
	if item.Verified {
		return strconv.Itoa(item.No)
	}
	return strconv.Itoa(item.No) + unverifiedMark
}

// The marks of key items and of rows that nobody has compared with the source.
const (
	keyMark        = "※"
	unverifiedMark = "*"
)

func titleOf(item *ScoreItem) string {
	if item.Key {
		return keyMark + " " + item.Title
	}
	return item.Title
}

func pointsOf(item *ScoreItem) string {
	if item.Key {
		return keyMark
	}
	return item.Max
}

// deductionsOf says what takes points off, a line each.
func deductionsOf(item *ScoreItem) string {
	var lines []string
	for _, d := range item.Deductions {
		line := d.Text
		switch {
		case d.Points != "" && d.Per != "":
			line = i18n.T(i18n.ZH, "scoresheet.deduct_each", d.Text, d.Per, d.Points)
		case d.Points != "":
			line = i18n.T(i18n.ZH, "scoresheet.deduct", d.Text, d.Points)
		}
		if d.Points != "" && d.Cap != "" {
			line += i18n.T(i18n.ZH, "scoresheet.deduct_cap", d.Cap)
		}
		lines = append(lines, strings.ReplaceAll(line, "\n", " "))
	}
	return strings.Join(lines, "\n")
}

// table draws the rows of a page below the names of the columns and gives the y below them.
func (s *scoreSheets) table(d *drawing, span [2]int, y float64) float64 {
	begin := y
	s.columnNames(d, y)
	y += scoreHead
	section, begun := span[0], y
	for i := span[0]; i < span[1]; i++ {
		if s.Table.Items[i].Section != s.Table.Items[section].Section {
			s.sectionCell(d, section, begun, y)
			section, begun = i, y
		}
		y = s.row(d, i, y)
	}
	s.sectionCell(d, section, begun, y)
	with := pen{ink: listInk, width: scoreLine}
	x := scoreMargin
	for _, column := range scoreColumns {
		d.line(x, begin, x, y, with)
		x += column.width
	}
	d.line(x, begin, x, y, with)
	return y
}

// sectionCell draws the name of a section beside its rows.
func (s *scoreSheets) sectionCell(d *drawing, item int, from, to float64) {
	x := scoreMargin + scoreColumns[0].width
	d.line(x, to, x+scoreColumns[columnSection].width, to, pen{ink: listInk, width: scoreLine})
	set, err := s.section(s.Table.Items[item].Section, to-from-2*scorePad)
	if err != nil {
		d.err = err
		return
	}
	d.write(set, x+scorePad, from+(to-from-set.height())/2)
}

// row draws a row and gives the y below it. The line under it leaves the section out, whose rows are one cell.
func (s *scoreSheets) row(d *drawing, i int, y float64) float64 {
	row, item := &s.rows[i], &s.Table.Items[i]
	x := scoreMargin
	centred := y + row.height/2
	for column, cell := range row.cells {
		d.write(cell, x+scorePad, centred-cell.height()/2)
		switch {
		case column == columnPoints && item.Key:
			d.checks(box{x + scorePad, centred - checkStep, scoreColumns[column].width - 2*scorePad, 2 * checkStep},
				[]string{i18n.T(i18n.ZH, "scoresheet.met"), i18n.T(i18n.ZH, "scoresheet.unmet")})
		case column == columnGap && item.NotApplicable:
			d.check(x+(scoreColumns[column].width-checkSize)/2, centred-checkSize/2)
		case column == columnGap:
			dash := style{size: scoreType, ink: listQuiet, align: centre}
			d.put("gap", "—", dash, box{x, y, scoreColumns[column].width, row.height}, 2, middle)
		}
		x += scoreColumns[column].width
	}
	y += row.height
	with := pen{ink: listInk, width: scoreLine}
	begin := scoreMargin + scoreColumns[0].width
	d.line(scoreMargin, y, begin, y, with)
	d.line(begin+scoreColumns[columnSection].width, y, scoreW-scoreMargin, y, with)
	return y
}

func (s *scoreSheets) columnNames(d *drawing, y float64) {
	d.rectangle(box{scoreMargin, y, scoreWidth, scoreHead}, 0, listShade)
	x := scoreMargin
	for _, column := range scoreColumns {
		name := style{weight: bold, size: scoreType, ink: listInk, align: centre, leading: 1.25}
		room := box{x + 0.4, y + 1, column.width - 0.8, 5}
		d.put("column", i18n.T(i18n.ZH, column.key), name, room, 2, middle)
		name.weight, name.size, name.ink = regular, scoreTiny, listQuiet
		room.y, room.h = y+5.8, 4
		d.put("column", i18n.T(i18n.EN, column.key), name, room, 1.5, middle)
		x += column.width
	}
	for _, at := range []float64{y, y + scoreHead} {
		d.line(scoreMargin, at, scoreW-scoreMargin, at, pen{ink: listInk, width: 2 * scoreLine})
	}
}
