package sheet

import (
	"strings"

	"mingshi/internal/i18n"
)

// noticeColumn is a column of the notice sheet: its key, how wide it is, and where it begins.
type noticeColumn struct {
	key      string
	width, x float64
}

// noticeCells is the number of columns.
const noticeCells = 6

// The columns of the two sections: their widths are those of the sheet between its margins.
var (
	permitColumns = placedColumns([noticeCells]noticeColumn{
		{key: "notice.decided_on", width: 21},
		{key: "notice.number", width: 46},
		{key: "notice.party", width: 56},
		{key: "notice.permit", width: 52},
		{key: "notice.permitted", width: 77},
		{key: "notice.public_until", width: 21},
	})
	penaltyColumns = placedColumns([noticeCells]noticeColumn{
		{key: "notice.decided_on", width: 21},
		{key: "notice.number", width: 46},
		{key: "notice.party", width: 50},
		{key: "notice.violation", width: 65},
		{key: "notice.penalty", width: 70},
		{key: "notice.public_until", width: 21},
	})
)

func placedColumns(columns [noticeCells]noticeColumn) [noticeCells]noticeColumn {
	x := noticeMargin
	for i := range columns {
		columns[i].x = x
		x += columns[i].width
	}
	return columns
}

// The measures of the table.
const (
	cellGap    = 2.5 // right of each column
	rowPadding = 1.1 // above and below a row
	sectionGap = 4.0 // above a section that does not begin a page
)

// noticeLayout breaks the sections into pages.
type noticeLayout struct {
	*typesetter

	theme  *Theme
	pages  [][]piece
	y      float64
	result NoticeResult
}

// piece is what stands on a page as a whole: a heading or a row.
type piece interface {
	draw(p *page, th *Theme)
}

// placed is blocks where they stand, and what is below them.
type placed struct {
	blocks []block
	x      []float64
	y      float64
	below  float64 // where a fine line runs; 0: nowhere
	strong bool    // the line is that below the headings of columns
}

func (l placed) draw(p *page, th *Theme) {
	for i, b := range l.blocks {
		p.write(b, l.x[i], l.y)
	}
	if l.below == 0 {
		return
	}
	with := pen{ink: between(th.paper, th.quiet), width: 0.2}
	if l.strong {
		with = pen{ink: th.band, width: 0.4}
	}
	p.line(noticeMargin, l.below, noticeW-noticeMargin, l.below, with)
}

// sections lays out the permits and then the penalties.
func (l *noticeLayout) sections(n *Notice) error {
	l.pages, l.y = [][]piece{nil}, noticeFirst
	for _, s := range []noticeSection{
		{"notice.permits", "notice.no_permits", permitColumns, n.Permits},
		{"notice.penalties", "notice.no_penalties", penaltyColumns, n.Penalties},
	} {
		if err := l.section(&s); err != nil {
			return err
		}
	}
	return nil
}

// noticeSection is one of the two tables.
type noticeSection struct {
	title, none string
	columns     [noticeCells]noticeColumn
	rows        []NoticeRow
}

func (l *noticeLayout) section(s *noticeSection) error {
	head, err := l.heading(s, "")
	if err != nil {
		return err
	}
	again, err := l.heading(s, i18n.T(i18n.ZH, "notice.again"))
	if err != nil {
		return err
	}
	if len(s.rows) == 0 {
		return l.empty(s, head)
	}
	for i := range s.rows {
		row, err := l.row(s, &s.rows[i])
		if err != nil {
			return err
		}
		need := height(row) + 2*rowPadding
		switch {
		case i == 0:
			l.open(head, need)
		case l.y+need > noticeBottom:
			l.turn()
			l.open(again, need)
		}
		l.place(s.columns, row)
	}
	return nil
}

// height is that of the tallest of blocks side by side.
func height(row []block) float64 {
	tallest := 0.0
	for _, b := range row {
		tallest = max(tallest, b.height())
	}
	return tallest
}

// heads are the pieces that stand above the rows of a section: its title and the names of the columns.
type heads struct {
	title   block
	columns []block
	at      [noticeCells]noticeColumn
}

func (h *heads) height() float64 { return h.title.height() + 1 + height(h.columns) + 2*rowPadding }

