package photo

import (
	"cmp"
	"math"
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/common"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// toCentre is how far the centre of a corner's square lies from the symbol's edge, in modules.
const toCentre = 3.5

// readByThree reads a symbol by its three squares alone. A fourth, small one near the last corner tells how much it is seen
// askew; where dirt lies on that one, or something in the picture looks like it, the library reads beside the modules. So all
// places are tried where the last corner may be: the symbol's own redundancy tells when it is right.
func readByThree(bitmap *gozxing.BinaryBitmap, hints map[gozxing.DecodeHintType]any) ([]*gozxing.Result, error) {
	matrix, err := bitmap.GetBlackMatrix()
	if err != nil {
		return nil, err
	}
	callback, _ := hints[gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK].(gozxing.ResultPointCallback)
	squares, missing := detector.NewFinderPatternFinder(matrix, callback).Find(hints)
	if missing != nil {
		return nil, missing
	}
	bottomLeft, topLeft, topRight := squares.GetBottomLeft(), squares.GetTopLeft(), squares.GetTopRight()
	module := (bottomLeft.GetEstimatedModuleSize() + topLeft.GetEstimatedModuleSize() + topRight.GetEstimatedModuleSize()) / 3
	apart := (gozxing.ResultPoint_Distance(topLeft, topRight) + gozxing.ResultPoint_Distance(topLeft, bottomLeft)) / 2
	decode := decoder.NewDecoder().Decode
	for _, side := range sidesNear(apart/module + 2*toCentre) {
		scale := apart / (float64(side) - 2*toCentre)
		for _, shift := range shifts {
			corner := gozxing.NewResultPoint(
				topRight.GetX()-topLeft.GetX()+bottomLeft.GetX()+shift.x*scale,
				topRight.GetY()-topLeft.GetY()+bottomLeft.GetY()+shift.y*scale)
			bits, err := detector.Detector_sampleGrid(matrix, onto(side, topLeft, topRight, corner, bottomLeft), side)
			if err != nil {
				continue
			}
			if text, err := decode(bits, nil); err == nil {
				points := []gozxing.ResultPoint{bottomLeft, topLeft, topRight}
				return []*gozxing.Result{gozxing.NewResult(text.GetText(), nil, points, gozxing.BarcodeFormat_QR_CODE)}, nil
			}
		}
	}
	return nil, gozxing.NewNotFoundException()
}

// onto leads from the modules of a symbol to the picture, by the centres of its squares and where a fourth one would be.
func onto(side int, topLeft, topRight, bottomRight, bottomLeft gozxing.ResultPoint) *common.PerspectiveTransform {
	far := float64(side) - toCentre
	return common.PerspectiveTransform_QuadrilateralToQuadrilateral(
		toCentre, toCentre, far, toCentre, far, far, toCentre, far,
		topLeft.GetX(), topLeft.GetY(), topRight.GetX(), topRight.GetY(),
		bottomRight.GetX(), bottomRight.GetY(), bottomLeft.GetX(), bottomLeft.GetY())
}

// sidesNear are the numbers of modules that a symbol may have (17 + 4 × version) next to an estimate, the nearest first.
func sidesNear(estimate float64) []int {
	const smallest, largest, step = 21, 177, 4
	nearest := smallest + step*int(math.Round((estimate-smallest)/step))
	sides := []int{nearest, nearest - step, nearest + step}
	return slices.DeleteFunc(sides, func(side int) bool { return side < smallest || side > largest })
}

// shift is a step beside the place where the last corner would be if the symbol were seen straight on, in modules.
type shift struct{ x, y float64 }

// shifts are up to four modules either way, the nearest first: more than a symbol of the boards' size seen from 35° aside.
var shifts = func() []shift {
	const reach, steps = 4, 2 // by half modules
	var all []shift
	for y := -reach * steps; y <= reach*steps; y++ {
		for x := -reach * steps; x <= reach*steps; x++ {
			all = append(all, shift{float64(x) / steps, float64(y) / steps})
		}
	}
	slices.SortStableFunc(all, func(a, b shift) int { return cmp.Compare(math.Hypot(a.x, a.y), math.Hypot(b.x, b.y)) })
	return all
}()
