package sqlite

import (
	"context"
	"database/sql"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// changeRow is a row of the table change, in the order in which every query names its columns.
type changeRow struct {
	op, kind, reason      string
	position, at, version int64
	digest                sql.RawBytes
}

func (r *changeRow) columns() []any {
	return []any{&r.position, &r.at, &r.op, &r.kind, &r.version, &r.reason, &r.digest}
}

func (r *changeRow) change(id disclosure.ID) disclosure.Change {
	change := disclosure.Change{
		Position: r.position, At: instant(r.at), Op: disclosure.Op(r.op), Kind: disclosure.Kind(r.kind), ID: id,
		Version: r.version, Reason: disclosure.Reason(r.reason),
	}
	copy(change.Digest[:], r.digest)
	return change
}

// Changes implements store.Feed. There is one writer at a time, so positions become visible in their order.
func (s *Store) Changes(ctx context.Context, after int64, limit int, kind disclosure.Kind) (store.ChangePage, error) {
	if err := s.enter(ctx); err != nil {
		return store.ChangePage{}, err
	}
	defer s.leave()
	limit = pageLimit(limit)
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
	today := dayNumber(s.today())
	head, err := s.head(ctx, v, today)
	if err != nil {
		return store.ChangePage{}, err
	}
	if after > head.Position {
		return store.ChangePage{}, disclosure.Errorf(disclosure.Invalid, "changes after %d, head is %d: %w",
			after, head.Position, store.ErrBeyondHead)
	}
	text, args := changesSQL, []any{after, limit}
	if kind != "" {
		text, args = changesOfKindSQL, append(args, string(kind))
	}
	rows, err := v.query(ctx, text, args...)
	if err != nil {
		return store.ChangePage{}, err
	}
	page := store.ChangePage{Next: head.Position, Head: head}
	err = eachRow(rows, func() error {
		entry, err := scanEntry(rows, today)
		page.Entries = append(page.Entries, entry)
		return err
	})
	if len(page.Entries) == limit {
		page.Next = page.Entries[limit-1].Position
	}
	return page, err
}

// scanEntry reads a change and the record it belongs to; the record only if it may be shown today.
func scanEntry(rows *sql.Rows, today int64) (store.FeedEntry, error) {
	var change changeRow
	var row recordRow
	if err := rows.Scan(append(change.columns(), row.columns()...)...); err != nil {
		return store.FeedEntry{}, err
	}
	entry := store.FeedEntry{Change: change.change(disclosure.ID(row.id))}
	if !row.shown(today) {
		return entry, nil
	}
	record, err := row.record()
	entry.Record = &record
	return entry, err
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
		var row changeRow
		err := rows.Scan(row.columns()...)
		changes = append(changes, row.change(id))
		return err
	})
	return changes, err
}
