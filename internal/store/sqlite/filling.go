package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// folderMode is that of a folder that OpenFilling makes.
const folderMode = 0o750

// Filling is a store that receives another whole one. Its methods must not be called from several goroutines at once.
type Filling struct {
	store *Store
	// source and at are what Begin and Put last knew of the filling; another process that goes on with it is noticed.
	source store.WholeHead
	at     store.Progress
}

var _ store.Filling = (*Filling)(nil)

// OpenFilling opens the store in the folder dir for being filled; the folder and the database are made if they are
// missing. Of the options only BusyTimeout counts. Nothing else should have the store open meanwhile: a process that
// has cannot write to it any more, and shows what is there so far.
func OpenFilling(ctx context.Context, dir string, o Options) (*Filling, error) {
	if o.BusyTimeout == 0 {
		o.BusyTimeout = DefaultBusyTimeout
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "fill store: %w", err)
	}
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "fill store: %w", err)
	}
	o.ReadOnly = false
	s := &Store{dir: dir}
	err = s.connect(ctx, o)
	if err == nil {
		err = s.writer.prepare(ctx, fillingStatements())
	}
	if err != nil {
		s.disconnect() //nolint:errcheck,contextcheck // the error of opening says more; closing must not be cut short
		return nil, explain(ctx, err, "fill store %s", dir)
	}
	return &Filling{store: s}, nil
}

// Snapshot implements store.Carrier: what was filled so far.
func (f *Filling) Snapshot(ctx context.Context, read func(ctx context.Context, whole store.Whole) error) error {
	return f.store.Snapshot(ctx, read)
}

// Begin implements store.Filling. Fingerprints without a record that was made with their keys do not make a store one
// with records of its own; they are dropped.
func (f *Filling) Begin(ctx context.Context, source store.WholeHead) (store.Progress, error) {
	var at store.Progress
	err := f.write(ctx, func(ctx context.Context, v *view) (err error) {
		at, err = beginFilling(ctx, v, source)
		return err
	})
	if err != nil {
		return store.Progress{}, explain(ctx, err, "begin to fill store %s", f.store.dir)
	}
	f.source, f.at = source, at
	return at, nil
}

func beginFilling(ctx context.Context, v *view, source store.WholeHead) (store.Progress, error) {
	state, filling, err := readFilling(ctx, v)
	if err != nil {
		return store.Progress{}, err
	}
	if filling && state.feedID == source.FeedID && state.position == source.Position {
		return state.at, nil
	}
	if !filling {
		var holds bool
		if err := v.queryRow(ctx, fillingHoldsSQL, nil, &holds); err != nil {
			return store.Progress{}, err
		}
		if holds {
			return store.Progress{}, disclosure.Errorf(disclosure.Conflict, "the store to be filled has records of its own")
		}
	}
	for _, table := range filledTables() {
		if _, err := v.tx.ExecContext(ctx, "DELETE FROM "+table); err != nil { //nolint:gosec // a name from the list below
			return store.Progress{}, err
		}
	}
	if _, err := v.exec(ctx, fillingBeginSQL, source.FeedID, source.Position); err != nil {
		return store.Progress{}, err
	}
	_, err = v.exec(ctx, fillingHeadSQL, source.FeedID, source.Position, source.At.UnixMicro(), source.Secret)
	return store.Progress{}, err
}

// filledTables are all tables that Put writes, those that refer to others first.
func filledTables() []string {
	return []string{
		"record_place", "record_count", "record_ever", "record_key", "record", "trail", "trail_source", "change", "not_public",
		"figure", "journal_file", "journal", "key_fingerprint",
	}
}

