package phototest

import (
	"image"
	"image/color"
)

// QuietZone is the light margin in modules that Draw leaves around a symbol.
const QuietZone = 4

// white is paper as Draw and the blots know it.
const white = 255

// Draw draws a symbol's modules, true for dark, at so many pixels each, with the quiet zone around them.
func Draw(modules [][]bool, scale int) *image.Gray {
	side := (len(modules) + 2*QuietZone) * scale
	picture := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			row, column := y/scale-QuietZone, x/scale-QuietZone
			inside := row >= 0 && row < len(modules) && column >= 0 && column < len(modules)
			if !inside || !modules[row][column] {
				picture.SetGray(x, y, color.Gray{Y: white})
			}
		}
	}
	return picture
}

// Inner is where the modules lie in a picture of Draw.
func Inner(picture *image.Gray, scale int) image.Rectangle {
	return picture.Bounds().Inset(QuietZone * scale)
}

// Paste copies a picture onto a page at a point.
func Paste(page, picture *image.Gray, at image.Point) {
	for y := range picture.Rect.Dy() {
		row := picture.Pix[y*picture.Stride:][:picture.Rect.Dx()]
		copy(page.Pix[page.PixOffset(at.X, at.Y+y):], row)
	}
}

// Paper is an empty page of a size in pixels.
func Paper(width, height int) *image.Gray {
	page := image.NewGray(image.Rect(0, 0, width, height))
	for i := range page.Pix {
		page.Pix[i] = white
	}
	return page
}
