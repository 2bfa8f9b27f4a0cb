package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// stagingPattern names the files of batches; see newStagedBatch.
const stagingPattern = "staging-*.db"

// stagedColumns is the number of columns of the table staged.
const stagedColumns = 6

// staging holds the batches of this process, each in a file of its own that nobody else opens. Discarding a batch is
// closing its file, and a crash leaves nothing that could be taken for an import.
type staging struct {
	mu      sync.Mutex
	batches map[string]*stagedBatch
}

// stagedBatch is the file of one batch. Its one connection lives as long as it: a file that was removed while open
// cannot be opened again, so a lost connection is kind Unavailable and never an empty batch.
type stagedBatch struct {
	mu   sync.Mutex
	pool *pool
	path string
	// seq is the last one given.
	seq int64
}

// stagingPragmas are the settings of a file that only has to live as long as its process.
func stagingPragmas() []pragma {
	return []pragma{
		{"journal_mode", "MEMORY"},    // undoes a failed statement; a crash throws the file away
		{"synchronous", "OFF"},        // likewise
		{"locking_mode", "EXCLUSIVE"}, // nobody else opens it
		{"temp_store", "MEMORY"},      // nothing lands in the system's temporary folder
		{"cache_size", "-65536"},      // 64 MB: the index of a million keys
		{"cell_size_check", "ON"},     // as in the store
		{"secure_delete", "OFF"},      // nothing is deleted but the file
		{"foreign_keys", "ON"},        // as in the store, though it has none
		{"mmap_size", "0"},            // the file may vanish from under a map
	}
}

// newStagedBatch makes the file of a batch and removes its name at once where the system allows that (not on Windows),
// so that not even a crash leaves it behind.
func newStagedBatch(ctx context.Context, dir string, busy time.Duration) (_ *stagedBatch, err error) {
	file, err := os.CreateTemp(dir, stagingPattern) // mode 0600
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "make staging file: %w", err)
	}
	b := &stagedBatch{path: file.Name()}
	defer func() {
		if err != nil {
			b.close() //nolint:errcheck // the first error says more
		}
	}()
	if err := file.Close(); err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "make staging file: %w", err)
	}
	if b.pool, err = openPool(b.path, "rw", busy, stagingPragmas(), url.Values{"_txlock": {"exclusive"}}); err != nil {
		return nil, err
	}
	b.pool.db.SetMaxOpenConns(1)
	for _, text := range []string{stageSchemaSQL, stageIndexSQL} {
		if _, err := b.pool.db.ExecContext(ctx, text); err != nil {
			return nil, err
		}
	}
	texts := []string{stageInsertSQL, manyRows(stageInsertSQL), stageContentSQL, stagePageSQL, stageHasKeySQL}
	if err := b.pool.prepare(ctx, texts); err != nil {
		return nil, err
	}
	os.Remove(b.path) //nolint:errcheck // where it cannot be removed yet, close does it
	return b, nil
}

func (b *stagedBatch) close() error {
	var err error
	if b.pool != nil {
		err = b.pool.close()
	}
	if removeErr := os.Remove(b.path); removeErr != nil && !errors.Is(removeErr, os.ErrNotExist) {
		err = errors.Join(err, removeErr)
	}
	return err
}

// batch returns the file of a batch, nil if nothing was staged in it.
func (s *staging) batch(name string) *stagedBatch {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.batches[name]
}

// batchFor returns the file of a batch and makes it if need be.
func (s *staging) batchFor(ctx context.Context, dir, name string) (*stagedBatch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.batches[name]; b != nil {
		return b, nil
	}
	b, err := newStagedBatch(ctx, dir, DefaultBusyTimeout)
	if err != nil {
		return nil, err
	}
	if s.batches == nil {
		s.batches = make(map[string]*stagedBatch)
	}
	s.batches[name] = b
	return b, nil
}

func (s *staging) discard(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.batches[name]
	if b == nil {
		return nil
	}
	delete(s.batches, name)
	return b.close()
}

func (s *staging) discardAll() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	for _, b := range s.batches {
		err = errors.Join(err, b.close())
	}
	s.batches = nil
	return err
}

// Stage implements store.Staging. Batches are of this Store alone: another process does not see them.
func (s *Store) Stage(ctx context.Context, batch string, rows []store.Staged) ([]store.Verdict, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	b, err := s.staging.batchFor(ctx, s.dir, batch)
	if err != nil {
		return nil, explain(ctx, err, "stage batch %q", batch)
	}
	verdicts, err := b.stage(context.WithoutCancel(ctx), rows)
	return verdicts, explain(ctx, err, "stage batch %q", batch)
}

