package phototest

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
)

// finderModules is the side of the three squares in the corners by which a reader finds a symbol at all.
const finderModules = 7

// Blot gives a copy of a picture with one round blot over a share of a symbol's area, 0.15 for 15 % (beyond 0.3 there is no
// room for it): anywhere within the symbol and clear of its three finder squares. symbol is where its modules lie, and side
// is how many they are in a row. A dark blot is ink, a light one a scrap of paper.
func Blot(picture *image.Gray, symbol image.Rectangle, side int, share float64, dark bool, random *rand.Rand) *image.Gray {
	blotted := &image.Gray{Pix: slices.Clone(picture.Pix), Stride: picture.Stride, Rect: picture.Rect}
	ink := color.Gray{Y: white}
	if dark {
		ink.Y = 0
	}
	blot := someDisc(symbol, share, random)
	for !blot.clear(symbol, side) {
		blot = someDisc(symbol, share, random)
	}
	for y := symbol.Min.Y; y < symbol.Max.Y; y++ {
		for x := symbol.Min.X; x < symbol.Max.X; x++ {
			if math.Hypot(float64(x)+0.5-blot.x, float64(y)+0.5-blot.y) <= blot.radius {
				blotted.SetGray(x, y, ink)
			}
		}
	}
	return blotted
}

type disc struct{ x, y, radius float64 }

// someDisc covers the share of a symbol's area and has its middle anywhere within it.
func someDisc(symbol image.Rectangle, share float64, random *rand.Rand) disc {
	return disc{
		x:      float64(symbol.Min.X) + random.Float64()*float64(symbol.Dx()),
		y:      float64(symbol.Min.Y) + random.Float64()*float64(symbol.Dy()),
		radius: math.Sqrt(share * float64(symbol.Dx()*symbol.Dy()) / math.Pi),
	}
}

// clear reports whether the disc lies within the symbol and touches none of its finder squares.
func (d disc) clear(symbol image.Rectangle, side int) bool {
	left, top := d.x-float64(symbol.Min.X), d.y-float64(symbol.Min.Y)
	right, bottom := float64(symbol.Max.X)-d.x, float64(symbol.Max.Y)-d.y
	near := finderModules * float64(symbol.Dx()) / float64(side)
	apart := func(x, y float64) bool { return math.Hypot(max(0, x-near), max(0, y-near)) >= d.radius }
	return min(left, top, right, bottom) >= d.radius && apart(left, top) && apart(right, top) && apart(left, bottom)
}
