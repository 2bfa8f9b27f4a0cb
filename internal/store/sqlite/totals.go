package sqlite

import (
	"context"
	"database/sql"
	"maps"

	"mingshi/internal/disclosure"
)

// Totals implements store.Reader. Kinds without public records are absent.
func (s *Store) Totals(ctx context.Context) (map[disclosure.Kind]int64, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	var totals map[disclosure.Kind]int64
	err := s.reader.snapshot(ctx, func(v *view) (err error) {
		totals, err = s.stateIn(v).totals(ctx)
		return err
	})
	return maps.Clone(totals), explain(ctx, err, "count public records")
}

// totals returns how many records are public; the map is shared and must not be changed.
func (st *state) totals(ctx context.Context) (map[disclosure.Kind]int64, error) {
	if st.counted != nil {
		return st.counted, nil
	}
	head, err := st.store.head(ctx, st.view, st.today)
	if err != nil {
		return nil, err
	}
	if st.counted = st.store.totals.Get(head.Position, st.today); st.counted != nil {
		return st.counted, nil
	}
	totals, err := readTotals(st.view.query(ctx, totalsSQL, st.today))
	if err != nil {
		return nil, err
	}
	st.store.totals.Put(head.Position, st.today, totals)
	st.counted = totals
	return totals, nil
}

func readTotals(rows *sql.Rows, err error) (map[disclosure.Kind]int64, error) {
	if err != nil {
		return nil, err
	}
	totals := make(map[disclosure.Kind]int64)
	err = eachRow(rows, func() error {
		var kind string
		var count int64
		err := rows.Scan(&kind, &count)
		totals[disclosure.Kind(kind)] = count
		return err
	})
	return totals, err
}
