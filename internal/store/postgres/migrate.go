package postgres

import (
	"context"
	"embed"
	"time"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations lists the steps that this program knows.
func migrations() ([]row.Migration, error) { return row.Migrations(migrationFiles) }

// Migrate brings the schema of the database at url to the present one, makes it if there is none, and renews what the
// roles of RolesScript may do, if there are such. It tells the numbers of the schema before and after. All of it is one
// transaction; of two programs that migrate at once the second finds the work done. A role that may not do what is to be
// done, and a schema of a newer program, are kind Unavailable.
func Migrate(ctx context.Context, url string) (from, to int, err error) {
	p, err := openPool(ctx, url)
	if err != nil {
		return 0, 0, explain(ctx, err, "migrate")
	}
	defer p.db.Close()
	if from, to, err = migrate(ctx, p); err != nil {
		return 0, 0, explain(ctx, err, "migrate %s", p.name)
	}
	return from, to, nil
}

func migrate(ctx context.Context, p *pool) (from, to int, err error) {
	err = p.transact(ctx, writing, func(ctx context.Context, tx pgx.Tx) error {
		from, to, err = migrateIn(ctx, tx)
		return err
	})
	return from, to, err
}

func migrateIn(ctx context.Context, tx pgx.Tx) (from, to int, err error) {
	steps, err := migrations()
	if err != nil {
		return 0, 0, err
	}
	if _, err := tx.Exec(ctx, lockMigrationsSQL); err != nil {
		return 0, 0, err
	}
	state, err := readSchema(ctx, tx)
	if err != nil {
		return 0, 0, err
	}
	if !state.mayMigrate || state.version > len(steps) {
		return state.version, state.version, state.require(len(steps))
	}
	for _, step := range steps[state.version:] {
		if _, err := tx.Exec(ctx, step.Script); err != nil {
			return 0, 0, err
		}
		if _, err := tx.Exec(ctx, addMigrationSQL, step.Number, time.Now().UnixMicro()); err != nil {
			return 0, 0, err
		}
	}
	if _, err := tx.Exec(ctx, firstHeadSQL, store.NewFeedID(), time.Time{}.UnixMicro(), row.NewSecret()); err != nil {
		return 0, 0, err
	}
	_, err = tx.Exec(ctx, grantsSQL)
	return state.version, len(steps), err
}

// migrateIfAllowed makes or migrates the schema if it is behind and the role may do that.
func migrateIfAllowed(ctx context.Context, p *pool) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	state, err := readSchema(ctx, p.db)
	if err != nil {
		return err
	}
	if state.version >= len(steps) || !state.mayMigrate {
		return nil
	}
	_, _, err = migrate(ctx, p)
	return err
}
