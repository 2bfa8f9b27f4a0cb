package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// recordColumns is the number of columns of the table record, without the number.
const recordColumns = 18

// stored returns the record before the write, or kind Conflict if it is not as the write expects; of a new one the
// number that it shall have.
func (w *batchWriter) stored(ctx context.Context, write *store.Write) (row.Stored, error) {
	if write.Expect == 0 {
		w.number++
		return row.Stored{Number: w.number}, nil
	}
	// The record may have been published earlier in this batch.
	if err := w.records.flush(ctx, w.view); err != nil {
		return row.Stored{}, err
	}
	var before row.Stored
	var packed string
	err := w.view.queryRow(ctx, storedRecordSQL, []any{string(write.Record.ID)},
		&before.Number, &before.Kind, &before.Version, &before.PublicUntil, &before.Position, &packed)
	if errors.Is(err, sql.ErrNoRows) {
		return row.Stored{}, row.Conflict(write, "it was never published")
	}
	if err == nil {
		err = before.Follows(write)
	}
	if err != nil {
		return row.Stored{}, err
	}
	before.Places, err = unpackList(packed)
	return before, err
}

// numbered is a row of the table record as it shall be, with its number.
type numbered struct {
	row.Record

	number int64
}

// values are the columns of the row but its number, in the order of the table.
func (r *numbered) values() ([]any, error) {
	places, err := packList(r.Places)
	return []any{
		r.ID, r.Kind, r.Version, r.State, r.Reason, r.Authority, r.Name, r.Subject, places, r.DecidedOn, r.PublishedAt,
		r.UpdatedAt, r.PublicUntil, r.Regime, r.Salt, r.Digest, r.Position, r.Body,
	}, err
}

// records are the new records that are not written yet.
type records struct {
	rows []numbered
}

func (r *records) add(after numbered) { r.rows = append(r.rows, after) }

func (r *records) flush(ctx context.Context, v *view) error {
	if len(r.rows) == 0 {
		return nil
	}
	args := make([]any, 0, len(r.rows)*recordColumns)
	for i := range r.rows {
		columns, err := r.rows[i].values()
		if err != nil {
			return err
		}
		args = append(args, columns...)
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

func (r *records) update(ctx context.Context, v *view, after *numbered) error {
	places, err := packList(after.Places)
	if err != nil {
		return err
	}
	_, err = v.exec(ctx, updateRecordSQL, after.number, after.Version, after.State, after.Reason, after.Authority,
		after.Name, after.Subject, places, after.DecidedOn, after.PublishedAt, after.UpdatedAt, after.PublicUntil,
		after.Regime, after.Salt, after.Digest, after.Position, after.Body)
	return err
}
