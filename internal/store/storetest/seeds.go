package storetest

import (
	"flag"
	"fmt"
	"math/rand/v2"
)

// seedFlag runs a random history again that has failed.
var seedFlag = flag.Uint64("storetest.seed", 0, "run the random histories of the suite with this seed; 0: with a new one")

// fixedSeeds are run each time.
var fixedSeeds = []uint64{1, 2}

// runSeeds proves a sentence on random inputs: for the fixed seeds and for one that nobody has tried yet.
func (w *world) runSeeds(prove func(w *world, seed uint64)) {
	w.t.Helper()
	for _, seed := range fixedSeeds {
		w.anew(fmt.Sprint("seed ", seed), func(w *world) { prove(w, seed) })
	}
	w.anew("another seed", func(w *world) {
		seed := *seedFlag
		for seed == 0 {
			seed = rand.Uint64() //nolint:gosec // any will do
		}
		w.t.Logf("to see this again: -storetest.seed=%d", seed)
		prove(w, seed)
	})
}

// newRandom is a source of chance that begins the same for the same seed.
func newRandom(seed, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, stream)) //nolint:gosec // it has to come out the same again
}

// one picks one of several.
func one[T any](random *rand.Rand, of ...T) T { return of[random.IntN(len(of))] }
