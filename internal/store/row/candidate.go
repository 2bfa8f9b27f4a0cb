package row

import (
	"cmp"
	"slices"

	"mingshi/internal/store"
)

// Candidate is what a list sorts by, of one record.
type Candidate struct {
	Number int64
	Place
}

// InOrder sorts the candidates of a narrowed list and returns those of the page behind after, one more than the limit if
// there is a next page. Such a list is short enough to be sorted here, so that no order needs an index of its own for
// each way of narrowing.
func InOrder(found []Candidate, q store.Query, after Place) []Candidate {
	order := orderOf(q.Order)
	slices.SortFunc(found, func(a, b Candidate) int { return order(a.Place, b.Place) })
	start := 0
	if q.After != "" {
		start, _ = slices.BinarySearchFunc(found, after, func(c Candidate, after Place) int {
			if order(c.Place, after) <= 0 {
				return -1
			}
			return 1
		})
	}
	return found[start:min(start+q.Limit+1, len(found))]
}

// orderOf compares places in the direction of the list.
func orderOf(order store.Order) func(a, b Place) int {
	ascending := func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID))
	}
	switch order {
	case store.ByName:
		return func(a, b Place) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
		}
	case store.ByDecision:
		return func(a, b Place) int { return ascending(b, a) }
	case store.ByDecisionAscending:
	}
	return ascending
}

// Both returns the candidates that stand in either list.
func Both(found, others []Candidate) []Candidate {
	known := make(map[int64]bool, len(others))
	for _, other := range others {
		known[other.Number] = true
	}
	return slices.DeleteFunc(found, func(c Candidate) bool { return !known[c.Number] })
}
