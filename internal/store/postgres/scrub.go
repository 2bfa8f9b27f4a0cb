package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
)

// marksKept is how long the mark of a commit is kept; whoever asks for one does so within a minute.
const marksKept = 24 * time.Hour

// scrubState is the answer of scrub_state.sql.
type scrubState struct {
	position                int64
	stale, moved, mayVacuum bool
}

// Scrub implements store.Upkeep. PostgreSQL keeps the old version of a row that is changed or ended until a vacuum takes
// it out of the table and its indexes; Scrub has that done at once for what is public of records, where the role owns the
// tables, and otherwise leaves it to the server's own vacuum, which the schema has set to come after a few changes. The
// rows of discarded staging are gone with their table.
//
// What PostgreSQL cannot promise: a version that an older snapshot still sees (a backup, a standby with
// hot_standby_feedback) stays until the next vacuum after its end; the room of a version that was taken out keeps its
// bytes until something else is written there; and the write-ahead log, its archive and base backups hold what they once
// got until they are recycled. Nothing of that is reached through SQL; against those who read the files, encrypt the disk.
func (s *Store) Scrub(ctx context.Context) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	if s.readOnly {
		return disclosure.Errorf(disclosure.Unavailable, "scrub: store opened for reading only")
	}
	s.scrubbing.Lock()
	defer s.scrubbing.Unlock()
	return explain(ctx, retry(ctx, s.log, s.scrub), "scrub")
}

func (s *Store) scrub(ctx context.Context) error {
	var state scrubState
	err := s.primary.db.QueryRow(ctx, scrubStateSQL).Scan(&state.position, &state.stale, &state.moved, &state.mayVacuum)
	if err != nil {
		return err
	}
	if state.stale {
		if err := s.vacuum(ctx); err != nil {
			return err
		}
	}
	// What only the owner may vacuum stays marked as not vacuumed, for when the owner comes by.
	clean := state.moved && state.mayVacuum
	return s.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, dropCommitMarksSQL, time.Now().Add(-marksKept).UnixMicro()); err != nil || !clean {
			return err
		}
		_, err := tx.Exec(ctx, markScrubbedSQL, state.position)
		return err
	})
}

// vacuum runs outside a transaction and takes as long as the tables are large, so it has a session without the timeouts of
// the others. Behind a pooler no session has any but the role's own.
func (s *Store) vacuum(ctx context.Context) error {
	config := s.primary.db.Config().ConnConfig
	for _, s := range ownSettings() {
		delete(config.RuntimeParams, s.name)
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx)) //nolint:errcheck // what it did is done
	_, err = conn.Exec(ctx, vacuumSQL)
	return err
}
