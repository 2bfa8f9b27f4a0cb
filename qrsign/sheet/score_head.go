package sheet

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// scoreFact is a line of what is scored: a label, and what is known or room to write.
type scoreFact struct {
	key    string
	x, y   float64
	width  float64
	height float64
	value  block
	// choices are boxes to tick in place of a value.
	choices []string
}

// The measures of the head.
const (
	factsTop  = 31.0
	factLabel = 29.0
	factRow   = 8.2
	factNotes = 13.5 // of the notes below
	// dayWidth is that of the day, beside which the kinds of inspection are to be ticked.
	dayWidth   = 58.0
	factType   = 3.6
	sampleWide = 62.0
)

// setFacts sets what is known of the venue and finds where the table begins.
func (s *scoreSheets) setFacts() error {
	kinds := make([]string, len(disclosure.InspectionKinds))
	for i, kind := range disclosure.InspectionKinds {
		kinds[i] = kind.ZH
	}
	half := scoreWidth / 2
	lines := [][]struct {
		fact  scoreFact
		value string
	}{
		{{scoreFact{key: "scoresheet.name", width: scoreWidth}, s.venue.Name}},
		{
			{scoreFact{key: "scoresheet.operator", width: half}, s.venue.Operator},
			{scoreFact{key: "scoresheet.permit", x: half, width: half}, s.venue.PermitNumber},
		},
		{{scoreFact{key: "scoresheet.address", width: scoreWidth}, s.venue.Address}},
		{
			{scoreFact{key: "scoresheet.inspected_on", width: dayWidth}, ""},
			{scoreFact{key: "scoresheet.kind", x: dayWidth, width: scoreWidth - dayWidth, choices: kinds}, ""},
		},
	}
	y := factsTop
	for _, line := range lines {
		height := factRow
		for i := range line {
			fact := &line[i].fact
			var err error
			set := style{size: factType, ink: listInk, leading: 1.25}
			if fact.value, err = s.cell(line[i].value, set, fact.width-factLabel-2*scorePad); err != nil {
				return err
			}
			height = max(height, fact.value.height()+2*scorePad)
		}
		for i := range line {
			fact := line[i].fact
			fact.x, fact.y, fact.height = scoreMargin+fact.x, y, height
			s.facts = append(s.facts, fact)
		}
		y += height
	}
	s.from = y + factNotes
	if s.from+scoreHead+scoreRow > scoreBottom {
		return disclosure.Errorf(disclosure.Invalid, "score sheet: name and address of %.20q do not fit on a page", s.venue.Name)
	}
	return nil
}

// title draws what stands above the table on the first page.
func (s *scoreSheets) title(d *drawing) {
	full := box{scoreMargin, 9, scoreWidth, 9}
	title := style{weight: bold, size: 6.4, ink: listInk, align: centre, leading: 1.3}
	d.put("title", s.printable(s.Table.NameZH), title, full, 3, middle)
	sub := style{size: 3.2, ink: listQuiet, align: centre}
	d.put("title", s.printable(s.Table.NameEN), sub, box{scoreMargin, 18, scoreWidth, 4.6}, 2, middle)
	version := style{size: scoreType, ink: listInk}
	beside := box{scoreMargin, 24, scoreWidth - sampleWide - 2, 5}
	d.put("version", s.printable(both("scoresheet.version", s.Table.Version)), version, beside, 2, middle)
	if !s.Table.Verified {
		s.sample(d, box{scoreW - scoreMargin - sampleWide, 22.6, sampleWide, 7})
	}
	for i := range s.facts {
		d.scoreFact(&s.facts[i])
	}
	s.notes(d)
}

// sample says in a frame that the table is one.
func (s *scoreSheets) sample(d *drawing, in box) {
	d.frame(in, 0, pen{ink: listInk, width: 3 * scoreLine})
	words := style{weight: bold, size: scoreType, ink: listInk, align: centre}
	d.put("sample", both("scoresheet.sample"), words, in.inset(0.8), 1.5, middle)
}

// scoreFact draws a line of what is scored.
func (d *drawing) scoreFact(f *scoreFact) {
	with := pen{ink: listInk, width: scoreLine}
	d.rectangle(box{f.x, f.y, factLabel, f.height}, 0, listShade)
	label := style{weight: bold, size: scoreType, ink: listInk, leading: 1.2}
	centred := f.y + f.height/2
	d.put("label", i18n.T(i18n.ZH, f.key), label, box{f.x + scorePad, centred - 3.7, factLabel - 2*scorePad, 4}, 1.8, middle)
	label.weight, label.size, label.ink = regular, scoreTiny, listQuiet
	d.put("label", i18n.T(i18n.EN, f.key), label, box{f.x + scorePad, centred + 0.2, factLabel - 2*scorePad, 3.2}, 1.5, middle)
	value := box{f.x + factLabel + scorePad, f.y, f.width - factLabel - 2*scorePad, f.height}
	switch {
	case len(f.choices) > 0:
		d.checks(value, f.choices)
	default:
		d.write(f.value, value.x, centred-f.value.height()/2)
	}
	d.stroked(box{f.x, f.y, f.width, f.height}, with)
	d.line(f.x+factLabel, f.y, f.x+factLabel, f.y+f.height, with)
}

// stroked draws the outline of a box in its middle, so that those of neighbours lie upon each other.
func (d *drawing) stroked(b box, with pen) {
	d.frame(b.inset(-with.width/2), 0, with)
}

// notes say how the table is filled in.
func (s *scoreSheets) notes(d *drawing) {
	zh, en := i18n.T(i18n.ZH, "scoresheet.how"), i18n.T(i18n.EN, "scoresheet.how")
	for i := range s.Table.Items {
		if !s.Table.Items[i].Verified {
			zh, en = zh+i18n.T(i18n.ZH, "scoresheet.unverified"), en+i18n.T(i18n.EN, "scoresheet.unverified")
			break
		}
	}
	words := style{size: scoreSmall, ink: listInk, leading: 1.25}
	room := box{scoreMargin, s.from - factNotes + 0.9, scoreWidth, 6.6}
	y := d.put("how", zh, words, room, 1.6, top)
	words.size, words.ink = 2.1, listQuiet
	d.put("how", en, words, box{scoreMargin, y, scoreWidth, s.from - y - 0.4}, 1.3, top)
}

// runningTitle stands above the table on the other pages.
func (s *scoreSheets) runningTitle(d *drawing) {
	words := style{weight: bold, size: 4, ink: listInk}
	room := scoreWidth
	if !s.Table.Verified {
		room -= sampleWide + 2
		s.sample(d, box{scoreW - scoreMargin - sampleWide, 8.6, sampleWide, 7})
	}
	d.put("title", s.printable(s.Table.NameZH), words, box{scoreMargin, 8.6, room, 6}, 2, middle)
	venue := i18n.T(i18n.ZH, "scoresheet.name") + "："
	if s.venue.Name != "" {
		venue += s.printable(oneLine(s.venue.Name)) + "　" + s.printable(oneLine(s.venue.PermitNumber))
	}
	words.weight, words.size = regular, scoreType
	set, err := s.wrapped("venue", venue, words, scoreWidth)
	if err != nil {
		d.err = err
		return
	}
	set.lines = set.lines[:min(1, len(set.lines))] // the first page has it whole
	d.write(set, scoreMargin, 17)
}
