package sqlite

import (
	"context"
	"database/sql"
	"slices"

	"mingshi/internal/disclosure"
)

// keysAtOnce is how many keys one statement looks up.
const keysAtOnce = 1000

// Find implements store.Writer.
func (s *Store) Find(ctx context.Context, keys []disclosure.Key) (map[disclosure.Key]disclosure.Record, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	found := make(map[disclosure.Key]disclosure.Record)
	err := s.reader.snapshot(ctx, func(v *view) error {
		for chunk := range slices.Chunk(keys, keysAtOnce) {
			if err := findIn(ctx, v, chunk, found); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, explain(ctx, err, "find records by %d keys", len(keys))
	}
	return found, nil
}

func findIn(ctx context.Context, v *view, keys []disclosure.Key, found map[disclosure.Key]disclosure.Record) error {
	rows, err := v.query(ctx, findSQL, packKeys(keys), len(keys))
	if err != nil {
		return err
	}
	return eachRow(rows, func() error {
		var raw sql.RawBytes
		var r recordRow
		if err := r.scan(rows, &raw); err != nil {
			return err
		}
		found[disclosure.Key(raw)] = r.Found()
		return nil
	})
}
