package main

import (
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/testkit/pgtest"
)

// TestFaultTotalLoss loses server and data folder while an import runs, with a backup that was taken in the middle of that
// import: restored into another server and folder, and the files imported again, everything is as if nothing had happened,
// under a new feed.
func TestFaultTotalLoss(t *testing.T) {
	sideBySide(t)
	l := &losses{files: faultFiles(t), random: randomOf(t)}
	l.want = undisturbedImport(t, l.files)
	for range rounds(5, 1) {
		l.round(t)
	}
	l.print(t, "server and data folder lost, restored from a backup")
}

type losses struct {
	tally

	files  []string
	want   undisturbed
	random *rand.Rand
}

func (y *losses) round(t *testing.T) {
	t.Helper()
	lost := faultServer(t, pgtest.Options{})
	p := newPlace(t, lost)
	before := startLoad(t, p, 0, p.url, y.random)
	im := p.start(t, importing(y.files)...)
	awaitHead(t, before, im, 1+y.random.Int64N(y.want.changes*3/4))
	if im.running() {
		y.faults++
	}
	file := filepath.Join(t.TempDir(), "backup.zip")
	p.must(t, "backup", "--output", file)
	keysBefore := filesOf(t, filepath.Join(p.data, keysFolder))

	before.halt()
	lost.Kill(t)
	im.signal(syscall.SIGKILL)
	if err := os.RemoveAll(p.data); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(lost.Data()); err != nil {
		t.Fatal(err)
	}

	restored := place{data: filepath.Join(t.TempDir(), "data"), url: faultServer(t, pgtest.Options{}).Database(t)}
	restored.must(t, "restore", file)
	if diff := cmp.Diff(keysBefore, filesOf(t, filepath.Join(restored.data, keysFolder))); diff != "" {
		t.Errorf("the keys are others (-before +restored)")
	}
	y.checkRestored(t, restored, &before.follower.index)

	after := startLoad(t, restored, 0, restored.url, y.random)
	a := after.ask("serve", restored)
	restored.must(t, importing(y.files)...)
	y.rerun++
	wantReset(t, a, before.follower.feed)
	restored.must(t, "doctor", "--deep")
	whole := after.end("after a restore")
	y.want.sameEnd(t, whole)
	y.of(after, whole)
}

// checkRestored holds that the backup has what a follower was told up to its position, under another feed.
func (y *losses) checkRestored(t *testing.T, p place, told *index) {
	t.Helper()
	whole := checked(t, p)
	if whole.head.FeedID == told.feed || whole.head.Position == 0 {
		t.Errorf("restored: feed %s at %d, before the loss %s", whole.head.FeedID, whole.head.Position, told.feed)
	}
	var f findings
	whole.checkKept(&f, "follower before the loss", slices.DeleteFunc(sortedWritten(told.told), func(w written) bool {
		return w.Position > whole.head.Position
	}))
	f.report(t, "restored")
}

// wantReset asks as a mirror would that knows the feed from before the loss: it is told to begin again.
func wantReset(t *testing.T, a *asker, feed string) {
	t.Helper()
	answer, err := a.client.Get(a.base + "/api/v1/changes?feed=" + feed)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusConflict {
		t.Errorf("a mirror of the lost feed is answered with status %d, want %d", answer.StatusCode, http.StatusConflict)
	}
}

// filesOf reads the files of a folder.
func filesOf(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, entry := range entries {
		raw, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = string(raw)
	}
	if len(files) == 0 {
		t.Fatalf("%s is empty", folder)
	}
	return files
}
