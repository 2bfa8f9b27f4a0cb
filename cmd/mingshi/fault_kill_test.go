package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/testkit/pgtest"
)

// TestFaultImporterKilled kills an import into PostgreSQL with SIGKILL at random points, up to five times in one database,
// while a follower reads the feed; then an import is run to its end, which must be the undisturbed one. Every second
// database is left for the import itself to migrate.
func TestFaultImporterKilled(t *testing.T) {
	sideBySide(t)
	server := faultServer(t, pgtest.Options{})
	files := faultFiles(t)
	want := undisturbedImport(t, files)
	first := newPlace(t, server)
	started := time.Now()
	outcomes := outcomesOf(t, first.must(t, importing(files)...))
	k := killing{files: files, takes: time.Since(started), want: want.state, kills: rounds(200, 10)}
	if diff := cmp.Diff(want.outcomes, outcomes); diff != "" {
		t.Fatalf("an undisturbed import reports otherwise than with SQLite (-sqlite +postgres):\n%s", diff)
	}
	want.sameEnd(t, checked(t, first))
	k.run(t, func(n int) (place, bool) {
		if n%2 == 1 {
			return place{data: filepath.Join(t.TempDir(), "data"), url: server.Database(t)}, false
		}
		return newPlace(t, server), true
	})
	y := tally{rounds: k.places, faults: k.killed, changes: k.changes, retries: int64(k.retries), rerun: k.killed}
	y.print(t, "importer killed (SIGKILL)")
}
