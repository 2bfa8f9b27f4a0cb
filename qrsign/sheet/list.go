package sheet

import (
	"fmt"
	"io"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// List is what boards are hung after: one row for each, with room to write when it was hung and to sign for it.
type List struct {
	Lang   i18n.Lang // empty: Chinese
	Street string    // empty: all streets
	On     disclosure.Date
	Rows   []Row
}

// Row is one board on a list. It has the serial, which is public, and never the code.
type Row struct {
	Serial, Name, Address string
	Place                 string // where at the venue it hangs; empty: at the entrance
}

// HangingList writes a list as a PDF on A4 across. A character that no font has is spelled out as 〔U+1F600〕:
// a list must have every row. Only a text that is longer than a whole page is kind Invalid.
func HangingList(w io.Writer, l *List) error {
	lang := l.Lang
	if lang == "" {
		lang = i18n.ZH
	}
	p := &listPress{List: l, lang: lang, typesetter: newTypesetter()}
	pages, err := p.paginate()
	if err != nil {
		return err
	}
	file := newDocument(w, i18n.T(lang, "sign.list.title"))
	for i, rows := range pages {
		sheet, err := p.page(rows, i+1, len(pages))
		if err != nil {
			return err
		}
		file.add(sheet)
	}
	return file.close()
}

// The measures of a list: A4 across.
const (
	listW, listH = 297.0, 210.0
	listMargin   = 15.0
	listTop      = 37.0 // where the table begins
	listBottom   = 194.0
	listHead     = 9.0
	// listRow is the least height of a row: what handwriting needs.
	listRow  = 13.0
	listPad  = 1.8
	listType = 3.7
	listLine = 0.2
)

// The inks of a list; it is made for any printer.
const (
	listInk   ink = 0x111111
	listQuiet ink = 0x4A4A4A
	listShade ink = 0xECEFF0
)

// listColumn is a column and its share of the width.
type listColumn struct {
	key   string
	width float64
}

// listColumns are the columns of a list; the last two are left to be written in.
var listColumns = []listColumn{
	{"sign.list.serial", 25},
	{"sign.list.venue", 68},
	{"sign.list.address", 72},
	{"sign.list.place", 32},
	{"sign.list.hung", 30},
	{"sign.list.signature", 40},
}

// listPress sets a list.
type listPress struct {
	*List
	*typesetter

	lang i18n.Lang
}

// setRow is a row whose texts have been set.
type setRow struct {
	cells  []block
	height float64
}

// paginate sets every row and shares the rows out among pages; a list without rows is one page.
func (p *listPress) paginate() ([][]setRow, error) {
	pages := [][]setRow{nil}
	room := listBottom - listTop - listHead
	left := room
	for i := range p.Rows {
		row, err := p.setRow(&p.Rows[i])
		if err != nil {
			return nil, err
		}
		if row.height > room {
			return nil, disclosure.Errorf(disclosure.Invalid, "hanging list: board %.20q has a text that does not fit on a page",
				p.Rows[i].Serial)
		}
		if row.height > left {
			pages = append(pages, nil)
			left = room
		}
		pages[len(pages)-1] = append(pages[len(pages)-1], row)
		left -= row.height
	}
	return pages, nil
}

func (p *listPress) setRow(r *Row) (setRow, error) {
	row := setRow{height: listRow}
	texts := []string{grouped(r.Serial), r.Name, r.Address, r.Place}
	for i, text := range texts {
		s := style{size: listType, ink: listInk, leading: 1.28}
		if i <= 1 { // what a row is found by
			s.weight = bold
		}
		text, err := p.spelled(text, s.weight)
		if err != nil {
			return setRow{}, err
		}
		cell, err := p.wrapped("hanging list", text, s, listColumns[i].width-2*listPad)
		if err != nil {
			return setRow{}, err
		}
		row.cells = append(row.cells, cell)
		row.height = max(row.height, cell.height()+2*listPad)
	}
	return row, nil
}

// grouped gives a serial as it begins on the board, in two groups of four.
func grouped(serial string) string {
	if len(serial) != 8 {
		return serial
	}
	return serial[:4] + " " + serial[4:]
}

// spelled gives a text in which every character that no font has is spelled out.
func (t *typesetter) spelled(text string, w weight) (string, error) {
	var b strings.Builder
	for _, r := range clean(strings.ToValidUTF8(text, "\uFFFD")) {
		g, err := t.glyph(r, w)
		if err != nil {
			return "", err
		}
		if g.font == nil && r != '\n' {
			fmt.Fprintf(&b, "〔%U〕", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String(), nil
}

// page draws one page of a list.
func (p *listPress) page(rows []setRow, number, of int) (*page, error) {
	sheet := newPage(p.typesetter, listW, listH, false, 1)
	d := &drawing{page: sheet}
	p.heading(d, number, of)
	if len(rows) == 0 {
		none := style{size: listType * 1.4, ink: listQuiet, align: centre}
		body := box{listMargin, listTop + listHead, listW - 2*listMargin, 30}
		d.put("list", i18n.T(p.lang, "sign.list.none"), none, body, listType, middle)
	}
	y := listTop + listHead
	for _, row := range rows {
		x := listMargin
		for i, cell := range row.cells {
			d.write(cell, x+listPad, y+(row.height-cell.height())/2)
			x += listColumns[i].width
		}
		y += row.height
		d.line(listMargin, y, listW-listMargin, y, pen{ink: listQuiet, width: listLine})
	}
	x := listMargin
	with := pen{ink: listQuiet, width: listLine}
	d.line(x, listTop, x, y, with)
	for _, column := range listColumns {
		x += column.width
		d.line(x, listTop, x, y, with)
	}
	return sheet, d.err
}

// heading draws what stands above the rows of every page, and its number below them.
func (p *listPress) heading(d *drawing, number, of int) {
	full := box{listMargin, 13, listW - 2*listMargin, 11}
	title := style{weight: bold, size: 7, ink: listInk, leading: 1.3}
	d.put("title", i18n.T(p.lang, "sign.list.title"), title, full, 3, middle)
	street := p.Street
	if clean(street) == "" {
		street = i18n.T(p.lang, "sign.list.all")
	}
	street, err := p.spelled(street, regular)
	if err != nil {
		d.err = err
		return
	}
	facts := style{size: 4, ink: listInk, leading: 1.4}
	under := box{listMargin, 25, 190, 8}
	d.put("street", i18n.T(p.lang, "sign.list.street", street), facts, under, 1.5, middle)
	facts.align = right
	day := i18n.T(p.lang, "sign.list.on", p.On.String()) + "\u3000" + i18n.T(p.lang, "sign.list.count", len(p.Rows))
	d.put("day", day, facts, box{listW - listMargin - 77, 25, 77, 8}, 2, middle)
	foot := style{size: 3.5, ink: listQuiet, align: centre}
	d.put("page", i18n.T(p.lang, "sign.list.page", number, of), foot, box{listMargin, listBottom + 3, listW - 2*listMargin, 6}, 2, middle)

	d.rectangle(box{listMargin, listTop, listW - 2*listMargin, listHead}, 0, listShade)
	x := listMargin
	for _, column := range listColumns {
		head := style{weight: bold, size: listType, ink: listInk}
		d.put("column", i18n.T(p.lang, column.key), head, box{x + listPad, listTop, column.width - 2*listPad, listHead}, 2, middle)
		x += column.width
	}
	for _, y := range []float64{listTop, listTop + listHead} {
		d.line(listMargin, y, listW-listMargin, y, pen{ink: listInk, width: 2 * listLine})
	}
}
