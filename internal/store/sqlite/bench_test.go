package sqlite_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

// The size of a batch of an import and of a body, as design.md §4 and the standard's columns have them.
const (
	benchBatch = 5000
	benchBody  = 1200
)

// benchStore opens a store with n records.
func benchStore(b *testing.B, n int) *sqlite.Store {
	b.Helper()
	today := disclosure.MustDate("2026-11-22")
	s, err := sqlite.Open(b.Context(), b.TempDir(), sqlite.Options{
		Zone: time.UTC, Today: func() disclosure.Date { return today },
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	for first := 0; first < n; first += benchBatch {
		if _, err := s.Apply(b.Context(), newBatch(first)); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

func benchKey(n int) disclosure.Key {
	return sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(n)))
}

// newBatch publishes the records numbered from first, as an import of penalties would.
func newBatch(first int) store.Batch {
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	body := make([]byte, benchBody)
	batch := store.Batch{At: at}
	for n := first; n < first+benchBatch; n++ {
		decided := disclosure.MustDate("2023-11-22").AddDays(rand.IntN(1000))
		record := disclosure.Record{
			ID: disclosure.NewID(disclosure.KindPenalty), Kind: disclosure.KindPenalty, Version: 1,
			State: disclosure.StatePublished, Name: fmt.Sprintf("第%d号旅馆有限公司", rand.IntN(1e6)),
			Subject: fmt.Sprintf("91330100MA%08d", n/5), Places: []string{fmt.Sprintf("浙卫公证字第%08d号", n/3)},
			Authority: "11330100002490000X", DecidedOn: decided, PublishedAt: at, UpdatedAt: at,
			PublicUntil: decided.AddMonths(36), Regime: "2026",
		}
		for i := 0; i+8 <= len(body); i += 8 {
			binary.LittleEndian.PutUint64(body[i:], rand.Uint64())
		}
		record.Seal(append([]byte(nil), body...))
		batch.Writes = append(batch.Writes, store.Write{
			Op: disclosure.OpPublish, Record: record, Keys: []disclosure.Key{benchKey(n)},
			Trail: store.Trail{
				By: "clerk", Batch: "b1", Document: "浙卫罚〔2026〕1号",
				Origin: disclosure.Origin{File: "penalties.csv", SHA256: fmt.Sprintf("%064d", 1), Row: n},
			},
		})
	}
	return batch
}

// BenchmarkApply publishes batches of new records into a store that grows by them.
func BenchmarkApply(b *testing.B) {
	s := benchStore(b, 0)
	rows := 0
	for b.Loop() {
		b.StopTimer()
		batch := newBatch(rows)
		b.StartTimer()
		if _, err := s.Apply(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		rows += benchBatch
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkStage stages rows as the check of an import does.
func BenchmarkStage(b *testing.B) {
	s := benchStore(b, 0)
	rows := make([]store.Staged, benchBatch)
	count := 0
	for b.Loop() {
		for i := range rows {
			rows[i] = store.Staged{Row: count + i, Key: benchKey(count + i), Payload: make([]byte, benchBody)}
		}
		if _, err := s.Stage(b.Context(), "b1", rows); err != nil {
			b.Fatal(err)
		}
		count += len(rows)
	}
	b.ReportMetric(float64(count)/b.Elapsed().Seconds(), "rows/s")
}

// benchRecords is the size of the store that the benchmarks of readers read.
const benchRecords = 100_000

// BenchmarkReads reads from a store that another user does not change.
func BenchmarkReads(b *testing.B) {
	s := benchStore(b, benchRecords)
	page, err := s.Changes(b.Context(), benchRecords/2, store.MaxLimit, "")
	if err != nil {
		b.Fatal(err)
	}
	list := store.Query{Kind: disclosure.KindPenalty, Limit: 20}
	for range 50 {
		list.After = mustList(b, s, list).Next
	}
	keys := make([]disclosure.Key, benchBatch)
	for i := range keys {
		keys[i] = benchKey(i * 7)
	}
	for _, c := range []struct {
		name string
		read func(n int) error
	}{
		{"get", func(n int) error {
			_, err := s.Get(b.Context(), page.Entries[n*31%len(page.Entries)].ID)
			return err
		}},
		{"list of 20", func(int) error { _, err := s.List(b.Context(), list); return err }},
		{"list of a subject", func(n int) error {
			subject := page.Entries[n*31%len(page.Entries)].Record.Subject
			_, err := s.List(b.Context(), store.Query{Kind: disclosure.KindPenalty, Subjects: []string{subject}})
			return err
		}},
		{"list of a place", func(n int) error {
			places := page.Entries[n*31%len(page.Entries)].Record.Places
			_, err := s.List(b.Context(), store.Query{Kind: disclosure.KindPenalty, Places: places})
			return err
		}},
		{"head", func(int) error { _, err := s.Head(b.Context()); return err }},
		{"1000 changes", func(int) error { _, err := s.Changes(b.Context(), benchRecords/2, 1000, ""); return err }},
		{"find 5000 keys", func(int) error { _, err := s.Find(b.Context(), keys); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				if err := c.read(n); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkWalk reads all records of a kind, bodies included, page by page in one view, as an export does.
func BenchmarkWalk(b *testing.B) {
	s := benchStore(b, benchRecords)
	for _, c := range []struct {
		name  string
		order store.Order
	}{{"number", store.ByNumber}, {"decision", store.ByDecision}, {"name", store.ByName}} {
		b.Run(c.name, func(b *testing.B) {
			rows, bytes := 0, 0
			for b.Loop() {
				err := s.View(b.Context(), func(ctx context.Context, at store.Reader) error {
					q := store.Query{Kind: disclosure.KindPenalty, Order: c.order, Limit: store.MaxLimit}
					for {
						page, err := at.List(ctx, q)
						if err != nil {
							return err
						}
						rows += len(page.Records)
						for i := range page.Records {
							bytes += len(page.Records[i].Body)
						}
						if q.After = page.Next; q.After == "" {
							return nil
						}
					}
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(bytes)/float64(rows), "B/body")
		})
	}
}

func mustList(b *testing.B, s *sqlite.Store, q store.Query) store.Page {
	b.Helper()
	page, err := s.List(b.Context(), q)
	if err != nil {
		b.Fatal(err)
	}
	return page
}
