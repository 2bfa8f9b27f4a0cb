package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

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
	var found map[disclosure.Key]disclosure.Record
	err := s.readOwn(ctx, func(ctx context.Context, p *pool) error {
		found = make(map[disclosure.Key]disclosure.Record)
		view := newSnapshot()
		for chunk := range slices.Chunk(keys, keysAtOnce) {
			view.rows(func(rows pgx.Rows) error { return readFound(rows, found) }, findSQL, rawKeys(chunk))
		}
		return view.ask(ctx, p)
	})
	if err != nil {
		return nil, explain(ctx, err, "find records by %d keys", len(keys))
	}
	return found, nil
}

func readFound(rows pgx.Rows, found map[disclosure.Key]disclosure.Record) error {
	var key pgtype.DriverBytes
	var r recordRow
	columns := r.columns(&key)
	return eachRow(rows, nil, func(rows pgx.Rows) error {
		if err := r.scan(rows, columns); err != nil {
			return err
		}
		found[disclosure.Key(key)] = r.Found()
		return nil
	})
}

func rawKeys(keys []disclosure.Key) [][]byte {
	raw := make([][]byte, len(keys))
	for i := range keys {
		raw[i] = keys[i][:]
	}
	return raw
}
