package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/store/row"
)

// placeOverhead is about how many bytes a row of the table record_place needs.
const placeOverhead = 128

// copyPlaces writes under which places records are found from now on.
func copyPlaces(ctx context.Context, tx pgx.Tx, places row.Places) error {
	added := places.Sorted(true)
	rows := newCopyRows(len(added) * placeOverhead)
	for _, p := range added {
		rows.row(3)
		rows.text(p.Place)
		rows.text(p.Kind)
		rows.bigint(p.Number)
	}
	return rows.send(ctx, tx, copyPlacesSQL)
}

// queuePlacesGone takes away the places under which records are no longer found.
func queuePlacesGone(statements *pgx.Batch, places row.Places) {
	gone := places.Sorted(false)
	if len(gone) == 0 {
		return
	}
	names, kinds := make([]string, len(gone)), make([]string, len(gone))
	numbers := make([]int64, len(gone))
	for i, p := range gone {
		names[i], kinds[i], numbers[i] = p.Place, p.Kind, p.Number
	}
	statements.Queue(deletePlacesSQL, names, kinds, numbers)
}
