package postgres_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/testkit/pgtest"
)

// TestWritersNeverDeadlock lets four writers in two stores write the same records, keys, sources and counted rows at once,
// each in an order of its own: each batch is written or kind Conflict, and the server has never met a deadlock, not even
// one that a retry would have hidden.
func TestWritersNeverDeadlock(t *testing.T) {
	const writers, shared = 4, 300
	server := pgtest.Shared(t)
	url := server.Database(t)
	stores := []*postgres.Store{open(t, options(url)), open(t, options(url))}
	var records []disclosure.Record
	var first []store.Write
	for i := range shared {
		records = append(records, penalty("shared", 100))
		first = append(first, published(records[i], keyNumbered(i)))
	}
	mustApply(t, stores[0], first...)

	rounds := faultRounds(25, 400)
	changes, batches := int64(shared), int64(1)
	for round := range rounds {
		var wg sync.WaitGroup
		var mu sync.Mutex
		start := make(chan struct{})
		for writer := range writers {
			batch := overlapping(records, round, rand.New(rand.NewPCG(uint64(round), uint64(writer))))
			wg.Go(func() {
				<-start
				_, err := stores[writer%2].Apply(t.Context(), batch)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					changes += int64(len(batch.Writes))
					batches++
				} else if disclosure.KindOf(err) != disclosure.Conflict {
					t.Errorf("round %d: %v", round, err)
				}
			})
		}
		close(start)
		wg.Wait()
		records = reread(t, stores[0], len(records))
	}
	wantTold(t, server, url, changes, batches)
	if batches < int64(rounds) {
		t.Errorf("%d batches were written in %d rounds", batches, rounds)
	}
	deadlocks := number(t, server, url, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
	if deadlocks != 0 {
		t.Errorf("the server has met %d deadlocks", deadlocks)
	}
}

// overlapping is a batch of a round that meets the other batches of the round: in their records and now and then in a key,
// in most keys of new records, alone or beside a change, or in nothing but counted rows. All have sources in common.
func overlapping(records []disclosure.Record, round int, random *rand.Rand) store.Batch {
	var writes []store.Write
	correct := func(n int) {
		for _, i := range random.Perm(len(records))[:n] {
			write := corrected(records[i])
			write.Keys = []disclosure.Key{keyNumbered(10_000_000 + 100_000*round + random.IntN(20_000))}
			writes = append(writes, write)
		}
	}
	add := func() {
		for _, n := range random.Perm(200)[:150] {
			writes = append(writes, published(penalty("new", 50), keyNumbered(60_000_000+1000*round+n)))
		}
	}
	switch round % 4 {
	case 0:
		correct(20 + random.IntN(80))
	case 1:
		add()
	case 2:
		add()
		correct(1)
	default: // nothing but counted rows
	}
	for i := range writes {
		writes[i].Trail.Origin.Sheet = string(rune('a' + round%20 + random.IntN(4)))
	}
	batch := batchOf(writes...)
	for _, n := range random.Perm(200)[:150] {
		key := keyNumbered(3_000_000 + 1000*round + n)
		batch.Counted = append(batch.Counted, store.Counted{Key: key, Rule: disclosure.NotPublicMinor})
	}
	return batch
}

// reread returns the first n records of the feed as they are now.
func reread(t *testing.T, s *postgres.Store, n int) []disclosure.Record {
	t.Helper()
	page, err := s.Changes(t.Context(), 0, n, "")
	if err != nil {
		t.Fatal(err)
	}
	var records []disclosure.Record
	for _, entry := range page.Entries {
		if !slices.ContainsFunc(records, func(r disclosure.Record) bool { return r.ID == entry.Record.ID }) {
			records = append(records, *entry.Record)
		}
	}
	return records
}

// TestSameNewKeyHasOneWinner lets two stores publish a record each under the same new key, again and again.
func TestSameNewKeyHasOneWinner(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	stores := []*postgres.Store{open(t, options(url)), open(t, options(url))}
	rounds := faultRounds(20, 200)
	for round := range rounds {
		errs := make([]error, len(stores))
		var wg sync.WaitGroup
		for i, s := range stores {
			batch := batchOf(published(penalty("twin", 10), keyNumbered(round)))
			wg.Go(func() { _, errs[i] = s.Apply(t.Context(), batch) })
		}
		wg.Wait()
		loser := slices.IndexFunc(errs, func(err error) bool { return err != nil })
		if loser < 0 || errs[1-loser] != nil {
			t.Fatalf("round %d: got %v, want one winner", round, errs)
		}
		wantKindOf(t, errs[loser], disclosure.Conflict)
	}
	wantTold(t, server, url, int64(rounds), int64(rounds))
}

// TestSameNewIDHasOneWinner is the same for the id.
func TestSameNewIDHasOneWinner(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	stores := []*postgres.Store{open(t, options(url)), open(t, options(url))}
	const rounds = 10
	for round := range rounds {
		record := penalty("twin", 10)
		errs := make([]error, len(stores))
		var wg sync.WaitGroup
		for i, s := range stores {
			wg.Go(func() { _, errs[i] = s.Apply(t.Context(), batchOf(published(record))) })
		}
		wg.Wait()
		loser := slices.IndexFunc(errs, func(err error) bool { return err != nil })
		if loser < 0 || errs[1-loser] != nil {
			t.Fatalf("round %d: got %v, want one winner", round, errs)
		}
		wantKindOf(t, errs[loser], disclosure.Conflict)
	}
	wantTold(t, server, url, rounds, rounds)
}
