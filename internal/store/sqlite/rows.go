package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// recordColumns is the number of columns of the table record, without the number.
const recordColumns = 18

// storedRow is what a write must know of the record that it changes; of a new one only the number it shall have.
type storedRow struct {
	number, version, publicUntil, position int64

	kind   string
	places []string
}

// stored returns the record before the write, or kind Conflict if it is not as the write expects.
func (w *batchWriter) stored(ctx context.Context, write *store.Write) (storedRow, error) {
	if write.Expect == 0 {
		w.number++
		return storedRow{number: w.number}, nil
	}
	// The record may have been published earlier in this batch.
	if err := w.records.flush(ctx, w.view); err != nil {
		return storedRow{}, err
	}
	var row storedRow
	var packed string
	err := w.view.queryRow(ctx, storedRecordSQL, []any{string(write.Record.ID)},
		&row.number, &row.kind, &row.version, &row.publicUntil, &row.position, &packed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return storedRow{}, conflict(write, "it was never published")
	case err != nil:
		return storedRow{}, err
	case row.publicUntil == 0:
		return storedRow{}, conflict(write, "it is gone")
	case row.version != write.Expect:
		return storedRow{}, conflict(write, "another write came first")
	case row.kind != string(write.Record.Kind):
		return storedRow{}, disclosure.Errorf(disclosure.Invalid, "write %q: it is a %s", write.Record.ID, row.kind)
	}
	row.places, err = unpackList(packed)
	return row, err
}

func conflict(write *store.Write, why string) error {
	return disclosure.Errorf(disclosure.Conflict, "write %q at version %d: %s", write.Record.ID, write.Expect, why)
}

// rowToWrite is a row of the table record as it shall be.
type rowToWrite struct {
	*disclosure.Record

	number, position, decidedOn, publicUntil int64

	kind, reason string
	places       []string
	salt, digest []byte
}

// newRow is the row that a write makes. Of a record that is gone it keeps the tombstone: id, kind, version, state,
// reason, authority and instants.
func newRow(write *store.Write, number, position int64) *rowToWrite {
	record := write.Record
	row := &rowToWrite{
		Record: &record, number: number, position: position, kind: string(record.Kind), reason: string(write.Reason),
	}
	if !record.State.Public() {
		record.Name, record.Subject, record.Regime, record.Body = "", "", "", nil
		row.salt, row.digest = []byte{}, []byte{}
	} else {
		row.decidedOn, row.publicUntil = dayNumber(record.DecidedOn), lastDayNumber(record.PublicUntil)
		row.places, row.salt, row.digest = record.Places, record.Salt[:], record.Digest[:]
	}
	if record.Body == nil {
		record.Body = []byte{} // the driver would write a nil slice as NULL
	}
	return row
}

// records are the new records that are not written yet.
type records struct {
	rows []*rowToWrite
}

func (r *records) add(row *rowToWrite) { r.rows = append(r.rows, row) }

func (r *records) flush(ctx context.Context, v *view) error {
	if len(r.rows) == 0 {
		return nil
	}
	args := make([]any, 0, len(r.rows)*recordColumns)
	for _, row := range r.rows {
		places, err := packList(row.places)
		if err != nil {
			return err
		}
		args = append(args, string(row.ID), row.kind, row.Version, string(row.State), row.reason,
			row.Authority, row.Name, row.Subject, places, row.decidedOn, row.PublishedAt.UnixMicro(),
			row.UpdatedAt.UnixMicro(), row.publicUntil, row.Regime, row.salt, row.digest, row.position, row.Body)
	}
	want := r.rows[len(r.rows)-1].number
	r.rows = r.rows[:0]
	_, err := v.insertMany(ctx, insertRecordSQL, recordColumns, args)
	if isTaken(err) {
		return disclosure.Errorf(disclosure.Conflict, "an id of the new records exists already: %w", err)
	}
	if err != nil {
		return err
	}
	// What hangs on the records, and is not written yet, counts on the numbers.
	var last int64
	if err := v.queryRow(ctx, lastNumberSQL, nil, &last); err != nil {
		return err
	}
	if last != want {
		return disclosure.Errorf(disclosure.Internal, "the last new record has number %d, want %d", last, want)
	}
	return nil
}

func (r *records) update(ctx context.Context, v *view, row *rowToWrite) error {
	places, err := packList(row.places)
	if err != nil {
		return err
	}
	_, err = v.exec(ctx, updateRecordSQL, row.number, row.Version, string(row.State), row.reason, row.Authority,
		row.Name, row.Subject, places, row.decidedOn, row.PublishedAt.UnixMicro(), row.UpdatedAt.UnixMicro(),
		row.publicUntil, row.Regime, row.salt, row.digest, row.position, row.Body)
	return err
}
