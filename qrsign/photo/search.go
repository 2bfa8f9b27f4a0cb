package photo

import (
	"math"
	"slices"

	"github.com/makiuchi-d/gozxing"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode"
	single "github.com/makiuchi-d/gozxing/qrcode"
)

// sizes are what a picture's longer side is brought down to. A reader that looks for the squares of a symbol finds them best
// where a module takes 3 to 8 pixels: a symbol that fills the picture in a small one, one across the street in a large one.
// Each also catches some that another misses by the chance of where pixels fall.
var sizes = []int{500, 800, 1200, 1800, 2700, 4000, 8000}

const (
	// maxCodes is how many codes are taken out of a picture at one size: a sheet of boards has fewer.
	maxCodes = 24
	// maxSquares is how many places that may be a corner of a symbol are followed up. Every three of them may be one, so a
	// picture made of nothing else would take hours.
	maxSquares = 150
)

// reader reads codes in a picture of black and white.
type reader func(*gozxing.BinaryBitmap, map[gozxing.DecodeHintType]any) ([]*gozxing.Result, error)

// search looks for dark codes on light, and for light ones on dark where there are none; each first as the library does it,
// and then the slow way that gets along without a fourth corner.
func search(g gray) []string {
	for _, shade := range []gray{g, g.inverted()} {
		for _, readers := range [][]reader{{readAll, readOne}, {readByThree}} {
			if found := shade.atEverySize(readers); len(found) > 0 {
				return found
			}
		}
	}
	return nil
}

// binarizer decides what is black: by the neighbourhood, which copes with shadows, or by the whole picture.
type binarizer func(gozxing.LuminanceSource) gozxing.Binarizer

var binarizers = []binarizer{gozxing.NewHybridBinarizer, gozxing.NewGlobalHistgramBinarizer}

func (g gray) atEverySize(readers []reader) []string {
	var found []string
	last := 0
	for _, longer := range sizes {
		longer = min(longer, max(g.width, g.height))
		if longer == last {
			break
		}
		last = longer
		small := g.resized(longer)
		for _, binarize := range binarizers {
			for _, text := range small.texts(binarize, readers) {
				if !slices.Contains(found, text) {
					found = append(found, text)
				}
			}
		}
	}
	return found
}

// texts looks for codes in the picture as it is. One that was found is painted over, and the rest is looked at again: a
// reader of one code picks the three best squares, whose ever they are.
func (g gray) texts(binarize binarizer, readers []reader) []string {
	var found []string
	rest := gray{g.width, g.height, slices.Clone(g.pixels)}
	for len(found) < maxCodes {
		results := rest.look(binarize, readers)
		if len(results) == 0 {
			break
		}
		for _, result := range results {
			found = append(found, result.GetText())
			rest.cover(result.GetResultPoints())
		}
	}
	return found
}

// look gives the codes that the first of the readers finds which finds any.
func (g gray) look(binarize binarizer, readers []reader) []*gozxing.Result {
	source, err := gozxing.NewPlanarYUVLuminanceSource(g.pixels, g.width, g.height, 0, 0, g.width, g.height, false)
	if err != nil {
		return nil
	}
	bitmap, err := gozxing.NewBinaryBitmap(binarize(source))
	if err != nil {
		return nil
	}
	for _, read := range readers {
		if results := attempt(bitmap, read); len(results) > 0 {
			return results
		}
	}
	return nil
}

// tooBusy ends the look at a picture with too many squares.
type tooBusy struct{}

// attempt lets a reader at a picture. Where the library panics, and where it would go on for hours, it has found nothing.
func attempt(bitmap *gozxing.BinaryBitmap, read reader) (found []*gozxing.Result) {
	defer func() {
		if recover() != nil {
			found = nil
		}
	}()
	squares := 0
	results, err := read(bitmap, map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER: true,
		gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: gozxing.ResultPointCallback(func(gozxing.ResultPoint) {
			if squares++; squares > maxSquares {
				panic(tooBusy{}) // the library has no other way out
			}
		}),
	})
	if err != nil {
		return nil
	}
	return results
}

// readAll finds all codes that are seen straight on.
func readAll(bitmap *gozxing.BinaryBitmap, hints map[gozxing.DecodeHintType]any) ([]*gozxing.Result, error) {
	return multi.NewQRCodeMultiReader().DecodeMultiple(bitmap, hints)
}

// readOne finds the code that stands out most, also askew.
func readOne(bitmap *gozxing.BinaryBitmap, hints map[gozxing.DecodeHintType]any) ([]*gozxing.Result, error) {
	result, err := single.NewQRCodeReader().Decode(bitmap, hints)
	return []*gozxing.Result{result}, err
}

// cover paints a symbol over, by the centres of its squares: bottom left, top left, top right.
func (g gray) cover(corners []gozxing.ResultPoint) {
	const wider = 1.1 // past the middle of the squares; the symbol beside it keeps its own
	if len(corners) < 3 {
		return
	}
	x, y := (corners[0].GetX()+corners[2].GetX())/2, (corners[0].GetY()+corners[2].GetY())/2
	reach := wider * math.Hypot(corners[0].GetX()-x, corners[0].GetY()-y)
	for row := max(0, int(y-reach)); row < min(g.height, int(y+reach)+1); row++ {
		half := math.Sqrt(max(0, reach*reach-(float64(row)-y)*(float64(row)-y)))
		for column := max(0, int(x-half)); column < min(g.width, int(x+half)+1); column++ {
			g.pixels[row*g.width+column] = 0xff
		}
	}
}
