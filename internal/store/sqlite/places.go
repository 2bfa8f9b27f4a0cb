package sqlite

import (
	"cmp"
	"context"
	"slices"
)

// places are the changes of a batch to record_place: true for a row that shall exist, false for one that shall not.
type places map[placeRow]bool

type placeRow struct {
	place, kind string
	number      int64
}

// move notes that a record is found under other places than before.
func (p places) move(number int64, kind string, before, after []string) {
	if slices.Equal(before, after) {
		return
	}
	for _, place := range before {
		row := placeRow{place: place, kind: kind, number: number}
		if !slices.Contains(after, place) {
			p[row] = false
		}
	}
	for _, place := range after {
		row := placeRow{place: place, kind: kind, number: number}
		if !slices.Contains(before, place) {
			p[row] = true
		}
	}
}

// flush writes the rows in their order, so that neighbours land on the same page.
func (p places) flush(ctx context.Context, v *view) error {
	sorted := make([]placeRow, 0, len(p))
	for row := range p {
		sorted = append(sorted, row)
	}
	slices.SortFunc(sorted, func(a, b placeRow) int {
		return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.kind, b.kind), cmp.Compare(a.number, b.number))
	})
	var args []any
	for _, row := range sorted {
		if p[row] {
			args = append(args, row.place, row.kind, row.number)
			continue
		}
		if _, err := v.exec(ctx, deletePlaceSQL, row.place, row.kind, row.number); err != nil {
			return err
		}
	}
	_, err := v.insertMany(ctx, insertPlaceSQL, 3, args)
	return err
}
