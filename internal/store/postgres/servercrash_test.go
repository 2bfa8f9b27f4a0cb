package postgres_test

import (
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/testkit/pgtest"
)

// TestFaultServerStoppedWhileWriting crashes the server between and during batches and starts it again: no Apply fails, and
// what was told is there, once.
func TestFaultServerStoppedWhileWriting(t *testing.T) {
	server := pgtest.Start(t, pgtest.Options{Durable: true})
	url := server.Database(t)
	s := open(t, options(url))
	record := penalty("changed", 100)
	mustApply(t, s, published(record, keyNumbered(0)))

	stop, told := make(chan struct{}), make(chan store.Applied, 1<<16) // so much that nobody waits
	go func() {
		defer close(told)
		writeUntil(t, s, record, stop, told)
	}()
	var applied []store.Applied
	for crash := range faultRounds(3, 50) {
		for range 1 + crash%4 {
			if a, ok := <-told; ok {
				applied = append(applied, a)
			}
		}
		server.Stop(t, "immediate") // a batch is under way, or was just written
		server.Restart(t)
	}
	close(stop)
	for a := range told {
		applied = append(applied, a)
	}
	changes := int64(1)
	for _, a := range applied {
		if a.First != changes+1 {
			t.Errorf("position %d was told behind %d", a.First, changes)
		}
		changes = a.Last
	}
	wantTold(t, server, url, changes, int64(1+len(applied)))
}

// writeUntil writes batches, each with a change of the record, until stop is closed or one fails.
func writeUntil(t *testing.T, s *postgres.Store, record disclosure.Record, stop <-chan struct{}, told chan<- store.Applied) {
	t.Helper()
	for i := 1; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		writes := []store.Write{corrected(record)}
		for n := range 20 {
			writes = append(writes, published(penalty("during", 2000), keyNumbered(20*i+n)))
		}
		applied, err := s.Apply(t.Context(), batchOf(writes...))
		if err != nil {
			t.Error(err)
			return
		}
		record.Version++
		told <- applied
	}
}

// TestFaultStagingAfterACrash crashes the server under a staged batch, whose rows are lost with that: it is kind
// Unavailable and never taken for an empty one, and once it is discarded the same name is good again.
func TestFaultStagingAfterACrash(t *testing.T) {
	server := pgtest.Start(t, pgtest.Options{Durable: true})
	url := server.Database(t)
	s := open(t, options(url))
	rows := []store.Staged{{File: 1, Row: 1, Key: keyNumbered(1), Payload: []byte("row")}}
	stage := func() error { _, err := s.Stage(t.Context(), "b1", rows); return err }
	if err := stage(); err != nil {
		t.Fatal(err)
	}
	server.Stop(t, "immediate")
	server.Restart(t)
	for range 2 {
		_, err := s.Staged(t.Context(), "b1", 0, 10)
		wantKindOf(t, err, disclosure.Unavailable)
		_, err = s.HasKeys(t.Context(), "b1", []disclosure.Key{keyNumbered(1)})
		wantKindOf(t, err, disclosure.Unavailable)
		wantKindOf(t, stage(), disclosure.Unavailable)
	}
	if err := s.Discard(t.Context(), "b1"); err != nil {
		t.Fatal(err)
	}
	if err := stage(); err != nil {
		t.Fatal(err)
	}
	if staged := mustStaged(t, s, "b1"); len(staged) != 1 {
		t.Errorf("got %d rows, want the one staged again", len(staged))
	}
	if n := number(t, server, url, "SELECT count(*) FROM pg_class WHERE relname ~ '^rows_[0-9]+$'"); n != 1 {
		t.Errorf("%d tables of staged rows are left, want 1", n)
	}
}
