package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Filling is a store that receives another whole one. Its methods must not be called from several goroutines at once.
type Filling struct {
	store *Store
	// source and at are what Begin and Put last knew of the filling; another process that goes on with it is noticed.
	source store.WholeHead
	at     store.Progress
}

var _ store.Filling = (*Filling)(nil)

// OpenFilling opens the store for being filled and makes or migrates its schema; the role must own it. Of the options
// ReplicaURL counts for nothing, and ReadOnly is kind Invalid. Other processes that have the store open meanwhile cannot
// write to it any more, and show what is there so far.
func OpenFilling(ctx context.Context, o Options) (*Filling, error) {
	if o.ReadOnly {
		return nil, disclosure.Errorf(disclosure.Invalid, "fill store: asked for reading only")
	}
	s, err := newStore(ctx, o)
	if err != nil {
		return nil, explain(ctx, err, "fill store")
	}
	if err = migrateIfAllowed(ctx, s.primary); err == nil {
		err = requireCurrent(ctx, s.primary.db)
	}
	if err != nil {
		s.primary.db.Close()
		return nil, explain(ctx, err, "fill store %s", s.primary.name)
	}
	return &Filling{store: s}, nil
}

// Snapshot implements store.Carrier: what was filled so far.
func (f *Filling) Snapshot(ctx context.Context, read func(ctx context.Context, whole store.Whole) error) error {
	return f.store.Snapshot(ctx, read)
}

// Close implements store.Filling. Closing twice is no error.
func (f *Filling) Close() error { return f.store.Close() }

// Begin implements store.Filling. Fingerprints without a record that was made with their keys do not make a store one
// with records of its own; they are dropped.
func (f *Filling) Begin(ctx context.Context, source store.WholeHead) (store.Progress, error) {
	var at store.Progress
	err := f.write(ctx, func(ctx context.Context, tx pgx.Tx) (err error) {
		at, err = beginFilling(ctx, tx, source)
		return err
	})
	if err != nil {
		return store.Progress{}, explain(ctx, err, "begin to fill store %s", f.store.primary.name)
	}
	f.source, f.at = source, at
	return at, nil
}

func beginFilling(ctx context.Context, tx pgx.Tx, source store.WholeHead) (store.Progress, error) {
	var position int64 // whoever writes holds the lock on it: behind it nobody does
	if err := tx.QueryRow(ctx, lockHeadSQL).Scan(&position); err != nil {
		return store.Progress{}, err
	}
	state, filling, err := readFilling(ctx, tx)
	if err != nil {
		return store.Progress{}, err
	}
	if filling && state.feedID == source.FeedID && state.position == source.Position {
		return state.at, nil
	}
	if !filling {
		var holds bool
		if err := tx.QueryRow(ctx, fillingHoldsSQL).Scan(&holds); err != nil {
			return store.Progress{}, err
		}
		if holds {
			return store.Progress{}, disclosure.Errorf(disclosure.Conflict, "the store to be filled has records of its own")
		}
	}
	var statements pgx.Batch
	statements.Queue(fillingEmptySQL)
	statements.Queue(fillingBeginSQL, source.FeedID, source.Position)
	statements.Queue(fillingHeadSQL, source.FeedID, source.Position, source.At.UnixMicro(), source.Secret)
	return store.Progress{}, tx.SendBatch(ctx, &statements).Close()
}

// Put implements store.Filling. Rows that are there already are kind Conflict. One whose commit was lost with the
// connection is found out about by how far the filling has come.
func (f *Filling) Put(ctx context.Context, rows store.Rows, then store.Progress) error {
	unknown := false
	err := f.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		defer func() { unknown = true }()
		moved, err := tx.Exec(ctx, fillingMoveSQL, f.source.FeedID, f.source.Position,
			string(f.at.Part), f.at.After, string(then.Part), then.After)
		if err != nil {
			return err
		}
		if moved.RowsAffected() == 0 {
			return f.stands(ctx, tx, unknown, then)
		}
		err = fillRows(ctx, tx, &rows)
		if isTaken(err) {
			return disclosure.Errorf(disclosure.Conflict, "a row is there already: %w", err)
		}
		return err
	})
	if err != nil {
		return explain(ctx, err, "fill store %s with %d rows behind %s %q",
			f.store.primary.name, rows.Len(), f.at.Part, f.at.After)
	}
	f.at = then
	return nil
}

// stands is kind Conflict unless an earlier try, whose outcome is unknown, has brought the filling to where it shall be.
func (f *Filling) stands(ctx context.Context, tx pgx.Tx, unknown bool, then store.Progress) error {
	state, filling, err := readFilling(ctx, tx)
	if err != nil {
		return err
	}
	mine := filling && state.feedID == f.source.FeedID && state.position == f.source.Position
	if unknown && mine && state.at == then {
		return nil
	}
	return disclosure.Errorf(disclosure.Conflict, "the filling was not begun here, or another process goes on with it")
}

// Finish implements store.Filling. A filling that has not come to PartDone is kind Conflict and stays closed.
func (f *Filling) Finish(ctx context.Context, feedID string) error {
	unknown := false
	err := f.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		defer func() { unknown = true }()
		ended, err := tx.Exec(ctx, fillingEndSQL, f.source.FeedID, f.source.Position, string(store.PartDone))
		if err != nil {
			return err
		}
		if ended.RowsAffected() == 0 {
			return isFinished(ctx, tx, unknown, feedID)
		}
		var statements pgx.Batch
		statements.Queue(fillingFeedSQL, feedID)
		statements.Queue(fillingNumberSQL)
		statements.Queue(fillingAnalyzeSQL)
		return tx.SendBatch(ctx, &statements).Close()
	})
	return explain(ctx, err, "finish filling store %s", f.store.primary.name)
}

// isFinished is kind Conflict unless an earlier try, whose outcome is unknown, has opened the store.
func isFinished(ctx context.Context, tx pgx.Tx, unknown bool, feedID string) error {
	e, err := readEnds(ctx, tx)
	if err != nil || unknown && !e.filling && e.feedID == feedID {
		return err
	}
	return disclosure.Errorf(disclosure.Conflict, "the store is not filled to the end")
}

// write runs change in one transaction, and again if the connection is lost.
func (f *Filling) write(ctx context.Context, change func(ctx context.Context, tx pgx.Tx) error) error {
	if err := f.store.enter(ctx); err != nil {
		return err
	}
	defer f.store.leave()
	return retry(ctx, f.store.log, func(ctx context.Context) error { return f.store.primary.transact(ctx, writing, change) })
}

// fillingState is the row of a store that is being filled.
type fillingState struct {
	feedID   string
	position int64
	at       store.Progress
}

// readFilling tells whether the store is being filled, and from what.
func readFilling(ctx context.Context, q querier) (state fillingState, filling bool, err error) {
	var part string
	err = q.QueryRow(ctx, fillingStateSQL).Scan(&state.feedID, &state.position, &part, &state.at.After)
	if errors.Is(err, pgx.ErrNoRows) {
		return fillingState{}, false, nil
	}
	state.at.Part = store.Part(part)
	return state, err == nil, err
}
