package postgres_test

import (
	"testing"
	"time"

	"mingshi/internal/store/postgres"
	"mingshi/internal/testkit/pgtest"
)

// vacuums counts the vacuums of the table of records that somebody asked for.
func vacuums(t *testing.T, s *postgres.Store) (count int64) {
	t.Helper()
	row := s.Pool().QueryRow(t.Context(), "SELECT pg_stat_get_vacuum_count('mingshi.record'::regclass)")
	if err := row.Scan(&count); err != nil {
		t.Fatal(err)
	}
	return count
}

func TestScrubVacuumsWhenSomethingWasChanged(t *testing.T) {
	t.Parallel()
	s := open(t, options(pgtest.Shared(t).Database(t)))
	records := publish(t, s, 10)
	steps := []struct {
		name string
		do   func()
		want int64
	}{
		{"what was only added", func() {}, 0},
		{"a change", func() { mustApply(t, s, corrected(records[0])) }, 1},
		{"nothing more", func() {}, 1},
		{"another change", func() { mustApply(t, s, corrected(records[1])) }, 2},
	}
	for _, step := range steps {
		step.do()
		if err := s.Scrub(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := vacuums(t, s); got != step.want {
			t.Errorf("after %s: got %d vacuums, want %d", step.name, got, step.want)
		}
	}
}

// TestScrubLeavesNoOldVersion asks the table for row versions that no reader sees any more.
func TestScrubLeavesNoOldVersion(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	url := server.Database(t)
	execute(t, url, "CREATE EXTENSION IF NOT EXISTS pageinspect")
	s := open(t, options(url))
	records := publish(t, s, 10)
	for _, record := range records {
		mustApply(t, s, corrected(record))
	}
	const versions = `
		SELECT count(*) FROM generate_series(0, pg_relation_size('mingshi.record') / 8192 - 1) AS page,
			heap_page_items(get_raw_page('mingshi.record', page::int)) WHERE t_data IS NOT NULL`
	if got := number(t, server, url, versions); got <= 10 {
		t.Fatalf("got %d versions of 10 changed records: nothing is left to scrub", got)
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := number(t, server, url, versions); got != 10 {
		t.Errorf("got %d versions of 10 records", got)
	}
}

func TestScrubDropsOldCommitMarks(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	url := server.Database(t)
	s := open(t, options(url))
	publish(t, s, 1)
	old := time.Now().Add(-25 * time.Hour).UnixMicro()
	if _, err := s.Pool().Exec(t.Context(), "INSERT INTO mingshi.commit_mark VALUES ('\\x01', $1, 1, 1)", old); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := number(t, server, url, "SELECT count(*) FROM mingshi.commit_mark"); got != 1 {
		t.Errorf("got %d marks, want the new one alone", got)
	}
}
