package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/testkit/pgtest"
)

// withRoles is a store with its roles, in a server of the test's own, since roles belong to the whole server. It returns
// the address for each role.
func withRoles(t *testing.T, prepare func(superuser string, script func())) func(role string) string {
	t.Helper()
	server := pgtest.Start(t, pgtest.Options{})
	url := server.Database(t)
	prepare(url, func() { server.Exec(t, pgtest.Name(t, url), postgres.RolesScript()) })
	return func(role string) string { return server.URL(pgtest.Name(t, url), role) }
}

func migrate(t *testing.T, url string) {
	t.Helper()
	if _, _, err := postgres.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
}

// TestRolesMayDoTheirWork runs the methods of each process with its role, in each order of script and migrations.
func TestRolesMayDoTheirWork(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(url func(role string) string, superuser string, script func()){
		"script first": func(url func(role string) string, _ string, script func()) {
			script()
			migrate(t, url("mingshi_owner"))
		},
		"script last": func(_ func(role string) string, superuser string, script func()) {
			migrate(t, superuser)
			script()
		},
		"script twice": func(url func(role string) string, superuser string, script func()) {
			script()
			migrate(t, superuser)
			script()
			migrate(t, url("mingshi_owner"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := pgtest.Start(t, pgtest.Options{})
			superuser := server.Database(t)
			url := func(role string) string { return server.URL(pgtest.Name(t, superuser), role) }
			prepare(url, superuser, func() { server.Exec(t, pgtest.Name(t, superuser), postgres.RolesScript()) })
			writersWork(t, url("mingshi_writer"))
			workersWork(t, url("mingshi_worker"))
			publicReads(t, url("mingshi_public"))
			ownersScrub(t, url("mingshi_owner"), url("mingshi_worker"))
			migrate(t, url("mingshi_writer")) // nothing to do is no error
		})
	}
}

func writersWork(t *testing.T, url string) {
	t.Helper()
	s := open(t, options(url))
	if err := s.Remember(t.Context(), "salt", "aa"); err != nil {
		t.Fatal(err)
	}
	records := publish(t, s, 5)
	mustApply(t, s, corrected(records[0]))
	rows := []store.Staged{{Row: 1, Key: keyNumbered(1), Payload: []byte("x")}}
	if _, err := s.Stage(t.Context(), "b", rows); err != nil {
		t.Fatal(err)
	}
	if _, err := s.HasKeys(t.Context(), "b", []disclosure.Key{keyNumbered(1)}); err != nil {
		t.Fatal(err)
	}
	journal := store.Batch{
		Journal: &store.Journal{Batch: "b", Files: []disclosure.Origin{{File: "a.csv"}}, Done: true},
		Counted: []store.Counted{{Key: keyNumbered(99), Rule: disclosure.NotPublicMinor}},
	}
	if _, err := s.Apply(t.Context(), journal); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{s.Discard(t.Context(), "b"), s.DiscardAll(t.Context()), s.Scrub(t.Context())} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func workersWork(t *testing.T, url string) {
	t.Helper()
	s := open(t, options(url))
	page, err := s.List(t.Context(), store.Query{Kind: disclosure.KindPenalty})
	if err != nil || len(page.Records) == 0 {
		t.Fatalf("got %d records, %v", len(page.Records), err)
	}
	ended := page.Records[0]
	ended.Version++
	ended.State = disclosure.StateExpired
	mustApply(t, s, store.Write{
		Op: disclosure.OpExpire, Reason: disclosure.ReasonExpired, Record: ended, Expect: ended.Version - 1,
	})
	if _, err := s.Ended(t.Context(), 10); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = s.Stage(t.Context(), "b", []store.Staged{{Row: 1}})
	wantKindOf(t, err, disclosure.Unavailable)
}

func publicReads(t *testing.T, url string) {
	t.Helper()
	o := options(url)
	o.ReadOnly = true
	s := open(t, o)
	head, err := s.Head(t.Context())
	if err != nil || head.Position == 0 {
		t.Fatalf("got head %v, %v", head, err)
	}
	page, err := s.List(t.Context(), store.Query{Kind: disclosure.KindPenalty})
	if err != nil || page.Total != 4 || len(page.Records) != 4 {
		t.Fatalf("got %d of %d records, %v, want 4 of 4", len(page.Records), page.Total, err)
	}
	id, subject := page.Records[0].ID, page.Records[0].Subject
	feed, err := s.Changes(t.Context(), 0, 100, "")
	if err != nil || int64(len(feed.Entries)) != head.Position {
		t.Fatalf("got %d changes, %v", len(feed.Entries), err)
	}
	_, errGet := s.Get(t.Context(), id)
	_, errHistory := s.History(t.Context(), id)
	_, errTotals := s.Totals(t.Context())
	_, errPrints := s.Fingerprints(t.Context())
	narrowed := store.Query{Kind: disclosure.KindPenalty, Subjects: []string{subject}, Places: page.Records[0].Places}
	_, errNarrowed := s.List(t.Context(), narrowed)
	if err := errors.Join(errGet, errHistory, errTotals, errPrints, errNarrowed); err != nil {
		t.Error(err)
	}
	wantKindOf(t, s.Remember(t.Context(), "salt", "bb"), disclosure.Unavailable)
	writing := open(t, options(url))
	wantKindOf(t, writing.Remember(t.Context(), "salt", "aa"), disclosure.Unavailable)
	_, err = writing.Apply(t.Context(), batchOf(published(listed(1000))))
	wantKindOf(t, err, disclosure.Unavailable)
}

// ownersScrub shows that the owner may vacuum.
func ownersScrub(t *testing.T, url, workerURL string) {
	t.Helper()
	s := open(t, options(url))
	record := listed(500)
	mustApply(t, s, published(record))
	mustApply(t, s, corrected(record))
	before := vacuums(t, s)
	// The worker, who comes by more often, leaves to the owner what it may not do itself.
	worker := open(t, options(workerURL))
	if err := worker.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if vacuums(t, s) != before {
		t.Error("the worker vacuums")
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if vacuums(t, s) == before {
		t.Error("the owner's scrub does not vacuum")
	}
}

// TestThePublicRoleIsDeniedByDefault asks, as the public role, for every table of the store: but for those that it needs
// it may read none, and write none at all, though it turns the read-only setting off.
func TestThePublicRoleIsDeniedByDefault(t *testing.T) {
	t.Parallel()
	url := withRoles(t, func(superuser string, script func()) {
		migrate(t, superuser)
		script()
		execute(t, superuser, "CREATE TABLE mingshi.later (number bigint)")
		execute(t, superuser, "ALTER TABLE mingshi.later OWNER TO mingshi_owner")
	})
	writer := open(t, options(url("mingshi_writer")))
	if _, err := writer.Stage(t.Context(), "b", []store.Staged{{Row: 1, Key: keyNumbered(1)}}); err != nil {
		t.Fatal(err)
	}
	readable := []string{
		"mingshi.change", "mingshi.feed_head", "mingshi.figure", "mingshi.filling", "mingshi.key_fingerprint",
		"mingshi.migration", "mingshi.record", "mingshi.record_count", "mingshi.record_place",
	}
	conn := connect(t, url("mingshi_public"))
	var read, all []string
	for _, table := range tablesOf(t, connect(t, url("postgres"))) {
		all = append(all, table)
		if err := tryExec(t.Context(), conn, "SELECT FROM "+table+" LIMIT 0"); err == nil {
			read = append(read, table)
		} else if !denied(err) {
			t.Errorf("read %s: %v", table, err)
		}
		for _, statement := range []string{"DELETE FROM " + table, "INSERT INTO " + table + " DEFAULT VALUES", "TRUNCATE " + table} {
			if err := tryExec(t.Context(), conn, statement); !denied(err) {
				t.Errorf("%s: got %v, want it denied", statement, err)
			}
		}
	}
	if !slices.Equal(read, readable) {
		t.Errorf("the public role reads %v, want %v", read, readable)
	}
	for _, secret := range []string{
		"mingshi.trail", "mingshi.trail_source", "mingshi.not_public", "mingshi.record_key", "mingshi.journal",
		"mingshi.commit_mark", "mingshi.later", "mingshi_staging.batch",
	} {
		if !slices.Contains(all, secret) {
			t.Errorf("%s was not asked for", secret)
		}
	}
	if !slices.ContainsFunc(all, func(table string) bool { return strings.HasPrefix(table, "mingshi_staging.rows_") }) {
		t.Error("no staged rows were asked for")
	}
}

// TestWritersCannotRewriteTheFeed shows what stays said.
func TestWritersCannotRewriteTheFeed(t *testing.T) {
	t.Parallel()
	url := withRoles(t, func(superuser string, script func()) {
		migrate(t, superuser)
		script()
	})
	for _, role := range []string{"mingshi_writer", "mingshi_worker"} {
		conn := connect(t, url(role))
		for _, statement := range []string{
			"UPDATE mingshi.change SET op = ''", "DELETE FROM mingshi.change", "UPDATE mingshi.trail SET note = ''",
			"DELETE FROM mingshi.trail", "DELETE FROM mingshi.record", "DELETE FROM mingshi.record_key",
			"DELETE FROM mingshi.feed_head", "DELETE FROM mingshi.migration", "DELETE FROM mingshi.filling",
			"DELETE FROM mingshi.figure", "DELETE FROM mingshi.not_public", "DELETE FROM mingshi.journal",
			"DELETE FROM mingshi.journal_file", "DELETE FROM mingshi.record_ever", "DELETE FROM mingshi.key_fingerprint",
			"CREATE TEMPORARY TABLE mine ()", "SELECT lo_from_bytea(0, '')", "SELECT lo_create(0)",
			"TRUNCATE mingshi.record", "DROP TABLE mingshi.record", "CREATE TABLE mingshi.mine ()",
		} {
			if err := tryExec(t.Context(), conn, statement); !denied(err) {
				t.Errorf("%s: %s: got %v, want it denied", role, statement, err)
			}
		}
	}
	conn := connect(t, url("mingshi_worker"))
	for _, statement := range []string{
		"CREATE TABLE mingshi_staging.mine ()", "UPDATE mingshi.key_fingerprint SET fingerprint = ''",
		"INSERT INTO mingshi.key_fingerprint VALUES ('a', 'b')", "UPDATE mingshi.journal SET done = true",
	} {
		if err := tryExec(t.Context(), conn, statement); !denied(err) {
			t.Errorf("the worker: %s: got %v, want it denied", statement, err)
		}
	}
	public := connect(t, url("mingshi_public"))
	if err := tryExec(t.Context(), public, "SET default_transaction_read_only = off"); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"CREATE TEMPORARY TABLE mine ()", "SELECT lo_from_bytea(0, '')"} {
		if err := tryExec(t.Context(), public, statement); !denied(err) {
			t.Errorf("the public role: %s: got %v, want it denied", statement, err)
		}
	}
}

// tablesOf lists the tables of the store with their schemas.
func tablesOf(t *testing.T, conn *pgx.Conn) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), `
		SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname LIKE 'mingshi%' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 15 {
		t.Fatalf("got %v, %v", tables, err)
	}
	return tables
}

// tryExec runs a statement in a transaction that may write and is rolled back.
func tryExec(ctx context.Context, conn *pgx.Conn, statement string) error {
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadWrite})
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx) //nolint:errcheck // the next statement would tell
	_, err = tx.Exec(ctx, statement)
	return err
}

// denied reports whether the role may not do that.
func denied(err error) bool {
	said, ok := errors.AsType[*pgconn.PgError](err)
	return ok && said.Code == "42501"
}
