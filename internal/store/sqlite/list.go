package sqlite

import (
	"context"

	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// List implements store.Reader. ByDecision is the exact reverse of ByDecisionAscending, ties included.
func (s *Store) List(ctx context.Context, q store.Query) (store.Page, error) {
	if err := s.enter(ctx); err != nil {
		return store.Page{}, err
	}
	defer s.leave()
	q.Limit = row.Limit(q.Limit)
	after, err := s.cursors.Start(q)
	if err != nil {
		return store.Page{}, err
	}
	var page store.Page
	err = s.reader.snapshot(ctx, func(v *view) (err error) {
		if len(q.Subjects)+len(q.Places) > 0 {
			page, err = s.listNarrowed(ctx, v, q, after)
		} else {
			page, err = s.listAll(ctx, v, q, after)
		}
		return err
	})
	return page, explain(ctx, err, "list %s", q.Kind)
}

func (s *Store) listAll(ctx context.Context, v *view, q store.Query, after row.Place) (store.Page, error) {
	today := row.Day(s.today())
	text, key := listLatestSQL, any(after.Day)
	switch q.Order {
	case store.ByDecision:
	case store.ByDecisionAscending:
		text = listEarliestSQL
	case store.ByName:
		text, key = listByNameSQL, after.Name
	}
	// One row more than asked for tells whether there is a next page.
	records, err := readRecords(v.query(ctx, text, string(q.Kind), today, key, after.ID, q.Limit+1))
	if err != nil {
		return store.Page{}, err
	}
	totals, err := s.totalsIn(ctx, v, today)
	if err != nil {
		return store.Page{}, err
	}
	return s.cursors.Page(q, records, totals[q.Kind]), nil
}
