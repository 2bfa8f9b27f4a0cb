package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// Apply implements store.Writer. A batch that a lost connection or another writer stopped is written again, unless it is
// certain that it was committed; see settle.
func (s *Store) Apply(ctx context.Context, b store.Batch) (store.Applied, error) {
	if err := s.enter(ctx); err != nil {
		return store.Applied{}, err
	}
	defer s.leave()
	if err := row.CheckBatch(&b); err != nil {
		return store.Applied{}, err
	}
	mark := newCommitMark()
	var applied store.Applied
	err := retry(ctx, s.log, func(ctx context.Context) error {
		err := s.write(ctx, func(ctx context.Context, tx pgx.Tx) (err error) {
			applied, err = applyBatch(ctx, tx, &b, mark)
			return err
		})
		if failure, ok := errors.AsType[*commitError](err); ok {
			applied, err = s.settle(ctx, mark, failure)
		}
		return err
	})
	if err != nil {
		return store.Applied{}, explain(ctx, err, "apply %d writes", len(b.Writes))
	}
	s.told(s.primary, applied.Last)
	return applied, nil
}

// batchWriter writes one batch in one transaction. Whatever may wait for another writer comes first, and in an order that
// all writers keep: the records by their ids, the natural keys, the keys of rows that are not public. So no two writers
// wait for each other. Then it locks the end of the feed; behind that it writes only what nobody else writes without that
// lock, so it waits for nobody, and positions are given in the order of commits.
type batchWriter struct {
	tx    pgx.Tx
	batch *store.Batch
	at    int64
	plan  plan

	figures row.Figures
}

func applyBatch(ctx context.Context, tx pgx.Tx, b *store.Batch, mark commitMark) (store.Applied, error) {
	w := &batchWriter{tx: tx, batch: b, at: b.At.UnixMicro(), figures: make(row.Figures)}
	if err := w.prepare(ctx); err != nil {
		return store.Applied{}, err
	}
	applied, err := w.lockHead(ctx, mark)
	if err != nil {
		return store.Applied{}, err
	}
	w.plan.place(applied.First)
	return applied, w.flush(ctx)
}

// prepare does all that may wait for another writer, and most of what may be refused.
func (w *batchWriter) prepare(ctx context.Context) error {
	stored, numbers, err := w.lockRecords(ctx)
	if err != nil {
		return err
	}
	if w.plan, err = newPlan(w.batch.Writes, stored, numbers); err != nil {
		return err
	}
	if err := w.addKeys(ctx); err != nil {
		return err
	}
	return w.countNotPublic(ctx)
}

// lockRecords locks the records that the batch changes and tells what is stored of them, and takes the numbers of the new
// ones.
func (w *batchWriter) lockRecords(ctx context.Context) (map[disclosure.ID]row.Stored, []int64, error) {
	var ids []string
	var added int64
	isNew := make(map[disclosure.ID]bool)
	for i := range w.batch.Writes {
		write := &w.batch.Writes[i]
		switch {
		case write.Expect == 0:
			isNew[write.Record.ID] = true
			added++
		case !isNew[write.Record.ID]:
			ids = append(ids, string(write.Record.ID))
		}
	}
	stored := make(map[disclosure.ID]row.Stored, len(ids))
	var numbers []int64
	var questions pgx.Batch
	if added > 0 {
		questions.Queue(takeNumbersSQL, added).QueryRow(func(r pgx.Row) error { return r.Scan(&numbers) })
	}
	if len(ids) > 0 {
		questions.Queue(lockRecordsSQL, ids).Query(func(rows pgx.Rows) error { return scanStored(rows, stored) })
	}
	return stored, numbers, w.tx.SendBatch(ctx, &questions).Close()
}

func scanStored(rows pgx.Rows, stored map[disclosure.ID]row.Stored) error {
	var id string
	var r row.Stored
	columns := []any{&id, &r.Number, &r.Kind, &r.Version, &r.PublicUntil, &r.Position, &r.Places}
	_, err := pgx.ForEachRow(rows, columns, func() error {
		stored[disclosure.ID(id)] = r
		r.Places = nil
		return nil
	})
	return err
}

// lockHead locks the end of the feed, moves it on by the writes of the batch and leaves the mark of the transaction.
func (w *batchWriter) lockHead(ctx context.Context, mark commitMark) (store.Applied, error) {
	changes := int64(len(w.batch.Writes))
	var applied store.Applied
	if err := w.tx.QueryRow(ctx, moveHeadSQL, changes, w.at).Scan(&applied.Last); err != nil {
		return store.Applied{}, err
	}
	applied.First = applied.Last
	if changes > 0 {
		applied.First = applied.Last - changes + 1
	}
	var statements pgx.Batch
	statements.Queue(addCommitMarkSQL, mark[:], w.at, applied.First, applied.Last).Exec(func(added pgconn.CommandTag) error {
		if added.RowsAffected() == 0 {
			return errFilling()
		}
		return nil
	})
	w.plan.sources.queue(&statements)
	return applied, w.tx.SendBatch(ctx, &statements).Close()
}

// flush writes what has its place in the feed.
func (w *batchWriter) flush(ctx context.Context) error {
	if err := w.copyRecords(ctx); err != nil {
		return err
	}
	if err := w.copyFeed(ctx); err != nil {
		return err
	}
	places := w.plan.places()
	if err := copyPlaces(ctx, w.tx, places); err != nil {
		return err
	}
	var statements pgx.Batch
	w.queueUpdates(&statements)
	queuePlacesGone(&statements, places)
	queueCounts(&statements, w.plan.counts())
	w.queueFigures(&statements)
	queueJournal(&statements, w.batch.Journal, w.at)
	return w.tx.SendBatch(ctx, &statements).Close()
}
