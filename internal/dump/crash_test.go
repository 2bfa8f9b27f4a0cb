package dump

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"mingshi/internal/disclosure"
)

// crashFolder is the variable that turns the test binary into the keeper that is to be killed. It has the folders "store" and
// "dumps".
const crashFolder = "MINGSHI_TEST_DUMPS_FOLDER"

// crashSpin is how long the parent waits at most between a line of the keeper and the kill, in digests.
const crashSpin = 400_000

// TestCrash kills a keeper at random points. After each crash everything that the manifest names is there, byte for byte, before
// any keeper has come by; the next step clears away the rest, and goes on.
func TestCrash(t *testing.T) {
	t.Parallel()
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("starts many processes")
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "store"), folderMode); err != nil {
		t.Fatal(err)
	}
	made := make(map[string]bool)
	for crash := range 10 {
		crashKeeper(t, dir)
		w := crashWorld(t, dir)
		w.shelf = NewShelf(w.dir, w.zone, w.clock)
		w.wantTrue(crash)
		w.step()
		w.wantTrue(crash)
		w.wantNoStrangers()
		made[w.latest().Name] = true
	}
	if len(made) < 2 {
		t.Errorf("only %d dumps in all: the crashes hit nothing", len(made))
	}
}

// wantTrue holds every file that the manifest names to it.
func (w *world) wantTrue(crash int) {
	w.Helper()
	m := w.manifest()
	for i := range m.Dumps {
		for _, f := range m.Dumps[i].Files {
			if f.Gone != nil {
				continue
			}
			raw, err := os.ReadFile(filepath.Join(w.dir, m.Dumps[i].Name, f.Name))
			if sum := sha256.Sum256(raw); err != nil || hex.EncodeToString(sum[:]) != f.SHA256 {
				w.Errorf("crash %d: %s of %s: %v, or other bytes than the manifest says", crash, f.Name, m.Dumps[i].Name, err)
			}
		}
	}
}

// crashKeeper lets a process do its steps, kills it and waits until it is gone.
func crashKeeper(t *testing.T, dir string) {
	t.Helper()
	keeper := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashKeeper$")
	keeper.Env = append(os.Environ(), crashFolder+"="+dir)
	keeper.Stderr = os.Stderr
	out, err := keeper.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := keeper.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range 1 + rand.IntN(3) {
		lines.Scan()
	}
	sum := sha256.Sum256(nil)
	for range rand.IntN(crashSpin) {
		sum = sha256.Sum256(sum[:])
	}
	fmt.Fprint(io.Discard, sum)
	if err := keeper.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, out) // until it is dead
	_ = keeper.Wait()               // it was killed
}

// TestCrashKeeper is the keeper that TestCrash starts as a process of its own.
func TestCrashKeeper(t *testing.T) {
	dir := os.Getenv(crashFolder)
	if dir == "" {
		t.Skip("started by TestCrash")
	}
	w := crashWorld(t, dir)
	for range 1000 {
		penalty := w.sealed(aPenalty("罚", "未消毒"), "")
		penalty.ID, penalty.Version, penalty.State, penalty.PublishedAt = disclosure.NewID(penalty.Kind), 1, disclosure.StatePublished, w.now
		w.apply(writeOf(penalty))
		w.step()
		fmt.Fprintln(os.Stdout, "made")
		w.withdraw(penalty)
		w.step()
		fmt.Fprintln(os.Stdout, "made anew")
		w.now = w.now.Add(DefaultEvery)
	}
}

// crashWorld opens what the processes share. Each begins at the hour that the store's head has come to.
func crashWorld(t *testing.T, dir string) *world {
	t.Helper()
	w := &world{TB: t, dir: filepath.Join(dir, "dumps"), zone: time.FixedZone("Asia/Shanghai", 8*60*60)}
	w.now = time.Date(2026, 3, 2, 10, 0, 0, 0, w.zone)
	w.store = w.open(filepath.Join(dir, "store"))
	head, err := w.store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Duration(head.Position) * time.Hour)
	w.keeper = w.newKeeper()
	return w
}
