package postgres

import (
	"context"
	"maps"

	"github.com/jackc/pgx/v5"

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
	err := s.read(ctx, func(ctx context.Context, p *pool) (err error) {
		totals, err = s.totalsAt(ctx, p, row.Day(s.today()))
		return err
	})
	return maps.Clone(totals), explain(ctx, err, "count public records")
}

// totalsAt returns the totals of a day; they are shared and must not be changed.
func (s *Store) totalsAt(ctx context.Context, p *pool, today int64) (map[disclosure.Kind]int64, error) {
	var position int64
	if err := scanHead(p.db.QueryRow(ctx, positionSQL), &position); err != nil {
		return nil, err
	}
	if totals := s.totals.Get(position, today); totals != nil {
		return totals, nil
	}
	view := newSnapshot()
	view.head([]any{&position}, positionSQL)
	totals := view.totals(today)
	if err := view.ask(ctx, p); err != nil {
		return nil, err
	}
	s.totals.Put(position, today, totals)
	return totals, nil
}

// totals asks for the totals of a day; they are there once the snapshot is answered.
func (s *snapshot) totals(today int64) map[disclosure.Kind]int64 {
	totals := make(map[disclosure.Kind]int64)
	s.rows(func(rows pgx.Rows) error {
		read, err := readTotals(rows)
		maps.Copy(totals, read)
		return err
	}, totalsSQL, today)
	return totals
}

func readTotals(rows pgx.Rows) (map[disclosure.Kind]int64, error) {
	totals := make(map[disclosure.Kind]int64)
	var kind string
	var count int64
	_, err := pgx.ForEachRow(rows, []any{&kind, &count}, func() error {
		totals[disclosure.Kind(kind)] = count
		return nil
	})
	return totals, err
}
