package sheet

import (
	"math"

	"github.com/tdewolff/canvas"

	"mingshi/qrsign"
)

// quietZone is the white margin in modules that a reader needs on every side of a symbol (ISO/IEC 18004).
const quietZone = 4

// moduleStep is what the side of a module on paper is a multiple of: with it the corners of a symbol have few digits in a
// file.
const moduleStep = 0.05

// symbol draws a QR symbol as one path on its own white ground, quiet zone included, as large as it fits into a square of
// the given side, centred in it. It gives the side of a module on paper.
func (p *page) symbol(q *qrsign.QR, x, y, side float64) float64 {
	modules := q.Modules()
	count := float64(len(modules) + 2*quietZone)
	onPaper := math.Floor(side*p.scale/count/moduleStep+epsilon) * moduleStep
	module := onPaper / p.scale
	ground := box{x, y, module * count, module * count}
	ground.x += (side - ground.w) / 2
	ground.y += (side - ground.h) / 2
	p.rectangle(ground, 0, white)
	style := canvas.DefaultStyle
	style.Fill = canvas.Paint{Color: black.rgba()}
	at := p.point(ground.x+quietZone*module, ground.y+quietZone*module)
	p.canvas.RenderPath(outline(modules, round(module*p.unit)), style, at)
	return round(onPaper)
}

// corner is a point between modules, counted from the upper left corner of the symbol, y downwards.
type corner struct{ x, y int }

// directions in which an outline goes, in the order in which it turns right.
var directions = [4]corner{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}

// outline gives the edges between dark and light as one path with its origin in the upper left corner. Where rectangles of
// modules side by side show hairlines in some viewers, one outline has no seams, and it is shorter. Dark stays to the right
// of the way, so holes run the other way round than what they are in, and either fill rule gives the same picture.
func outline(modules [][]bool, module float64) *canvas.Path {
	dark := func(x, y int) bool {
		return y >= 0 && y < len(modules) && x >= 0 && x < len(modules[y]) && modules[y][x]
	}
	path := &canvas.Path{}
	walked := map[corner]bool{} // upper edges of modules that an outline has passed
	for y := range modules {
		for x := range modules[y] {
			if begin := (corner{x, y}); dark(x, y) && !dark(x, y-1) && !walked[begin] {
				walk(path, begin, module, dark, walked)
			}
		}
	}
	return path
}

// walk follows one edge around from the upper left corner of a module, keeping to the right where two dark modules touch
// with their corners, and notes the upper edges it passes.
func walk(path *canvas.Path, begin corner, module float64, dark func(x, y int) bool, walked map[corner]bool) {
	at, heading := begin, 0
	path.MoveTo(float64(at.x)*module, -float64(at.y)*module)
	for {
		if heading == 0 {
			walked[at] = true
		}
		at.x += directions[heading].x
		at.y += directions[heading].y
		turned := turn(at, heading, dark)
		if at == begin && turned == 0 {
			path.Close()
			return
		}
		if turned != heading {
			path.LineTo(round(float64(at.x)*module), -round(float64(at.y)*module))
		}
		heading = turned
	}
}

// turn gives the heading after a corner: to the right where the module ahead on the right is light, to the left where that
// on the left is dark as well, else straight on.
func turn(at corner, heading int, dark func(x, y int) bool) int {
	ahead := func(side int) bool { // whether the module ahead is dark: side 0 that on the left, 1 that on the right
		d, r := directions[heading], directions[(heading+1)%4]
		x2, y2 := 2*at.x+d.x, 2*at.y+d.y // doubled, so that the middles of modules are whole numbers
		if side == 0 {
			x2, y2 = x2-r.x, y2-r.y
		} else {
			x2, y2 = x2+r.x, y2+r.y
		}
		return dark((x2-1)/2, (y2-1)/2)
	}
	switch {
	case !ahead(1):
		return (heading + 1) % 4
	case ahead(0):
		return (heading + 3) % 4
	default:
		return heading
	}
}
