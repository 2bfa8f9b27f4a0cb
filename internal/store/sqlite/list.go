package sqlite

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// List implements store.Reader. ByDecision is the exact reverse of ByDecisionAscending, ties included.
func (s *Store) List(ctx context.Context, q store.Query) (store.Page, error) {
	if err := s.enter(ctx); err != nil {
		return store.Page{}, err
	}
	defer s.leave()
	q.Limit = pageLimit(q.Limit)
	after, err := s.startOf(q)
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

// startOf is the place behind which the page begins.
func (s *Store) startOf(q store.Query) (place, error) {
	if q.Order < store.ByDecision || q.Order > store.ByName {
		return place{}, disclosure.Errorf(disclosure.Invalid, "list %s: unknown order %d", q.Kind, q.Order)
	}
	if q.After != "" {
		return s.cursors.open(q)
	}
	if q.Order == store.ByDecision {
		return place{day: endless}, nil
	}
	return place{}, nil
}

func (s *Store) listAll(ctx context.Context, v *view, q store.Query, after place) (store.Page, error) {
	today := dayNumber(s.today())
	text, key := listLatestSQL, any(after.day)
	switch q.Order {
	case store.ByDecision:
	case store.ByDecisionAscending:
		text = listEarliestSQL
	case store.ByName:
		text, key = listByNameSQL, after.name
	}
	// One row more than asked for tells whether there is a next page.
	records, err := readRecords(v.query(ctx, text, string(q.Kind), today, key, after.id, q.Limit+1))
	if err != nil {
		return store.Page{}, err
	}
	totals, err := s.totalsIn(ctx, v, today)
	if err != nil {
		return store.Page{}, err
	}
	return s.page(q, records, totals[q.Kind]), nil
}

// page cuts the records to the limit and says where the list goes on.
func (s *Store) page(q store.Query, records []disclosure.Record, total int64) store.Page {
	page := store.Page{Records: records, Total: total}
	if len(records) > q.Limit {
		page.Records = records[:q.Limit]
		last := &records[q.Limit-1]
		at := place{id: string(last.ID)}
		if q.Order == store.ByName {
			at.name = last.Name
		} else {
			at.day = dayNumber(last.DecidedOn)
		}
		page.Next = s.cursors.seal(q, at)
	}
	return page
}