func (l *noticeLayout) heading(s *noticeSection, more string) (*heads, error) {
	th := l.theme
	title := i18n.T(i18n.ZH, s.title, len(s.rows)) + "  " + i18n.T(i18n.EN, s.title, len(s.rows)) + more
	h := &heads{at: s.columns}
	var err error
	if h.title, err = l.wrapped("section", title, style{weight: bold, size: 4.6, ink: th.band}, noticeW-2*noticeMargin); err != nil {
		return nil, err
	}
	for _, column := range s.columns {
		name := i18n.T(i18n.ZH, column.key) + "\n" + i18n.T(i18n.EN, column.key)
		b, err := l.wrapped("column", name, style{weight: bold, size: 2.9, ink: th.quiet, leading: 1.25}, column.width-cellGap)
		if err != nil {
			return nil, err
		}
		h.columns = append(h.columns, b)
	}
	return h, nil
}

// turn begins a page.
func (l *noticeLayout) turn() {
	l.pages, l.y = append(l.pages, nil), noticeNext
}

// open puts the heads of a section on the page, or on the next if the first row would not stand below them.
func (l *noticeLayout) open(h *heads, first float64) {
	if l.y > noticeFirst || len(l.pages) > 1 && l.y > noticeNext {
		l.y += sectionGap
	}
	if l.y+h.height()+first > noticeBottom && len(l.pages[len(l.pages)-1]) > 0 {
		l.turn()
	}
	l.put(placed{blocks: []block{h.title}, x: []float64{noticeMargin}, y: l.y})
	l.y += h.title.height() + 1
	end := l.y + height(h.columns) + rowPadding
	l.put(placed{blocks: h.columns, x: positions(h.at), y: l.y, below: end, strong: true})
	l.y = end + rowPadding/2
}

func (l *noticeLayout) put(p piece) {
	last := len(l.pages) - 1
	l.pages[last] = append(l.pages[last], p)
}

func positions(columns [noticeCells]noticeColumn) []float64 {
	x := make([]float64, noticeCells)
	for i, column := range columns {
		x[i] = column.x
	}
	return x
}

// place puts a row on the page.
func (l *noticeLayout) place(columns [noticeCells]noticeColumn, row []block) {
	end := l.y + height(row) + 2*rowPadding
	l.put(placed{blocks: row, x: positions(columns), y: l.y + rowPadding, below: end})
	l.y = end
}

// empty says that a section has no rows.
func (l *noticeLayout) empty(s *noticeSection, h *heads) error {
	text := i18n.T(i18n.ZH, s.none) + "\n" + i18n.T(i18n.EN, s.none)
	b, err := l.wrapped("empty", text, style{size: 3.6, ink: l.theme.ink}, noticeW-2*noticeMargin)
	if err != nil {
		return err
	}
	l.open(h, b.height()+2*rowPadding)
	l.put(placed{blocks: []block{b}, x: []float64{noticeMargin}, y: l.y + rowPadding})
	l.y += b.height() + 2*rowPadding
	return nil
}

// row sets one decision. A text that is cut, or lacks a character, sends to the page of the record.
func (l *noticeLayout) row(s *noticeSection, r *NoticeRow) ([]block, error) {
	subject, subjectCut := cut(r.Subject)
	content, contentCut := cut(r.Content)
	until := i18n.T(i18n.ZH, "notice.no_end")
	if !r.PublicUntil.IsZero() {
		until = r.PublicUntil.String()
	}
	texts := [noticeCells]string{r.DecidedOn.String(), oneLine(r.Number), oneLine(r.Party), subject, content, until}
	lacks := false
	for i := range texts {
		set := l.printable(texts[i])
		lacks = lacks || strings.Count(set, string(lacking)) > strings.Count(texts[i], string(lacking))
		texts[i] = set
	}
	if r.Note != "" {
		texts[4] = strings.TrimPrefix(texts[4]+"\n"+l.printable(oneLine(r.Note)), "\n")
	}
	if subjectCut || contentCut {
		l.result.Cut++
	}
	if lacks {
		l.result.Lacking++
	}
	if subjectCut || contentCut || lacks {
		texts[4] += "\n" + i18n.T(i18n.ZH, "notice.whole", r.Page)
	}
	row := make([]block, noticeCells)
	for i, column := range s.columns {
		set := style{size: 3.2, ink: l.theme.ink, leading: 1.3}
		if i == 2 {
			set.weight = bold
		}
		var err error
		if row[i], err = l.wrapped(column.key, texts[i], set, column.width-cellGap); err != nil {
			return nil, err
		}
	}
	return row, nil
}

// cut gives the first NoticeCut characters of a text, on one line, and whether there were more.
func cut(text string) (string, bool) {
	text = oneLine(text)
	runes := []rune(text)
	if len(runes) <= NoticeCut {
		return text, false
	}
	return string(runes[:NoticeCut]) + "…", true
}

// oneLine gives a text without line breaks, which would let one record fill a page.
func oneLine(text string) string { return strings.ReplaceAll(clean(text), "\n", " ") }
