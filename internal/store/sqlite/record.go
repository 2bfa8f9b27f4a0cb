package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/row"
)

// recordRow is a row of the table record as every query reads it: all columns but the body in one text, parted by U+0000,
// which no text of a store holds. The driver takes longer for each column than for all that is in it.
type recordRow struct {
	row.Record

	line string
	// seal holds salt and digest.
	seal [disclosure.SaltSize + len(disclosure.Digest{})]byte
}

func (r *recordRow) columns() []any { return []any{&r.line, &r.Body} }

// scan reads the row, behind further columns if there are any. Salt and digest are valid until the next row is read into r.
func (r *recordRow) scan(rows *sql.Rows, before ...any) error {
	if err := rows.Scan(append(before, r.columns()...)...); err != nil {
		return err
	}
	if err := r.unpack(); err != nil {
		return disclosure.Errorf(disclosure.Internal, "read record %q: %w", r.ID, err)
	}
	return nil
}

// unpack takes the line apart. The texts that callers keep when they let go of the record are copied out of it.
func (r *recordRow) unpack() error {
	f := fields{rest: r.line}
	r.ID, r.Kind, r.Version = strings.Clone(f.text()), f.text(), f.number()
	r.State, r.Reason, r.Authority = f.text(), f.text(), f.text()
	r.Name, r.Subject = strings.Clone(f.text()), strings.Clone(f.text())
	places := f.text()
	r.DecidedOn, r.PublishedAt, r.UpdatedAt, r.PublicUntil = f.number(), f.number(), f.number(), f.number()
	r.Regime, r.Position = f.text(), f.number()
	if f.err != nil {
		return f.err
	}
	r.Salt, r.Digest = nil, nil
	if !r.Gone() {
		if len(f.rest) != len(r.seal) {
			return errLine
		}
		copy(r.seal[:], f.rest)
		r.Salt, r.Digest = r.seal[:disclosure.SaltSize], r.seal[disclosure.SaltSize:]
	}
	var err error
	r.Places, err = unpackList(places)
	return err
}

// Get implements store.Reader.
func (s *Store) Get(ctx context.Context, id disclosure.ID) (disclosure.Record, error) {
	if err := s.enter(ctx); err != nil {
		return disclosure.Record{}, err
	}
	defer s.leave()
	record, err := s.get(ctx, s.reader, id, row.Day(s.today()))
	return record, explain(ctx, err, "get %q", id)
}

func (s *Store) get(ctx context.Context, q runner, id disclosure.ID, today int64) (disclosure.Record, error) {
	rows, err := q.query(ctx, getSQL, string(id))
	if err != nil {
		return disclosure.Record{}, err
	}
	defer rows.Close() //nolint:errcheck // Err below says what went wrong
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return disclosure.Record{}, err
		}
		return disclosure.Record{}, disclosure.Errorf(disclosure.NotFound, "record %q: never published", id)
	}
	var r recordRow
	if err := r.scan(rows); err != nil {
		return disclosure.Record{}, err
	}
	if !r.Shown(today) {
		return disclosure.Record{}, r.GoneError(s.zone)
	}
	return r.Record.Record(), nil
}

// readRecords reads all rows of a query whose columns are those of a record.
func readRecords(rows *sql.Rows, err error) ([]disclosure.Record, error) {
	return readRecordsInto(nil, rows, err)
}

// readRecordsInto is readRecords for a caller who has made room.
func readRecordsInto(records []disclosure.Record, rows *sql.Rows, err error) ([]disclosure.Record, error) {
	if err != nil {
		return nil, err
	}
	var r recordRow
	err = eachRow(rows, func() error {
		err := r.scan(rows)
		records = append(records, r.Record.Record())
		return err
	})
	return records, err
}

// eachRow calls visit for each row and closes the rows.
func eachRow(rows *sql.Rows, visit func() error) error {
	for rows.Next() {
		if err := visit(); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}
