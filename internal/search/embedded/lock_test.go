package embedded_test

import (
	"bufio"
	"context"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

// lockFolder is the variable that turns the test binary into another holder of a folder.
const lockFolder = "MINGSHI_TEST_LOCK_FOLDER"

func wantLocked(t *testing.T, dir string) {
	t.Helper()
	ix, err := embedded.Open(t.Context(), dir, embedded.Options{Today: today})
	if err == nil {
		must(t, ix.Close())
	}
	if !errors.Is(err, embedded.ErrLocked) || disclosure.KindOf(err) != disclosure.Conflict {
		t.Fatalf("open a folder that is held: %v, want kind conflict and ErrLocked", err)
	}
	status, err := embedded.Inspect(dir)
	must(t, err)
	if !status.Locked {
		t.Error("a held folder does not seem locked")
	}
}

// TestLock opens a folder twice in one process, and again after it was closed.
func TestLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ix := open(t, dir, embedded.Options{Today: today})
	wantLocked(t, dir)
	begin(t, ix, step(1, rolled(61).documents(0, 10)))
	wantLocked(t, dir)
	must(t, ix.Close())
	status, err := embedded.Inspect(dir)
	must(t, err)
	if status.Locked {
		t.Error("a folder that was closed seems locked")
	}
	open(t, dir, embedded.Options{Today: today})
}

// TestLockOfAnotherProcess lets another process hold the folder, and kills it.
func TestLockOfAnotherProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	holder := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestLockHolder$")
	holder.Env = append(os.Environ(), lockFolder+"="+dir)
	holder.Stderr = os.Stderr
	out, err := holder.StdoutPipe()
	must(t, err)
	must(t, holder.Start())
	if !bufio.NewScanner(out).Scan() {
		t.Fatal("the holder has not come to hold the folder")
	}
	wantLocked(t, dir)
	must(t, holder.Process.Kill())
	holder.Wait() //nolint:errcheck // it was killed
	open(t, dir, embedded.Options{Today: today})
}

// TestLockHolder is the process that TestLockOfAnotherProcess starts: it holds the folder until it is killed.
func TestLockHolder(t *testing.T) {
	dir := os.Getenv(lockFolder)
	if dir == "" {
		t.Skip("started by TestLockOfAnotherProcess")
	}
	open(t, dir, embedded.Options{Today: today})
	_, _ = os.Stdout.WriteString("held\n") // the parent reads it
	select {}
}

// TestOpenEnds ends with its context, and says so of a folder that cannot be one.
func TestOpenEnds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, dir, embedded.Options{Today: today})
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := embedded.Open(ended, dir, embedded.Options{Today: today}); !errors.Is(err, context.Canceled) {
		t.Errorf("open after the end: %v, want %v", err, context.Canceled)
	}
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := embedded.Open(t.Context(), file, embedded.Options{Today: today}); disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("open a file as a folder: %v, want kind unavailable", err)
	}
}

// TestInspect looks at folders beside an index, after it, and at what never was one.
func TestInspect(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ix := open(t, dir, embedded.Options{Today: today})
	wantStatus(t, dir, embedded.Status{Locked: true})
	begin(t, ix, step(7, rolled(62).documents(0, 300)))
	size := sizeOf(t, dir)
	want := embedded.Status{State: search.State{FeedID: feed, Position: 7, Documents: 300}, Segments: 1, Bytes: size, Locked: true}
	wantStatus(t, dir, want)
	apply(t, ix, step(8, rolled(63).documents(290, 310), nthID(kindOf(0), 0)))
	wantStatus(t, dir, want) // what was written down
	must(t, ix.Close())
	want.State = search.State{FeedID: feed, Position: 8, Documents: 309}
	want.Segments, want.Deleted, want.Bytes, want.Locked = 2, 11, sizeOf(t, dir), false
	wantStatus(t, dir, want)

	wantStatus(t, t.TempDir(), embedded.Status{})
	wantStatus(t, filepath.Join(dir, "missing"), embedded.Status{})
	if _, err := os.Stat(filepath.Join(dir, "missing")); !os.IsNotExist(err) {
		t.Error("to look at a folder made it")
	}
}

// TestInspectDamaged looks at folders whose files are broken.
func TestInspectDamaged(t *testing.T) {
	t.Parallel()
	p := newPatient(t, 64)
	first := p.whole.segments()[0]
	for name, breakIt := range map[string]func(f folder){
		"manifest": func(f folder) { f[embedded.ManifestName] = []byte("{}") },
		"segment":  func(f folder) { f[first] = f[first][:100] },
		"missing":  func(f folder) { delete(f, first) },
		"swapped":  func(f folder) { f[first] = f[p.whole.segments()[1]] },
	} {
		f := maps.Clone(p.whole)
		breakIt(f)
		if _, err := embedded.Inspect(f.write(t)); disclosure.KindOf(err) != disclosure.Unavailable {
			t.Errorf("%s: %v, want kind unavailable", name, err)
		}
	}
}

func wantStatus(t *testing.T, dir string, want embedded.Status) {
	t.Helper()
	got, err := embedded.Inspect(dir)
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
}

// sizeOf is the bytes of all segments of a folder.
func sizeOf(t *testing.T, dir string) int64 {
	t.Helper()
	f, size := readFolder(t, dir), 0
	for _, name := range f.segments() {
		size += len(f[name])
	}
	return int64(size)
}
