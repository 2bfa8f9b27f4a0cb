package main

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/store/sqlite"
)

// database is the store of a house, whichever it is.
type database interface {
	store.Store
	store.Carrier
	Close() error
}

// connecting are the flags that choose the database.
type connecting struct {
	URL     string `name:"database-url" help:"PostgreSQL，不填用 SQLite · instead of SQLite" env:"MINGSHI_DATABASE_URL" placeholder:"URL"`
	Replica string `name:"database-replica-url" help:"serve 的只读副本 · replica for serve" env:"MINGSHI_DATABASE_REPLICA_URL" placeholder:"URL"`
}

// usesPostgres tells whether the records lie in PostgreSQL and not in the data folder.
func (c *connecting) usesPostgres() bool { return c.URL != "" }

// databaseKind names the kind of database.
func (c *connecting) databaseKind() string {
	if c.usesPostgres() {
		return "postgres"
	}
	return "sqlite"
}

// checkDatabase refuses what cannot be an address of PostgreSQL, before anything is opened. It never repeats an address: there
// may be a password in it.
func (c *connecting) checkDatabase() error {
	if c.URL != "" && !isDatabaseURL(c.URL) {
		return usage("database.url", "--database-url")
	}
	if c.Replica != "" && !isDatabaseURL(c.Replica) {
		return usage("database.url", "--database-replica-url")
	}
	if c.Replica != "" && c.URL == "" {
		return usage("database.replica_alone")
	}
	return nil
}

// isDatabaseURL tells addresses of PostgreSQL from folders. The store reads them closely.
func isDatabaseURL(text string) bool {
	return strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")
}

// databaseName names a database for people: host and database, without user, password and settings.
func databaseName(address string) string {
	const name = "PostgreSQL"
	parsed, err := url.Parse(address)
	if err != nil {
		return name // several hosts, or a slip: the store says what is wrong
	}
	return name + " " + parsed.Host + parsed.EscapedPath()
}

// opening says how a command opens the records.
type opening struct {
	zone  *time.Location
	today func() disclosure.Date
	// readOnly gives up all means to change them, migrations included.
	readOnly bool
}

// openRecords opens the records in PostgreSQL if an address is given, else those in the data folder dir.
func (c *connecting) openRecords(t *terminal, dir string, o opening) (database, error) {
	records, err := c.dial(t, dir, o)
	if err != nil && c.usesPostgres() {
		return nil, databaseTrouble(c.URL, err)
	}
	return records, err
}

// dial opens the records and leaves the words for what went wrong to the caller. Only what reads without writing goes to
// a replica: whoever writes must read what it wrote.
func (c *connecting) dial(t *terminal, dir string, o opening) (database, error) {
	if !c.usesPostgres() {
		return openFolderRecords(t.ctx, dir, o)
	}
	options := postgres.Options{URL: c.URL, Zone: o.zone, Today: o.today, ReadOnly: o.readOnly, Log: t.log}
	if o.readOnly {
		options.ReplicaURL = c.Replica
	}
	records, err := postgres.Open(t.ctx, options)
	if err != nil {
		return nil, err // never a nil pointer in an interface
	}
	return records, nil
}

func openFolderRecords(ctx context.Context, dir string, o opening) (database, error) {
	records, err := sqlite.Open(ctx, dir, sqlite.Options{Zone: o.zone, Today: o.today, ReadOnly: o.readOnly})
	if err != nil {
		return nil, err // as above
	}
	return records, nil
}

// databaseTrouble words why a PostgreSQL database cannot be used.
func databaseTrouble(address string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	if disclosure.KindOf(err) == disclosure.Invalid {
		return usage("database.invalid", databaseName(address), err)
	}
	return environment("database.unavailable", databaseName(address), err)
}
