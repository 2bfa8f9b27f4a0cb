package sheet

import "github.com/tdewolff/canvas"

// face is what a grade looks like to who reads neither letters nor words.
type face string

// The faces. noFace draws nothing.
const (
	smile   face = "smile"
	neutral face = "neutral"
	sad     face = "sad"
	noFace  face = "none"
)

// drawFace draws a face of a diameter around a point: a disc in one ink, eyes and mouth in that of the ground. The mouth tells
// the faces apart without any colour.
func (p *page) drawFace(f face, x, y, diameter float64, disc, ground ink) {
	if f == noFace {
		return
	}
	r := diameter / 2
	p.fill(canvas.Circle(r), x, y, disc)
	eye := canvas.Ellipse(r*0.105, r*0.16)
	p.fill(eye, x-r*0.34, y-r*0.26, ground)
	p.fill(eye, x+r*0.34, y-r*0.26, ground)
	with := pen{ink: ground, width: r * 0.13, round: true}
	mouth := &canvas.Path{}
	half := r * 0.48
	mouth.MoveTo(-half, 0)
	switch f {
	case smile:
		mouth.QuadTo(0, -r*0.66, half, 0)
		p.stroke(mouth, x, y+r*0.22, with)
	case sad:
		mouth.QuadTo(0, r*0.66, half, 0)
		p.stroke(mouth, x, y+r*0.56, with)
	default:
		mouth.LineTo(half, 0)
		p.stroke(mouth, x, y+r*0.38, with)
	}
}
