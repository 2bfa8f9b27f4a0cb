package postgres_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
)

// today is the day of the tests of reading.
var today = disclosure.MustDate("2026-11-22")

// options lead to the database at url on a fixed day.
func options(url string) postgres.Options {
	return postgres.Options{URL: url, Zone: time.UTC, Today: func() disclosure.Date { return today }}
}

// open opens a store and closes it at the end of the test.
func open(t testing.TB, o postgres.Options) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// execute runs a statement behind the store's back.
func execute(t testing.TB, url, statement string) {
	t.Helper()
	if _, err := connect(t, url).Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// listed is a record as lists show it, one of many.
func listed(n int) disclosure.Record {
	record := penalty(fmt.Sprintf("第%d号餐馆", n), 600)
	record.Subject = fmt.Sprintf("913301%012d", n/3)
	record.Places = []string{fmt.Sprintf("浙卫公证字[2026]第%06d号", n/2)}
	record.DecidedOn = today.AddDays(-n % 1000)
	return record
}

// publish publishes so many records, a thousand a batch, and returns them.
func publish(t testing.TB, s *postgres.Store, count int) []disclosure.Record {
	t.Helper()
	records := make([]disclosure.Record, count)
	var writes []store.Write
	for i := range records {
		records[i] = listed(i)
		writes = append(writes, published(records[i], keyNumbered(i)))
		if len(writes) == 1000 || i == count-1 {
			mustApply(t, s, writes...)
			writes = writes[:0]
		}
	}
	return records
}

// eventually waits until done says so; it looks again and again, and gives up after a while.
func eventually(t testing.TB, what string, done func(ctx context.Context) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for !done(ctx) {
		select {
		case <-ctx.Done():
			t.Fatalf("%s: not yet", what)
		case <-ticker.C:
		}
	}
}
