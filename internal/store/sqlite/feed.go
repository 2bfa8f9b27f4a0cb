package sqlite

import (
	"context"
	"database/sql"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// changeRow is a row of the table change, in the order in which every query names its columns.
type changeRow struct {
	row.Change

	digest sql.RawBytes
}

func (r *changeRow) columns() []any {
	return []any{&r.Position, &r.At, &r.Op, &r.Kind, &r.Version, &r.Reason, &r.digest}
}

// Changes implements store.Feed. There is one writer at a time, so positions become visible in their order.
func (s *Store) Changes(ctx context.Context, after int64, limit int, kind disclosure.Kind) (store.ChangePage, error) {
	if err := s.enter(ctx); err != nil {
		return store.ChangePage{}, err
	}
	defer s.leave()
	limit = row.Limit(limit)
	var page store.ChangePage
	err := s.reader.snapshot(ctx, func(v *view) (err error) {
		page, err = s.changes(ctx, v, after, limit, kind)
		return err
	})
	return page, explain(ctx, err, "read changes after %d", after)
}

func (s *Store) changes(
	ctx context.Context, v *view, after int64, limit int, kind disclosure.Kind,
) (store.ChangePage, error) {
	today := row.Day(s.today())
	head, err := s.head(ctx, v, today)
	if err != nil {
		return store.ChangePage{}, err
	}
	if err := row.CheckAfter(after, head); err != nil {
		return store.ChangePage{}, err
	}
	text, args := changesSQL, []any{after, limit}
	if kind != "" {
		text, args = changesOfKindSQL, append(args, string(kind))
	}
	rows, err := v.query(ctx, text, args...)
	if err != nil {
		return store.ChangePage{}, err
	}
	page := store.ChangePage{Head: head}
	err = eachRow(rows, func() error {
		entry, err := scanEntry(rows, today)
		page.Entries = append(page.Entries, entry)
		return err
	})
	page.Next = row.NextAfter(page.Entries, limit, head)
	return page, err
}

// scanEntry reads a change and the record it belongs to; the record only if it may be shown today.
func scanEntry(rows *sql.Rows, today int64) (store.FeedEntry, error) {
	var change changeRow
	var r recordRow
	if err := r.scan(rows, change.columns()...); err != nil {
		return store.FeedEntry{}, err
	}
	change.Digest = change.digest
	return change.Entry(&r.Record, today), nil
}

// History implements store.Feed.
func (s *Store) History(ctx context.Context, id disclosure.ID) ([]disclosure.Change, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	changes, err := s.history(ctx, id)
	if err != nil {
		return nil, explain(ctx, err, "history of %q", id)
	}
	if len(changes) == 0 {
		return nil, disclosure.Errorf(disclosure.NotFound, "history of %q: never published", id)
	}
	return changes, nil
}

func (s *Store) history(ctx context.Context, id disclosure.ID) ([]disclosure.Change, error) {
	rows, err := s.reader.query(ctx, historySQL, string(id))
	if err != nil {
		return nil, err
	}
	var changes []disclosure.Change
	err = eachRow(rows, func() error {
		var r changeRow
		err := rows.Scan(r.columns()...)
		r.Digest = r.digest
		changes = append(changes, r.Change.Change(string(id)))
		return err
	})
	return changes, err
}
