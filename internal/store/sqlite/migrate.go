package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations lists the steps that this program knows.
func migrations() ([]row.Migration, error) { return row.Migrations(migrationFiles) }

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
		if err := applyStep(ctx, db, step); err != nil {
			return err
		}
	}
	if err := requireCurrent(ctx, db); err != nil {
		return err
	}
	return startFeed(ctx, db)
}

func applyStep(ctx context.Context, db *sql.DB, step row.Migration) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // does nothing after a commit
	version, err := schemaVersion(ctx, tx)
	if err != nil {
		return err
	}
	if version >= step.Number {
		return nil
	}
	if _, err := tx.ExecContext(ctx, step.Script); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, addMigrationSQL, step.Number, time.Now().UnixMicro()); err != nil {
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
		return disclosure.Errorf(disclosure.Unavailable, "%w", &OldSchemaError{Has: version, Needs: len(steps)})
	}
	return nil
}

// OldSchemaError says that a database which was opened for reading has not been brought to the present schema.
type OldSchemaError struct {
	// Has and Needs are the numbers of the schema that the database has and of the present one.
	Has, Needs int
}

// Error implements error.
func (e *OldSchemaError) Error() string {
	return fmt.Sprintf("the database has schema %d and this program needs %d: run `mingshi migrate`", e.Has, e.Needs)
}
