package sqlite

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/row"
)

// insertKeys writes the keys of a batch; one that leads to another record already is kind Conflict.
func insertKeys(ctx context.Context, v *view, keys row.Keys) error {
	sorted := keys.Sorted()
	args := make([]any, 0, 2*len(sorted))
	for i := range sorted {
		args = append(args, sorted[i][:], keys[sorted[i]])
	}
	written, err := v.insertMany(ctx, insertKeySQL, 2, args)
	if err != nil {
		return err
	}
	if written != int64(len(sorted)) {
		return disclosure.Errorf(disclosure.Conflict, "%d keys lead to other records", int64(len(sorted))-written)
	}
	return nil
}
