package sqlite

import (
	"context"
	"database/sql"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// Snapshot implements store.Carrier. While read runs the log cannot be truncated: writers go on, Scrub is kind
// Unavailable.
func (s *Store) Snapshot(ctx context.Context, read func(ctx context.Context, whole store.Whole) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	err := s.reader.snapshot(ctx, func(v *view) error {
		w := &whole{view: v}
		var at int64
		err := v.queryRow(ctx, wholeHeadSQL, nil, &w.head.FeedID, &w.head.Position, &at, &w.head.Secret)
		if err != nil {
			return explain(ctx, err, "read the head of the whole store")
		}
		w.head.At = row.Instant(at)
		if err := read(ctx, w); err != nil {
			return &readError{err}
		}
		return nil
	})
	if failure, ok := err.(*readError); ok { //nolint:errorlint // as it was wrapped above
		return failure.error
	}
	return explain(ctx, err, "read the whole store")
}

// readError is an error of the one who reads a snapshot; it is returned as it is.
type readError struct{ error }

// whole is a store as a snapshot shows it.
type whole struct {
	view *view
	head store.WholeHead
}

// Head implements store.Whole.
func (w *whole) Head() store.WholeHead { return w.head }

// Rows implements store.Whole. Where to go on is the key of the last row: a number, the hexadecimal digits of a key, or
// the columns of a key as a JSON array.
func (w *whole) Rows(
	ctx context.Context, part store.Part, after string, limit int,
) (rows store.Rows, next string, err error) {
	read, ok := wholeReaders()[part]
	if !ok {
		return store.Rows{}, "", disclosure.Errorf(disclosure.Invalid, "read the whole store: no part %q", part)
	}
	p := &partPage{row.PartPage{After: after, Limit: row.Limit(limit)}}
	if err := read(ctx, w.view, p); err != nil {
		return store.Rows{}, "", explain(ctx, err, "read %s of the whole store after %q", part, after)
	}
	return p.Rows, p.Next, nil
}

// wholeReaders read a page of each part.
func wholeReaders() map[store.Part]func(ctx context.Context, v *view, p *partPage) error {
	return map[store.Part]func(ctx context.Context, v *view, p *partPage) error{
		store.PartRecords:      wholeRecords,
		store.PartKeys:         wholeKeys,
		store.PartChanges:      wholeChanges,
		store.PartNotPublic:    wholeNotPublic,
		store.PartFigures:      wholeFigures,
		store.PartJournals:     wholeJournals,
		store.PartFingerprints: wholeFingerprints,
	}
}

// partPage is a page of one part as it is being read.
type partPage struct {
	row.PartPage
}

// read runs a query that gives one row more than the page may have, which tells whether there is a next one. scan takes a
// row into the page and returns its place.
func (p *partPage) read(
	ctx context.Context, v *view, text string, args []any, scan func(rows *sql.Rows) (place string, err error),
) error {
	rows, err := v.query(ctx, text, append(args, p.Limit+1)...)
	if err != nil {
		return err
	}
	return eachRow(rows, func() error {
		return p.Take(func() (string, error) { return scan(rows) })
	})
}
