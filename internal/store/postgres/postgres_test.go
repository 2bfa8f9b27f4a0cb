package postgres_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/store/storetest"
	"mingshi/internal/testkit/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, newPlaces(t, func(database string) string { return pgtest.Shared(t).URL(database, "postgres") }).backend())
}

// places are the databases of a suite, one for each place that it names. One that is done with is emptied and used
// again, since to make one takes a server longer than most sentences take to prove.
type places struct {
	suite testing.TB
	url   func(database string) string

	mu sync.Mutex
	// used holds the name of each place's database, idle those of empty ones.
	used map[string]string
	idle []string
}

func newPlaces(suite testing.TB, url func(database string) string) *places {
	suite.Helper()
	return &places{suite: suite, url: url, used: make(map[string]string)}
}

func (p *places) backend() storetest.Backend {
	return storetest.Backend{Open: p.open, TryOpen: p.tryOpen, Fill: p.fill, Inside: p.inside}
}

// options lead to the database of a place.
func (p *places) options(t testing.TB, o storetest.Options) postgres.Options {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	name, known := p.used[o.Place]
	if !known {
		name = p.take(t)
		p.used[o.Place] = name
		t.Cleanup(func() { p.give(t, name) })
	}
	return postgres.Options{URL: p.url(name), Zone: o.Zone, Today: o.Today, ReadOnly: o.ReadOnly}
}

// take returns an empty database.
func (p *places) take(t testing.TB) string {
	t.Helper()
	if last := len(p.idle) - 1; last >= 0 {
		name := p.idle[last]
		p.idle = p.idle[:last]
		return name
	}
	return pgtest.Name(p.suite, pgtest.Shared(p.suite).Database(p.suite))
}

// give empties a database for the next place.
func (p *places) give(t testing.TB, name string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context()) // the test is over
	conn, err := pgx.Connect(ctx, pgtest.Shared(t).URL(name, "postgres"))
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "SET client_min_messages = warning; DROP SCHEMA IF EXISTS mingshi, mingshi_staging CASCADE")
	if err != nil {
		t.Error(err)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, name)
}

func (p *places) open(t testing.TB, o storetest.Options) storetest.Opened {
	t.Helper()
	s, err := postgres.Open(t.Context(), p.options(t, o))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (p *places) tryOpen(ctx context.Context, o storetest.Options) (storetest.Opened, error) {
	return postgres.Open(ctx, p.options(p.suite, o)) //nolint:contextcheck // making databases has a deadline of its own
}

func (p *places) fill(t testing.TB, o storetest.Options) store.Filling {
	t.Helper()
	f, err := postgres.OpenFilling(t.Context(), p.options(t, o))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// inside reads what no method of the contract shows.
func (p *places) inside(t testing.TB, o storetest.Options) storetest.Inside {
	t.Helper()
	conn := connect(t, pgtest.Shared(t).URL(pgtest.Name(t, p.options(t, o).URL), "postgres")) // never through a pooler
	in := storetest.Inside{
		Trail: make(map[int64]store.Trail), Journals: make(map[string]store.Journal),
		NotPublic: make(map[disclosure.Key]disclosure.NotPublicRule), Keys: make(map[disclosure.Key]disclosure.ID),
	}
	each(t, conn, `SELECT position, written_by, batch, document, note, file, sha256, sheet, line
		FROM mingshi.trail JOIN mingshi.trail_source ON trail_source.number = trail.source`, func(rows pgx.Rows) error {
		var position int64
		var trail store.Trail
		at := &trail.Origin
		err := rows.Scan(&position, &trail.By, &trail.Batch, &trail.Document, &trail.Note,
			&at.File, &at.SHA256, &at.Sheet, &at.Row)
		in.Trail[position] = trail
		return err
	})
	each(t, conn, "SELECT month, decided_month, kind, unit, event, count FROM mingshi.figure ORDER BY 1, 2, 3, 4, 5", func(rows pgx.Rows) error {
		var f store.Figure
		err := rows.Scan(&f.Month, &f.DecidedMonth, &f.Kind, &f.Unit, &f.Event, &f.Count)
		in.Figures = append(in.Figures, f)
		return err
	})
	each(t, conn, "SELECT batch, written_by, through_seq, done FROM mingshi.journal", func(rows pgx.Rows) error {
		var j store.Journal
		err := rows.Scan(&j.Batch, &j.By, &j.ThroughSeq, &j.Done)
		in.Journals[j.Batch] = j
		return err
	})
	each(t, conn, "SELECT batch, file, sha256, sheet, line FROM mingshi.journal_file ORDER BY batch, number", func(rows pgx.Rows) error {
		var batch string
		var file disclosure.Origin
		err := rows.Scan(&batch, &file.File, &file.SHA256, &file.Sheet, &file.Row)
		j := in.Journals[batch]
		j.Files = append(j.Files, file)
		in.Journals[batch] = j
		return err
	})
	each(t, conn, "SELECT key, rule FROM mingshi.not_public", func(rows pgx.Rows) error {
		var key []byte
		var rule string
		err := rows.Scan(&key, &rule)
		in.NotPublic[disclosure.Key(key)] = disclosure.NotPublicRule(rule)
		return err
	})
	each(t, conn, "SELECT k.key, r.id FROM mingshi.record_key AS k JOIN mingshi.record AS r ON r.number = k.number", func(rows pgx.Rows) error {
		var key []byte
		var id string
		err := rows.Scan(&key, &id)
		in.Keys[disclosure.Key(key)] = disclosure.ID(id)
		return err
	})
	return in
}

// connect connects behind the store's back.
func connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(t.Context()) })
	return conn
}

