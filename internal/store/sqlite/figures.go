package sqlite

import (
	"context"
	"encoding/json"

	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// Figures implements store.Reader.
func (s *Store) Figures(ctx context.Context, q store.FigureQuery) ([]store.Figure, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	figures, err := readFigures(ctx, s.reader, q)
	return figures, explain(ctx, err, "read figures")
}

func readFigures(ctx context.Context, q runner, asked store.FigureQuery) ([]store.Figure, error) {
	b, err := row.BoundsOf(asked)
	if err != nil {
		return nil, err
	}
	kinds, err := json.Marshal(b.Kinds)
	if err != nil {
		return nil, err
	}
	rows, err := q.query(ctx, figuresSQL, b.From, b.To, b.DecidedFrom, b.DecidedTo, string(kinds), b.AllKinds, b.Unit)
	if err != nil {
		return nil, err
	}
	var figures []store.Figure
	err = eachRow(rows, func() error {
		var f store.Figure
		err := rows.Scan(&f.Month, &f.DecidedMonth, &f.Kind, &f.Unit, &f.Event, &f.Count)
		figures = append(figures, f)
		return err
	})
	return figures, err
}
