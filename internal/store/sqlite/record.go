package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"mingshi/internal/disclosure"
)

// recordRow is a row of the table record, in the order in which every query names its columns.
type recordRow struct {
	id, kind, state, reason, authority, name, subject, places, regime string

	version, decidedOn, publishedAt, updatedAt, publicUntil, position int64

	salt, digest sql.RawBytes
	body         []byte
}

func (r *recordRow) columns() []any {
	return []any{
		&r.id, &r.kind, &r.version, &r.state, &r.reason, &r.authority, &r.name, &r.subject, &r.places, &r.decidedOn,
		&r.publishedAt, &r.updatedAt, &r.publicUntil, &r.regime, &r.salt, &r.digest, &r.position, &r.body,
	}
}

// record is the row as the domain knows it. It must be called before the next row is read.
func (r *recordRow) record() (disclosure.Record, error) {
	places, err := unpackList(r.places)
	if err != nil {
		return disclosure.Record{}, disclosure.Errorf(disclosure.Internal, "places of %s: %w", r.id, err)
	}
	record := disclosure.Record{
		ID: disclosure.ID(r.id), Kind: disclosure.Kind(r.kind), Version: r.version, State: disclosure.State(r.state),
		Name: r.name, Subject: r.subject, Places: places, Authority: r.authority,
		DecidedOn: dateOfDay(r.decidedOn), PublishedAt: instant(r.publishedAt), UpdatedAt: instant(r.updatedAt),
		PublicUntil: lastDateOfDay(r.publicUntil), Regime: r.regime, Body: r.body, Position: r.position,
	}
	copy(record.Salt[:], r.salt)
	copy(record.Digest[:], r.digest)
	return record, nil
}

// gone reports whether only the tombstone is left.
func (r *recordRow) gone() bool { return r.publicUntil == 0 }

// shown reports whether the record may be shown on the stored day today.
func (r *recordRow) shown(today int64) bool { return r.publicUntil >= today }

// remains is what a gone record still tells its one writer.
func (r *recordRow) remains() disclosure.Record {
	return disclosure.Record{
		ID: disclosure.ID(r.id), Kind: disclosure.Kind(r.kind), Version: r.version, State: disclosure.State(r.state),
		Authority: r.authority, UpdatedAt: instant(r.updatedAt), Position: r.position,
	}
}

// tombstone is what remains of a record that is not shown: gone, or past its last public day and not swept yet.
func (s *Store) tombstone(r *recordRow) disclosure.Tombstone {
	stone := disclosure.Tombstone{
		ID: disclosure.ID(r.id), Kind: disclosure.Kind(r.kind), Version: r.version, State: disclosure.State(r.state),
		Reason: disclosure.Reason(r.reason), Authority: r.authority, At: instant(r.updatedAt), Position: r.position,
	}
	if !r.gone() {
		stone.State, stone.Reason = disclosure.StateExpired, disclosure.ReasonExpired
		stone.At = s.midnightAfter(r.publicUntil)
	}
	return stone
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
	today := dayNumber(s.today())
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
	var row recordRow
	if err := rows.Scan(row.columns()...); err != nil {
		return disclosure.Record{}, err
	}
	if !row.shown(today) {
		return disclosure.Record{}, disclosure.GoneError(s.tombstone(&row))
	}
	return row.record()
}

// readRecords reads all rows of a query whose columns are those of a record.
func readRecords(rows *sql.Rows, err error) (records []disclosure.Record, _ error) {
	if err != nil {
		return nil, err
	}
	err = eachRow(rows, func() error {
		var row recordRow
		if err := rows.Scan(row.columns()...); err != nil {
			return err
		}
		record, err := row.record()
		records = append(records, record)
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
