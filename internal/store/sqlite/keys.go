package sqlite

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// keys are the natural keys of a batch and the records they shall lead to.
type keys map[disclosure.Key]int64

func (k keys) add(write *store.Write, number int64) error {
	for _, key := range write.Keys {
		if other, ok := k[key]; ok && other != number {
			return conflict(write, "a key leads to another record of the batch")
		}
		k[key] = number
	}
	return nil
}

// flush writes the keys in their order, so that neighbours land on the same page.
func (k keys) flush(ctx context.Context, v *view) error {
	sorted := slices.SortedFunc(maps.Keys(k), func(a, b disclosure.Key) int { return bytes.Compare(a[:], b[:]) })
	args := make([]any, 0, 2*len(sorted))
	for i := range sorted {
		args = append(args, sorted[i][:], k[sorted[i]])
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
