package postgres

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"mingshi/internal/disclosure"
)

// setting is one setting of a session or a transaction.
type setting struct{ name, value string }

// ownSettings are those of every session, with the reason for each. One that the administrator has set, for the role, the
// database or the server, goes before.
func ownSettings() []setting {
	return []setting{
		// No statement of the store takes a fraction of these times; they end what hangs.
		{"statement_timeout", "60s"},
		{"lock_timeout", "20s"},
		// Nobody waits long for the locks of a program that stands still.
		{"idle_in_transaction_session_timeout", "20s"},
		// No statement is long enough to be worth compiling, whatever the planner expects.
		{"jit", "off"},
	}
}

const (
	// commitTimeout is how long a commit may take; one that is given up may have taken place.
	commitTimeout = time.Minute
	// writeTimeout is how long a try of a write may take until its commit, and one of staging: longer than any lock is waited
	// for, so that only a network that swallows what it is given comes to it.
	writeTimeout = 45 * time.Second
	// rollbackTimeout is how long a rollback may take before the connection is given up instead.
	rollbackTimeout = 5 * time.Second
	// closeTimeout is how long Close may take for what it drops.
	closeTimeout = 10 * time.Second
)

// viewsShare is the part of the connections, one in so many, that views may hold at once.
const viewsShare = 3

// The modes of the store's transactions.
var (
	// writing: each statement sees what is committed by then, and waits for nobody but the holders of its rows.
	writing = pgx.TxOptions{IsoLevel: pgx.ReadCommitted, AccessMode: pgx.ReadWrite}
	// reading: all statements see the same.
	reading = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
)

// pool is a set of connections to one server.
type pool struct {
	db *pgxpool.Pool
	// pooled says that a pooler stands between, so that a session is ours for the time of a transaction only.
	pooled bool
	// settings are those that each transaction has to bring.
	settings []setting
	// patience is writeTimeout, less in tests.
	patience time.Duration
	// name tells an operator which database is meant, without what is secret.
	name string
}

// openPool connects to a server and finds out whether it is reached through a pooler.
func openPool(ctx context.Context, url string) (*pool, error) {
	config, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	p := &pool{name: nameOf(config), patience: writeTimeout}
	found, err := probe(ctx, config)
	if err != nil {
		return nil, explain(ctx, err, "connect to %s", p.name)
	}
	if p.pooled = found.pooled; p.pooled {
		withoutSession(config)
		p.settings = found.settings
	} else {
		withSession(config, found.settings)
	}
	p.db, err = pgxpool.NewWithConfig(ctx, config)
	return p, err
}

// session is what a first connection finds out.
type session struct {
	// pooled says that a pooler answered: such a one makes up the process id that a client is told.
	pooled bool
	// settings are those of ownSettings that the administrator leaves to us.
	settings []setting
}

// probe connects once. It refuses a database in another encoding than UTF-8.
func probe(ctx context.Context, config *pgxpool.Config) (session, error) {
	// What a pooler does not know it refuses, so nothing is asked of the session here.
	plain := config.ConnConfig.Copy()
	plain.DefaultQueryExecMode = pgx.QueryExecModeExec
	conn, err := pgx.ConnectConfig(ctx, plain)
	if err != nil {
		return session{}, err
	}
	defer conn.Close(context.WithoutCancel(ctx)) //nolint:errcheck // it has told what it should
	var pid int64
	var encoding string
	var taken []string
	if err := conn.QueryRow(ctx, probeSQL).Scan(&pid, &encoding, &taken); err != nil {
		return session{}, err
	}
	if encoding != "UTF8" {
		return session{}, disclosure.Errorf(disclosure.Invalid,
			"database %s has encoding %s: make one with ENCODING 'UTF8'", nameOf(config), encoding)
	}
	free := slices.DeleteFunc(ownSettings(), func(s setting) bool { return slices.Contains(taken, s.name) })
	return session{pooled: pid != int64(conn.PgConn().PID()), settings: free}, nil
}

// transact runs do in one transaction and commits it unless do fails. It tries once. A failure of the commit itself is a
// commitError: then the outcome may be unknown. The commit is not cancelled with ctx, since that would make it so.
func (p *pool) transact(ctx context.Context, mode pgx.TxOptions, do func(ctx context.Context, tx pgx.Tx) error) error {
	mode.BeginQuery = p.begin(mode)
	tx, err := p.db.BeginTx(ctx, mode)
	if err != nil {
		return err
	}
	if err := do(ctx, tx); err != nil {
		rollback(ctx, tx)
		return err
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTimeout)
	defer cancel()
	if err := tx.Commit(ending); err != nil {
		return &commitError{err: err}
	}
	return nil
}

// rollback gives the transaction up, also when ctx is done. If it cannot, the connection is closed, which does as well.
func rollback(ctx context.Context, tx pgx.Tx) {
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
	defer cancel()
	_ = tx.Rollback(ending) // its failure closes the connection
}

// begin is the text that begins a transaction. Behind a pooler it brings the settings that a session of our own has from
// its start. One that writes is never acknowledged before it is on the disk, whatever the server's settings say.
func (p *pool) begin(mode pgx.TxOptions) string {
	statements := []string{"begin isolation level " + string(mode.IsoLevel) + " " + string(mode.AccessMode)}
	for _, s := range p.settings {
		statements = append(statements, "set local "+s.name+" = '"+s.value+"'")
	}
	if mode.AccessMode == pgx.ReadWrite {
		statements = append(statements, beginDurableSQL)
	}
	return strings.Join(statements, "; ")
}
