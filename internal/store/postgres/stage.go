package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// The number of columns of a table of staged rows, and the bytes that a row needs beside its payload.
const (
	stagedColumns  = 6
	stagedOverhead = 128
)

// Stage implements store.Staging. Batches are of this Store alone: another one does not see them.
func (s *Store) Stage(ctx context.Context, batch string, rows []store.Staged) ([]store.Verdict, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	verdicts, err := s.stage(ctx, batch, rows)
	return verdicts, explain(ctx, err, "stage batch %q", batch)
}

func (s *Store) stage(ctx context.Context, batch string, rows []store.Staged) ([]store.Verdict, error) {
	b, err := s.batchFor(ctx, batch)
	if err != nil {
		return nil, err
	}
	var verdicts []store.Verdict
	err = b.use(ctx, func(ctx context.Context) error {
		err := s.write(ctx, func(ctx context.Context, tx pgx.Tx) (err error) {
			verdicts, err = b.stageRows(ctx, tx, rows)
			return err
		})
		if failure, ok := errors.AsType[*commitError](err); ok {
			err = b.settle(ctx, b.seq+int64(len(rows)), failure)
		}
		if err == nil {
			b.seq += int64(len(rows))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return verdicts, nil
}

// stagedKey is what no two kept rows share.
type stagedKey struct {
	key  disclosure.Key
	file int
}

// stageRows keeps the rows in one transaction. The sequence has a gap for each row that is not kept.
func (b *stagedBatch) stageRows(ctx context.Context, tx pgx.Tx, rows []store.Staged) ([]store.Verdict, error) {
	contents, err := b.moveOn(ctx, tx, rows)
	if err != nil {
		return nil, err
	}
	verdicts := make([]store.Verdict, len(rows))
	kept := make([]int, 0, len(rows))
	for i := range rows {
		key := stagedKey{rows[i].Key, rows[i].File}
		content, isKnown := contents[key]
		switch {
		case !isKnown:
			contents[key] = rows[i].Content
			kept = append(kept, i)
		case content == rows[i].Content:
			verdicts[i] = store.Identical
		default:
			verdicts[i] = store.Conflicting
		}
	}
	return verdicts, b.copyRows(ctx, tx, rows, kept)
}

// copyRows writes the rows to keep; kept are their places in the list.
func (b *stagedBatch) copyRows(ctx context.Context, tx pgx.Tx, rows []store.Staged, kept []int) error {
	size := 0
	for _, i := range kept {
		size += stagedOverhead + len(rows[i].Payload)
	}
	staged := newCopyRows(size)
	for _, i := range kept {
		r := &rows[i]
		staged.row(stagedColumns)
		staged.bigint(b.seq + int64(i) + 1)
		staged.bigint(int64(r.File))
		staged.bigint(int64(r.Row))
		staged.bytea(r.Key[:])
		staged.bytea(r.Content[:])
		staged.bytea(r.Payload)
	}
	return staged.send(ctx, tx, b.statement(stageCopySQL))
}

// moveOn moves the last seq given on by the rows, which also shows that the batch is still there, and returns the contents
// of the rows that are kept already under keys of the given ones.
func (b *stagedBatch) moveOn(
	ctx context.Context, tx pgx.Tx, rows []store.Staged,
) (map[stagedKey]disclosure.Digest, error) {
	keys, files := make([][]byte, len(rows)), make([]int64, len(rows))
	for i := range rows {
		keys[i], files[i] = rows[i].Key[:], int64(rows[i].File)
	}
	contents := make(map[stagedKey]disclosure.Digest, len(rows))
	var statements pgx.Batch
	statements.Queue(b.statement(stageMoveSQL), b.seq, b.seq+int64(len(rows))).Exec(func(moved pgconn.CommandTag) error {
		if moved.RowsAffected() != 1 {
			return b.lost()
		}
		return nil
	})
	statements.Queue(b.statement(stageKnownSQL), keys, files).Query(func(known pgx.Rows) error {
		var i int64
		var content []byte
		_, err := pgx.ForEachRow(known, []any{&i, &content}, func() error {
			contents[stagedKey{rows[i].Key, rows[i].File}] = disclosure.Digest(content)
			return nil
		})
		return err
	})
	return contents, tx.SendBatch(ctx, &statements).Close()
}

// settle tells what became of a transaction that should have moved the last seq given to want, and whose commit failed: nil
// if it was committed after all.
func (b *stagedBatch) settle(ctx context.Context, want int64, failure *commitError) error {
	if refused(failure) {
		return failure.err
	}
	var last int64
	err := retry(ctx, b.store.log, func(ctx context.Context) error {
		return b.store.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
			return tx.QueryRow(ctx, b.statement(stageLastSQL)).Scan(&last)
		})
	})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return b.lost()
	case err != nil:
		return err
	case last != want:
		return failure.err
	}
	return nil
}
