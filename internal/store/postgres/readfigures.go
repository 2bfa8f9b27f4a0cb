package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// Figures implements store.Reader.
func (s *Store) Figures(ctx context.Context, q store.FigureQuery) ([]store.Figure, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	var figures []store.Figure
	err := s.read(ctx, func(ctx context.Context, p *pool) (err error) {
		figures, err = readFigures(ctx, p.db, q)
		return err
	})
	return figures, explain(ctx, err, "read figures")
}

func readFigures(ctx context.Context, from querier, q store.FigureQuery) ([]store.Figure, error) {
	b, err := row.BoundsOf(q)
	if err != nil {
		return nil, err
	}
	rows, err := from.Query(ctx, figuresSQL, b.From, b.To, b.DecidedFrom, b.DecidedTo, b.Kinds, b.AllKinds, b.Unit)
	if err != nil {
		return nil, err
	}
	var figures []store.Figure
	var f store.Figure
	_, err = pgx.ForEachRow(rows, []any{&f.Month, &f.DecidedMonth, &f.Kind, &f.Unit, &f.Event, &f.Count}, func() error {
		figures = append(figures, f)
		return nil
	})
	return figures, err
}
