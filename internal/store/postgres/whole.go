package postgres

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// Snapshot implements store.Carrier, on the primary. While read runs, the old versions of what is changed or ended cannot
// be vacuumed.
func (s *Store) Snapshot(ctx context.Context, read func(ctx context.Context, whole store.Whole) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	err := s.primary.transact(ctx, reading, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, wholePatienceSQL); err != nil {
			return err
		}
		w := &whole{tx: tx}
		var at int64
		err := tx.QueryRow(ctx, wholeHeadSQL).Scan(&w.head.FeedID, &w.head.Position, &at, &w.head.Secret)
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

// whole is a store as a transaction sees it.
type whole struct {
	tx   pgx.Tx
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
	p := &partPage{tx: w.tx, after: after, limit: row.Limit(limit)}
	if err := read(ctx, p); err != nil {
		return store.Rows{}, "", explain(ctx, err, "read %s of the whole store after %q", part, after)
	}
	return p.rows, p.next, nil
}

// wholeReaders read a page of each part.
func wholeReaders() map[store.Part]func(ctx context.Context, p *partPage) error {
	return map[store.Part]func(ctx context.Context, p *partPage) error{
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
	tx    pgx.Tx
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
	ctx context.Context, text string, args []any, scan func(rows pgx.Rows) (place string, err error),
) error {
	rows, err := p.tx.Query(ctx, text, append(args, p.limit+1)...)
	return eachRow(rows, err, func(rows pgx.Rows) error {
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

// placeOfTexts is the place of a row whose key is texts.
func placeOfTexts(texts ...string) (string, error) {
	packed, err := json.Marshal(texts)
	return string(packed), err
}
