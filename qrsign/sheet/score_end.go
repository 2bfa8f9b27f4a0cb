package sheet

import "mingshi/internal/i18n"

// The measures of the end of a sheet.
const (
	endGap    = 3.0
	sumsRow   = 13.0
	bandRow   = 6.4
	orderLine = 8.6
	signRow   = 10.0
	endNote   = 8.0
	bandWidth = 78.0
)

// The boxes that are ticked, and how far apart those below each other stand.
const (
	checkSize = 2.7
	checkStep = 3.6
)

// orderLines is how many lines the correction order takes.
const orderLines = 4

// endHeight is the room that the end takes: sums, grades beside the correction order, signatures.
func (s *scoreSheets) endHeight() float64 {
	return sumsRow + s.gradesHeight() + 3*signRow + endNote
}

// gradesHeight is that of the bands, the heading above them and the words for no grade, or of the order beside them.
func (s *scoreSheets) gradesHeight() float64 {
	return max(bandRow*float64(len(s.Table.Bands)+2), orderLine*orderLines)
}

// end draws what is filled in at last.
func (s *scoreSheets) end(d *drawing, y float64) {
	s.sums(d, y)
	y += sumsRow
	height := s.gradesHeight()
	s.grades(d, box{scoreMargin, y, bandWidth, height})
	s.order(d, box{scoreMargin + bandWidth, y, scoreWidth - bandWidth, height})
	y += height
	s.signatures(d, y)
	y += 3 * signRow
	words := style{size: scoreSmall, ink: listInk, leading: 1.25}
	y = d.put("note", i18n.T(i18n.ZH, "scoresheet.signed"), words, box{scoreMargin, y + 1, scoreWidth, 3.4}, 1.6, top)
	words.size, words.ink = 2.1, listQuiet
	d.put("note", i18n.T(i18n.EN, "scoresheet.signed"), words, box{scoreMargin, y, scoreWidth, 3}, 1.3, top)
}

// sums has room for the three sums and says how the last one is made of the others.
func (s *scoreSheets) sums(d *drawing, y float64) {
	x := scoreMargin
	for _, cell := range []struct {
		key, how string
		width    float64
		args     []any
	}{
		{"scoresheet.applicable", "scoresheet.applicable_how", 54, []any{s.Table.FullScore}},
		{"scoresheet.obtained", "scoresheet.obtained_how", 54, nil},
		{"scoresheet.standard", "scoresheet.standard_how", scoreWidth - 108, nil},
	} {
		in := box{x, y, cell.width, sumsRow}
		d.labelled(in, cell.key)
		how := style{size: scoreTiny, ink: listQuiet, leading: 1.2}
		foot := box{x + scorePad, y + sumsRow - 3.4, cell.width - 2*scorePad, 3}
		d.put("how", s.printable(i18n.T(i18n.ZH, cell.how, cell.args...)), how, foot, 1.4, middle)
		x += cell.width
	}
}

// labelled draws a cell to write in, its label in the upper left corner.
func (d *drawing) labelled(in box, key string) {
	d.stroked(in, pen{ink: listInk, width: scoreLine})
	d.label(in.x+scorePad, in.y+0.9, in.w-2*scorePad, key)
}

// label draws a label in both languages on one line.
func (d *drawing) label(x, y, w float64, key string) {
	words := style{weight: bold, size: scoreType, ink: listInk, leading: 1.25}
	set := d.fit("label", i18n.T(i18n.ZH, key), words, extent{w, words.lineHeight(), 1.6})
	if d.err != nil {
		return
	}
	d.write(set, x, y)
	taken := set.longest() + 1.4
	words.weight, words.size, words.ink = regular, scoreTiny, listQuiet
	d.put("label", i18n.T(i18n.EN, key), words, box{x + taken, y, w - taken, scoreType * 1.25}, 1.2, middle)
}

// grades lists the bands of the table, to be ticked.
func (s *scoreSheets) grades(d *drawing, in box) {
	d.stroked(in, pen{ink: listInk, width: scoreLine})
	d.label(in.x+scorePad, in.y+1.2, in.w-2*scorePad, "scoresheet.grade")
	y := in.y + bandRow
	above := ""
	for _, band := range s.Table.Bands {
		means := i18n.T(i18n.ZH, "scoresheet.at_least", band.AtLeast)
		if above != "" {
			means = i18n.T(i18n.ZH, "scoresheet.between", band.AtLeast, above)
		}
		above = band.AtLeast
		s.grade(d, box{in.x, y, in.w, bandRow}, [2]string{band.Letter + " " + band.WordZH + " " + band.WordEN, means})
		y += bandRow
	}
	words := s.Table.NotGradedZH + " " + s.Table.NotGradedEN
	s.grade(d, box{in.x, y, in.w, bandRow}, [2]string{words, i18n.T(i18n.ZH, "scoresheet.below", above)})
}

