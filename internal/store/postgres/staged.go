package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

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
	var staged []store.Staged
	err := b.use(ctx, func(ctx context.Context) (err error) {
		staged, err = b.page(ctx, max(after, 0), row.Limit(limit))
		return err
	})
	return staged, explain(ctx, err, "read batch %q", batch)
}

func (b *stagedBatch) page(ctx context.Context, after int64, limit int) ([]store.Staged, error) {
	rows, err := b.store.primary.db.Query(ctx, b.statement(stagePageSQL), after, limit)
	if err != nil {
		return nil, err
	}
	var staged []store.Staged
	var r store.Staged
	var key, content []byte
	isThere := false
	columns := []any{&r.Seq, &r.File, &r.Row, &key, &content, &r.Payload}
	_, err = pgx.ForEachRow(rows, columns, func() error {
		if r.Seq == 0 {
			isThere = true
			return nil
		}
		copy(r.Key[:], key)
		copy(r.Content[:], content)
		staged = append(staged, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !isThere {
		return nil, b.lost()
	}
	return staged, nil
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
	wanted := make([][]byte, len(keys))
	for i := range keys {
		wanted[i] = keys[i][:]
	}
	err := b.use(ctx, func(ctx context.Context) error { return b.hasKeys(ctx, wanted, found) })
	if err != nil {
		return nil, explain(ctx, err, "look for %d keys in batch %q", len(keys), batch)
	}
	return found, nil
}

func (b *stagedBatch) hasKeys(ctx context.Context, keys [][]byte, found map[disclosure.Key]bool) error {
	rows, err := b.store.primary.db.Query(ctx, b.statement(stageHasKeysSQL), keys)
	if err != nil {
		return err
	}
	isThere := false
	var key []byte
	_, err = pgx.ForEachRow(rows, []any{&key}, func() error {
		if len(key) == 0 {
			isThere = true
			return nil
		}
		found[disclosure.Key(key)] = true
		return nil
	})
	if err != nil {
		return err
	}
	if !isThere {
		return b.lost()
	}
	return nil
}
