package sqlite

import (
	"context"
	"maps"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/row"
)

// Totals implements store.Reader. Kinds without public records are absent.
func (s *Store) Totals(ctx context.Context) (map[disclosure.Kind]int64, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	var totals map[disclosure.Kind]int64
	err := s.reader.snapshot(ctx, func(v *view) (err error) {
		totals, err = s.totalsIn(ctx, v, row.Day(s.today()))
		return err
	})
	return maps.Clone(totals), explain(ctx, err, "count public records")
}

// totalsIn returns the totals of a snapshot; they are shared and must not be changed.
func (s *Store) totalsIn(ctx context.Context, v *view, today int64) (map[disclosure.Kind]int64, error) {
	head, err := s.head(ctx, v, today)
	if err != nil {
		return nil, err
	}
	if totals := s.totals.Get(head.Position, today); totals != nil {
		return totals, nil
	}
	rows, err := v.query(ctx, totalsSQL, today)
	if err != nil {
		return nil, err
	}
	totals := make(map[disclosure.Kind]int64)
	err = eachRow(rows, func() error {
		var kind string
		var count int64
		if err := rows.Scan(&kind, &count); err != nil {
			return err
		}
		totals[disclosure.Kind(kind)] = count
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.totals.Put(head.Position, today, totals)
	return totals, nil
}
