package sqlite

import (
	"context"

	"mingshi/internal/store"
)

// The number of columns of the tables change and trail.
const (
	changeColumns = 9
	trailColumns  = 5
)

// source is what many lines of the trail share.
type source struct{ by, batch, file, sha256, sheet string }

// feedRows are the changes of a batch and their trail, in order.
type feedRows struct {
	changes []any
	trail   []any
	sources map[source]int64
}

func (f *feedRows) add(ctx context.Context, w *batchWriter, write *store.Write, row *rowToWrite, previous int64) error {
	f.changes = append(f.changes, row.position, w.at, string(write.Op), row.kind, row.number, row.Version, row.reason,
		row.digest, previous)
	trail := &write.Trail
	key := source{trail.By, trail.Batch, trail.Origin.File, trail.Origin.SHA256, trail.Origin.Sheet}
	number, ok := f.sources[key]
	if !ok {
		err := w.view.queryRow(ctx, trailSourceSQL, []any{key.by, key.batch, key.file, key.sha256, key.sheet}, &number)
		if err != nil {
			return err
		}
		f.sources[key] = number
	}
	f.trail = append(f.trail, row.position, number, trail.Origin.Row, trail.Document, trail.Note)
	return nil
}

func (f *feedRows) flush(ctx context.Context, v *view) error {
	if _, err := v.insertMany(ctx, insertChangeSQL, changeColumns, f.changes); err != nil {
		return err
	}
	_, err := v.insertMany(ctx, insertTrailSQL, trailColumns, f.trail)
	return err
}
