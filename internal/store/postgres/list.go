package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

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
	q.Limit = row.Limit(q.Limit)
	after, err := s.cursors.Start(q)
	if err != nil {
		return store.Page{}, err
	}
	var page store.Page
	err = s.read(ctx, func(ctx context.Context, p *pool) (err error) {
		if err := findNumber(ctx, p.db, q, &after); err != nil {
			return err
		}
		if len(q.Subjects)+len(q.Places) > 0 {
			page, err = s.listNarrowed(ctx, p, q, after)
		} else {
			page, err = s.listAll(ctx, p, q, after)
		}
		return err
	})
	return page, explain(ctx, err, "list %s", q.Kind)
}

// findNumber sets the number of the record behind which a page by number begins; it never changes.
func findNumber(ctx context.Context, from querier, q store.Query, after *row.Place) error {
	if q.Order != store.ByNumber || after.ID == "" {
		return nil
	}
	return from.QueryRow(ctx, numberOfSQL, after.ID).Scan(&after.Number)
}

// listAll reads a page and the position at which it is so; only if the totals of that position are not known, both once
// more with the totals.
func (s *Store) listAll(ctx context.Context, p *pool, q store.Query, after row.Place) (store.Page, error) {
	today := row.Day(s.today())
	view := newSnapshot()
	records, position := view.page(q, after, today)
	if err := view.ask(ctx, p); err != nil {
		return store.Page{}, err
	}
	totals := s.totals.Get(*position, today)
	if totals == nil {
		view = newSnapshot()
		records, position = view.page(q, after, today)
		totals = view.totals(today)
		if err := view.ask(ctx, p); err != nil {
			return store.Page{}, err
		}
		s.totals.Put(*position, today, totals)
	}
	return s.cursors.Page(q, *records, totals[q.Kind]), nil
}

// page asks for the records of a page and for the position of the feed; they are there once the snapshot is answered.
func (s *snapshot) page(q store.Query, after row.Place, today int64) (*[]disclosure.Record, *int64) {
	var records []disclosure.Record
	var position int64
	s.head([]any{&position}, positionSQL)
	text, args := pageQuery(q, after, today)
	s.rows(func(rows pgx.Rows) (err error) {
		records, err = readRecords(rows, nil)
		return err
	}, text, args...)
	return &records, &position
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
