package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one step of the schema: a script that runs once, in one transaction.
type migration struct {
	number int
	script string
}

// migrations lists the steps that this program knows, in order; their numbers are dense from 1.
func migrations() ([]migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	steps := make([]migration, 0, len(names))
	for _, name := range names {
		prefix, _, _ := strings.Cut(path.Base(name), "_")
		number, err := strconv.Atoi(prefix)
		if err != nil || number != len(steps)+1 {
			return nil, disclosure.Errorf(disclosure.Internal, "migration %s: want number %04d", name, len(steps)+1)
		}
		script, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, migration{number: number, script: string(script)})
	}
	return steps, nil
}

// Migrate brings the database in the folder dir, which must exist, to the present schema, makes it if there is none, and
// tells the numbers of the schema before and after. Its errors are those of Open.
func Migrate(ctx context.Context, dir string) (from, to int, err error) {
	defer func() { err = explain(ctx, err, "migrate store %s", dir) }()
	dir, err = filepath.Abs(dir)
	if err != nil {
		return 0, 0, disclosure.Errorf(disclosure.Invalid, "migrate store: %w", err)
	}
	p, err := openWriter(dir, DefaultBusyTimeout)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if from, err = schemaVersion(ctx, p.db); err != nil {
		return 0, 0, err
	}
	if err = migrate(ctx, p.db); err != nil {
		return 0, 0, err
	}
	to, err = schemaVersion(ctx, p.db)
	return from, to, err
}

// migrate brings the schema to the present, each step in its own transaction. A process that comes second waits for
// the first and finds the steps done.
func migrate(ctx context.Context, db *sql.DB) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	for _, step := range steps {
		if err := step.apply(ctx, db); err != nil {
			return err
		}
	}
	if err := requireCurrent(ctx, db); err != nil {
		return err
	}
	return startFeed(ctx, db)
}

func (m migration) apply(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // does nothing after a commit
	version, err := schemaVersion(ctx, tx)
	if err != nil {
		return err
	}
	if version >= m.number {
		return nil
	}
	if _, err := tx.ExecContext(ctx, m.script); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, addMigrationSQL, m.number, time.Now().UnixMicro()); err != nil {
		return err
	}
	return tx.Commit()
}

// startFeed gives a new database its feed; one that has a feed keeps it.
func startFeed(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, firstHeadSQL, store.NewFeedID(), time.Time{}.UnixMicro(), row.NewSecret())
	return err
}

// querier is what a transaction and a database have in common.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// schemaVersion is the number of the last migration that the file has seen, 0 for an empty file. A file that holds
// something else than a store is kind Unavailable.
func schemaVersion(ctx context.Context, q querier) (int, error) {
	var tables, known int
	if err := q.QueryRowContext(ctx, schemaTablesSQL).Scan(&tables, &known); err != nil {
		return 0, err
	}
	if tables == 0 {
		return 0, nil
	}
	if known == 0 {
		return 0, disclosure.Errorf(disclosure.Unavailable, "the database holds something else than a store")
	}
	var version int
	err := q.QueryRowContext(ctx, schemaVersionSQL).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return version, err
}

// requireCurrent refuses a database whose schema is not the one that this program knows.
func requireCurrent(ctx context.Context, db *sql.DB) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return disclosure.Errorf(disclosure.Unavailable,
			"the database has schema %d, written by a newer program; this one knows up to %d: use the newer program",
			version, len(steps))
	}
	if version < len(steps) {
		return disclosure.Errorf(disclosure.Unavailable,
			"the database has schema %d and this program needs %d: open it once for writing", version, len(steps))
	}
	return nil
}
