package postgres_test

import (
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/testkit/pgtest"
)

// stagingTables counts the tables of staged rows, and the batches that are known.
const stagingTables = `SELECT (SELECT count(*) FROM pg_class WHERE relname ~ '^rows_[0-9]+$')
	+ (SELECT count(*) FROM mingshi_staging.batch)`

// TestStagedBatchesOfTwoStores stages in two stores under one name: neither sees the other's rows, nor drops them unless
// they have lain unused for an hour.
func TestStagedBatchesOfTwoStores(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	one, other := open(t, options(url)), open(t, options(url))
	row := func(n int) []store.Staged { return []store.Staged{{File: 1, Row: n, Key: keyNumbered(1)}} }
	if _, err := one.Stage(t.Context(), "b1", row(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Stage(t.Context(), "b1", row(2)); err != nil {
		t.Fatal(err)
	}
	if err := other.DiscardAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if staged := mustStaged(t, other, "b1"); len(staged) != 0 {
		t.Errorf("got %+v, want none", staged)
	}
	if staged := mustStaged(t, one, "b1"); len(staged) != 1 || staged[0].Row != 1 {
		t.Errorf("got %+v, want row 1", staged)
	}
	server.Exec(t, pgtest.Name(t, url), "UPDATE mingshi_staging.batch SET used_at = used_at - 3590 * 1000000::bigint")
	if err := other.DiscardAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := number(t, server, url, stagingTables); n != 2 {
		t.Errorf("a batch that was used within the hour is dropped: %d", n)
	}
	server.Exec(t, pgtest.Name(t, url), "UPDATE mingshi_staging.batch SET used_at = used_at - 20 * 1000000::bigint")
	if err := other.DiscardAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := number(t, server, url, stagingTables); n != 0 {
		t.Errorf("what nobody has used for an hour is not dropped: %d", n)
	}
	_, err := one.Staged(t.Context(), "b1", 0, 10)
	wantKindOf(t, err, disclosure.Unavailable)
	_, err = one.Stage(t.Context(), "b1", row(3))
	wantKindOf(t, err, disclosure.Unavailable)
}

// TestClosingDropsStagedRows closes a store with staged rows: nothing of them is left.
func TestClosingDropsStagedRows(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	s := open(t, options(url))
	for _, batch := range []string{"b1", "b2"} {
		if _, err := s.Stage(t.Context(), batch, []store.Staged{{File: 1}}); err != nil {
			t.Fatal(err)
		}
	}
	if n := number(t, server, url, stagingTables); n != 4 {
		t.Errorf("got %d tables and batches, want 4", n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n := number(t, server, url, stagingTables); n != 0 {
		t.Errorf("%d tables and batches are left", n)
	}
}

// TestStagedRowsReachNoLog shows that the tables of staged rows are unlogged.
func TestStagedRowsReachNoLog(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	s := open(t, options(url))
	if _, err := s.Stage(t.Context(), "b1", []store.Staged{{File: 1}}); err != nil {
		t.Fatal(err)
	}
	logged := `SELECT count(*) FROM pg_class c LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
		WHERE c.relname ~ '^rows_[0-9]+' AND (c.relpersistence <> 'u' OR t.relpersistence <> 'u')`
	if n := number(t, server, url, logged); n != 0 {
		t.Errorf("%d relations are logged", n)
	}
}
