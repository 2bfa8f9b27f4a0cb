package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
)

// readTimeout is how long one try of a read may take, so that a server that stands still, or a network that swallows what
// it is given, does not hold readers for ever.
const readTimeout = 10 * time.Second

// read runs a read that need not see what this store has just written: on the replica if that is fit, else, or if that
// fails, on the primary. Faults that pass are tried again for a while.
func (s *Store) read(ctx context.Context, do func(ctx context.Context, p *pool) error) error {
	if s.replica == nil {
		return s.readWithin(ctx, readWindow, do)
	}
	return retryFor(ctx, s.log, readWindow, func(ctx context.Context) error {
		if p := s.replica.fit(); p != nil {
			err := try(ctx, p, do)
			if _, answered := errors.AsType[*disclosure.Error](err); err == nil || answered || ctx.Err() != nil {
				return err
			}
			if lost(err) {
				s.replica.leaveAlone(ctx, err.Error())
			}
		}
		return try(ctx, s.primary, do)
	})
}

// readOwn runs a read that must see what was written before: on the primary.
func (s *Store) readOwn(ctx context.Context, do func(ctx context.Context, p *pool) error) error {
	return s.readWithin(ctx, writeWindow, do)
}

func (s *Store) readWithin(ctx context.Context, window time.Duration, do func(ctx context.Context, p *pool) error) error {
	return retryFor(ctx, s.log, window, func(ctx context.Context) error { return try(ctx, s.primary, do) })
}

// try runs a read once, for no longer than readTimeout.
func try(ctx context.Context, p *pool, do func(ctx context.Context, p *pool) error) error {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	return do(ctx, p)
}

// told notes which position a server has told a reader of.
func (s *Store) told(p *pool, position int64) {
	if s.replica != nil && p == s.primary {
		s.replica.told(position)
	}
}

// eachRow calls visit for each row of a query and closes the rows.
func eachRow(rows pgx.Rows, err error, visit func(rows pgx.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := visit(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
