package postgres_test

import (
	"crypto/rand"
	"encoding/binary"
	"strconv"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/testkit/pgtest"
)

// keyNumbered is a natural key of its own for each number; neighbours lie far apart.
func keyNumbered(n int) disclosure.Key {
	var key disclosure.Key
	binary.LittleEndian.PutUint64(key[:], uint64(n)*0x9e3779b97f4a7c15)
	return key
}

// penalty is a new record with a body of so many random bytes.
func penalty(name string, size int) disclosure.Record {
	record := disclosure.Record{
		ID: disclosure.NewID(disclosure.KindPenalty), Kind: disclosure.KindPenalty, Version: 1,
		State: disclosure.StatePublished, Name: name, Subject: "91330100MA00000001", Places: []string{name, name + "2"},
		Authority: "11330100002490000X", DecidedOn: today, Regime: "2026",
		PublishedAt: time.Unix(1, 0), UpdatedAt: time.Unix(2, 0), PublicUntil: today.AddMonths(36),
	}
	body := make([]byte, size)
	_, _ = rand.Read(body)
	record.Seal(body)
	return record
}

// published is the write that publishes a record under keys.
func published(record disclosure.Record, keys ...disclosure.Key) store.Write {
	return store.Write{
		Op: disclosure.OpPublish, Record: record, Keys: keys,
		Trail: store.Trail{By: "clerk", Batch: "b1", Origin: disclosure.Origin{File: "a.csv", SHA256: "aa", Row: 1}},
	}
}

// corrected is the write that puts the next version of a record in the place of the present one.
func corrected(record disclosure.Record) store.Write {
	expect := record.Version
	record.Version++
	return store.Write{Op: disclosure.OpCorrect, Record: record, Expect: expect, Trail: store.Trail{By: "clerk"}}
}

// batchOf is a batch with the writes that also counts itself.
func batchOf(writes ...store.Write) store.Batch {
	return store.Batch{
		At: time.Now(), Writes: writes,
		Figures: []store.Figure{{Month: "2026-11", Kind: disclosure.KindPenalty, Event: "batch", Count: 1}},
	}
}

func mustApply(t testing.TB, s *postgres.Store, writes ...store.Write) store.Applied {
	t.Helper()
	applied, err := s.Apply(t.Context(), batchOf(writes...))
	if err != nil {
		t.Fatal(err)
	}
	return applied
}

// number asks the server, behind the store's back, for one number.
func number(t testing.TB, server *pgtest.Server, url, query string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(server.Psql(t, pgtest.Name(t, url), query), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// wantTold fails the test if the database does not hold exactly the changes that Apply told of, in so many batches, or is
// not whole.
func wantTold(t testing.TB, server *pgtest.Server, url string, changes, batches int64) {
	t.Helper()
	for what, query := range map[string]string{
		"changes":           "SELECT count(*) FROM mingshi.change",
		"the last position": "SELECT coalesce(max(position), 0) FROM mingshi.change",
		"the head":          "SELECT position FROM mingshi.feed_head",
		"trail":             "SELECT count(*) FROM mingshi.trail",
		"versions":          "SELECT coalesce(sum(version), 0) FROM mingshi.record",
	} {
		if got := number(t, server, url, query); got != changes {
			t.Errorf("%s: got %d, want %d", what, got, changes)
		}
	}
	for what, query := range map[string]string{
		"marks":           "SELECT count(*) FROM mingshi.commit_mark",
		"counted batches": "SELECT coalesce(sum(count), 0) FROM mingshi.figure WHERE event = 'batch'",
	} {
		if got := number(t, server, url, query); got != batches {
			t.Errorf("%s: got %d, want %d", what, got, batches)
		}
	}
	for what, query := range map[string]string{
		"records whose last change is not their own": `
			SELECT count(*) FROM mingshi.record r LEFT JOIN mingshi.change c ON c.position = r.position
			WHERE c.number IS DISTINCT FROM r.number OR c.version <> r.version OR c.digest <> r.digest`,
		"changes whose previous one is not the version before": `
			SELECT count(*) FROM mingshi.change c LEFT JOIN mingshi.change p ON p.position = c.previous
			WHERE coalesce(p.version, 0) <> c.version - 1 OR p.number <> c.number`,
		"records that are not counted as they are": `
			SELECT count(*) FROM (SELECT public_until, kind, count(*) FROM mingshi.record WHERE public_until > 0 GROUP BY 1, 2) r
			FULL JOIN mingshi.record_count c USING (public_until, kind) WHERE r.count IS DISTINCT FROM c.count`,
		"places that are not those of the records": `
			SELECT count(*) FROM (SELECT DISTINCT unnest(places) AS place, kind, number FROM mingshi.record) r
			FULL JOIN mingshi.record_place p USING (place, kind, number) WHERE r IS NULL OR p IS NULL`,
		"keys without a record": `
			SELECT count(*) FROM mingshi.record_key k LEFT JOIN mingshi.record r USING (number) WHERE r.id IS NULL`,
	} {
		if got := number(t, server, url, query); got != 0 {
			t.Errorf("%d %s", got, what)
		}
	}
}

// wantKindOf fails the test if err is not of the kind.
func wantKindOf(t testing.TB, err error, kind disclosure.ErrorKind) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want kind %q", kind)
	}
	if got := disclosure.KindOf(err); got != kind {
		t.Fatalf("got kind %q, want %q: %v", got, kind, err)
	}
}
