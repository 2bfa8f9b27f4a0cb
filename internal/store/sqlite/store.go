// Package sqlite owns the store in one SQLite file: its schema, its SQL, its one writer and its pool of readers, and the
// throw-away files that stage imports. It depends only on store and disclosure.
//
// Layout of a store's folder: mingshi.db with its -wal and -shm, and for the time of an import one staging-*.db.
// Several processes on one machine may open the same folder (an import beside the server); the folder must not lie on a
// network file system.
package sqlite

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// FileName is the name of the database in the store's folder.
const FileName = "mingshi.db"

// DefaultBusyTimeout is how long a call waits for a lock that another process holds before it is kind Unavailable. An
// import holds the write lock for a fraction of a second at a time.
const DefaultBusyTimeout = 5 * time.Second

// Options tell how to open a store. Zone is required.
type Options struct {
	// Zone is the authority's zone, in which a last public day ends.
	Zone *time.Location
	// Today is the present day in Zone; nil reads the machine's clock.
	Today func() disclosure.Date
	// ReadOnly opens an existing store of the present schema without the means to change it: the methods of Writer,
	// Upkeep.Scrub and Remember are kind Unavailable.
	ReadOnly bool
	// BusyTimeout replaces DefaultBusyTimeout when it is not 0.
	BusyTimeout time.Duration
}

// Store is an open store. All methods may be called from several goroutines at once.
type Store struct {
	dir   string
	zone  *time.Location
	today func() disclosure.Date
	// busy is how long a statement waits for a lock.
	busy time.Duration

	reader *pool
	// writer has one connection, so that writes of this process queue in Go; it is nil in a store that was opened for
	// reading only.
	writer   *pool
	cursors  row.Cursors
	totals   row.TotalsCache
	rankings *row.RankingCache
	views    row.Turns
	staging  staging
	// scrubbing lets one goroutine clean at a time.
	scrubbing sync.Mutex
	// cleaned is the position up to which the pages are clean although the log could not be emptied since; else zero.
	cleaned int64

	// gate is held for reading by every call and for writing by Close, so that Close waits for the calls under way.
	gate   sync.RWMutex
	closed bool
}

var (
	_ store.Store   = (*Store)(nil)
	_ store.Carrier = (*Store)(nil)
)

// Open opens the store in the folder dir, which must exist, and makes or migrates its database unless o.ReadOnly. A
// database that a newer program has written, or that is no database, is kind Unavailable, and so is one that another
// process keeps locked, or that a Filling has not finished.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if o.Zone == nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "open store %s: no zone given", dir)
	}
	if o.Today == nil {
		o.Today = func() disclosure.Date { return disclosure.DateOf(time.Now().In(o.Zone)) }
	}
	if o.BusyTimeout == 0 {
		o.BusyTimeout = DefaultBusyTimeout
	}
	dir, err := filepath.Abs(dir) // connections are opened later as well, wherever the process has moved to by then
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "open store: %w", err)
	}
	s := &Store{
		dir: dir, zone: o.Zone, today: o.Today, busy: o.BusyTimeout,
		rankings: row.NewRankingCache(), views: row.NewTurns(viewsAtOnce),
	}
	err = s.connect(ctx, o)
	if err == nil {
		err = requireFilled(ctx, s.reader)
	}
	if err != nil {
		s.disconnect() //nolint:errcheck,contextcheck // the error of opening says more; closing must not be cut short
		return nil, explain(ctx, err, "open store %s", dir)
	}
	return s, nil
}

func (s *Store) connect(ctx context.Context, o Options) error {
	var err error
	if !o.ReadOnly {
		if s.writer, err = openWriter(s.dir, o.BusyTimeout); err != nil {
			return err
		}
		if err = migrate(ctx, s.writer.db); err != nil {
			return err
		}
		if err = s.writer.prepare(ctx, writerStatements()); err != nil {
			return err
		}
	}
	if s.reader, err = openReaders(s.dir, o.BusyTimeout); err != nil {
		return err
	}
	if o.ReadOnly {
		if err = requireCurrent(ctx, s.reader.db); err != nil {
			return err
		}
	}
	if err = s.reader.prepare(ctx, readerStatements()); err != nil {
		return err
	}
	return s.reader.queryRow(ctx, cursorSecretSQL, nil, &s.cursors.Secret)
}

// Close waits for the calls under way and closes the database; every later call is kind Unavailable. Closing twice is
// no error.
func (s *Store) Close() error {
	s.gate.Lock()
	defer s.gate.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	return s.disconnect()
}

func (s *Store) disconnect() error {
	err := s.staging.discardAll()
	for _, p := range []*pool{s.reader, s.writer} {
		if p == nil {
			continue
		}
		if closeErr := p.close(); err == nil {
			err = closeErr
		}
	}
	if err != nil {
		return explain(context.Background(), err, "close store %s", s.dir)
	}
	return nil
}

// enter lets a call in: it fails when the store is closed or the context is done. The caller must call leave afterwards.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.gate.RLock()
	if s.closed {
		s.gate.RUnlock()
		return disclosure.Errorf(disclosure.Unavailable, "store %s: closed", s.dir)
	}
	return nil
}

func (s *Store) leave() { s.gate.RUnlock() }
