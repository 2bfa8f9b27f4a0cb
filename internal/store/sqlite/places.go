package sqlite

import (
	"context"

	"mingshi/internal/store/row"
)

// movePlaces writes under which places records are found from now on.
func movePlaces(ctx context.Context, v *view, places row.Places) error {
	for _, gone := range places.Sorted(false) {
		if _, err := v.exec(ctx, deletePlaceSQL, gone.Place, gone.Kind, gone.Number); err != nil {
			return err
		}
	}
	var args []any
	for _, added := range places.Sorted(true) {
		args = append(args, added.Place, added.Kind, added.Number)
	}
	_, err := v.insertMany(ctx, insertPlaceSQL, 3, args)
	return err
}
