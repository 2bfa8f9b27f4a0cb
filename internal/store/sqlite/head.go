package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// Head implements store.Reader.
func (s *Store) Head(ctx context.Context) (store.Head, error) {
	if err := s.enter(ctx); err != nil {
		return store.Head{}, err
	}
	defer s.leave()
	head, err := s.head(ctx, s.reader, row.Day(s.today()))
	return head, explain(ctx, err, "read head")
}

func (s *Store) head(ctx context.Context, q runner, today int64) (store.Head, error) {
	var head store.Head
	var at, lastEnd int64
	err := q.queryRow(ctx, headSQL, []any{today}, &head.FeedID, &head.Position, &at, &lastEnd)
	if errors.Is(err, sql.ErrNoRows) {
		return store.Head{}, errFilling()
	}
	if err != nil {
		return store.Head{}, err
	}
	head.AsOf = row.AsOf(at, lastEnd, s.zone)
	return head, nil
}

// CountEver implements store.Writer.
func (s *Store) CountEver(ctx context.Context, kind disclosure.Kind) (int64, error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.leave()
	var count int64
	err := s.reader.queryRow(ctx, countEverSQL, []any{string(kind)}, &count)
	return count, explain(ctx, err, "count %s records", kind)
}

// Ended implements store.Upkeep.
func (s *Store) Ended(ctx context.Context, limit int) ([]disclosure.Record, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	limit = row.Limit(limit)
	records, err := readRecords(s.reader.query(ctx, endedSQL, row.Day(s.today()), limit))
	return records, explain(ctx, err, "list ended records")
}