// each calls scan for every row of a query.
func each(t testing.TB, conn *pgx.Conn, query string, scan func(rows pgx.Rows) error, args ...any) {
	t.Helper()
	rows, err := conn.Query(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// TestAPoolerIsFoundOut looks at what a session is asked for, with and without a pooler between.
func TestAPoolerIsFoundOut(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	url := server.Database(t)
	behind := server.Bouncer(t).URL(pgtest.Name(t, url), "postgres")
	for _, c := range []struct {
		name, url string
		pooled    bool
		prepared  int
	}{{"directly", url, false, 1}, {"behind a pooler", behind, true, 0}} {
		s := open(t, options(c.url))
		if s.Pooled() != c.pooled {
			t.Errorf("%s: got pooled %v, want %v", c.name, s.Pooled(), c.pooled)
		}
		if _, err := s.Head(t.Context()); err != nil {
			t.Fatal(err)
		}
		var prepared int
		err := s.Pool().QueryRow(t.Context(), "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%feed_head%record_count%'").Scan(&prepared)
		if err != nil || prepared != c.prepared {
			t.Errorf("%s: got %d prepared statements, %v, want %d", c.name, prepared, err, c.prepared)
		}
		for _, mode := range []pgx.TxAccessMode{pgx.ReadOnly, pgx.ReadWrite} {
			settings, err := s.TransactionSettings(t.Context(), mode)
			if want := "60s 20s 20s off"; err != nil || strings.ReplaceAll(settings, "1min", "60s") != want {
				t.Errorf("%s, %s: got %s, %v, want %s", c.name, mode, settings, err, want)
			}
		}
	}
}

// TestStoreBehindPooler runs the same suite with a PgBouncer between, in transaction mode: less what is not to go through
// one (whole stores) and what differs in nothing but its length.
func TestStoreBehindPooler(t *testing.T) {
	t.Parallel()
	bouncer := pgtest.Shared(t).Bouncer(t)
	storetest.Run(t, newPlaces(t, func(database string) string {
		return strings.Replace(bouncer.URL(database, "postgres"), "?", "?pool_max_conns=4&", 1)
	}).backend(), "whole", "property", "crowd")
}
