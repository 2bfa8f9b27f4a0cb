package sheet

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// Line is one saying in both languages; an empty EN is not drawn.
type Line struct{ ZH, EN string }

// Plaque is a rule plaque (制度牌): hygiene rules to hang inside a venue. It says who publishes it, whom to call and as of
// which day its text stands.
type Plaque struct {
	Title     Line
	Rules     []Line
	Edition   disclosure.Date
	Authority Publisher
}

// The sheet of a plaque is drawn as A3; A4 is the same picture, smaller.
const (
	plaqueW, plaqueH = 297.0, 420.0
	plaqueMargin     = 20.0
	plaqueBand       = 66.0
	plaqueFoot       = 36.0 // from the line above the foot to the lower edge
)

// The sizes of the rules' letters in millimetres: 30 pt at most, which fills a plaque of few rules, and 18 pt at least, which
// is read from a metre away (on A4 the same divided by √2).
const (
	plaqueMost, plaqueLeast = 10.6, 6.35
	plaqueEnglish           = 0.64 // of the Chinese letters
	plaqueNumber            = 2.0  // the column of the numbers, of the Chinese letters
)

// Plaques writes plaques into one PDF file, one a page, on A3 or A4. A plaque whose rules do not fit in letters that can be
// read from a metre away, or that has a character which no font has, is kind Invalid, as is another paper.
func Plaques(out io.Writer, all []Plaque, o Options) error {
	options, err := o.prepare()
	if err != nil {
		return err
	}
	w, h, err := wallPaper(o.Paper)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return disclosure.Errorf(disclosure.Invalid, "plaque: none to draw")
	}
	title := all[0].Title.ZH
	if len(all) > 1 {
		title = i18n.T(i18n.ZH, "plaque.several", len(all))
	}
	d := newDocument(out, title)
	d.author = all[0].Authority.NameZH
	t := newTypesetter()
	for i := range all {
		p := newPage(t, w, h, options.marks, 1)
		p.resized(w / plaqueW)
		if err := p.plaque(&all[i], options.theme); err != nil {
			return disclosure.Errorf(disclosure.KindOf(err), "plaque %q: %w", all[i].Title.ZH, err)
		}
		d.add(p)
	}
	return d.close()
}

// wallPaper gives the size of a paper for what hangs beside the boards, upright; none but A3 and A4 are for that.
func wallPaper(paper Paper) (w, h float64, err error) {
	switch paper {
	case A3:
		return 297, 420, nil
	case A4, "":
		return 210, 297, nil
	case A5, Sticker:
	}
	return 0, 0, disclosure.Errorf(disclosure.Invalid, "paper %.40q: want a3 or a4", paper)
}

// plaque draws one plaque.
func (p *page) plaque(q *Plaque, th *Theme) error {
	p.ground(0, plaqueH, th.paper)
	p.ground(0, plaqueBand, th.band)
	if err := p.plaqueTitle(q, th); err != nil {
		return err
	}
	if err := p.plaqueFoot(q, th); err != nil {
		return err
	}
	rules, err := p.plaqueRules(q.Title.ZH, q.Rules, th)
	if err != nil {
		return err
	}
	p.writeRules(rules, th)
	p.cropMarks()
	return nil
}

func (p *page) plaqueTitle(q *Plaque, th *Theme) error {
	room := plaqueW - 2*plaqueMargin
	strong := style{weight: bold, size: 22, ink: th.bandIn, align: centre, leading: 1.2}
	zh, err := p.fitted("title", q.Title.ZH, strong, extent{room, 30, 9})
	if err != nil {
		return err
	}
	if q.Title.EN == "" {
		p.write(zh, plaqueMargin, (plaqueBand-zh.height())/2)
		return nil
	}
	en, err := p.fitted("title", q.Title.EN, style{size: 9, ink: th.bandIn, align: centre}, extent{room, 13, 5})
	if err != nil {
		return err
	}
	y := (plaqueBand - zh.height() - en.height() - 1) / 2
	p.write(en, plaqueMargin, p.write(zh, plaqueMargin, y)+1)
	return nil
}

// plaqueFoot says who publishes the plaque, whom to call, and as of which day its text stands.
func (p *page) plaqueFoot(q *Plaque, th *Theme) error {
	top := plaqueH - plaqueFoot
	p.line(plaqueMargin, top, plaqueW-plaqueMargin, top, pen{ink: th.band, width: 0.8})
	half := (plaqueW - 2*plaqueMargin) / 2
	strong := style{weight: bold, size: 7, ink: th.ink}
	quiet := style{size: 4.6, ink: th.quiet}
	strongRight, quietRight := strong, quiet
	strongRight.align, quietRight.align = right, right
	both := q.Title.EN != ""
	call, below := i18n.T(i18n.ZH, "plaque.call", q.Authority.ComplaintLine), i18n.T(i18n.ZH, "plaque.edition", q.Edition)
	name := ""
	if both {
		name = q.Authority.NameEN
		callEN, editionEN := i18n.T(i18n.EN, "plaque.call", q.Authority.ComplaintLine), i18n.T(i18n.EN, "plaque.edition", q.Edition)
		below = callEN + " · " + below + " · " + editionEN
	}
	for _, part := range []struct {
		what, text string
		style      style
		x, y, w, h float64
	}{
		{"authority", q.Authority.NameZH, strong, plaqueMargin, top + 5, half + 20, 11},
		{"authority", name, quiet, plaqueMargin, top + 17, half - 8, 6.5},
		{"complaint line", call, strongRight, plaqueMargin + half + 24, top + 5, half - 24, 11},
		{"edition", below, quietRight, plaqueMargin + half - 4, top + 17, half + 4, 6.5},
	} {
		if part.text == "" {
			continue
		}
		b, err := p.fitted(part.what, part.text, part.style, extent{part.w, part.h, 3})
		if err != nil {
			return err
		}
		p.write(b, part.x, part.y)
	}
	return nil
}

