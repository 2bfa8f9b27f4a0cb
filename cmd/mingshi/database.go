package main

import (
	"context"
	"errors"
	"path/filepath"
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
	if c.URL != "" {
		if err := checkAddress("--database-url", c.URL); err != nil {
			return err
		}
	}
	if c.Replica != "" {
		if err := checkAddress("--database-replica-url", c.Replica); err != nil {
			return err
		}
	}
	if c.Replica != "" && c.URL == "" {
		return usage("database.replica_alone")
	}
	return nil
}

// checkAddress refuses what is no address of PostgreSQL, and one that would show a part of its password as its host.
func checkAddress(flag, address string) error {
	if !isDatabaseURL(address) {
		return usage("database.url", flag)
	}
	if err := postgres.CheckURL(address); err != nil {
		return databaseTrouble(address, err)
	}
	return nil
}

// isDatabaseURL tells addresses of PostgreSQL from folders. The store reads them closely.
func isDatabaseURL(text string) bool {
	return strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")
}

// databaseName names a database for people: host and database, without user, password and settings.
func databaseName(address string) string {
	return strings.TrimSpace("PostgreSQL " + postgres.Name(address)) // without a name: the store says what is wrong
}

// database names the database that the settings choose, for people.
func (s *settings) database() string {
	if s.usesPostgres() {
		return databaseName(s.URL)
	}
	return "SQLite " + filepath.Join(s.Data, sqlite.FileName)
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
	switch {
	case err == nil:
		return records, nil
	case c.usesPostgres():
		return nil, databaseTrouble(c.URL, err)
	}
	return nil, folderTrouble(dir, err)
}

// folderTrouble words that the records of a data folder are of an older program, which only reading them does not change.
func folderTrouble(dir string, err error) error {
	if old, ok := errors.AsType[*sqlite.OldSchemaError](err); ok {
		return environment("database.old_schema", filepath.Join(dir, sqlite.FileName), old.Has, old.Needs)
	}
	return err
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

// doAbout says what to do about each reason for which a database cannot be used.
var doAbout = map[postgres.Cause]advice{
	postgres.CauseUnknown:     "advice.unknown",
	postgres.CauseUnreachable: "advice.unreachable",
	postgres.CauseRole:        "advice.role",
	postgres.CauseNoDatabase:  "advice.no_database",
	postgres.CauseRights:      "advice.rights",
	postgres.CauseStore:       "advice.store",
}

// databaseTrouble words why a PostgreSQL database cannot be used.
func databaseTrouble(address string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	if disclosure.KindOf(err) == disclosure.Invalid {
		return usage("database.invalid", databaseName(address), err)
	}
	return environment("database.unavailable", databaseName(address), err, doAbout[postgres.Why(err)])
}

// targetTrouble is databaseTrouble for a database that a copy or restore shall fill, which makes what it lacks itself.
func targetTrouble(address string, err error) error {
	trouble := databaseTrouble(address, err)
	if r, ok := errors.AsType[*refusal](trouble); ok && r.code == exitEnvironment && postgres.Why(err) == postgres.CauseStore {
		return environment("database.unavailable", databaseName(address), err, advice("advice.fill"))
	}
	return trouble
}
