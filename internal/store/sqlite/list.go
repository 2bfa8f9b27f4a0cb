package sqlite

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// List implements store.Reader. ByDecision is the exact reverse of ByDecisionAscending, ties included.
func (s *Store) List(ctx context.Context, q store.Query) (store.Page, error) {
	if err := s.enter(ctx); err != nil {
		return store.Page{}, err
	}
	defer s.leave()
	var page store.Page
	err := s.reader.snapshot(ctx, func(v *view) (err error) {
		page, err = s.stateIn(v).list(ctx, q)
		return err
	})
	return page, explain(ctx, err, "list %s", q.Kind)
}

func (st *state) list(ctx context.Context, q store.Query) (store.Page, error) {
	q.Limit = row.Limit(q.Limit)
	after, err := st.store.cursors.Start(q)
	if err != nil {
		return store.Page{}, err
	}
	if q.Order == store.ByNumber && after.ID != "" {
		if err := st.view.queryRow(ctx, numberOfSQL, []any{after.ID}, &after.Number); err != nil {
			return store.Page{}, err
		}
	}
	if len(q.Subjects)+len(q.Places) > 0 {
		return st.listNarrowed(ctx, q, after)
	}
	return st.listAll(ctx, q, after)
}

func (st *state) listAll(ctx context.Context, q store.Query, after row.Place) (store.Page, error) {
	totals, err := st.totals(ctx)
	if err != nil {
		return store.Page{}, err
	}
	total := totals[q.Kind]
	text, args := pageQuery(q, after, st.today)
	rows, err := st.view.query(ctx, text, args...)
	records, err := readRecordsInto(make([]disclosure.Record, 0, min(int64(q.Limit+1), total)), rows, err)
	if err != nil {
		return store.Page{}, err
	}
	return st.store.cursors.Page(q, records, total), nil
}

// pageQuery asks for the records of a page, and for one more, which tells that there is a next page.
func pageQuery(q store.Query, after row.Place, today int64) (text string, args []any) {
	kind, limit := string(q.Kind), q.Limit+1
	switch q.Order {
	case store.ByDecisionAscending:
		return listEarliestSQL, []any{kind, today, after.Day, after.ID, limit}
	case store.ByName:
		return listByNameSQL, []any{kind, today, after.Name, after.ID, limit}
	case store.ByNumber:
		return listByNumberSQL, []any{kind, today, after.Number, limit}
	case store.ByDecision:
	}
	return listLatestSQL, []any{kind, today, after.Day, after.ID, limit}
}
