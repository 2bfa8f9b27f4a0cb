package postgres_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/testkit/pgtest"
)

// faultRounds is how often a fault test repeats itself: enough in passing, many times over with MINGSHI_TEST_FAULTS=full.
func faultRounds(inPassing, full int) int {
	if os.Getenv("MINGSHI_TEST_FAULTS") == "full" {
		return full
	}
	return inPassing
}

// TestFaultCommitCut cuts the connection in the commit, in every way, one after the other and several times within one
// Apply. Apply tells the true positions, and the database holds each batch once.
func TestFaultCommitCut(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	for _, c := range []struct {
		name   string
		faults []fault
	}{
		{"before the server gets it", []fault{cutBefore}},
		{"after the server did it", []fault{cutAfter}},
		{"during it", []fault{cutMeanwhile}},
		{"after it, and the server is not to be reached for a while", []fault{cutAfterAndRefuse}},
		{"before it, twice", []fault{cutBefore, cutBefore, cutBefore}},
		{"after it, and while the outcome is found out", []fault{cutAfter, cutBefore}},
		{"before it, while the outcome is found out, and after the second try", []fault{cutBefore, cutAfter, cutAfter}},
		{"in the records", []fault{cutInRecords}},
		{"in the records, in the trail, and in the commit", []fault{cutInRecords, cutInTrail, cutAfter}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			url := server.Database(t)
			wire, through := newWire(t, url)
			s := open(t, options(through))
			record := penalty("before", 1000)
			mustApply(t, s, published(record, keyNumbered(0)))
			for i := range 3 {
				wire.expect(c.faults...)
				added := penalty("cut", 1000)
				applied := mustApply(t, s, published(added, keyNumbered(i+1)), corrected(record))
				first := int64(2*i + 2)
				if want := (store.Applied{First: first, Last: first + 1}); applied != want {
					t.Errorf("got %+v, want %+v", applied, want)
				}
				record.Version++
				if left := wire.left(); left > 0 {
					t.Fatalf("%d faults have not come", left)
				}
			}
			wantTold(t, server, url, 7, 4)
		})
	}
}

// TestFaultCommitOnItsWay drops the connection while the commit is still on its way to the server, and lets it arrive when
// somebody waits for the transaction to end: who looks whether it was committed must wait for that.
func TestFaultCommitOnItsWay(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	wire, through := newWire(t, url)
	s := open(t, options(through))
	mustApply(t, s, published(penalty("before", 10)))
	wire.expect(cutLate)
	waiting := func(context.Context) bool {
		//nolint:contextcheck // psql has a deadline of its own
		return number(t, server, url, `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`) > 0
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		applied, err := s.Apply(t.Context(), batchOf(published(penalty("late", 10))))
		if want := (store.Applied{First: 2, Last: 2}); err != nil || applied != want {
			t.Errorf("got %+v, %v, want %+v", applied, err, want)
		}
	}()
	eventually(t, "somebody waits", waiting)
	wire.arrive()
	<-done
	wantTold(t, server, url, 2, 2)
}

// TestFaultNetworkSwallows lets the network swallow a batch, and a staged one, without a word: the store gives the try up
// and writes again.
func TestFaultNetworkSwallows(t *testing.T) {
	t.Parallel() // the driver waits for a word of the server before it lets a connection go
	server := pgtest.Shared(t)
	url := server.Database(t)
	wire, through := newWire(t, url)
	s := open(t, options(through))
	mustApply(t, s, published(penalty("before", 10)))
	if _, err := s.Stage(t.Context(), "b", []store.Staged{{Row: 1, Key: keyNumbered(1)}}); err != nil {
		t.Fatal(err)
	}
	s.SetPatience(300 * time.Millisecond)
	wire.expect(swallowRecords)
	applied, err := s.Apply(t.Context(), batchOf(published(penalty("swallowed", 10))))
	if want := (store.Applied{First: 2, Last: 2}); err != nil || applied != want {
		t.Errorf("got %+v, %v, want %+v", applied, err, want)
	}
	wire.expect(swallowRecords)
	if _, err := s.Stage(t.Context(), "b", []store.Staged{{Row: 2, Key: keyNumbered(2)}}); err != nil {
		t.Error(err)
	}
	if rows, err := s.Staged(t.Context(), "b", 0, 10); err != nil || len(rows) != 2 {
		t.Errorf("got %d staged rows, %v, want 2", len(rows), err)
	}
	if left := wire.left(); left > 0 {
		t.Errorf("%d faults have not come", left)
	}
	wantTold(t, server, url, 2, 2)
}

