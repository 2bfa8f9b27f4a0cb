package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/row"
)

// recordRow is a row of the table record, in the order in which every query names its columns.
type recordRow struct {
	row.Record

	places       string
	salt, digest sql.RawBytes
}

func (r *recordRow) columns() []any {
	return []any{
		&r.ID, &r.Kind, &r.Version, &r.State, &r.Reason, &r.Authority, &r.Name, &r.Subject, &r.places, &r.DecidedOn,
		&r.PublishedAt, &r.UpdatedAt, &r.PublicUntil, &r.Regime, &r.salt, &r.digest, &r.Position, &r.Body,
	}
}

// scan reads the row, behind further columns if there are any. Salt and digest are valid until the next row is read.
func (r *recordRow) scan(rows *sql.Rows, before ...any) error {
	if err := rows.Scan(append(before, r.columns()...)...); err != nil {
		return err
	}
	r.Salt, r.Digest = r.salt, r.digest
	var err error
	if r.Places, err = unpackList(r.places); err != nil {
		return disclosure.Errorf(disclosure.Internal, "places of %s: %w", r.ID, err)
	}
	return nil
}

// Get implements store.Reader.
func (s *Store) Get(ctx context.Context, id disclosure.ID) (disclosure.Record, error) {
	if err := s.enter(ctx); err != nil {
		return disclosure.Record{}, err
	}
	defer s.leave()
	record, err := s.get(ctx, id)
	return record, explain(ctx, err, "get %q", id)
}

func (s *Store) get(ctx context.Context, id disclosure.ID) (disclosure.Record, error) {
	today := row.Day(s.today())
	rows, err := s.reader.query(ctx, getSQL, string(id))
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
func readRecords(rows *sql.Rows, err error) (records []disclosure.Record, _ error) {
	if err != nil {
		return nil, err
	}
	err = eachRow(rows, func() error {
		var r recordRow
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
