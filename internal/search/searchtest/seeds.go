package searchtest

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
)

var (
	// seedFlag runs a random history again that has failed.
	seedFlag = flag.Uint64("searchtest.seed", 0, "run the random histories of the suite with this seed; 0: with a new one")
	// stepsFlag makes random histories longer or shorter.
	stepsFlag = flag.Int("searchtest.steps", 0, "how many steps a random history has; 0: as many as take a few seconds")
)

// fixedSeeds are run each time.
var fixedSeeds = []uint64{1, 2, 3}

// The lengths of a random history.
const (
	historySteps      = 120
	historyStepsShort = 40
)

// steps is the length of a random history, which is shorter with -short.
func steps() int {
	switch {
	case *stepsFlag > 0:
		return *stepsFlag
	case testing.Short():
		return historyStepsShort
	}
	return historySteps
}

// seeded makes a sentence for each of the fixed seeds and for one that nobody has tried yet.
func seeded(name string, prove func(w *world, random *rand.Rand)) []sentence {
	var sentences []sentence
	for _, seed := range fixedSeeds {
		sentences = append(sentences, sentence{name: fmt.Sprintf("%s, seed %d", name, seed), prove: func(w *world) {
			prove(w, newRandom(seed))
		}})
	}
	return append(sentences, sentence{name: name + ", another seed", prove: func(w *world) {
		seed := *seedFlag
		for seed == 0 {
			seed = rand.Uint64() //nolint:gosec // any will do
		}
		w.t.Logf("to see this again: -searchtest.seed=%d", seed)
		prove(w, newRandom(seed))
	}})
}

// newRandom is a source of chance that begins the same for the same seed.
func newRandom(seed uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // it has to come out the same again
}

// one picks one of several.
func one[T any](random *rand.Rand, of ...T) T { return of[random.IntN(len(of))] }

// some makes a list of less than n.
func some[T any](random *rand.Rand, n int, create func() T) []T {
	var list []T
	for range random.IntN(n) {
		list = append(list, create())
	}
	return list
}
