package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/testkit/pgtest"
)

// An import as design.md §4 has it: rows in all, rows in a batch, and bytes in a body.
const (
	importRows  = 100_000
	importBatch = 5_000
	importBody  = 1_200
)

// importTables are the tables that publication fills, with the column by which their rows fall into batches.
var importTables = []struct{ name, column string }{
	{"record_key", "number"}, {"record", "number"}, {"change", "position"}, {"trail", "position"}, {"record_place", "number"},
}

// BenchmarkApply publishes 100,000 new records in batches of 5,000 with Apply and then loads the very same rows, those of
// the records, changes, trail, keys and places, into another database of the same server with psql's \copy: the same
// schema and indexes, the same durable settings, one transaction for each 5,000. It reports both rates and their ratio.
func BenchmarkApply(b *testing.B) {
	server := pgtest.Start(b, pgtest.Options{Durable: true, Settings: map[string]string{
		"shared_buffers": "256MB", "max_wal_size": "4GB",
	}})
	var own, plain time.Duration
	for b.Loop() {
		b.StopTimer()
		url := server.Database(b)
		s := open(b, options(url))
		batches := importBatches()
		server.Exec(b, pgtest.Name(b, url), "CHECKPOINT")
		b.StartTimer()
		start := time.Now()
		for _, batch := range batches {
			if _, err := s.Apply(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
		own += time.Since(start)
		b.StopTimer()
		plain += loadPlainly(b, server, pgtest.Name(b, url))
		b.StartTimer()
	}
	b.ReportMetric(float64(importRows*b.N)/own.Seconds(), "apply-rows/s")
	b.ReportMetric(float64(importRows*b.N)/plain.Seconds(), "copy-rows/s")
	b.ReportMetric(plain.Seconds()/own.Seconds(), "apply/copy")
	b.ReportMetric(0, "ns/op")
}

// loadPlainly tells how long psql takes for the rows that a database holds.
func loadPlainly(b *testing.B, server *pgtest.Server, source string) time.Duration {
	b.Helper()
	target := server.Database(b)
	if _, _, err := postgres.Migrate(b.Context(), target); err != nil {
		b.Fatal(err)
	}
	folder := b.TempDir()
	var unload, load strings.Builder
	for first := 1; first <= importRows; first += importBatch {
		load.WriteString("BEGIN;\n")
		for _, table := range importTables {
			file := filepath.Join(folder, fmt.Sprint(table.name, first))
			//nolint:unqueryvet // whole rows, as psql loads them
			fmt.Fprintf(&unload, "\\copy (SELECT * FROM mingshi.%s WHERE %s BETWEEN %d AND %d ORDER BY 1) TO '%s'\n",
				table.name, table.column, first, first+importBatch-1, file)
			fmt.Fprintf(&load, "\\copy mingshi.%s FROM '%s'\n", table.name, file)
		}
		load.WriteString("COMMIT;\n")
	}
	server.Exec(b, source, unload.String())
	server.Exec(b, pgtest.Name(b, target), "CHECKPOINT")
	start := time.Now()
	server.Exec(b, pgtest.Name(b, target), load.String())
	took := time.Since(start)
	for _, table := range importTables {
		rows := "SELECT count(*) FROM mingshi." + table.name
		if got, want := number(b, server, target, rows), number(b, server, server.URL(source, "postgres"), rows); got != want {
			b.Fatalf("%s: psql loaded %d rows, want %d", table.name, got, want)
		}
	}
	return took
}

func importBatches() []store.Batch {
	batches := make([]store.Batch, importRows/importBatch)
	for i := range batches {
		batches[i] = importedBatch(i * importBatch)
	}
	return batches
}

// importedBatch publishes the records numbered from first, as an import of penalties would.
func importedBatch(first int) store.Batch {
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	batch := store.Batch{
		At:      at,
		Figures: []store.Figure{{Month: "2026-11", DecidedMonth: "2026-10", Kind: disclosure.KindPenalty, Event: "publish", Count: importBatch}},
		Journal: &store.Journal{Batch: "b1", By: "clerk", ThroughSeq: int64(first + importBatch)},
	}
	for n := first; n < first+importBatch; n++ {
		decided := disclosure.MustDate("2023-11-22").AddDays(rand.IntN(1000))
		record := disclosure.Record{
			ID: disclosure.NewID(disclosure.KindPenalty), Kind: disclosure.KindPenalty, Version: 1,
			State: disclosure.StatePublished, Name: fmt.Sprintf("第%d号旅馆有限公司", rand.IntN(1e6)),
			Subject: fmt.Sprintf("91330100MA%08d", n/5), Places: []string{fmt.Sprintf("浙卫公证字第%08d号", n/3)},
			Authority: "11330100002490000X", DecidedOn: decided, PublishedAt: at, UpdatedAt: at,
			PublicUntil: decided.AddMonths(36), Regime: "2026",
		}
		record.Seal(importedBody())
		batch.Writes = append(batch.Writes, store.Write{
			Op: disclosure.OpPublish, Record: record, Keys: []disclosure.Key{keyNumbered(n)},
			Trail: store.Trail{
				By: "clerk", Batch: "b1", Document: "浙卫罚〔2026〕1号",
				Origin: disclosure.Origin{File: "penalties.csv", SHA256: fmt.Sprintf("%064d", 1), Row: n},
			},
		})
	}
	return batch
}

// importedBody is a body of a record's size that does not compress better than one.
func importedBody() []byte {
	body := make([]byte, importBody)
	for i := range body {
		body[i] = byte(' ' + rand.IntN(64))
	}
	return body
}