// TestFaultCommitCutWithoutWrites cuts the connection in the commit of batches that only count.
func TestFaultCommitCutWithoutWrites(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	wire, through := newWire(t, url)
	s := open(t, options(through))
	mustApply(t, s, published(penalty("before", 10)))
	for i, f := range []fault{cutBefore, cutAfter, cutMeanwhile} {
		wire.expect(f)
		batch := batchOf()
		batch.Counted = []store.Counted{{Key: keyNumbered(i), Rule: disclosure.NotPublicMinor, Figure: store.Figure{Event: "minor", Count: 1}}}
		batch.Journal = &store.Journal{Batch: "b1", ThroughSeq: int64(i)}
		applied, err := s.Apply(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		if want := (store.Applied{First: 1, Last: 1}); applied != want {
			t.Errorf("%v: got %+v, want %+v", f, applied, want)
		}
	}
	wantTold(t, server, url, 1, 4)
	if n := number(t, server, url, "SELECT sum(count) FROM mingshi.figure WHERE event = 'minor'"); n != 3 {
		t.Errorf("%d rows are counted, want 3", n)
	}
}

// TestFaultCommitCutAtRandom lets two stores write through wires that are cut again and again.
func TestFaultCommitCutAtRandom(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	rounds := faultRounds(15, 300)
	told := make(chan store.Applied)
	for writer := range 2 {
		wire, through := newWire(t, url)
		s := open(t, options(through))
		go func() {
			defer func() { told <- store.Applied{} }()
			random := rand.New(rand.NewPCG(1, uint64(writer)))
			for i := range rounds {
				wire.expect(randomFaults(random)...)
				writes := []store.Write{published(penalty("random", 100), keyNumbered(2*i+writer))}
				for range random.IntN(5) {
					writes = append(writes, published(penalty("random", 3000)))
				}
				applied, err := s.Apply(t.Context(), batchOf(writes...))
				if err != nil {
					t.Errorf("round %d: %v", i, err)
					return
				}
				if got := applied.Last - applied.First + 1; got != int64(len(writes)) {
					t.Errorf("round %d: %d positions for %d writes", i, got, len(writes))
				}
				told <- applied
			}
		}()
	}
	positions := make(map[int64]bool)
	for running := 2; running > 0; {
		applied := <-told
		if applied.First == 0 {
			running--
			continue
		}
		for position := applied.First; position <= applied.Last; position++ {
			if positions[position] {
				t.Errorf("position %d was told twice", position)
			}
			positions[position] = true
		}
	}
	wantTold(t, server, url, int64(len(positions)), int64(2*rounds))
}

func randomFaults(random *rand.Rand) []fault {
	faults := make([]fault, random.IntN(3))
	for i := range faults {
		faults[i] = fault(random.IntN(int(cutLate)))
	}
	return faults
}

// TestFaultOutcomeUnknown cuts the connection in the commit, and the server is not to be reached for longer than Apply waits:
// it says so, and does not guess.
func TestFaultOutcomeUnknown(t *testing.T) {
	t.Parallel() // it waits for half a minute
	server := pgtest.Shared(t)
	url := server.Database(t)
	wire, through := newWire(t, url)
	s := open(t, options(through))
	mustApply(t, s, published(penalty("before", 10)))
	wire.expect(cutAfterAndRefuse)
	wire.refuseFor(1 << 30)
	_, err := s.Apply(t.Context(), batchOf(published(penalty("unknown", 10))))
	wantKindOf(t, err, disclosure.Unavailable)
	if !strings.Contains(err.Error(), "could not be found out") {
		t.Errorf("got %v, want it to say what is not known", err)
	}
	wire.refuseFor(0)
	mustApply(t, s, published(penalty("after", 10)))
	wantTold(t, server, url, 3, 3)
}

// TestFaultStageCut cuts the connection while rows are staged: each is kept once, and the verdicts are those of the first
// look at them.
func TestFaultStageCut(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	wire, through := newWire(t, url)
	s := open(t, options(through))
	seen := 0
	for i, faults := range [][]fault{
		{cutAfter, cutAfter}, // the first is met by the making of the batch
		{cutBefore}, {cutAfter}, {cutMeanwhile}, {cutAfterAndRefuse}, {cutInRecords}, {cutInRecords, cutBefore, cutAfter},
	} {
		wire.expect(faults...)
		rows := []store.Staged{{File: 1, Row: i, Key: keyNumbered(i), Payload: []byte("row")}, {File: 1, Row: 99, Key: keyNumbered(0)}}
		verdicts, err := s.Stage(t.Context(), "b1", rows)
		if err != nil {
			t.Fatalf("%v: %v", faults, err)
		}
		if verdicts[0] != store.Fresh || verdicts[1] != store.Identical {
			t.Errorf("%v: got verdicts %v", faults, verdicts)
		}
		if wire.left() > 0 {
			t.Errorf("%v: %d faults have not come", faults, wire.left())
		}
		seen++
		if staged := mustStaged(t, s, "b1"); len(staged) != seen || staged[seen-1].Row != i {
			t.Errorf("%v: got %+v", faults, staged)
		}
	}
}

func mustStaged(t *testing.T, s *postgres.Store, batch string) []store.Staged {
	t.Helper()
	staged, err := s.Staged(t.Context(), batch, 0, store.MaxLimit)
	if err != nil {
		t.Fatal(err)
	}
	return staged
}
