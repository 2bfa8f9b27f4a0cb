package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Pool is the pool of the primary.
func (s *Store) Pool() *pgxpool.Pool { return s.primary.db }

// SetPatience sets how long a try of a write may take.
func (s *Store) SetPatience(patience time.Duration) { s.primary.patience = patience }

// Pooled reports whether the primary is reached through a pooler.
func (s *Store) Pooled() bool { return s.primary.pooled }

// TransactionSettings are the timeouts of a transaction of the mode, and whether it compiles.
func (s *Store) TransactionSettings(ctx context.Context, mode pgx.TxAccessMode) (settings string, err error) {
	err = s.primary.transact(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted, AccessMode: mode}, func(ctx context.Context, tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'),
			current_setting('idle_in_transaction_session_timeout'), current_setting('jit'))`).Scan(&settings)
	})
	return settings, err
}

// ReplicaAnswers reports whether readers are sent to the replica.
func (s *Store) ReplicaAnswers() bool { return s.replica.fit() != nil }

// MigrationScripts are the scripts of all migrations, in order.
func MigrationScripts() ([]string, error) {
	steps, err := migrations()
	scripts := make([]string, len(steps))
	for i, step := range steps {
		scripts[i] = step.Script
	}
	return scripts, err
}

// Lag judges a replica.
type Lag struct{ lag }

// Observe takes in a look at both servers and reports whether the replica is behind.
func (l *Lag) Observe(now time.Time, primary, replica int64) bool {
	l.observe(now, primary, replica)
	return l.behind
}

// GetSQL is the statement of Get.
func GetSQL() string { return getSQL }
