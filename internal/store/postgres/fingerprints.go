package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/row"
)

// Fingerprints implements store.Fingerprints.
func (s *Store) Fingerprints(ctx context.Context) (map[string]string, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	known := make(map[string]string)
	err := s.readOwn(ctx, func(ctx context.Context, p *pool) error {
		rows, err := p.db.Query(ctx, fingerprintsSQL)
		if err != nil {
			return err
		}
		var name, fingerprint string
		_, err = pgx.ForEachRow(rows, []any{&name, &fingerprint}, func() error {
			known[name] = fingerprint
			return nil
		})
		return err
	})
	return known, explain(ctx, err, "read fingerprints")
}

// Remember implements store.Fingerprints. Doing it twice is as good as once, so it is simply tried again.
func (s *Store) Remember(ctx context.Context, name, fingerprint string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	if err := row.CheckTexts("fingerprint", name, fingerprint); err != nil {
		return err
	}
	err := retry(ctx, s.log, func(ctx context.Context) error {
		return s.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
			tag, err := tx.Exec(ctx, rememberFingerprintSQL, name, fingerprint)
			if err == nil && tag.RowsAffected() == 0 {
				err = disclosure.Errorf(disclosure.Conflict, "key %q: the records were made with another one", name)
			}
			return err
		})
	})
	return explain(ctx, err, "remember fingerprint of key %q", name)
}
