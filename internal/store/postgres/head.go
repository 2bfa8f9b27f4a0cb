package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// headRow is the answer of head.sql.
type headRow struct {
	feedID                string
	position, at, lastEnd int64
}

func (h *headRow) columns() []any { return []any{&h.feedID, &h.position, &h.at, &h.lastEnd} }

// scanHead reads a row of the head of the feed; there is none while the store is being filled.
func scanHead(r pgx.Row, into ...any) error {
	err := r.Scan(into...)
	if errors.Is(err, pgx.ErrNoRows) {
		return errFilling()
	}
	return err
}

func (s *Store) headOf(h *headRow) store.Head {
	return store.Head{FeedID: h.feedID, Position: h.position, AsOf: row.AsOf(h.at, h.lastEnd, s.zone)}
}

// Head implements store.Reader.
func (s *Store) Head(ctx context.Context) (store.Head, error) {
	if err := s.enter(ctx); err != nil {
		return store.Head{}, err
	}
	defer s.leave()
	var h headRow
	err := s.read(ctx, func(ctx context.Context, p *pool) error {
		err := scanHead(p.db.QueryRow(ctx, headSQL, row.Day(s.today())), h.columns()...)
		s.told(p, h.position)
		return err
	})
	if err != nil {
		return store.Head{}, explain(ctx, err, "read head")
	}
	return s.headOf(&h), nil
}

// CountEver implements store.Writer.
func (s *Store) CountEver(ctx context.Context, kind disclosure.Kind) (int64, error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.leave()
	var count int64
	err := s.readOwn(ctx, func(ctx context.Context, p *pool) error {
		return p.db.QueryRow(ctx, countEverSQL, string(kind)).Scan(&count)
	})
	return count, explain(ctx, err, "count %s records", kind)
}

// Ended implements store.Upkeep.
func (s *Store) Ended(ctx context.Context, limit int) ([]disclosure.Record, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	var records []disclosure.Record
	err := s.readOwn(ctx, func(ctx context.Context, p *pool) (err error) {
		records, err = readRecords(p.db.Query(ctx, endedSQL, row.Day(s.today()), row.Limit(limit)))
		return err
	})
	return records, explain(ctx, err, "list ended records")
}