// Put implements store.Filling. Rows that are there already are kind Conflict.
func (f *Filling) Put(ctx context.Context, rows store.Rows, then store.Progress) error {
	err := f.write(ctx, func(ctx context.Context, v *view) error {
		moved, err := v.exec(ctx, fillingMoveSQL, f.source.FeedID, f.source.Position,
			string(f.at.Part), f.at.After, string(then.Part), then.After)
		if err != nil {
			return err
		}
		if moved == 0 {
			return disclosure.Errorf(disclosure.Conflict, "the filling was not begun here, or another process goes on with it")
		}
		err = fillRows(ctx, v, &rows)
		if isPresent(err) {
			return disclosure.Errorf(disclosure.Conflict, "a row is there already: %w", err)
		}
		return err
	})
	if err != nil {
		return explain(ctx, err, "fill store %s with %d rows behind %s %q", f.store.dir, rows.Len(), f.at.Part, f.at.After)
	}
	f.at = then
	return nil
}

// Finish implements store.Filling. A filling that has not come to PartDone is kind Conflict and stays closed.
func (f *Filling) Finish(ctx context.Context, feedID string) error {
	err := f.write(ctx, func(ctx context.Context, v *view) error {
		ended, err := v.exec(ctx, fillingEndSQL, f.source.FeedID, f.source.Position, string(store.PartDone))
		if err != nil {
			return err
		}
		if ended == 0 {
			return disclosure.Errorf(disclosure.Conflict, "the store is not filled to the end")
		}
		_, err = v.exec(ctx, fillingFeedSQL, feedID)
		return err
	})
	return explain(ctx, err, "finish filling store %s", f.store.dir)
}

// Close implements store.Filling. Closing twice is no error.
func (f *Filling) Close() error { return f.store.Close() }

func (f *Filling) write(ctx context.Context, change func(ctx context.Context, v *view) error) error {
	if err := f.store.enter(ctx); err != nil {
		return err
	}
	defer f.store.leave()
	return f.store.transact(ctx, change)
}

// fillingState is the row of a store that is being filled.
type fillingState struct {
	feedID   string
	position int64
	at       store.Progress
}

// readFilling tells whether the store is being filled, and from what.
func readFilling(ctx context.Context, q runner) (state fillingState, filling bool, err error) {
	err = q.queryRow(ctx, fillingStateSQL, nil, &state.feedID, &state.position, &state.at.Part, &state.at.After)
	if errors.Is(err, sql.ErrNoRows) {
		return fillingState{}, false, nil
	}
	return state, err == nil, err
}

// requireFilled refuses a store that is being filled.
func requireFilled(ctx context.Context, q runner) error {
	_, filling, err := readFilling(ctx, q)
	if err != nil {
		return err
	}
	if filling {
		return errFilling()
	}
	return nil
}

func errFilling() error {
	return disclosure.Errorf(disclosure.Unavailable,
		"the store is half filled by a copy or restore that is under way or was interrupted: run that again")
}

// fillRows writes the rows of all parts; the trail and what is derived from records come with them.
func fillRows(ctx context.Context, v *view, rows *store.Rows) error {
	for _, fill := range []func(context.Context, *view, *store.Rows) error{
		fillRecords, fillKeys, fillChanges, fillNotPublic, fillFigures, fillJournals, fillFingerprints,
	} {
		if err := fill(ctx, v, rows); err != nil {
			return err
		}
	}
	return nil
}

func fillRecords(ctx context.Context, v *view, rows *store.Rows) error {
	var args []any
	places := make(row.Places)
	counts := row.Counts{Public: make(map[row.CountCell]int64), Ever: make(map[string]int64)}
	for i := range rows.Records {
		from := &rows.Records[i]
		r := numbered{
			Record: row.New(&store.Write{Record: from.Record, Reason: from.Reason}, from.Record.Position), number: from.Number,
		}
		columns, err := r.values()
		if err != nil {
			return err
		}
		args = append(append(args, r.number), columns...)
		places.Move(r.number, r.Kind, nil, r.Places)
		counts.Move(r.Kind, 0, r.PublicUntil)
		counts.Ever[r.Kind]++
	}
	if _, err := v.insertMany(ctx, fillRecordSQL, recordColumns+1, args); err != nil {
		return err
	}
	if err := movePlaces(ctx, v, places); err != nil {
		return err
	}
	return addCounts(ctx, v, &counts)
}
