package postgres_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/testkit/pgtest"
)

// benchRecords is the size of the store that is read.
const benchRecords = 20_000

// BenchmarkRead measures reads by key through the store beside the very statement alone, sent by the same driver on the
// same connections, and pages of lists and of the feed.
func BenchmarkRead(b *testing.B) {
	server := pgtest.Start(b, pgtest.Options{})
	url := server.Database(b)
	s := open(b, options(url))
	records := publish(b, s, benchRecords)
	server.Exec(b, pgtest.Name(b, url), "VACUUM ANALYZE")
	ctx := b.Context()
	pick := func() disclosure.Record { return records[rand.IntN(len(records))] }
	get := func() error { return second(s.Get(ctx, pick().ID)) }
	plain := func() error { return readPlainly(ctx, s.Pool(), pick().ID) }
	b.Run("key", func(b *testing.B) { inTurns(b, get, plain) })
	b.Run("key/parallel", func(b *testing.B) { inParallel(b, get) })
	b.Run("key/parallel/plain", func(b *testing.B) { inParallel(b, plain) })
	penalties := store.Query{Kind: disclosure.KindPenalty}
	byName, narrowed := penalties, penalties
	byName.Order = store.ByName
	for name, read := range map[string]func() error{
		"head":          func() error { return second(s.Head(ctx)) },
		"list/20":       func() error { return second(s.List(ctx, penalties)) },
		"list/20/name":  func() error { return second(s.List(ctx, byName)) },
		"list/business": func() error { narrowed.Subjects = []string{pick().Subject}; return second(s.List(ctx, narrowed)) },
		"feed/1000":     func() error { return second(s.Changes(ctx, rand.Int64N(benchRecords-1000), 1000, "")) },
	} {
		b.Run(name, func(b *testing.B) { sequentially(b, read) })
	}
}

// second is the second result alone.
func second[T any](_ T, err error) error { return err }

// readPlainly runs the statement of Get and takes each column over as the server gives it.
func readPlainly(ctx context.Context, pool *pgxpool.Pool, id disclosure.ID) error {
	rows, err := pool.Query(ctx, postgres.GetSQL(), string(id))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		for _, value := range rows.RawValues() {
			_ = string(value)
		}
	}
	return rows.Err()
}

// inTurns reads through the store and plainly by turns, so that whatever else the machine does slows both alike.
func inTurns(b *testing.B, get, plain func() error) {
	b.Helper()
	var spent [2]time.Duration
	for b.Loop() {
		for i, read := range []func() error{get, plain} {
			start := time.Now()
			if err := read(); err != nil {
				b.Fatal(err)
			}
			spent[i] += time.Since(start)
		}
	}
	b.ReportMetric(float64(b.N)/spent[0].Seconds(), "reads/s")
	b.ReportMetric(float64(b.N)/spent[1].Seconds(), "plain-reads/s")
	b.ReportMetric(100*spent[1].Seconds()/spent[0].Seconds(), "%-of-plain")
}

func sequentially(b *testing.B, read func() error) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if err := read(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reads/s")
}

func inParallel(b *testing.B, read func() error) {
	b.Helper()
	b.SetParallelism(4)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if err := read(); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reads/s")
}
