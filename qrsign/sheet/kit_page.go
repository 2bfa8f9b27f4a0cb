package sheet

import (
	"image/color"

	"github.com/tdewolff/canvas"
)

// ink is an opaque colour, 0xRRGGBB.
type ink uint32

// The inks that no theme changes: a symbol is read best as black on white.
const (
	black ink = 0x000000
	white ink = 0xFFFFFF
)

func (i ink) rgba() color.RGBA {
	return color.RGBA{R: uint8(i >> 16), G: uint8(i >> 8), B: uint8(i), A: 0xFF} //nolint:gosec // takes the bytes apart
}

// box is a rectangle on the sheet.
type box struct{ x, y, w, h float64 }

// inset gives the box that is smaller by d on every side.
func (b box) inset(d float64) box { return box{b.x + d, b.y + d, b.w - 2*d, b.h - 2*d} }

// What a print shop wants around the trimmed sheet.
const (
	bleed      = 3.0 // how far the ground reaches over the edge, so that a cut that is a little off shows no white
	markLength = 5.0
	markWidth  = 0.25
	slug       = bleed + markLength + 2 // from the edge of the page to the trimmed sheet
)

// page is one sheet while it is drawn.
type page struct {
	*typesetter
	w, h   float64 // of the trimmed sheet
	margin float64 // around it: slug with crop marks, else nothing
	scale  float64 // millimetres on paper to one on the page: 1 unless resized
	unit   float64 // units of the canvas to a millimetre of the page
	canvas *canvas.Canvas
	texts  []run // what has been written, in order
}

// newPage begins a sheet of a size, with bleed and crop marks around it where marks says so. unit is how many units of the
// file a millimetre shall be.
func newPage(t *typesetter, w, h float64, marks bool, unit float64) *page {
	p := &page{typesetter: t, w: w, h: h, scale: 1, unit: unit}
	if marks {
		p.margin = slug
	}
	p.canvas = canvas.New(p.fullWidth()*unit, p.fullHeight()*unit)
	return p
}

// resized makes the page one on which everything comes out k times as large, less the bleed and the crop marks; the sheet of
// paper stays what it is.
func (p *page) resized(k float64) {
	p.w, p.h, p.margin = p.w/k, p.h/k, p.margin/k
	p.scale, p.unit = p.scale*k, p.unit*k
}

// fullWidth and fullHeight are the size of the page with what is around the trimmed sheet.
func (p *page) fullWidth() float64  { return p.w + 2*p.margin }
func (p *page) fullHeight() float64 { return p.h + 2*p.margin }

// point gives the matrix that moves the origin of what is drawn in the units of the canvas to a point of the sheet.
func (p *page) point(x, y float64) canvas.Matrix {
	return canvas.Identity.Translate(round((p.margin+x)*p.unit), round((p.fullHeight()-p.margin-y)*p.unit))
}

// place gives the matrix that puts what is drawn around the origin, y upwards, to a point of the sheet.
func (p *page) place(x, y float64) canvas.Matrix { return p.point(x, y).Scale(p.unit, p.unit) }

// fill draws a path, given with y upwards, at a point in one ink.
func (p *page) fill(path *canvas.Path, x, y float64, in ink) {
	style := canvas.DefaultStyle
	style.Fill = canvas.Paint{Color: in.rgba()}
	p.canvas.RenderPath(path, style, p.place(x, y))
}

// pen is how an outline is drawn.
type pen struct {
	ink    ink
	width  float64
	dashes []float64 // lengths of stroke and gap; none for an unbroken line
	round  bool      // round ends
}

// stroke draws the outline of a path, given with y upwards, at a point.
func (p *page) stroke(path *canvas.Path, x, y float64, with pen) {
	style := canvas.DefaultStyle
	style.Fill = canvas.Paint{}
	style.Stroke = canvas.Paint{Color: with.ink.rgba()}
	style.StrokeWidth = with.width
	style.StrokeJoiner = canvas.RoundJoin
	style.Dashes = with.dashes
	if with.round {
		style.StrokeCapper = canvas.RoundCap
	}
	p.canvas.RenderPath(path, style, p.place(x, y))
}

// rectangle fills a box, its corners rounded by a radius.
func (p *page) rectangle(b box, radius float64, in ink) {
	p.fill(canvas.RoundedRectangle(b.w, b.h, radius), b.x, b.y+b.h, in)
}

// frame draws the outline of a box within it, its corners rounded by a radius.
func (p *page) frame(b box, radius float64, with pen) {
	b = b.inset(with.width / 2)
	p.stroke(canvas.RoundedRectangle(b.w, b.h, max(radius-with.width/2, 0)), b.x, b.y+b.h, with)
}

// line draws a straight line from one point to another.
func (p *page) line(x1, y1, x2, y2 float64, with pen) {
	p.stroke(canvas.Line(x2-x1, y1-y2), x1, y1, with)
}

// ground fills a band of the sheet over its whole width from y to y+h, and over the bleed where it touches an edge.
func (p *page) ground(y, h float64, in ink) {
	over := min(p.margin, bleed/p.scale)
	top, bottom := y, y+h
	if top <= 0 {
		top -= over
	}
	if bottom >= p.h {
		bottom += over
	}
	p.rectangle(box{-over, top, p.w + 2*over, bottom - top}, 0, in)
}

// write draws a block with its upper left corner at a point and gives the y below it.
func (p *page) write(b block, x, y float64) float64 {
	height := b.style.lineHeight()
	for i, line := range b.lines {
		baseline := y + float64(i)*height + (height-b.style.size)/2 + emAscent*b.style.size
		begin := x
		switch b.style.align {
		case centre:
			begin += (b.width - line.width*b.style.size) / 2
		case right:
			begin += b.width - line.width*b.style.size
		case left:
		}
		for _, run := range line.runs {
			set := p.typesetter.line(run.text, run.font, round(b.style.size*p.unit), b.style.ink)
			p.canvas.RenderText(set, p.point(begin+run.at*b.style.size, baseline))
			p.texts = append(p.texts, run)
		}
	}
	return y + b.height()
}

// cropMarks draws where the sheet is to be cut; nothing where the page has no room around the sheet.
func (p *page) cropMarks() {
	if p.margin == 0 {
		return
	}
	with := pen{ink: black, width: markWidth / p.scale}
	near, far := -bleed/p.scale, -(bleed+markLength)/p.scale
	for _, x := range []float64{0, p.w} {
		p.line(x, near, x, far, with)
		p.line(x, p.h-near, x, p.h-far, with)
	}
	for _, y := range []float64{0, p.h} {
		p.line(near, y, far, y, with)
		p.line(p.w-near, y, p.w-far, y, with)
	}
}
