package sqlite

import (
	"context"

	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// The number of columns of the tables change and trail.
const (
	changeColumns = 9
	trailColumns  = 5
)

// feedRows are the changes of a batch and their trail, in order.
type feedRows struct {
	changes []any
	trail   []any
	sources map[row.Source]int64
}

func (f *feedRows) add(ctx context.Context, w *batchWriter, write *store.Write, after *numbered, previous int64) error {
	f.changes = append(f.changes, after.Position, w.at, string(write.Op), after.Kind, after.number, after.Version, after.Reason,
		after.Digest, previous)
	return f.addTrail(ctx, w.view, after.Position, &write.Trail)
}

// addTrail adds the internal line of the change at a position.
func (f *feedRows) addTrail(ctx context.Context, v *view, position int64, trail *store.Trail) error {
	key := row.SourceOf(trail)
	number, ok := f.sources[key]
	if !ok {
		err := v.queryRow(ctx, trailSourceSQL, []any{key.By, key.Batch, key.File, key.SHA256, key.Sheet}, &number)
		if err != nil {
			return err
		}
		f.sources[key] = number
	}
	f.trail = append(f.trail, position, number, trail.Origin.Row, trail.Document, trail.Note)
	return nil
}

func (f *feedRows) flush(ctx context.Context, v *view) error {
	if _, err := v.insertMany(ctx, insertChangeSQL, changeColumns, f.changes); err != nil {
		return err
	}
	_, err := v.insertMany(ctx, insertTrailSQL, trailColumns, f.trail)
	return err
}
