package sheet

import (
	"math"

	"github.com/tdewolff/canvas"

	"mingshi/internal/disclosure"
)

// align is where the lines of a block stand within its width.
type align uint8

// The alignments.
const (
	left align = iota
	centre
	right
)

// style is how a text is set.
type style struct {
	weight weight
	size   float64 // of the em square
	ink    ink
	align  align
	// leading is the height of a line in em; zero stands for defaultLeading.
	leading float64
	// even makes the lines of a block about as long as each other, as a heading wants it.
	even bool
}

const (
	defaultLeading = 1.35
	// emAscent is how far above the baseline the square of an ideograph reaches, in em.
	emAscent = 0.88
	// sizeStep is by how much a text shrinks at a time: too little to be seen, enough to keep the sizes in a file few.
	sizeStep = 0.1
)

func (s style) lineHeight() float64 {
	if s.leading == 0 {
		return s.size * defaultLeading
	}
	return s.size * s.leading
}

// block is a text that has been set: lines of a known height within a width.
type block struct {
	style style
	width float64
	lines []setLine
}

// height is that of all lines of the block.
func (b block) height() float64 { return float64(len(b.lines)) * b.style.lineHeight() }

// longest is the width of its longest line.
func (b block) longest() float64 {
	longest := 0.0
	for _, line := range b.lines {
		longest = max(longest, line.width*b.style.size)
	}
	return longest
}

// setLine is one line: runs of one font each.
type setLine struct {
	runs  []run
	width float64 // in em
}

// run is a part of a line that is all in one font.
type run struct {
	font *canvas.Font
	text string
	at   float64 // from the beginning of the line, in em
}

// wrapped sets a text in lines no wider than width. A single character wider than that stands alone.
func (t *typesetter) wrapped(what, text string, s style, width float64) (block, error) {
	p, err := t.passage(what, text, s.weight)
	if err != nil {
		return block{}, err
	}
	return p.block(s, width), nil
}

// fitted sets a text as large as it fits into a room, at most in the size of the style. A word that is longer than a line is
// broken only where the whole text would otherwise shrink below keptWhole of that size. A text that does not fit in the
// smallest size either is kind Invalid.
func (t *typesetter) fitted(what, text string, s style, in extent) (block, error) {
	p, err := t.passage(what, text, s.weight)
	if err != nil {
		return block{}, err
	}
	if size := p.largest(s, in, max(in.least, s.size*keptWhole), false); size > 0 {
		s.size = size
		return p.block(s, in.w), nil
	}
	if size := p.largest(s, in, in.least, true); size > 0 {
		s.size = size
		return p.block(s, in.w), nil
	}
	return block{}, disclosure.Errorf(disclosure.Invalid, "%w", &LongError{What: what, Text: p.String(), Characters: len(p)})
}

// keptWhole is down to which part of its size a text shrinks before a long word in it is broken.
const keptWhole = 0.55

// largest gives the largest size in which the passage fits, 0 where there is none down to least.
func (p passage) largest(s style, in extent, least float64, breaking bool) float64 {
	for most, step := s.size, 0.0; most-step > least; step += sizeStep {
		if s.size = most - step; p.fits(s, in, breaking) {
			return s.size
		}
	}
	s.size = least
	if p.fits(s, in, breaking) {
		return least
	}
	return 0
}

// extent is the room that a text must fit into.
type extent struct {
	w, h  float64
	least float64 // the smallest size in which it may be set
}

// fits reports whether the passage in a style stays within the room, and whether it does so without breaking a word unless
// breaking is allowed.
func (p passage) fits(s style, in extent, breaking bool) bool {
	limit := in.w / s.size
	spans, broken := p.spans(limit)
	if broken && !breaking || float64(len(spans))*s.lineHeight() > in.h+epsilon {
		return false
	}
	for _, span := range spans {
		if p.width(span) > limit+epsilon {
			return false
		}
	}
	return true
}

// epsilon is a length that nobody sees; sums of lengths are compared with it to spare.
const epsilon = 1e-6

// block sets the passage in a style; an empty one has no lines.
func (p passage) block(s style, width float64) block {
	if len(p) == 0 {
		return block{style: s, width: width}
	}
	limit := width / s.size
	spans, _ := p.spans(limit)
	if s.even && len(spans) > 1 {
		spans = p.evenSpans(limit, spans)
	}
	b := block{style: s, width: width}
	for _, span := range spans {
		b.lines = append(b.lines, p.line(span))
	}
	return b
}

// evenSpans finds the narrowest lines that are no more in number and break no word that was whole.
func (p passage) evenSpans(limit float64, spans [][2]int) [][2]int {
	_, wasBroken := p.spans(limit)
	low, high := 0.0, limit
	for range 16 { // a 65,000th of the width
		middle := (low + high) / 2
		tried, broken := p.spans(middle)
		if len(tried) > len(spans) || broken && !wasBroken {
			low = middle
			continue
		}
		high, spans = middle, tried
	}
	return spans
}

// spans cuts the passage into lines of at most limit em, given as the clusters from and to. It also tells whether a word
// had to be broken.
func (p passage) spans(limit float64) (spans [][2]int, broken bool) {
	start, end, width := 0, 0, 0.0 // end: where the line may end at the latest; start while it may not end at all
	for i := 0; i < len(p); i++ {
		c := p[i]
		if c.newline {
			spans = append(spans, [2]int{start, i})
			start, end, width = i+1, i+1, 0
			continue
		}
		if width+c.advance > limit+epsilon && i > start && !c.space {
			if end == start {
				end, broken = i, true
			}
			spans = append(spans, [2]int{start, end})
			i, start, width = end-1, end, 0
			continue
		}
		width += c.advance
		if c.ends {
			end = i + 1
		}
	}
	return append(spans, [2]int{start, len(p)}), broken
}

// trim takes the spaces at its end off a span.
func (p passage) trim(span [2]int) passage {
	part := p[span[0]:span[1]]
	for len(part) > 0 && part[len(part)-1].space {
		part = part[:len(part)-1]
	}
	return part
}

func (p passage) width(span [2]int) float64 {
	width := 0.0
	for _, c := range p.trim(span) {
		width += c.advance
	}
	return width
}

// line joins the clusters of a span that are in one font.
func (p passage) line(span [2]int) setLine {
	var line setLine
	for _, c := range p.trim(span) {
		if last := len(line.runs) - 1; last >= 0 && line.runs[last].font == c.font {
			line.runs[last].text += c.text
		} else {
			line.runs = append(line.runs, run{font: c.font, text: c.text, at: line.width})
		}
		line.width += c.advance
	}
	return line
}

// String gives the text back.
func (p passage) String() string {
	var text []byte
	for _, c := range p {
		if c.newline {
			text = append(text, '\n')
		}
		text = append(text, c.text...)
	}
	return string(text)
}

// round gives a length to a thousandth of a millimetre: finer than any press, and short in a file.
func round(length float64) float64 { return math.Round(length*1000) / 1000 }