// grade is one line of the bands: a box, the words, and from which score they are given.
func (s *scoreSheets) grade(d *drawing, in box, texts [2]string) {
	d.check(in.x+scorePad+0.6, in.y+(in.h-checkSize)/2)
	const wordsAt, scoreAt = 6.5, 42.0
	words := style{weight: bold, size: scoreType, ink: listInk}
	d.put("grade", s.printable(texts[0]), words, box{in.x + wordsAt, in.y, scoreAt - wordsAt - 1, in.h}, 1.6, middle)
	words.weight, words.size = regular, scoreSmall
	d.put("grade", s.printable(texts[1]), words, box{in.x + scoreAt, in.y, in.w - scoreAt - scorePad, in.h}, 1.6, middle)
}

// order has room for an order to put something right, and for what became of it.
func (s *scoreSheets) order(d *drawing, in box) {
	d.stroked(in, pen{ink: listInk, width: scoreLine})
	step := in.h / orderLines
	ordered := []string{i18n.T(i18n.ZH, "scoresheet.order_no"), i18n.T(i18n.ZH, "scoresheet.order_yes")}
	again := []string{i18n.T(i18n.ZH, "scoresheet.again_pass"), i18n.T(i18n.ZH, "scoresheet.again_fail")}
	for i, line := range []struct {
		key     string
		words   string // stand before or after what is written in
		at      float64
		choices []string
	}{
		{"scoresheet.order", "scoresheet.order_document", 67, ordered},
		{"scoresheet.order_due", "scoresheet.day", 57, nil},
		{"scoresheet.order_content", "", 0, nil},
		{"scoresheet.again", "scoresheet.day", 57, again},
	} {
		y := in.y + float64(i)*step
		if i > 0 {
			d.line(in.x, y, in.x+in.w, y, pen{ink: listInk, width: scoreLine})
		}
		const choicesAt, choicesWide = 46.0, 20.0
		d.label(in.x+scorePad, y+(step-scoreType*1.25)/2, choicesAt-2*scorePad, line.key)
		choices := box{in.x + choicesAt, y, choicesWide, step}
		if line.words == "scoresheet.day" {
			choices.x += 42
		}
		d.checks(choices, line.choices)
		if line.words != "" {
			words := style{size: scoreType, ink: listInk}
			d.put("order", i18n.T(i18n.ZH, line.words), words, box{in.x + line.at, y, in.w - line.at - scorePad, step}, 2, middle)
		}
	}
}

// signatures has room for those of two inspectors, with the numbers of their cards, and of the venue's companion.
func (s *scoreSheets) signatures(d *drawing, y float64) {
	const cardWidth, signedWidth = 58.0, 46.0
	for _, row := range [][3]string{
		{"scoresheet.inspector_1", "scoresheet.card", "scoresheet.signed_on"},
		{"scoresheet.inspector_2", "scoresheet.card", "scoresheet.signed_on"},
		{"scoresheet.companion", "scoresheet.post", "scoresheet.signed_on"},
	} {
		x := scoreMargin
		for i, w := range []float64{scoreWidth - cardWidth - signedWidth, cardWidth, signedWidth} {
			d.labelled(box{x, y, w, signRow}, row[i])
			x += w
		}
		y += signRow
	}
}

// check draws a box to tick.
func (d *drawing) check(x, y float64) {
	d.frame(box{x, y, checkSize, checkSize}, 0, pen{ink: listInk, width: 1.3 * scoreLine})
}

// checks draws boxes with their words, beside each other as long as there is room, in the middle of the height of a box.
func (d *drawing) checks(in box, labels []string) {
	words := style{size: scoreSmall, ink: listInk}
	type placedCheck struct {
		x    float64
		line int
		set  block
	}
	const gap, between = 0.8, 2.2
	var all []placedCheck
	x, line := 0.0, 0
	for _, label := range labels {
		set := d.fit("choice", label, words, extent{in.w - checkSize - gap, words.lineHeight(), 1.5})
		wide := checkSize + gap + set.longest()
		if x > 0 && x+wide > in.w+epsilon {
			x, line = 0, line+1
		}
		all = append(all, placedCheck{x, line, set})
		x += wide + between
	}
	y := in.y + (in.h-float64(line+1)*checkStep)/2
	for _, c := range all {
		at := y + float64(c.line)*checkStep
		d.check(in.x+c.x, at+(checkStep-checkSize)/2)
		d.write(c.set, in.x+c.x+checkSize+gap, at+(checkStep-c.set.height())/2)
	}
}
