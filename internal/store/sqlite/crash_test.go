package sqlite_test

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

// crashFolder is the variable that turns the test binary into the writer that is to be killed.
const crashFolder = "MINGSHI_TEST_CRASH_FOLDER"

// crashes is how often the writer is killed.
const crashes = 20

// TestCrash kills a writing process at random points. After each crash the store opens, holds every batch that was
// acknowledged and no part of another, its feed is dense, and every digest matches its body.
func TestCrash(t *testing.T) {
	t.Parallel()
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("starts many processes")
	}
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(3, 4))
	for range crashes {
		acknowledged := crashWriter(t, dir, random)
		s := openDir(t, dir, sqlite.Options{})
		wantIntact(t, s)
		wantWhole(t, s)
		if head := headOf(t, s); head.Position < acknowledged {
			t.Fatalf("position %d was acknowledged and the head is %d", acknowledged, head.Position)
		}
		if err := s.DiscardAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Scrub(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// crashWriter lets a process write, kills it and returns the last position that it said was written.
func crashWriter(t *testing.T, dir string, random *rand.Rand) int64 {
	t.Helper()
	writer := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashWriter$")
	writer.Env = append(os.Environ(), crashFolder+"="+dir)
	writer.Stderr = os.Stderr
	out, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var acknowledged int64
	for range 1 + random.IntN(12) {
		if !lines.Scan() {
			break
		}
		readPosition(lines.Text(), &acknowledged)
	}
	spin(random.IntN(20_000)) // the next batch is under way, at one point or another
	if err := writer.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		readPosition(lines.Text(), &acknowledged)
	}
	writer.Wait() //nolint:errcheck // it was killed
	if acknowledged == 0 {
		t.Fatal("the writer has written nothing")
	}
	return acknowledged
}

// readPosition reads a whole line of the writer; of one that was cut off the position may be too low, never too high.
func readPosition(line string, position *int64) {
	fmt.Sscanf(line, "applied %d", position) //nolint:errcheck // other lines are none of ours
}

// spin takes a while that does not depend on a clock.
func spin(rounds int) {
	sum := sha256.Sum256(nil)
	for range rounds {
		sum = sha256.Sum256(sum[:])
	}
	fmt.Fprintln(io.Discard, sum)
}

// TestCrashWriter is the writer that TestCrash starts as a process of its own.
func TestCrashWriter(t *testing.T) {
	dir := os.Getenv(crashFolder)
	if dir == "" {
		t.Skip("started by TestCrash")
	}
	s := openDir(t, dir, sqlite.Options{})
	var before []disclosure.Record
	for round := 0; ; round++ {
		batch := store.Batch{At: time.Now(), Figures: []store.Figure{{Month: "2026-11", Event: "publish", Count: 1}}}
		var records []disclosure.Record
		for range 1 + rand.IntN(120) {
			records = append(records, marked("crash", rand.IntN(2000)))
			batch.Writes = append(batch.Writes, publishing(records[len(records)-1]))
		}
		for _, record := range before {
			record.Version++
			if rand.IntN(2) == 0 {
				record.State = disclosure.StateWithdrawn
			}
			batch.Writes = append(batch.Writes, store.Write{Op: disclosure.OpCorrect, Record: record, Expect: 1})
		}
		before = records
		if _, err := s.Stage(t.Context(), "b1", []store.Staged{{Row: round, Payload: []byte("staged")}}); err != nil {
			t.Fatal(err)
		}
		applied, err := s.Apply(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(os.Stdout, "applied %d\n", applied.Last) // the parent reads it
	}
}

// wantWhole fails the test if the feed is not dense or a record is not what its digest says.
func wantWhole(t testing.TB, s *sqlite.Store) {
	t.Helper()
	for after := int64(0); ; {
		page, err := s.Changes(t.Context(), after, store.MaxLimit, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range page.Entries {
			if entry.Position != after+1 {
				t.Fatalf("position %d follows %d", entry.Position, after)
			}
			after = entry.Position
			if r := entry.Record; r != nil && (r.Digest != r.ComputeDigest() || r.ID != entry.ID) {
				t.Fatalf("record %s is not what its digest says", r.ID)
			}
		}
		if after == page.Head.Position {
			return
		}
	}
}
