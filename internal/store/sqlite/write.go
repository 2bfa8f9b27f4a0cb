package sqlite

import (
	"context"

	"mingshi/internal/disclosure"
)

// write runs change in the one write transaction of the database and commits it unless it fails. A store that has begun to
// be filled since it was opened is kind Unavailable.
func (s *Store) write(ctx context.Context, change func(ctx context.Context, v *view) error) error {
	return s.transact(ctx, func(ctx context.Context, v *view) error {
		if err := requireFilled(ctx, v); err != nil {
			return err
		}
		return change(ctx, v)
	})
}

// transact runs change in the one write transaction of the database and commits it unless it fails. While it waits for the
// lock, and between two statements, a cancelled context ends it; the context that change gets is never cancelled, since
// the driver would give up the connection, and its cache, for every interrupted statement.
func (s *Store) transact(ctx context.Context, change func(ctx context.Context, v *view) error) error {
	if s.writer == nil {
		return disclosure.Errorf(disclosure.Unavailable, "store %s: opened for reading only", s.dir)
	}
	v, err := s.writer.begin(ctx)
	if err != nil {
		return err
	}
	defer v.tx.Rollback() //nolint:errcheck // does nothing after a commit
	if err := change(context.WithoutCancel(ctx), v); err != nil {
		return err
	}
	return v.tx.Commit()
}

// insertMany inserts rows whose columns follow each other in args, and tells how many rows were changed.
func (v *view) insertMany(ctx context.Context, text string, columns int, args []any) (int64, error) {
	var changed int64
	many := manyRows(text)
	for len(args) >= columns*rowsAtOnce {
		n, err := v.exec(ctx, many, args[:columns*rowsAtOnce]...)
		if err != nil {
			return 0, err
		}
		changed += n
		args = args[columns*rowsAtOnce:]
	}
	for len(args) > 0 {
		n, err := v.exec(ctx, text, args[:columns]...)
		if err != nil {
			return 0, err
		}
		changed += n
		args = args[columns:]
	}
	return changed, nil
}
