package photo

import (
	"image"
	"image/draw"
)

// gray is a picture in shades of gray, without gaps between its rows: 0 is black.
type gray struct {
	width, height int
	pixels        []byte
}

// grayOf takes the color out of a picture. What can be seen through lies on white paper.
func grayOf(picture image.Image) gray {
	bounds := picture.Bounds()
	g := gray{bounds.Dx(), bounds.Dy(), make([]byte, bounds.Dx()*bounds.Dy())}
	rows := func(from []byte, stride int) gray {
		for y := range g.height {
			copy(g.pixels[y*g.width:][:g.width], from[y*stride:])
		}
		return g
	}
	switch p := picture.(type) {
	case *image.YCbCr: // a JPEG in color, whose first plane is the gray
		return rows(p.Y[p.YOffset(bounds.Min.X, bounds.Min.Y):], p.YStride)
	case *image.Gray:
		return rows(p.Pix[p.PixOffset(bounds.Min.X, bounds.Min.Y):], p.Stride)
	}
	// A strip at a time: the picture as a whole in color would take four times the memory.
	strip := image.NewRGBA(image.Rect(0, 0, g.width, 1))
	for y := range g.height {
		draw.Draw(strip, strip.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(strip, strip.Rect, picture, image.Pt(bounds.Min.X, bounds.Min.Y+y), draw.Over)
		for x := range g.width {
			r, green, b, _ := strip.RGBAAt(x, 0).RGBA()
			g.pixels[y*g.width+x] = byte((r + 2*green + b) / 4 >> 8) //nolint:gosec // a mean of 16 bits, less 8 of them
		}
	}
	return g
}

// resized gives the picture at another size, each pixel the mean of what it covers. It only makes smaller.
func (g gray) resized(longer int) gray {
	from := max(g.width, g.height)
	if longer >= from {
		return g
	}
	small := gray{width: max(1, g.width*longer/from), height: max(1, g.height*longer/from)}
	small.pixels = make([]byte, small.width*small.height)
	columns := edges(g.width, small.width)
	rows := edges(g.height, small.height)
	for y := range small.height {
		for x := range small.width {
			sum := 0
			for row := rows[y]; row < rows[y+1]; row++ {
				for _, pixel := range g.pixels[row*g.width+columns[x] : row*g.width+columns[x+1]] {
					sum += int(pixel)
				}
			}
			area := (rows[y+1] - rows[y]) * (columns[x+1] - columns[x])
			small.pixels[y*small.width+x] = byte(sum / area) //nolint:gosec // a mean of bytes
		}
	}
	return small
}

// edges divides so many pixels into parts as equal as whole pixels allow.
func edges(pixels, parts int) []int {
	at := make([]int, parts+1)
	for i := range at {
		at[i] = i * pixels / parts
	}
	return at
}

// inverted turns dark into light.
func (g gray) inverted() gray {
	other := gray{g.width, g.height, make([]byte, len(g.pixels))}
	for i, pixel := range g.pixels {
		other.pixels[i] = ^pixel
	}
	return other
}
