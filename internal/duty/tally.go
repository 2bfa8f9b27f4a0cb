package duty

import (
	"cmp"
	"context"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// Count is how many venues of one street one unit is responsible for, and how many of them have to be inspected.
type Count struct {
	// Street and Unit are empty for venues of which the register does not tell them.
	Street, Unit string
	// Venues are all that trade.
	Venues int64
	// Due are those whose day comes within the days asked for, today included; Overdue those whose day has passed. None is both.
	Due, Overdue int64
	// Corrections are those among Due and Overdue at which an order to put something right is to be looked at again.
	Corrections int64
}

// Add counts one venue, by the days that are looked at.
func (c *Count) Add(e *Entry, today disclosure.Date, within int) {
	c.Venues++
	switch {
	case e.Overdue > 0:
		c.Overdue++
	case e.DueWithin(today, within):
		c.Due++
	default:
		return
	}
	if e.Due.Reason == grading.DueCorrection {
		c.Corrections++
	}
}

// Tally counts by street and unit, sorted by both; those without come last.
func Tally(
	ctx context.Context, r store.Reader, scheme *grading.Scheme, today disclosure.Date, within int,
) ([]Count, error) {
	type place struct{ street, unit string }
	at := make(map[place]int)
	var counts []Count
	err := All(ctx, r, scheme, today, func(e Entry) error {
		where := place{e.Venue.Facts.Street, e.Venue.Facts.GridDuty}
		i, known := at[where]
		if !known {
			i = len(counts)
			at[where] = i
			counts = append(counts, Count{Street: where.street, Unit: where.unit})
		}
		counts[i].Add(&e, today, within)
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(counts, func(a, b Count) int { return cmp.Or(emptyLast(a.Street, b.Street), emptyLast(a.Unit, b.Unit)) })
	return counts, nil
}
