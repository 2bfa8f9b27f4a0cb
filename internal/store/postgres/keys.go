package postgres

import (
	"context"

	"mingshi/internal/disclosure"
)

// keyOverhead is how many bytes a row of the table record_key needs.
const keyOverhead = 64

// addKeys writes the natural keys of the batch; one that leads to another record already is kind Conflict. They are sorted,
// so that writers wait for each other in one direction.
func (w *batchWriter) addKeys(ctx context.Context) error {
	sorted := w.plan.keys.Sorted()
	if len(w.plan.changed) > 0 {
		return w.addKnownKeys(ctx, sorted)
	}
	// All records are new, and so must be their keys.
	rows := newCopyRows(len(sorted) * keyOverhead)
	for i := range sorted {
		rows.row(2)
		rows.bytea(sorted[i][:])
		rows.bigint(w.plan.keys[sorted[i]])
	}
	err := rows.send(ctx, w.tx, copyKeysSQL)
	if isTaken(err) {
		return disclosure.Errorf(disclosure.Conflict, "a key of the new records leads to another one: %w", err)
	}
	return err
}

// addKnownKeys writes keys some of which may lead to their records already.
func (w *batchWriter) addKnownKeys(ctx context.Context, sorted []disclosure.Key) error {
	if len(sorted) == 0 {
		return nil
	}
	keys, numbers := make([][]byte, len(sorted)), make([]int64, len(sorted))
	for i := range sorted {
		keys[i], numbers[i] = sorted[i][:], w.plan.keys[sorted[i]]
	}
	added, err := w.tx.Exec(ctx, addKeysSQL, keys, numbers)
	if err != nil || added.RowsAffected() == int64(len(sorted)) {
		return err
	}
	// The others are committed, however late: this statement sees what has come up to its own beginning.
	var foreign int64
	if err := w.tx.QueryRow(ctx, countForeignKeysSQL, keys, numbers).Scan(&foreign); err != nil {
		return err
	}
	if foreign > 0 {
		return disclosure.Errorf(disclosure.Conflict, "%d keys lead to other records", foreign)
	}
	return nil
}
