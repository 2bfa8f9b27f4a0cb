package sheet

import (
	"mingshi/internal/i18n"
	"mingshi/qrsign"
)

// drawing draws one board on a page. The first thing that cannot be drawn is kept in err, and nothing after it counts.
type drawing struct {
	*page
	plan  plan
	theme *Theme
	board *Board
	err   error
}

// draw draws everything in the order in which it is to be read aloud.
func (d *drawing) draw(symbol *qrsign.QR) {
	d.ground(0, d.h, d.theme.paper)
	d.ground(d.h-d.plan.band/10, d.plan.band/10, d.theme.band)
	d.heading()
	d.identity()
	d.grade()
	d.facts()
	d.symbolWithWords(symbol)
	d.foot()
	d.cropMarks()
}

// vertical is where a text stands in the height of its box.
type vertical uint8

// The places.
const (
	top vertical = iota
	middle
	bottom
)

// put sets a text as large as it fits into a box, no smaller than least, and gives the y below it. what names it in errors.
func (d *drawing) put(what, text string, s style, in box, least float64, at vertical) float64 {
	if d.err != nil || text == "" {
		return in.y
	}
	set, err := d.fitted(what, text, s, extent{in.w, in.h, least})
	if err != nil {
		d.err = err
		return in.y
	}
	y := in.y
	switch at {
	case middle:
		y += (in.h - set.height()) / 2
	case bottom:
		y += in.h - set.height()
	case top:
	}
	return d.write(set, in.x, y)
}

// heading draws the title.
func (d *drawing) heading() {
	d.ground(0, d.plan.band, d.theme.band)
	zh := style{weight: bold, size: d.plan.title.h / 1.25, ink: d.theme.bandIn, align: centre, leading: 1.2}
	d.put("title", i18n.T(i18n.ZH, "sign.title"), zh, d.plan.title, zh.size/2, middle)
	en := style{size: d.plan.titleEN.h / 1.4, ink: d.theme.bandIn, align: centre, leading: 1.2}
	d.put("title", i18n.T(i18n.EN, "sign.title"), en, d.plan.titleEN, en.size/2, middle)
}

// identity draws whose board it is: the name as large as it fits, so that a board copied to another door is seen. The name
// takes the room that address and place leave.
func (d *drawing) identity() {
	in, gap := d.plan.identity, d.plan.label*0.7
	minor := style{size: d.plan.label * 1.5, ink: d.theme.ink, align: centre, leading: 1.3, even: true}
	blocks := []block{{}} // of the name, which is set last
	if clean(d.board.Address) != "" {
		blocks = append(blocks, d.fit("address", d.board.Address, minor, d.plan.address))
	}
	if place := clean(d.board.Place); place != "" {
		minor.size, minor.ink = d.plan.label*1.2, d.theme.quiet
		label := i18n.T(i18n.ZH, "sign.place") + " " + i18n.T(i18n.EN, "sign.place") + "："
		blocks = append(blocks, d.fit("place", label+place, minor, extent{in.w, minor.lineHeight(), d.plan.address.least * 0.83}))
	}
	taken := 0.0
	for _, b := range blocks[1:] {
		taken += gap + b.height()
	}
	name := style{weight: bold, size: d.plan.name, ink: d.theme.ink, align: centre, leading: 1.2, even: true}
	blocks[0] = d.fit("name", d.board.Name, name, extent{in.w, min(in.h-taken, in.h*nameMost), d.plan.nameLeast})
	if d.err != nil {
		return
	}
	y := in.y + (in.h-taken-blocks[0].height())/2
	for _, b := range blocks {
		y = d.write(b, in.x, y) + gap
	}
}

// nameMost is the part of the room for name, address and place that a name takes at most, so that there is air around it.
const nameMost = 0.58

// fit sets a text like fitted and keeps the error.
func (d *drawing) fit(what, text string, s style, in extent) block {
	if d.err != nil {
		return block{}
	}
	set, err := d.fitted(what, text, s, in)
	d.err = err
	return set
}

// symbolWithWords draws the symbol and what it is for.
func (d *drawing) symbolWithWords(symbol *qrsign.QR) {
	at := d.plan.symbol
	d.symbol(symbol, at.x, at.y, at.w)
	words := style{weight: bold, size: d.plan.label, ink: d.theme.ink, align: centre, leading: 1.25}
	below := box{at.x, at.y + at.h, at.w, words.lineHeight()}
	below.y = d.put("scan", i18n.T(i18n.ZH, "sign.scan"), words, below, words.size/2, top)
	words.weight, words.size, words.ink = regular, d.plan.label*0.8, d.theme.quiet
	d.put("scan", i18n.T(i18n.EN, "sign.scan"), words, below, words.size/2, top)
}

// foot draws what decides, and what to do without a camera.
func (d *drawing) foot() {
	foot := d.plan.foot
	d.line(foot.x, foot.y, foot.x+foot.w, foot.y, pen{ink: d.theme.band, width: d.plan.line * 4})
	part := foot.w * 0.44
	y := foot.y + d.plan.live*0.3
	live := style{weight: bold, size: d.plan.live, ink: d.theme.ink, leading: 1.25}
	y = d.put("live", i18n.T(i18n.ZH, "sign.live"), live, box{foot.x, y, part, live.lineHeight()}, live.size/2, top)
	small := style{size: d.plan.live * 0.52, ink: d.theme.quiet, leading: 1.25}
	y = d.put("live", i18n.T(i18n.EN, "sign.live"), small, box{foot.x, y, part, small.lineHeight()}, small.size/2, top)
	if !d.board.PrintedOn.IsZero() {
		small.size = d.plan.label * 0.7
		printed := i18n.T(i18n.ZH, "sign.printed_on") + " " + i18n.T(i18n.EN, "sign.printed_on") + " " + d.board.PrintedOn.String()
		d.put("printed", printed, small, box{foot.x, y, part, small.lineHeight()}, small.size/2, top)
	}

	x, w := foot.x+part, foot.w-part
	y = foot.y + d.plan.live*0.35
	how := style{size: d.plan.label, ink: d.theme.ink, align: right, leading: 1.25}
	y = d.put("host", i18n.T(i18n.ZH, "sign.type", d.board.typedAt()), how, box{x, y, w, how.lineHeight()}, how.size/2, top)
	how.size, how.ink = d.plan.label*0.82, d.theme.quiet
	y = d.put("host", i18n.T(i18n.EN, "sign.type", d.board.typedAt()), how, box{x, y, w, how.lineHeight()}, how.size/2, top)
	code := style{weight: bold, size: d.plan.code, ink: d.theme.ink, align: right, leading: 1.2}
	d.put("code", d.board.Code.Grouped(), code, box{x, y + d.plan.label*0.2, w, code.lineHeight()}, code.size/2, top)
}
