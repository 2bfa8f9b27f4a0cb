package sheet

import (
	"mingshi/internal/i18n"
)

// grade draws the present grade: letter, face and words side by side on a ground of its own.
func (d *drawing) grade() {
	letter := ""
	if d.board.Grade != nil {
		letter = clean(d.board.Grade.Letter)
	}
	look := d.theme.look(letter)
	d.rectangle(d.plan.grade, d.plan.radius, look.ground)
	d.border(look)
	switch {
	case d.board.Grade == nil:
		d.ungraded(look, i18n.T(i18n.ZH, "sign.not_yet"), i18n.T(i18n.EN, "sign.not_yet"), nil)
	case letter == "":
		d.ungraded(look, orElse(d.board.Grade.WordZH, i18n.T(i18n.ZH, "sign.not_graded")),
			orElse(d.board.Grade.WordEN, i18n.T(i18n.EN, "sign.not_graded")), d.board.Grade)
	default:
		d.graded(look, letter)
	}
}

func orElse(text, other string) string {
	if clean(text) == "" {
		return other
	}
	return text
}

// graded draws a grade that has a letter.
func (d *drawing) graded(look look, letter string) {
	in := d.plan.letter
	big := style{weight: bold, size: in.h / 0.95, ink: look.ink, align: centre, leading: 0.95}
	d.put("letter", letter, big, in, big.size/10, middle)
	f := d.plan.face
	d.drawFace(look.face, f.x+f.w/2, f.y+f.h/2, f.w, look.ink, look.ground)
	if d.plan.words.w > 2*d.plan.words.h {
		half := box{d.plan.words.x, d.plan.words.y, d.plan.words.w / 2, d.plan.words.h}
		d.words(half, look.ink, left, middle)
		half.x += half.w
		d.dateOf(half, "sign.graded_on", right, middle)
		return
	}
	upper, lower := d.plan.words, d.plan.words
	upper.h *= 0.6
	lower.h -= upper.h
	lower.y += upper.h
	d.words(upper, look.ink, left, middle)
	d.dateOf(lower, "sign.graded_on", left, top)
}

// words draws the word of the grade in both languages.
func (d *drawing) words(in box, ink ink, at align, where vertical) {
	zh := style{weight: bold, size: d.plan.word, ink: ink, align: at, leading: 1.15}
	en := style{size: d.plan.wordEN, ink: d.theme.ink, align: at, leading: 1.2}
	first := d.fit("word", d.board.Grade.WordZH, zh, extent{in.w, in.h - 2*en.lineHeight(), zh.size / 5})
	second := d.fit("word", d.board.Grade.WordEN, en, extent{in.w, 2 * en.lineHeight(), en.size / 4})
	d.stack(in, where, first, second)
}

// dateOf draws the day of the present grade with its label.
func (d *drawing) dateOf(in box, key string, at align, where vertical) {
	label := style{size: d.plan.label, ink: d.theme.quiet, align: at, leading: 1.25}
	day := style{weight: bold, size: d.plan.value * 1.35, ink: d.theme.ink, align: at, leading: 1.25}
	first := d.fit("label", i18n.T(i18n.ZH, key)+" "+i18n.T(i18n.EN, key), label, extent{in.w, label.lineHeight(), label.size / 2})
	second := d.fit("date", d.board.Grade.On.String(), day, extent{in.w, day.lineHeight(), day.size / 2})
	d.stack(in, where, first, second)
}

// stack writes blocks one under the other.
func (d *drawing) stack(in box, where vertical, blocks ...block) {
	if d.err != nil {
		return
	}
	height := 0.0
	for _, b := range blocks {
		height += b.height()
	}
	y := in.y
	switch where {
	case middle:
		y += (in.h - height) / 2
	case bottom:
		y += in.h - height
	case top:
	}
	for _, b := range blocks {
		y = d.write(b, in.x, y)
	}
}

// ungraded draws that there is no letter, and since when where there was an inspection.
func (d *drawing) ungraded(look look, zh, en string, inspected *Grade) {
	in := d.plan.ungraded
	big := style{weight: bold, size: d.plan.word, ink: look.ink, align: centre, leading: 1.25}
	second := style{size: d.plan.wordEN, ink: d.theme.ink, align: centre, leading: 1.5}
	third := style{size: d.plan.value, ink: d.theme.ink, align: centre, leading: 1.4}
	means := i18n.T(i18n.ZH, "sign.not_yet.means") + " " + i18n.T(i18n.EN, "sign.not_yet.means")
	if inspected != nil {
		means = i18n.T(i18n.ZH, "sign.inspected_on") + " " + i18n.T(i18n.EN, "sign.inspected_on") + "：" + inspected.On.String()
	}
	d.stack(in, middle,
		d.fit("word", zh, big, extent{in.w, in.h / 2, big.size / 4}),
		d.fit("word", en, second, extent{in.w, in.h / 4, second.size / 4}),
		d.fit("meaning", means, third, extent{in.w, in.h / 4, third.size / 4}))
}

// border draws the outline that belongs to a grade.
func (d *drawing) border(look look) {
	thick := d.plan.radius * 0.28
	at, radius := d.plan.grade, d.plan.radius
	switch look.border {
	case double:
		d.frame(at, radius, pen{ink: look.ink, width: thick * 0.6})
		d.frame(at.inset(thick*1.5), radius-thick*1.5, pen{ink: look.ink, width: thick * 0.4})
	case dashed:
		d.frame(at, radius, pen{ink: look.ink, width: thick, dashes: []float64{thick * 4, thick * 2.2}})
	case dotted:
		d.frame(at, radius, pen{ink: look.ink, width: thick, dashes: []float64{0, thick * 2}, round: true})
	case solid:
		d.frame(at, radius, pen{ink: look.ink, width: thick})
	}
}
