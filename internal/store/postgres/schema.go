package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
)

// querier is what a transaction and a pool have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// schemaState is what a role can tell of a database's schema.
type schemaState struct {
	// version is the number of the last migration that the database has seen, 0 for a database without a store.
	version    int
	mayMigrate bool
}

// readSchema looks at the schema. A store that the role may not look at is kind Unavailable.
func readSchema(ctx context.Context, q querier) (schemaState, error) {
	var state schemaState
	var exists, visible bool
	if err := q.QueryRow(ctx, schemaStateSQL).Scan(&exists, &visible, &state.mayMigrate); err != nil {
		return state, err
	}
	if !visible {
		return state, disclosure.Errorf(disclosure.Unavailable, "the role may not read the store: run the roles script")
	}
	if !exists {
		return state, nil
	}
	err := q.QueryRow(ctx, schemaVersionSQL).Scan(&state.version)
	return state, err
}

// require refuses a schema that is not the one with the number known.
func (s schemaState) require(known int) error {
	switch {
	case s.version == 0:
		return disclosure.Errorf(disclosure.Unavailable, "the database holds no store yet: run `mingshi migrate` as its owner")
	case s.version > known:
		return disclosure.Errorf(disclosure.Unavailable,
			"the database has schema %d, written by a newer program; this one knows up to %d: use the newer program",
			s.version, known)
	case s.version < known:
		return disclosure.Errorf(disclosure.Unavailable,
			"the database has schema %d and this program needs %d: run `mingshi migrate` as its owner", s.version, known)
	}
	return nil
}

// requireCurrent refuses a database whose schema is not the one that this program knows.
func requireCurrent(ctx context.Context, q querier) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	state, err := readSchema(ctx, q)
	if err != nil {
		return err
	}
	return state.require(len(steps))
}

// ends is what an open store must know.
type ends struct {
	feedID   string
	position int64
	secret   []byte
	filling  bool
}

func readEnds(ctx context.Context, q querier) (ends, error) {
	var e ends
	err := q.QueryRow(ctx, storeEndsSQL).Scan(&e.feedID, &e.position, &e.secret, &e.filling)
	if errors.Is(err, pgx.ErrNoRows) {
		err = disclosure.Errorf(disclosure.Unavailable, "the store has lost its feed's head: restore it from a backup")
	}
	return e, err
}

// requireOpen refuses a database that does not answer for a whole store of the present schema.
func requireOpen(ctx context.Context, p *pool) (ends, error) {
	if err := requireCurrent(ctx, p.db); err != nil {
		return ends{}, err
	}
	e, err := readEnds(ctx, p.db)
	if err == nil && e.filling {
		err = errFilling()
	}
	return e, err
}

func errFilling() error {
	return disclosure.Errorf(disclosure.Unavailable,
		"the store is half filled by a copy or restore that is under way or was interrupted: run that again")
}