// stage keeps the rows in one transaction. It is not interrupted: the driver would give up the connection.
func (b *stagedBatch) stage(ctx context.Context, rows []store.Staged) ([]store.Verdict, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	v, err := b.pool.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer v.tx.Rollback() //nolint:errcheck // does nothing after a commit
	verdicts := make([]store.Verdict, 0, len(rows))
	seq := b.seq
	for chunk := range slices.Chunk(rows, rowsAtOnce) {
		found, err := stageChunk(ctx, v, seq, chunk)
		if err != nil {
			return nil, err
		}
		verdicts = append(verdicts, found...)
		seq += int64(len(chunk))
	}
	if err := v.tx.Commit(); err != nil {
		return nil, err
	}
	b.seq = seq
	return verdicts, nil
}

// stageChunk inserts the rows behind seq; the sequence has a gap for each row that is not kept.
func stageChunk(ctx context.Context, v *view, seq int64, rows []store.Staged) ([]store.Verdict, error) {
	args := make([]any, 0, len(rows)*stagedColumns)
	for i := range rows {
		staged := &rows[i]
		payload := staged.Payload
		if payload == nil {
			payload = []byte{} // the driver would write a nil slice as NULL
		}
		args = append(args, seq+int64(i)+1, staged.File, staged.Row, staged.Key[:], staged.Content[:], payload)
	}
	kept, err := v.insertMany(ctx, stageInsertSQL, stagedColumns, args)
	if err != nil {
		return nil, err
	}
	verdicts := make([]store.Verdict, len(rows))
	if kept == int64(len(rows)) {
		return verdicts, nil
	}
	for i := range rows {
		if verdicts[i], err = stageVerdict(ctx, v, seq+int64(i)+1, &rows[i]); err != nil {
			return nil, err
		}
	}
	return verdicts, nil
}

// stageVerdict tells what became of a row that should have got seq.
func stageVerdict(ctx context.Context, v *view, seq int64, staged *store.Staged) (store.Verdict, error) {
	var holder int64
	var content []byte
	if err := v.queryRow(ctx, stageContentSQL, []any{staged.Key[:], staged.File}, &holder, &content); err != nil {
		return 0, err
	}
	switch {
	case holder == seq:
		return store.Fresh, nil
	case bytes.Equal(content, staged.Content[:]):
		return store.Identical, nil
	default:
		return store.Conflicting, nil
	}
}

// Staged implements store.Staging.
func (s *Store) Staged(ctx context.Context, batch string, after int64, limit int) ([]store.Staged, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	b := s.staging.batch(batch)
	if b == nil {
		return nil, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	limit = row.Limit(limit)
	rows, err := b.pool.query(context.WithoutCancel(ctx), stagePageSQL, after, limit)
	if err != nil {
		return nil, explain(ctx, err, "read batch %q", batch)
	}
	var staged []store.Staged
	err = eachRow(rows, func() error {
		var kept store.Staged
		var key, content sql.RawBytes
		if err := rows.Scan(&kept.Seq, &kept.File, &kept.Row, &key, &content, &kept.Payload); err != nil {
			return err
		}
		copy(kept.Key[:], key)
		copy(kept.Content[:], content)
		staged = append(staged, kept)
		return nil
	})
	return staged, explain(ctx, err, "read batch %q", batch)
}

// HasKeys implements store.Staging. Keys that are not there are absent.
func (s *Store) HasKeys(
	ctx context.Context, batch string, keys []disclosure.Key,
) (map[disclosure.Key]bool, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	found := make(map[disclosure.Key]bool)
	b := s.staging.batch(batch)
	if b == nil {
		return found, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for chunk := range slices.Chunk(keys, keysAtOnce) {
		if err := b.hasKeys(context.WithoutCancel(ctx), chunk, found); err != nil {
			return nil, explain(ctx, err, "look for %d keys in batch %q", len(keys), batch)
		}
	}
	return found, nil
}

func (b *stagedBatch) hasKeys(ctx context.Context, keys []disclosure.Key, found map[disclosure.Key]bool) error {
	rows, err := b.pool.query(ctx, stageHasKeySQL, packKeys(keys), len(keys))
	if err != nil {
		return err
	}
	return eachRow(rows, func() error {
		var key sql.RawBytes
		if err := rows.Scan(&key); err != nil {
			return err
		}
		found[disclosure.Key(key)] = true
		return nil
	})
}

// Discard implements store.Staging.
func (s *Store) Discard(ctx context.Context, batch string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	return explain(ctx, s.staging.discard(batch), "discard batch %q", batch)
}

// DiscardAll implements store.Staging. Besides the batches of this Store it removes the files that a crash has left; a
// batch that lives in another process is none of them, and is not harmed by losing its name.
func (s *Store) DiscardAll(ctx context.Context) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	err := s.staging.discardAll()
	leftovers, globErr := fs.Glob(os.DirFS(s.dir), stagingPattern)
	err = errors.Join(err, globErr)
	for _, name := range leftovers {
		os.Remove(filepath.Join(s.dir, name)) //nolint:errcheck // where a living process holds it, it cannot be removed
	}
	return explain(ctx, err, "discard all batches")
}
