package postgres

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// commitMark is what one Apply leaves in the database with whatever it commits. All its tries leave the same one, whose
// place is unique: so a batch cannot be committed twice, even if what settle found were wrong.
type commitMark [16]byte

func newCommitMark() commitMark {
	var mark commitMark
	_, _ = rand.Read(mark[:]) // never fails (crypto/rand)
	return mark
}

// settle tells what became of a transaction whose commit failed: the positions that it wrote if it was committed after
// all, otherwise the failure, and then it is certain that nothing was written. If not even that can be found out, it says
// so. It is not cancelled with ctx: whoever stops a program shall know what it has written.
func (s *Store) settle(ctx context.Context, mark commitMark, failure *commitError) (store.Applied, error) {
	if refused(failure) {
		return store.Applied{}, failure.err
	}
	var applied store.Applied
	var committed bool
	err := retry(context.WithoutCancel(ctx), s.log, func(ctx context.Context) (err error) {
		applied, committed, err = s.lookForMark(ctx, mark)
		return err
	})
	switch {
	case err != nil:
		return store.Applied{}, disclosure.Errorf(disclosure.Unavailable,
			"the connection was lost during the commit, and whether the batch was written could not be found out: %w",
			errors.Join(failure.err, err))
	case !committed:
		return store.Applied{}, failure.err
	}
	return applied, nil
}

// refused reports whether the server itself said that it did not commit. A server that ends the session with the commit
// may have committed before.
func refused(failure *commitError) bool {
	if errors.Is(failure.err, pgx.ErrTxCommitRollback) {
		return true
	}
	said, ok := errors.AsType[*pgconn.PgError](failure.err)
	return ok && said.SeverityUnlocalized == "ERROR"
}

// lookForMark tells whether the transaction with the mark was committed, and with which positions. The transaction holds
// the end of the feed until it has ended, one way or the other, so behind that lock the answer is final; and with the
// commit of this one it is known to have reached a synchronous standby, if there is one, so that a failover keeps it.
func (s *Store) lookForMark(ctx context.Context, mark commitMark) (applied store.Applied, committed bool, err error) {
	err = s.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		var position int64
		if err := tx.QueryRow(ctx, awaitHeadSQL).Scan(&position); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, findCommitMarkSQL, mark[:]).Scan(&applied.First, &applied.Last)
		committed = err == nil
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	return applied, committed, err
}
