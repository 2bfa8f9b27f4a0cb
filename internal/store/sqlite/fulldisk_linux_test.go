package sqlite_test

import (
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

// smallDisk is the variable that tells the test binary that its files may not grow beyond fileLimit.
const (
	smallDisk = "MINGSHI_TEST_SMALL_DISK"
	fileLimit = 1 << 20
)

// TestCommitOnFullDisk lets a process whose files may not grow commit more than they hold. Unlike a limit on pages this
// fails in the middle of the commit.
func TestCommitOnFullDisk(t *testing.T) {
	if os.Getenv(smallDisk) == "" {
		t.Parallel()
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCommitOnFullDisk$")
		child.Env = append(os.Environ(), smallDisk+"=1")
		if out, err := child.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("PASS")) {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	s := openDir(t, t.TempDir(), sqlite.Options{})
	apply(t, s, publishing(marked("first", 100)))
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: fileLimit, Max: fileLimit}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	batch := store.Batch{At: time.Now()}
	for range 100 {
		batch.Writes = append(batch.Writes, publishing(marked("too much", 2*fileLimit/100)))
	}
	_, err := s.Apply(t.Context(), batch)
	wantKind(t, err, disclosure.Unavailable)
	if got := headOf(t, s).Position; got != 1 {
		t.Errorf("got position %d, want 1", got)
	}
	wantIntact(t, s)
	apply(t, s, publishing(marked("small", 100))) // what fits is written
}
