package demo

import "math/rand/v2"

// draw is the district's source of chance: the same seed gives the same district on every machine.
type draw struct{ *rand.Rand }

func newDraw(seed, stream uint64) draw {
	return draw{rand.New(rand.NewPCG(seed, stream))} //nolint:gosec // made-up data that must come out the same again
}

// between gives a whole number from low to high, both included.
func (d draw) between(low, high int) int { return low + d.IntN(high-low+1) }

// chance is true in percent of 100 cases.
func (d draw) chance(percent int) bool { return d.IntN(100) < percent }

// pick gives one element of list.
func pick[T any](d draw, list []T) T { return list[d.IntN(len(list))] }

// shuffle brings list into a random order.
func shuffle[T any](d draw, list []T) {
	d.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}
