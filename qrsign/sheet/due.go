package sheet

import (
	"io"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// DueList is the list of venues to be inspected, to take along: by street and responsible unit, with sums at its end.
type DueList struct {
	Lang i18n.Lang // empty: Chinese
	// On is the day from which days are counted; Within how many days the list looks ahead, Overdue that it does not.
	On      disclosure.Date
	Within  int
	Overdue bool
	Groups  []DueGroup
	// Sums are those of each street and unit; their total is added. None: no table of sums.
	Sums []DueSum
}

// DueGroup is what one unit has to do in one street.
type DueGroup struct {
	// Title names street and unit, and says how many venues there are.
	Title string
	Rows  []DueRow
}

// DueRow is one venue.
type DueRow struct {
	Name, Grid, Address, PermitNumber string
	Grade                             string // with its day; empty: none
	LastInspected, By                 disclosure.Date
	Reason                            string
	Overdue                           int // days
}

// WriteDueList writes the list as a PDF on A4 across and gives the number of pages. A character that no font has is spelled out.
// Only a text that is longer than a page is kind Invalid.
func WriteDueList(w io.Writer, l *DueList) (pages int, err error) {
	lang := l.Lang
	if lang == "" {
		lang = i18n.ZH
	}
	p := newDuePress(l, lang)
	if err := p.paginate(); err != nil {
		return 0, err
	}
	file := newDocument(w, i18n.T(lang, "due.title"))
	for i := range p.pages {
		sheet := newPage(p.typesetter, listW, listH, false, 1)
		d := &drawing{page: sheet}
		p.page(d, i)
		if d.err != nil {
			return 0, d.err
		}
		file.add(sheet)
	}
	return len(p.pages), file.close()
}

// The measures of the list; the sheet is that of the list after which boards are hung.
const (
	dueRow   = 10.5
	dueGroup = 8.0
	dueType  = 3.4
)

// dueColumns are its columns; the last is left to be written in.
var dueColumns = []listColumn{
	{"due.venue", 70},
	{"due.permit", 57},
	{"due.grade", 27},
	{"due.last", 23},
	{"due.by", 24},
	{"due.reason", 27},
	{"due.overdue", 15},
	{"due.done", 24},
}

// duePress sets the list.
type duePress struct {
	*DueList
	*typesetter

	lang  i18n.Lang
	pages [][]dueLine
	// left is how much room the last page has.
	left float64
	// venues and sums are the columns of the two tables.
	venues, sums []dueColumn
}

// dueColumn is a column with its heading.
type dueColumn struct {
	head  string
	width float64
}

func newDuePress(l *DueList, lang i18n.Lang) *duePress {
	p := &duePress{DueList: l, lang: lang, typesetter: newTypesetter()}
	for _, column := range dueColumns {
		p.venues = append(p.venues, dueColumn{i18n.T(lang, column.key), column.width})
	}
	for i, head := range strings.Split(i18n.T(lang, "due.screen_sums"), "|") {
		p.sums = append(p.sums, dueColumn{head, sumWidths[i]})
	}
	return p
}

// dueLine is a venue or a sum, the title of those below it, or the headings of a table that begins within a page.
type dueLine struct {
	title, head bool
	// columns are those of the line; a title has none.
	columns []dueColumn
	cells   []block
	// under stands below the first cell: grid and address.
	under  block
	height float64
}

// dueRoom is the height that a page has for lines.
const dueRoom = listBottom - listTop - listHead

// turn begins a page.
func (p *duePress) turn() { p.pages, p.left = append(p.pages, nil), dueRoom }

// put sets lines on the last page.
func (p *duePress) put(lines ...dueLine) {
	for _, line := range lines {
		p.pages[len(p.pages)-1] = append(p.pages[len(p.pages)-1], line)
		p.left -= line.height
	}
}

// paginate sets every line and shares them out; a title stands with its first line, and again where its lines go on.
func (p *duePress) paginate() error {
	p.turn()
	for i := range p.Groups {
		title, err := p.groupTitle(p.Groups[i].Title)
		if err != nil {
			return err
		}
		for n := range p.Groups[i].Rows {
			row, err := p.row(&p.Groups[i].Rows[n])
			if err != nil {
				return err
			}
			if title.height+row.height > dueRoom {
				return tooHigh(p.Groups[i].Rows[n].Name)
			}
			need := row.height
			if n == 0 {
				need += title.height
			}
			turned := need > p.left
			if turned {
				p.turn()
			}
			if n == 0 || turned {
				p.put(title)
			}
			p.put(row)
		}
	}
	return p.paginateSums()
}

// tooHigh refuses a line that fits on no page.
func tooHigh(name string) error {
	return disclosure.Errorf(disclosure.Invalid, "due list: %.20q has a text that does not fit on a page", name)
}

func (p *duePress) groupTitle(text string) (dueLine, error) {
	s := style{weight: bold, size: dueType * 1.1, ink: listInk, leading: 1.25}
	set, err := p.cell(text, s, listW-2*listMargin-2*listPad)
	return dueLine{title: true, cells: []block{set}, height: max(dueGroup, set.height()+2*listPad)}, err
}

// cell sets a text with every character that no font has spelled out.
func (p *duePress) cell(text string, s style, width float64) (block, error) {
	text, err := p.spelled(text, s.weight)
	if err != nil {
		return block{}, err
	}
	return p.wrapped("due list", text, s, width)
}

func (p *duePress) row(r *DueRow) (dueLine, error) {
	line := dueLine{height: dueRow, columns: p.venues}
	overdue, last, by := "", "", ""
	if r.Overdue > 0 {
		overdue = i18n.T(p.lang, "due.days", r.Overdue)
	}
	if !r.LastInspected.IsZero() {
		last = r.LastInspected.String()
	}
	if !r.By.IsZero() {
		by = r.By.String()
	}
	s := style{weight: bold, size: dueType, ink: listInk, leading: 1.25}
	name, err := p.cell(oneLine(r.Name), s, dueColumns[0].width-2*listPad)
	if err != nil {
		return line, err
	}
	s.weight, s.size = regular, dueType*0.9
	if line.under, err = p.cell(strings.TrimSpace(oneLine(r.Grid)+"　"+oneLine(r.Address)), s, dueColumns[0].width-2*listPad); err != nil {
		return line, err
	}
	line.cells = append(line.cells, name)
	for i, text := range []string{r.PermitNumber, r.Grade, last, by, r.Reason, overdue} {
		s := style{size: dueType, ink: listInk, leading: 1.25}
		if dueColumns[i+1].key == "due.overdue" || dueColumns[i+1].key == "due.by" && r.Overdue > 0 {
			s.weight = bold
		}
		cell, err := p.cell(text, s, dueColumns[i+1].width-2*listPad)
		if err != nil {
			return line, err
		}
		line.cells = append(line.cells, cell)
	}
	line.height = max(line.height, name.height()+line.under.height()+2*listPad)
	for _, cell := range line.cells {
		line.height = max(line.height, cell.height()+2*listPad)
	}
	return line, nil
}

// page draws one page.
func (p *duePress) page(d *drawing, number int) {
	p.heading(d, number)
	lines := p.pages[number]
	y := listTop + listHead
	if len(lines) == 0 {
		none := style{size: listType * 1.4, ink: listQuiet, align: centre}
		d.put("list", i18n.T(p.lang, "due.none"), none, box{listMargin, y, listW - 2*listMargin, 30}, listType, middle)
		return
	}
	with := pen{ink: listQuiet, width: listLine}
	for _, line := range lines {
		if line.title || line.head {
			d.rectangle(box{listMargin, y, listW - 2*listMargin, line.height}, 0, listShade)
			d.line(listMargin, y, listW-listMargin, y, with)
		}
		line.rules(d, y)
		x, under := listMargin, line.under.height()
		for i, cell := range line.cells {
			below := d.write(cell, x+listPad, y+(line.height-cell.height()-under)/2)
			if i == 0 {
				d.write(line.under, x+listPad, below)
			}
			if under = 0; !line.title {
				x += line.columns[i].width
			}
		}
		y += line.height
		d.line(listMargin, y, listW-listMargin, y, with)
	}
	for _, x := range []float64{listMargin, listW - listMargin} {
		d.line(x, listTop, x, y, with)
	}
}

// rules draws what parts the columns of a line.
func (l *dueLine) rules(d *drawing, y float64) {
	x := listMargin
	for i := range len(l.columns) - 1 {
		x += l.columns[i].width
		d.line(x, y, x, y+l.height, pen{ink: listQuiet, width: listLine})
	}
}

// heading draws what stands above the rows of every page, and its number below them.
func (p *duePress) heading(d *drawing, number int) {
	full := box{listMargin, 13, listW - 2*listMargin, 11}
	title := style{weight: bold, size: 7, ink: listInk, leading: 1.3}
	d.put("title", i18n.T(p.lang, "due.title"), title, full, 3, middle)
	facts := style{size: 4, ink: listInk, leading: 1.4}
	looks := i18n.T(p.lang, "due.range", p.On.AddDays(p.Within), p.Within)
	if p.Overdue {
		looks = i18n.T(p.lang, "due.range_overdue")
	}
	d.put("range", looks, facts, box{listMargin, 25, 170, 8}, 2, middle)
	facts.align = right
	count := 0
	for i := range p.Groups {
		count += len(p.Groups[i].Rows)
	}
	day := i18n.T(p.lang, "due.on", p.On, count)
	d.put("day", day, facts, box{listW - listMargin - 95, 25, 95, 8}, 2, middle)
	foot := style{size: 3.5, ink: listQuiet, align: centre}
	page := i18n.T(p.lang, "due.page", number+1, len(p.pages))
	d.put("page", page, foot, box{listMargin, listBottom + 3, listW - 2*listMargin, 6}, 2, middle)

	d.rectangle(box{listMargin, listTop, listW - 2*listMargin, listHead}, 0, listShade)
	x := listMargin
	for _, column := range p.columnsOf(number) {
		head := style{weight: bold, size: dueType, ink: listInk}
		d.put("column", column.head, head, box{x + listPad, listTop, column.width - 2*listPad, listHead}, 1.8, middle)
		x += column.width
	}
	for _, y := range []float64{listTop, listTop + listHead} {
		d.line(listMargin, y, listW-listMargin, y, pen{ink: listInk, width: 2 * listLine})
	}
}