// setRule is a rule that has been set.
type setRule struct {
	number, zh, en block
	bilingual      bool
}

func (r *setRule) height() float64 {
	h := r.zh.height()
	if r.bilingual {
		h += r.en.height()
	}
	return h
}

// The room between two rules, in the size of their letters.
const leastGap, mostGap = 0.55, 1.9

// plaqueRoom is the height that the rules have.
const plaqueRoom = plaqueH - plaqueBand - plaqueFoot - 2*9

// CrowdedError says that the rules of a plaque do not fit on its sheet in letters that are read from a metre away: there
// should be fewer or shorter ones, or Chinese alone.
type CrowdedError struct {
	Title string
	Rules int
}

// Error words it for logs.
func (e *CrowdedError) Error() string {
	return fmt.Sprintf("%d rules do not fit in letters read from a metre away: want fewer, shorter ones, or Chinese alone", e.Rules)
}

// plaqueRules sets the rules as large as all of them fit on the sheet.
func (p *page) plaqueRules(title string, rules []Line, th *Theme) ([]setRule, error) {
	if len(rules) == 0 {
		return nil, disclosure.Errorf(disclosure.Invalid, "no rule")
	}
	for size := plaqueMost; ; size = max(size-sizeStep, plaqueLeast) {
		set, err := p.rulesIn(size, rules, th)
		if err != nil {
			return nil, err
		}
		height := float64(len(set)-1) * leastGap * size
		for i := range set {
			height += set[i].height()
		}
		switch {
		case height <= plaqueRoom+epsilon:
			return set, nil
		case size <= plaqueLeast:
			return nil, disclosure.Errorf(disclosure.Invalid, "%w", &CrowdedError{Title: title, Rules: len(rules)})
		}
	}
}

// rulesIn sets the rules in one size.
func (p *page) rulesIn(size float64, rules []Line, th *Theme) ([]setRule, error) {
	column := plaqueNumber * size
	width := plaqueW - 2*plaqueMargin - column
	set := make([]setRule, len(rules))
	for i, rule := range rules {
		r := &set[i]
		var err error
		number := style{weight: bold, size: size, ink: th.band}
		if r.number, err = p.wrapped("number", i18n.T(i18n.ZH, "plaque.number", i+1), number, column); err != nil {
			return nil, err
		}
		if r.zh, err = p.clauses("rule", rule.ZH, style{size: size, ink: th.ink, even: true}, width); err != nil {
			return nil, err
		}
		if r.bilingual = rule.EN != ""; !r.bilingual {
			continue
		}
		english := style{size: size * plaqueEnglish, ink: th.quiet, leading: 1.25, even: true}
		if r.en, err = p.wrapped("rule", rule.EN, english, width); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// clauses sets a text of Chinese; one that takes two lines is parted after a clause where it takes no third line so, and as
// near the middle as can be.
func (t *typesetter) clauses(what, text string, s style, width float64) (block, error) {
	whole, err := t.wrapped(what, text, s, width)
	if err != nil || len(whole.lines) != 2 {
		return whole, err
	}
	best, longest := whole, 2*width
	for i, r := range text {
		if !strings.ContainsRune("，；、。", r) || i+utf8.RuneLen(r) == len(text) {
			continue
		}
		at := i + utf8.RuneLen(r)
		parted, err := t.wrapped(what, text[:at]+"\n"+text[at:], s, width)
		if err != nil {
			return block{}, err
		}
		if len(parted.lines) == 2 && parted.longest() < longest {
			best, longest = parted, parted.longest()
		}
	}
	return best, nil
}

// writeRules draws the rules, with the room that is left between them.
func (p *page) writeRules(rules []setRule, th *Theme) {
	left := plaqueRoom
	for i := range rules {
		left -= rules[i].height()
	}
	size := rules[0].zh.style.size
	x, gap := plaqueMargin+plaqueNumber*size, mostGap*size
	if len(rules) > 1 {
		gap = min(left/float64(len(rules)-1), gap)
	}
	y := plaqueBand + 9 + max(left-gap*float64(len(rules)-1), 0)/3 // what is still left stands below rather than above
	for i := range rules {
		if i > 0 {
			p.line(x, y-gap/2, plaqueW-plaqueMargin, y-gap/2, pen{ink: between(th.paper, th.quiet), width: 0.25})
		}
		r := &rules[i]
		p.write(r.number, plaqueMargin, y)
		end := p.write(r.zh, x, y)
		if r.bilingual {
			end = p.write(r.en, x, end)
		}
		y = end + gap
	}
}

// between gives the ink of a fine line on a ground: a quarter of the way from it to another ink.
func between(ground, to ink) ink {
	a, b := ground.rgba(), to.rgba()
	part := func(a, b uint8) ink { return (3*ink(a) + ink(b)) / 4 }
	return part(a.R, b.R)<<16 | part(a.G, b.G)<<8 | part(a.B, b.B)
}
