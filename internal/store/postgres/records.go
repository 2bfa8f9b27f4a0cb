package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/row"
)

// The number of columns of the table record, and about how many bytes a row of it needs beside the body.
const (
	recordColumns  = 19
	recordOverhead = 512
)

// record writes a row of the table record.
func (c *copyRows) record(number int64, r *row.Record) {
	c.row(recordColumns)
	c.bigint(number)
	c.bigint(r.Version)
	c.bigint(r.PublishedAt)
	c.bigint(r.UpdatedAt)
	c.bigint(r.Position)
	c.integer(r.DecidedOn)
	c.integer(r.PublicUntil)
	c.text(r.ID)
	c.text(r.Kind)
	c.text(r.State)
	c.text(r.Reason)
	c.text(r.Authority)
	c.text(r.Name)
	c.text(r.Subject)
	c.text(r.Regime)
	c.texts(r.Places)
	c.bytea(r.Salt)
	c.bytea(r.Digest)
	c.bytea(r.Body)
}

// copyRecords writes the new records.
func (w *batchWriter) copyRecords(ctx context.Context) error {
	size := 0
	for _, added := range w.plan.added {
		size += recordOverhead + len(added.last.Body)
	}
	records := newCopyRows(size)
	for _, added := range w.plan.added {
		records.record(added.before.Number, &added.last.Record)
	}
	err := records.send(ctx, w.tx, copyRecordsSQL)
	if isTaken(err) {
		return disclosure.Errorf(disclosure.Conflict, "an id of the new records exists already: %w", err)
	}
	return err
}

// queueUpdates writes the records that were stored already as they shall be.
func (w *batchWriter) queueUpdates(statements *pgx.Batch) {
	for _, changed := range w.plan.changed {
		r := changed.last
		statements.Queue(updateRecordSQL, changed.before.Number, r.Version, r.PublishedAt, r.UpdatedAt, r.Position,
			r.DecidedOn, r.PublicUntil, r.State, r.Reason, r.Authority, r.Name, r.Subject, r.Regime, notNil(r.Places),
			r.Salt, r.Digest, r.Body)
	}
}

// notNil is the list, empty if it is nil: the driver would write a nil slice as NULL.
func notNil(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
