package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// changeRow is a row of the table change, in the order in which every query names its columns.
type changeRow struct {
	row.Change

	digest pgtype.DriverBytes // the driver's own bytes, valid until the next row is read
}

func (r *changeRow) columns() []any {
	return []any{&r.Position, &r.At, &r.Op, &r.Kind, &r.Version, &r.Reason, &r.digest}
}

// Changes implements store.Feed. Whoever writes holds the head of the feed until the commit, so positions become visible
// in their order, also on a standby. A position that lies beyond what the replica has may come from one that is further:
// then the primary answers.
func (s *Store) Changes(ctx context.Context, after int64, limit int, kind disclosure.Kind) (store.ChangePage, error) {
	if err := s.enter(ctx); err != nil {
		return store.ChangePage{}, err
	}
	defer s.leave()
	limit = row.Limit(limit)
	var page store.ChangePage
	ask := func(ctx context.Context, p *pool) (err error) {
		page, err = s.changes(ctx, p, after, limit, kind)
		return err
	}
	err := s.read(ctx, ask)
	if s.replica != nil && errors.Is(err, store.ErrBeyondHead) {
		err = s.readWithin(ctx, readWindow, ask)
	}
	return page, explain(ctx, err, "read changes after %d", after)
}

func (s *Store) changes(
	ctx context.Context, p *pool, after int64, limit int, kind disclosure.Kind,
) (store.ChangePage, error) {
	today := row.Day(s.today())
	text, args := changesSQL, []any{after, limit}
	if kind != "" {
		text, args = changesOfKindSQL, append(args, string(kind))
	}
	var h headRow
	var page store.ChangePage
	view := newSnapshot()
	view.head(h.columns(), headSQL, today)
	view.rows(func(rows pgx.Rows) (err error) {
		page.Entries, err = readEntries(rows, today)
		return err
	}, text, args...)
	if err := view.ask(ctx, p); err != nil {
		return store.ChangePage{}, err
	}
	page.Head = s.headOf(&h)
	if err := row.CheckAfter(after, page.Head); err != nil {
		return store.ChangePage{}, err
	}
	s.told(p, h.position)
	page.Next = row.NextAfter(page.Entries, limit, page.Head)
	return page, nil
}

// readEntries reads changes and the records they belong to; those only that may be shown today.
func readEntries(rows pgx.Rows, today int64) ([]store.FeedEntry, error) {
	var entries []store.FeedEntry
	var change changeRow
	var r recordRow
	columns := r.columns(change.columns()...)
	err := eachRow(rows, nil, func(rows pgx.Rows) error {
		if err := r.scan(rows, columns); err != nil {
			return err
		}
		change.Digest = change.digest
		entries = append(entries, change.Entry(&r.Record, today))
		return nil
	})
	return entries, err
}

// History implements store.Feed.
func (s *Store) History(ctx context.Context, id disclosure.ID) ([]disclosure.Change, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	var changes []disclosure.Change
	err := s.read(ctx, func(ctx context.Context, p *pool) (err error) {
		changes, err = history(ctx, p, id)
		return err
	})
	return changes, explain(ctx, err, "history of %q", id)
}

func history(ctx context.Context, p *pool, id disclosure.ID) ([]disclosure.Change, error) {
	if !row.Storable(string(id)) {
		return nil, errNeverPublished(id)
	}
	var changes []disclosure.Change
	var r changeRow
	columns := r.columns()
	rows, err := p.db.Query(ctx, historySQL, string(id))
	err = eachRow(rows, err, func(rows pgx.Rows) error {
		err := rows.Scan(columns...)
		r.Digest = r.digest
		changes = append(changes, r.Change.Change(string(id)))
		return err
	})
	if err == nil && len(changes) == 0 {
		err = errNeverPublished(id)
	}
	return changes, err
}
