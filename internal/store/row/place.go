package row

import (
	"cmp"
	"slices"

	"mingshi/internal/store"
)

// Place is where a record stands in a list: its number, its sort keys and its id. A page goes on behind one; of that only
// the key of the list's order and the id are set, and the number only once the store has found it by the id.
type Place struct {
	Number int64
	Day    int64
	Name   string
	ID     string
}

// InOrder sorts what a narrowed list may hold and returns those of the page behind after, one more than the limit if
// there is a next page. Such a list is short enough to be sorted here, so that no order needs an index of its own for
// each way of narrowing.
func InOrder(found []Place, q store.Query, after Place) []Place {
	order := orderOf(q.Order)
	slices.SortFunc(found, order)
	start := 0
	if q.After != "" {
		start, _ = slices.BinarySearchFunc(found, after, func(c, after Place) int {
			if order(c, after) <= 0 {
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
	case store.ByNumber:
		return func(a, b Place) int { return cmp.Compare(a.Number, b.Number) }
	case store.ByDecision:
		return func(a, b Place) int { return ascending(b, a) }
	case store.ByDecisionAscending:
	}
	return ascending
}

// Both returns the places that stand in either list.
func Both(found, others []Place) []Place {
	known := make(map[int64]bool, len(others))
	for _, other := range others {
		known[other.Number] = true
	}
	return slices.DeleteFunc(found, func(c Place) bool { return !known[c.Number] })
}
