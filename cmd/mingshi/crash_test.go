package main

import (
	"bufio"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/demo"
)

// killsEach is how often an import into one place is killed at most before one may come to its end.
const killsEach = 5

// TestKilledImportReachesTheSameEnd kills an import into SQLite at 50 random points, with SIGKILL, up to five times in one
// data folder; then the folder's import is run to its end, and must hold what an undisturbed import holds (ids, instants
// and positions aside). TestFaultImporterKilled does the same to PostgreSQL.
func TestKilledImportReachesTheSameEnd(t *testing.T) {
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("kills 50 processes")
	}
	files := demoFiles(t)
	undisturbed := place{data: filepath.Join(t.TempDir(), "data")}
	started := time.Now()
	undisturbed.must(t, importing(files)...)
	k := killing{files: files, takes: time.Since(started), want: stateOf(t, undisturbed), kills: 50}
	k.run(t, func(int) (place, bool) { return place{data: filepath.Join(t.TempDir(), "data")}, false })
}

// killing is a test that kills imports of the files until so many were hit.
type killing struct {
	files []string
	// takes is how long an undisturbed import runs, the shortest that was seen; want is what it leaves.
	takes time.Duration
	want  state
	kills int

	killed, places, changes, retries int
}

// run kills imports into place after place; next also tells whether the records can be followed there from the beginning.
func (k *killing) run(t *testing.T, next func(n int) (p place, follow bool)) {
	t.Helper()
	random := randomOf(t)
	t.Logf("an import takes %v and leaves %d records", k.takes, len(k.want.Records))
	for mostPlaces := k.kills + 10; k.killed < k.kills && k.places < mostPlaces; k.places++ {
		p, follow := next(k.places)
		var l *load
		if follow {
			l = startLoad(t, p, 0, p.url, random)
		}
		for range min(killsEach, k.kills-k.killed) {
			if !k.killAfter(t, p, time.Duration(random.Int64N(int64(k.takes)))) {
				break // it came to its end before
			}
			k.killed++
		}
		p.must(t, importing(k.files)...)
		var whole *wholeStore
		if follow {
			whole = l.end("after kills")
		} else {
			whole = checked(t, p)
		}
		k.changes += len(whole.rows.Changes)
		if diff := cmp.Diff(k.want, whole.state()); diff != "" {
			t.Fatalf("the end differs from the undisturbed one (-undisturbed +after kills):\n%s", diff)
		}
	}
	t.Logf("%d imports were killed in %d places", k.killed, k.places)
	if k.killed < k.kills {
		t.Errorf("only %d of %d kills hit a running import", k.killed, k.kills)
	}
}

// killAfter starts an import and kills it; it tells whether the import was still running.
func (k *killing) killAfter(t *testing.T, p place, after time.Duration) bool {
	t.Helper()
	c := p.start(t, importing(k.files)...)
	started := time.Now()
	timer := time.AfterFunc(after, func() { _ = c.cmd.Process.Kill() }) // it may have ended
	defer timer.Stop()
	code := c.wait(t)
	k.retries += c.retries()
	if code > 0 {
		t.Fatalf("import among kills: exit code %d\n%s%s", code, c.out, c.log)
	}
	if code == exitDone {
		k.takes = min(k.takes, time.Since(started)) // the machine has less to do than before
	}
	return code < 0
}

// demoFiles are the made-up district and, since batches hold 5,000 rows, a file of more than one batch.
func demoFiles(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	files, err := demo.Write(dir, demo.Options{Scale: 1, Seed: 1, Today: asOf()})
	if err != nil {
		t.Fatal(err)
	}
	large := filepath.Join(dir, "large.csv")
	file, err := os.Create(large)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(file)
	if err := errors.Join(demo.BenchPenalties(out, 8000, 1, asOf()), out.Flush(), file.Close()); err != nil {
		t.Fatal(err)
	}
	return append(files, large)
}

// checked reads everything that a place holds and holds it against itself.
func checked(t *testing.T, p place) *wholeStore {
	t.Helper()
	db := p.open(t, true, nil)
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	whole := readWhole(t, db)
	var f findings
	whole.check(&f)
	if p.url == "" { // else a server may have it open; the end of a load looks at it
		checkIndex(t, &f, p, db)
	}
	f.report(t, p.data)
	return whole
}

func stateOf(t *testing.T, p place) state {
	t.Helper()
	return checked(t, p).state()
}

// contents is what a data folder says.
func contents(t *testing.T, dir string) state {
	t.Helper()
	return stateOf(t, place{data: dir})
}

// randomOf gives random numbers and logs their seed. MINGSHI_TEST_SEED sets it, for the same numbers once more.
func randomOf(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("MINGSHI_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}
