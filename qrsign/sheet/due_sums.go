package sheet

import (
	"strconv"

	"mingshi/internal/i18n"
)

// DueSum counts the venues of a list that one unit has in one street.
type DueSum struct {
	Street, Unit string
	// Overdue and Due are together all of them; Corrections are the re-inspections among them.
	Overdue, Due, Corrections int64
}

// sumWidths are the widths of the columns of sums: street, unit, overdue, due, re-inspections.
var sumWidths = [...]float64{68, 97, 30, 30, 42}

// paginateSums sets the sums behind the venues, with their total. Their headings stand above them where they begin within a page,
// and at the top of a page that begins with them.
func (p *duePress) paginateSums() error {
	if len(p.Sums) == 0 {
		return nil
	}
	title, err := p.groupTitle(i18n.T(p.lang, "due.sums"))
	if err != nil {
		return err
	}
	head := dueLine{head: true, columns: p.sums, height: dueGroup}
	for _, column := range p.sums {
		set, err := p.cell(column.head, style{weight: bold, size: dueType, ink: listInk, leading: 1.25}, column.width-2*listPad)
		if err != nil {
			return err
		}
		head.cells = append(head.cells, set)
		head.height = max(head.height, set.height()+2*listPad)
	}
	total := DueSum{Street: i18n.T(p.lang, "due.total")}
	for i := range p.Sums {
		sum := &p.Sums[i]
		total.Overdue, total.Due, total.Corrections = total.Overdue+sum.Overdue, total.Due+sum.Due, total.Corrections+sum.Corrections
		line, err := p.sumLine(sum, regular)
		if err != nil {
			return err
		}
		if title.height+line.height > dueRoom {
			return tooHigh(sum.Unit)
		}
		p.putSum(line, title, head, i == 0)
	}
	line, err := p.sumLine(&total, bold)
	if err != nil {
		return err
	}
	p.putSum(line, title, head, false)
	return nil
}

// putSum sets a line of sums, and above the first one and at the top of a page what they are.
func (p *duePress) putSum(line, title, head dueLine, first bool) {
	need := line.height
	if first {
		need += title.height + head.height
	}
	switch {
	case need > p.left:
		p.turn()
		p.put(title)
	case first:
		p.put(title, head)
	}
	p.put(line)
}

func (p *duePress) sumLine(sum *DueSum, weight weight) (dueLine, error) {
	line := dueLine{columns: p.sums, height: dueGroup}
	s := style{weight: weight, size: dueType, ink: listInk, leading: 1.25}
	for i, text := range []string{
		oneLine(sum.Street), oneLine(sum.Unit), strconv.FormatInt(sum.Overdue, 10), strconv.FormatInt(sum.Due, 10),
		strconv.FormatInt(sum.Corrections, 10),
	} {
		cell, err := p.cell(text, s, p.sums[i].width-2*listPad)
		if err != nil {
			return line, err
		}
		line.cells = append(line.cells, cell)
		line.height = max(line.height, cell.height()+2*listPad)
	}
	return line, nil
}

// columnsOf are the columns that stand at the top of a page: those of its first line.
func (p *duePress) columnsOf(number int) []dueColumn {
	for _, line := range p.pages[number] {
		if !line.title {
			return line.columns
		}
	}
	return p.venues
}
