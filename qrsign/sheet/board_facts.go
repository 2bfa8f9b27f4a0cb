package sheet

import (
	"strings"

	"mingshi/internal/i18n"
)

// fact is one row beside the symbol: a label and what is said under it, the first line strong.
type fact struct {
	key    string // of the label
	strong string
	lines  []string
	share  float64 // of the height of its column
}

// facts draws the rows about the board in their columns.
func (d *drawing) facts() {
	rows := []fact{
		{key: "sign.earlier", lines: d.earlier(), share: 1.15},
		{key: "sign.permit", strong: orElse(d.board.PermitNumber, "—"), share: 0.85},
		{key: "sign.authority", strong: d.board.Authority.NameZH, lines: []string{d.board.Authority.NameEN}, share: 1.1},
		{key: "sign.complaint", strong: d.board.Authority.ComplaintLine, lines: []string{d.board.Authority.ComplaintMail}, share: 0.9},
	}
	columns := len(d.plan.facts)
	for i, column := range d.plan.facts {
		d.column(column, rows[i*len(rows)/columns:(i+1)*len(rows)/columns])
	}
}

// column draws rows one under the other, parted by hairlines.
func (d *drawing) column(in box, rows []fact) {
	total := 0.0
	for _, row := range rows {
		total += row.share
	}
	y := in.y
	for i, row := range rows {
		height := in.h * row.share / total
		if i > 0 {
			d.line(in.x, y, in.x+in.w, y, pen{ink: d.theme.quiet, width: d.plan.line})
		}
		d.fact(box{in.x, y, in.w, height}, row)
		y += height
	}
}

// labelPart is the part of a column's width that labels take.
const labelPart = 0.3

// fact draws one row: the label in both languages on the left, what it says on the right.
func (d *drawing) fact(in box, row fact) {
	zh := style{size: d.plan.label, ink: d.theme.quiet, leading: 1.25}
	en := style{size: d.plan.label * 0.8, ink: d.theme.quiet, leading: 1.25}
	label := box{in.x, in.y, in.w*labelPart - d.plan.label, in.h}
	d.stack(label, middle,
		d.fit("label", i18n.T(i18n.ZH, row.key), zh, extent{label.w, label.h / 2, zh.size / 2}),
		d.fit("label", i18n.T(i18n.EN, row.key), en, extent{label.w, label.h / 2, en.size / 2}))

	value := box{in.x + in.w*labelPart, in.y, in.w * (1 - labelPart), in.h}
	var blocks []block
	room := in.h * 0.94
	if clean(row.strong) != "" {
		strong := style{weight: bold, size: d.plan.value, ink: d.theme.ink, leading: 1.25}
		b := d.fit(row.key, row.strong, strong, extent{value.w, room * 0.6, strong.size / 4})
		room -= b.height()
		blocks = append(blocks, b)
	}
	lines := row.lines[:0:0]
	for _, line := range row.lines {
		if clean(line) != "" {
			lines = append(lines, line)
		}
	}
	for _, line := range lines {
		plain := style{size: d.plan.value * 0.9, ink: d.theme.ink, leading: 1.3}
		if row.strong != "" {
			plain.size = d.plan.label * 0.95
		}
		blocks = append(blocks, d.fit(row.key, line, plain, extent{value.w, room / float64(len(lines)), plain.size / 4}))
	}
	d.stack(value, middle, blocks...)
}

// earlierShown is how many earlier results a board has room for.
const earlierShown = 2

// earlier gives a line for each earlier result: day, letter and words.
func (d *drawing) earlier() []string {
	if len(d.board.Earlier) == 0 {
		return []string{i18n.T(i18n.ZH, "sign.earlier.none") + " " + i18n.T(i18n.EN, "sign.earlier.none")}
	}
	var lines []string
	for _, g := range d.board.Earlier[:min(len(d.board.Earlier), earlierShown)] {
		parts := []string{g.On.String()}
		if letter := clean(g.Letter); letter != "" {
			parts = append(parts, i18n.T(i18n.ZH, "sign.letter", letter), clean(g.WordZH), clean(g.WordEN))
		} else {
			parts = append(parts, orElse(g.WordZH, i18n.T(i18n.ZH, "sign.not_graded")),
				orElse(g.WordEN, i18n.T(i18n.EN, "sign.not_graded")))
		}
		lines = append(lines, parts[0]+"\u3000"+strings.Join(parts[1:], " "))
	}
	return lines
}
