package phototest_test

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"mingshi/qrsign/photo/phototest"
)

// A proof with blots that are too small, or that hit what they must not, would prove nothing.
func TestBlotsCoverWhatTheySay(t *testing.T) {
	const side, scale = 33, 6
	modules := make([][]bool, side)
	for y := range modules {
		modules[y] = make([]bool, side)
	}
	paper := phototest.Draw(modules, scale)
	symbol := phototest.Inner(paper, scale)
	for _, share := range []float64{0.10, 0.15, 0.25} {
		for seed := range uint64(50) {
			blotted := phototest.Blot(paper, symbol, side, share, true, rand.New(rand.NewPCG(seed, 1)))
			count := 0
			for y := range blotted.Rect.Dy() {
				for x := range blotted.Rect.Dx() {
					if blotted.GrayAt(x, y).Y != 0 {
						continue
					}
					count++
					if at := image.Pt(x, y).Sub(symbol.Min).Div(scale); inFinder(at, side) || !image.Pt(x, y).In(symbol) {
						t.Fatalf("share %v, seed %d: module %v is blotted", share, seed, at)
					}
				}
			}
			if got := float64(count) / float64(symbol.Dx()*symbol.Dy()); math.Abs(got-share) > 0.002 {
				t.Errorf("share %v, seed %d: %v is covered", share, seed, got)
			}
		}
	}
}

func inFinder(at image.Point, side int) bool {
	left, top, right, bottom := at.X < 7, at.Y < 7, at.X >= side-7, at.Y >= side-7
	return left && top || right && top || left && bottom
}
