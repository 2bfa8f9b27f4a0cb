package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/row"
)

// recordRow is a row of the table record, in the order in which every query names its columns.
type recordRow struct {
	row.Record

	// These are the driver's own bytes, valid until the next row is read.
	salt, digest pgtype.DriverBytes
}

// columns are where a row is read to, behind further columns if there are any. They may be used for row after row.
func (r *recordRow) columns(before ...any) []any {
	return append(before,
		&r.ID, &r.Kind, &r.Version, &r.State, &r.Reason, &r.Authority, &r.Name, &r.Subject, &r.Places, &r.DecidedOn,
		&r.PublishedAt, &r.UpdatedAt, &r.PublicUntil, &r.Regime, &r.salt, &r.digest, &r.Position, &r.Body)
}

// scan reads a row into the columns, which are the row's own.
func (r *recordRow) scan(rows pgx.Rows, columns []any) error {
	r.Places, r.Body = nil, nil // the last row's belong to its record
	if err := rows.Scan(columns...); err != nil {
		return err
	}
	r.Salt, r.Digest = r.salt, r.digest
	if len(r.Places) == 0 {
		r.Places = nil
	}
	return nil
}

// Get implements store.Reader.
func (s *Store) Get(ctx context.Context, id disclosure.ID) (disclosure.Record, error) {
	if err := s.enter(ctx); err != nil {
		return disclosure.Record{}, err
	}
	defer s.leave()
	var record disclosure.Record
	err := s.read(ctx, func(ctx context.Context, p *pool) (err error) {
		record, err = s.get(ctx, p.db, id, row.Day(s.today()))
		return err
	})
	return record, explain(ctx, err, "get %q", id)
}

func (s *Store) get(ctx context.Context, q querier, id disclosure.ID, today int64) (disclosure.Record, error) {
	if !row.Storable(string(id)) {
		return disclosure.Record{}, errNeverPublished(id)
	}
	rows, err := q.Query(ctx, getSQL, string(id))
	if err != nil {
		return disclosure.Record{}, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return disclosure.Record{}, err
		}
		return disclosure.Record{}, errNeverPublished(id)
	}
	var r recordRow
	if err := r.scan(rows, r.columns()); err != nil {
		return disclosure.Record{}, err
	}
	if !r.Shown(today) {
		return disclosure.Record{}, r.GoneError(s.zone)
	}
	return r.Record.Record(), nil
}

func errNeverPublished(id disclosure.ID) error {
	return disclosure.Errorf(disclosure.NotFound, "record %q: never published", id)
}

// readRecords reads all rows of a query whose columns are those of a record.
func readRecords(rows pgx.Rows, err error) (records []disclosure.Record, _ error) {
	var r recordRow
	columns := r.columns()
	err = eachRow(rows, err, func(rows pgx.Rows) error {
		err := r.scan(rows, columns)
		records = append(records, r.Record.Record())
		return err
	})
	return records, err
}
