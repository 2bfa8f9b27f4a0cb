package postgres

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// Options tell how to open a store. URL and Zone are required.
type Options struct {
	// URL is the address of the primary: postgres://user:password@host:port/database?sslmode=verify-full, or libpq's
	// "host=… dbname=…". Several hosts with target_session_attrs=read-write follow a failover; pool_max_conns bounds the
	// connections.
	URL string
	// ReplicaURL is the address of a standby that readers are sent to while it keeps up; "" for none.
	ReplicaURL string
	// Zone is the authority's zone, in which a last public day ends.
	Zone *time.Location
	// Today is the present day in Zone; nil reads the machine's clock.
	Today func() disclosure.Date
	// ReadOnly opens an existing store of the present schema without the means to change it: the methods of Writer and
	// Staging that write, Upkeep.Scrub and Remember are kind Unavailable.
	ReadOnly bool
	// Log hears of retries, and of a replica that is left alone; nil for nobody.
	Log *slog.Logger
}

// Store is an open store. All methods may be called from several goroutines at once.
type Store struct {
	zone  *time.Location
	today func() disclosure.Date

	primary *pool
	// replica is nil without one.
	replica  *replica
	cursors  row.Cursors
	totals   row.TotalsCache
	rankings *row.RankingCache
	views    row.Turns
	staging  staging
	// owner names this open store among all that stage in the database.
	owner    string
	readOnly bool
	log      *slog.Logger
	// scrubbing lets one goroutine clean at a time.
	scrubbing sync.Mutex

	// gate is held for reading by every call and for writing by Close, so that Close waits for the calls under way.
	gate   sync.RWMutex
	closed bool
}

var _ store.Store = (*Store)(nil)

// Open opens the store and, unless o.ReadOnly, makes or migrates its schema if the role may do that. A schema that is
// missing, older or newer than the program's, a store that is being filled, and a server that does not answer are kind
// Unavailable; a URL that cannot be read and a database that is not in UTF-8 are kind Invalid. A replica that does not
// answer is no error.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := newStore(ctx, o)
	if err != nil {
		return nil, explain(ctx, err, "open store")
	}
	if err := s.start(ctx, o); err != nil {
		s.primary.db.Close()
		return nil, explain(ctx, err, "open store %s", s.primary.name)
	}
	return s, nil
}

// newStore connects to the primary and looks at nothing yet.
func newStore(ctx context.Context, o Options) (*Store, error) {
	if o.Zone == nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "no zone given")
	}
	if o.Today == nil {
		o.Today = func() disclosure.Date { return disclosure.DateOf(time.Now().In(o.Zone)) }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	primary, err := openPool(ctx, o.URL)
	if err != nil {
		return nil, err
	}
	return &Store{
		zone: o.Zone, today: o.Today, primary: primary, owner: rand.Text(), readOnly: o.ReadOnly, log: o.Log,
		rankings: row.NewRankingCache(), views: row.NewTurns(max(1, int(primary.db.Config().MaxConns)/viewsShare)),
	}, nil
}

// start brings the schema up if it may, reads what an open store keeps, and begins to watch the replica.
func (s *Store) start(ctx context.Context, o Options) error {
	if !s.readOnly {
		if err := migrateIfAllowed(ctx, s.primary); err != nil {
			return err
		}
	}
	ends, err := requireOpen(ctx, s.primary)
	if err != nil {
		return err
	}
	s.cursors.Secret = ends.secret
	if o.ReplicaURL == "" {
		return nil
	}
	s.replica, err = watchReplica(ctx, o.ReplicaURL, s.primary, s.log)
	return err
}

// Close waits for the calls under way, drops what is staged and closes the connections; every later call is kind
// Unavailable. Closing twice is no error.
func (s *Store) Close() error {
	s.gate.Lock()
	defer s.gate.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	err := s.dropStaged(ctx)
	if s.replica != nil {
		s.replica.close()
	}
	s.primary.db.Close()
	return explain(ctx, err, "close store %s", s.primary.name)
}

// enter lets a call in: it fails when the store is closed or the context is done. The caller must call leave afterwards.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.gate.RLock()
	if s.closed {
		s.gate.RUnlock()
		return disclosure.Errorf(disclosure.Unavailable, "store %s: closed", s.primary.name)
	}
	return nil
}

func (s *Store) leave() { s.gate.RUnlock() }

// write runs change in one transaction of the primary and commits it unless change fails. It tries once.
func (s *Store) write(ctx context.Context, change func(ctx context.Context, tx pgx.Tx) error) error {
	if s.readOnly {
		return disclosure.Errorf(disclosure.Unavailable, "store %s: opened for reading only", s.primary.name)
	}
	ctx, cancel := context.WithTimeout(ctx, s.primary.patience)
	defer cancel()
	return s.primary.transact(ctx, writing, change)
}
