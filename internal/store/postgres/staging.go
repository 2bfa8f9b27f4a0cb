package postgres

import (
	"context"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
)

const (
	// abandonedAfter is how long a batch lies unused before it counts as left by a crash.
	abandonedAfter = time.Hour
	// touchEvery is how often a batch in use is marked as such: each mark is a write to the disk, unlike the rows.
	touchEvery = abandonedAfter / 60
)

// The codes of PostgreSQL's errors that tell staging something.
const (
	codeUndefinedTable        = "42P01"
	codeInsufficientPrivilege = "42501"
)

// staging knows the batches of this Store. Each lies in an unlogged table of its own: its rows reach no log, no standby and
// no backup, and discarding it gives their bytes back to the system at once.
type staging struct {
	mu      sync.Mutex
	batches map[string]*stagedBatch
}

// batch returns a batch, nil if nothing was staged in it.
func (s *staging) batch(name string) *stagedBatch {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.batches[name]
}

// stagedBatch is a batch that this Store has made. mu lets one call use it at a time.
type stagedBatch struct {
	mu     sync.Mutex
	store  *Store
	name   string
	number int64
	// seq is the last one given, touched when the batch was last marked as in use.
	seq     int64
	touched time.Time
}

// statement is a statement of staging for the batch's own table.
func (b *stagedBatch) statement(text string) string { return stagingStatement(text, b.number) }

func stagingStatement(text string, number int64) string {
	return strings.ReplaceAll(text, "{number}", strconv.FormatInt(number, 10))
}

// batchFor returns a batch and makes it if need be.
func (s *Store) batchFor(ctx context.Context, name string) (*stagedBatch, error) {
	s.staging.mu.Lock()
	defer s.staging.mu.Unlock()
	if b := s.staging.batches[name]; b != nil {
		return b, nil
	}
	b := &stagedBatch{store: s, name: name, touched: time.Now()}
	// If the outcome of a commit stays unknown a second table is made; the first is dropped with all that is this Store's.
	err := retry(ctx, s.log, func(ctx context.Context) error { return s.write(ctx, b.create) })
	if err != nil {
		return nil, err
	}
	if s.staging.batches == nil {
		s.staging.batches = make(map[string]*stagedBatch)
	}
	s.staging.batches[name] = b
	return b, nil
}

func (b *stagedBatch) create(ctx context.Context, tx pgx.Tx) error {
	if err := tx.QueryRow(ctx, stageNewBatchSQL, b.name, b.store.owner).Scan(&b.number); err != nil {
		return err
	}
	for _, text := range []string{stageTableSQL, stageIndexSQL, stageSentinelSQL} {
		if _, err := tx.Exec(ctx, b.statement(text)); err != nil {
			return err
		}
	}
	return nil
}

// use runs do on the batch while nobody else uses it, and marks it as in use now and then. The error of a table that is
// not there any more is plain.
func (b *stagedBatch) use(ctx context.Context, do func(ctx context.Context) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	err := retry(ctx, b.store.log, func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, b.store.primary.patience)
		defer cancel()
		if err := b.touch(ctx); err != nil {
			return err
		}
		return do(ctx)
	})
	if codeOf(err) == codeUndefinedTable {
		return b.lost()
	}
	return err
}

func (b *stagedBatch) touch(ctx context.Context) error {
	if b.store.readOnly || time.Since(b.touched) < touchEvery {
		return nil
	}
	if _, err := b.store.primary.db.Exec(ctx, stageTouchSQL, b.number); err != nil {
		return err
	}
	b.touched = time.Now()
	return nil
}

// lost is the error of a batch whose rows are no longer there.
func (b *stagedBatch) lost() error {
	return disclosure.Errorf(disclosure.Unavailable,
		"the rows of batch %q are lost, in a crash of the database or by lying unused for too long: stage them again", b.name)
}

// Discard implements store.Staging.
func (s *Store) Discard(ctx context.Context, batch string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	b := s.staging.batch(batch)
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := s.drop(ctx, b.number); err != nil {
		return explain(ctx, err, "discard batch %q", batch)
	}
	s.staging.mu.Lock()
	defer s.staging.mu.Unlock()
	if s.staging.batches[batch] == b {
		delete(s.staging.batches, batch)
	}
	return nil
}

// DiscardAll implements store.Staging. Besides the batches of this Store it drops those that nobody has used for an hour;
// any other may belong to an import under way, here or on another machine.
func (s *Store) DiscardAll(ctx context.Context) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	return explain(ctx, s.dropLeftovers(ctx, abandonedAfter), "discard all batches")
}

// dropStaged drops the batches of this Store; with none of them it asks nothing of the server.
func (s *Store) dropStaged(ctx context.Context) error {
	s.staging.mu.Lock()
	empty := len(s.staging.batches) == 0
	s.staging.mu.Unlock()
	if empty {
		return nil
	}
	return s.dropLeftovers(ctx, math.MaxInt64)
}

// dropLeftovers drops the batches of this Store and those that were not used for a while.
func (s *Store) dropLeftovers(ctx context.Context, unused time.Duration) error {
	s.staging.mu.Lock()
	defer s.staging.mu.Unlock()
	type leftover struct {
		Number int64
		Own    bool
	}
	var found []leftover
	err := retry(ctx, s.log, func(ctx context.Context) error {
		rows, err := s.primary.db.Query(ctx, stageLeftoversSQL, s.owner, unused.Microseconds())
		if err != nil {
			return err
		}
		found, err = pgx.CollectRows(rows, pgx.RowToStructByPos[leftover])
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range found {
		err := s.drop(ctx, l.Number)
		if codeOf(err) == codeInsufficientPrivilege && !l.Own {
			s.log.LogAttrs(ctx, slog.LevelWarn, "staging: a table that a crash has left belongs to another role",
				slog.Int64("batch", l.Number), slog.String("error", err.Error()))
			continue
		}
		if err != nil {
			return err
		}
	}
	s.staging.batches = nil
	return nil
}

// drop drops the table of a batch and forgets the batch. What was dropped already is dropped as well.
func (s *Store) drop(ctx context.Context, number int64) error {
	return retry(ctx, s.log, func(ctx context.Context) error {
		return s.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, stageForgetSQL, number); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, stagingStatement(stageDropSQL, number))
			return err
		})
	})
}
