package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/testkit/pgtest"
)

// faultsFull says whether the failure tests run at their full length (make test-faults) or in their short form.
func faultsFull() bool { return os.Getenv("MINGSHI_TEST_FAULTS") == "full" }

// sideBySide lets the short forms, which wait a good deal, run beside each other; the full ones are measured.
func sideBySide(t *testing.T) {
	t.Helper()
	if !faultsFull() {
		t.Parallel()
	}
}

// rounds is how often something is broken, in the full and in the short form.
func rounds(full, short int) int {
	if faultsFull() {
		return full
	}
	return short
}

// faultFiles are what the tests import: demoFiles in the full form, in the short form a shorter file beside the district's.
func faultFiles(t *testing.T) []string {
	t.Helper()
	files := demoFiles(t)
	if faultsFull() {
		return files
	}
	return append(files[:len(files)-1], penaltiesFile(t, 1500))
}

// undisturbed is what an import of faultFiles comes to when nothing happens to it: in SQLite, so that it also shows that both
// databases come to the same.
type undisturbed struct {
	state    state
	outcomes map[string]map[string]float64
	changes  int64
}

var undisturbedOnce struct {
	sync.Once

	found undisturbed
}

func undisturbedImport(t *testing.T, files []string) undisturbed {
	t.Helper()
	undisturbedOnce.Do(func() {
		p := place{data: filepath.Join(t.TempDir(), "data")}
		report := p.must(t, importing(files)...)
		whole := checked(t, p)
		undisturbedOnce.found = undisturbed{whole.state(), outcomesOf(t, report), whole.head.Position}
	})
	if undisturbedOnce.found.changes == 0 {
		t.Fatal("there is no undisturbed import to compare with")
	}
	return undisturbedOnce.found
}

// faultServer starts a server as in production: it writes to the disk what it acknowledges. The short forms leave that to
// those who start the same server again (o.Durable). Its own settings would let it forget what it acknowledged: the store
// must insist.
func faultServer(t *testing.T, o pgtest.Options) *pgtest.Server {
	t.Helper()
	o.Durable = o.Durable || faultsFull()
	settings := map[string]string{"synchronous_commit": "off", "log_checkpoints": "off"}
	maps.Copy(settings, o.Settings)
	o.Settings = settings
	return pgtest.Start(t, o)
}

// sameEnd fails the test unless a store holds what the undisturbed import holds.
func (u *undisturbed) sameEnd(t *testing.T, whole *wholeStore) {
	t.Helper()
	if diff := cmp.Diff(u.state, whole.state()); diff != "" {
		t.Fatalf("the end differs from the undisturbed one (-undisturbed +now):\n%s", diff)
	}
}

// tally adds up what a scenario went through.
type tally struct {
	rounds, faults    int
	changes, ofOthers int
	lookedUp          int
	retries           int64
	answers, refusals int
	rerun             int
	// again is the longest time until serve answered again, silence the longest without an answer.
	again, silence time.Duration
}

// of adds the end of a load.
func (y *tally) of(l *load, whole *wholeStore) {
	y.rounds++
	y.changes += len(whole.rows.Changes)
	y.ofOthers += whole.writersChanges()
	for _, w := range l.writers {
		y.lookedUp += w.lookedUp
	}
	y.retries += l.retries.count.Load()
	for _, a := range l.askers {
		answers, refusals, silence := a.figures()
		y.silence = max(y.silence, silence)
		y.answers += answers
		y.refusals += refusals
		y.retries += int64(a.server.retries())
	}
}

// print logs the scenario as a line of the table in docs/operations.md: what was broken, rounds, faults that hit, changes
// in the feeds (of the writers beside the import), tries again, failed writes that were looked up, imports that had to be
// run again, answers and refusals (503) of serve, its longest silence, and the longest time until it answered again once
// there was a database.
func (y *tally) print(t *testing.T, what string) {
	t.Helper()
	t.Logf("\n| %s | %d | %d | %d (%d) | %d | %d | %d | %d / %d | %s | %s |", what, y.rounds, y.faults, y.changes, y.ofOthers,
		y.retries, y.lookedUp, y.rerun, y.answers, y.refusals, seconds(y.silence), seconds(y.again))
}

func seconds(d time.Duration) string {
	if d == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}
