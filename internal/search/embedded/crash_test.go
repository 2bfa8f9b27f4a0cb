package embedded_test

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"

	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

// crashFolder is the variable that turns the test binary into the writer that is to be killed.
const crashFolder = "MINGSHI_TEST_CRASH_FOLDER"

const (
	// crashIDs is how many ids the history of a crash has.
	crashIDs = 800
	// crashSpin is how long the parent waits at most between a line of the writer and the kill, in digests.
	crashSpin = 120_000
)

// crashBatch is the batch of a position of the one history that all writers follow: mostly a few documents, at times enough
// for a segment, some removed.
func crashBatch(position int64) search.Batch {
	d := rolled(31, int(position))
	size := d.IntN(20)
	if d.IntN(6) == 0 {
		size = embedded.BulkMost + d.IntN(200)
	}
	from := d.IntN(crashIDs - size)
	b := step(position, d.documents(from, from+size))
	for range d.IntN(30) {
		if n := d.IntN(crashIDs); n < from || n >= from+size {
			b.Remove = append(b.Remove, nthID(kindOf(n), n))
		}
	}
	slices.Sort(b.Remove)
	b.Remove = slices.Compact(b.Remove)
	return b
}

// history are the batches from one position to another, both included.
func history(from, to int64) []search.Batch {
	var batches []search.Batch
	for position := from; position <= to; position++ {
		batches = append(batches, crashBatch(position))
	}
	return batches
}

// told is what a writer said before it was killed: how far it had come, and how far it had surely written down.
type told struct{ applied, saved int64 }

func (l *told) read(line string) {
	// A line that was cut off may give too small a number, never one that is too large.
	fmt.Sscanf(line, "applied %d", &l.applied) //nolint:errcheck // other lines are none of ours
	fmt.Sscanf(line, "saved %d", &l.saved)     //nolint:errcheck // as above
}

// TestCrash kills a writing process at random points. After each crash the folder opens, at a position that was really
// reached and not before one that was written down; it answers as the truth of that position does, and goes on from there.
func TestCrash(t *testing.T) {
	t.Parallel()
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("starts many processes")
	}
	crashes := 24
	if faults() {
		crashes = 400
	}
	dir := t.TempDir()
	var last told
	queries := append(rolled(32).queries(4), everything())
	for crash := range crashes {
		last = crashWriter(t, dir, last)
		ix := open(t, dir, embedded.Options{Today: today})
		state, err := ix.State(t.Context())
		must(t, err)
		// A batch may be written down before its line is.
		if state.Position < last.saved || state.Position > last.applied+1 {
			t.Fatalf("crash %d: position %d, but %d was written down and %d reached", crash, state.Position, last.saved, last.applied)
		}
		if state.FeedID == "" {
			begin(t, ix, history(1, 3)...)
			state.Position = 3
		}
		batches := history(1, state.Position)
		truth := truthOf(t, batches...)
		wantSame(t, truth, ix, queries...)
		next := history(state.Position+1, state.Position+3)
		apply(t, ix, next...)
		apply(t, truth, next...)
		wantSame(t, truth, ix, queries...)
		must(t, ix.Close())
		wantNoStrangers(t, dir)
		last = told{state.Position + 3, state.Position + 3}
		if state.Position > 150 && crash+1 < crashes {
			dir, last = t.TempDir(), told{}
		}
	}
}

// crashWriter lets a process write, kills it and returns what it told.
func crashWriter(t *testing.T, dir string, last told) told {
	t.Helper()
	writer := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashWriter$")
	writer.Env = append(os.Environ(), crashFolder+"="+dir)
	writer.Stderr = os.Stderr
	out, err := writer.StdoutPipe()
	must(t, err)
	must(t, writer.Start())
	lines := bufio.NewScanner(out)
	for range rand.IntN(25) {
		if !lines.Scan() {
			break
		}
		last.read(lines.Text())
	}
	spin(rand.IntN(crashSpin))
	must(t, writer.Process.Kill())
	for lines.Scan() {
		last.read(lines.Text())
	}
	writer.Wait() //nolint:errcheck // it was killed
	return last
}

// spin takes a while that does not depend on a clock.
func spin(rounds int) {
	sum := sha256.Sum256(nil)
	for range rounds {
		sum = sha256.Sum256(sum[:])
	}
	fmt.Fprintln(io.Discard, sum)
}

// TestCrashWriter is the writer that TestCrash starts as a process of its own: it follows the history and does by chance all
// that changes files.
func TestCrashWriter(t *testing.T) {
	dir := os.Getenv(crashFolder)
	if dir == "" {
		t.Skip("started by TestCrash")
	}
	ix := open(t, dir, embedded.Options{Today: today})
	state, err := ix.State(t.Context())
	must(t, err)
	tell := func(what string, position int64) { _, _ = fmt.Fprintln(os.Stdout, what, position) } // the parent reads it
	if state == (search.State{}) {
		state.Position = 2
		begin(t, ix, history(1, 2)...)
		tell("applied", 2)
		tell("saved", 2)
	}
	b := builder{sink: ix}
	for position := state.Position + 1; ; position++ {
		apply(t, ix, crashBatch(position))
		tell("applied", position)
		switch rand.IntN(8) {
		case 0:
			must(t, embedded.Save(ix))
			tell("saved", position)
		case 1:
			must(t, embedded.Merge(ix))
		case 2:
			must(t, ix.Erase(t.Context()))
			tell("saved", position)
		case 3:
			b.build(t, position)
		case 4:
			b.build(t, position)
			must(t, b.generation.Promote(t.Context()))
			b.generation, b.built = nil, 0
			tell("saved", position)
		}
	}
}

// builder builds generations beside an index.
type builder struct {
	sink       search.Sink
	generation search.Generation
	built      int64
}

// build lets the generation follow to a position, after beginning one if there is none.
func (b *builder) build(t *testing.T, position int64) {
	t.Helper()
	if b.generation == nil {
		var err error
		b.generation, err = b.sink.Rebuild(t.Context(), feed)
		must(t, err)
	}
	for _, one := range history(b.built+1, position) {
		must(t, b.generation.Apply(t.Context(), one))
	}
	b.built = position
}
