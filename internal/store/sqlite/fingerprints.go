package sqlite

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/row"
)

// Fingerprints implements store.Fingerprints.
func (s *Store) Fingerprints(ctx context.Context) (map[string]string, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	rows, err := s.reader.query(ctx, fingerprintsSQL)
	if err != nil {
		return nil, explain(ctx, err, "read fingerprints")
	}
	known := make(map[string]string)
	err = eachRow(rows, func() error {
		var name, fingerprint string
		err := rows.Scan(&name, &fingerprint)
		known[name] = fingerprint
		return err
	})
	return known, explain(ctx, err, "read fingerprints")
}

// Remember implements store.Fingerprints.
func (s *Store) Remember(ctx context.Context, name, fingerprint string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	if err := row.CheckTexts("fingerprint", name, fingerprint); err != nil {
		return err
	}
	err := s.write(ctx, func(ctx context.Context, v *view) error {
		rows, err := v.exec(ctx, rememberFingerprintSQL, name, fingerprint)
		if err == nil && rows == 0 {
			err = disclosure.Errorf(disclosure.Conflict, "key %q: the records were made with another one", name)
		}
		return err
	})
	return explain(ctx, err, "remember fingerprint of key %q", name)
}
