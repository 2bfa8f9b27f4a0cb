package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"strconv"

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
	p := &partPage{after: after, limit: row.Limit(limit)}
	if err := read(ctx, w.view, p); err != nil {
		return store.Rows{}, "", explain(ctx, err, "read %s of the whole store after %q", part, after)
	}
	return p.rows, p.next, nil
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
	after string
	limit int
	rows  store.Rows
	next  string
	// last is the place of the last row.
	last string
}

// read runs a query that gives one row more than the page may have, which tells whether there is a next one. scan takes a
// row into the page and returns its place.
func (p *partPage) read(
	ctx context.Context, v *view, text string, args []any, scan func(rows *sql.Rows) (place string, err error),
) error {
	rows, err := v.query(ctx, text, append(args, p.limit+1)...)
	if err != nil {
		return err
	}
	return eachRow(rows, func() error {
		if p.rows.Len() == p.limit {
			p.next = p.last
			return nil
		}
		var err error
		p.last, err = scan(rows)
		return err
	})
}

// number is the place behind which a part that goes by number continues; every number is above 0.
func (p *partPage) number() (int64, error) {
	if p.after == "" {
		return 0, nil
	}
	number, err := strconv.ParseInt(p.after, 10, 64)
	if err != nil {
		return 0, p.malformed()
	}
	return number, nil
}

// key is the place behind which a part that goes by key continues; every key is above the empty one.
func (p *partPage) key() ([]byte, error) {
	key, err := hex.DecodeString(p.after)
	if err != nil {
		return nil, p.malformed()
	}
	return key, nil
}

// texts is the place from which a part that goes by so many texts continues, as arguments of its query: the texts, and
// whether the row that has just these was read already.
func (p *partPage) texts(count int) ([]any, error) {
	args := make([]any, count, count+2)
	for i := range args {
		args[i] = ""
	}
	if p.after != "" {
		var texts []string
		err := json.Unmarshal([]byte(p.after), &texts)
		if err != nil || len(texts) != count {
			return nil, p.malformed()
		}
		for i := range texts {
			args[i] = texts[i]
		}
	}
	return append(args, p.after != ""), nil
}

func (p *partPage) malformed() error {
	return disclosure.Errorf(disclosure.Invalid, "place %q is not one that this store has given", p.after)
}
