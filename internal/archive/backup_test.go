package archive_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/archive"
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func TestBackupRestoresEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(1, 45, 5)
	path, manifest := w.backup()
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("got %v, %v, want mode 0600", info.Mode(), err)
	}
	head, err := w.store.Head(t.Context())
	w.must(err)
	if manifest.FeedID != head.FeedID || manifest.Position != 225 || manifest.AsOf != w.at || manifest.Database != "sqlite" {
		t.Errorf("got manifest %+v", manifest)
	}

	f := w.openBackup(path)
	if diff := cmp.Diff(manifest, f.Manifest()); diff != "" {
		t.Errorf("manifest (-written +read):\n%s", diff)
	}
	wantSame(t, w.store, f)

	dir := filepath.Join(t.TempDir(), "restored")
	feedID := store.NewFeedID()
	w.must(f.RestoreFiles(t.Context(), dir))
	report, err := archive.Carry(t.Context(), f, fill(t, dir), archive.CarryOptions{FeedID: feedID})
	w.must(err)
	if diff := cmp.Diff(manifest.Parts(), report.Parts); diff != "" {
		t.Errorf("parts (-manifest +report):\n%s", diff)
	}
	got := openIn(t, dir)
	wantSame(t, w.store, got)
	if head, err := got.Head(t.Context()); err != nil || head.FeedID != feedID {
		t.Errorf("got %+v, %v, want feed id %s", head, err, feedID)
	}
	want := filesOf(t, w.dir)
	for name := range want {
		if base := filepath.Base(name); strings.HasPrefix(base, "staging-") || strings.HasPrefix(base, ".") || strings.HasPrefix(name, "index/") {
			delete(want, name)
		}
	}
	if diff := cmp.Diff(want, filesOf(t, dir)); diff != "" {
		t.Errorf("files (-backed up +restored):\n%s", diff)
	}
	if len(want) != 6 {
		t.Errorf("got %d files, want profile, calendar, mark and three keys", len(want))
	}
	wantModes(t, dir)
}

// filesOf reads the files of a data folder beside the database.
func filesOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), "mingshi.db") {
			return err
		}
		raw, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = string(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func wantModes(t *testing.T, dir string) {
	t.Helper()
	for name, want := range map[string]fs.FileMode{
		"keys": fs.ModeDir | 0o700, "keys/counterparty.key": 0o600, "keys/board-1.key": 0o600, "authority.yaml": 0o640,
		"calendars": fs.ModeDir | 0o750,
	} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		} else if info.Mode() != want {
			t.Errorf("%s: got mode %v, want %v", name, info.Mode(), want)
		}
	}
}

func TestBackupOfAnEmptyStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path, manifest := w.backup()
	if manifest.Position != 0 {
		t.Errorf("got position %d", manifest.Position)
	}
	dir := t.TempDir()
	_, err := archive.Carry(t.Context(), w.openBackup(path), fill(t, dir), archive.CarryOptions{})
	w.must(err)
	wantSame(t, w.store, openIn(t, dir))
}

func TestBackupOverwritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(2, 1, 5)
	path := filepath.Join(t.TempDir(), "old.zip")
	w.must(os.WriteFile(path, []byte("old"), 0o600))
	_, err := archive.Write(t.Context(), path, w.store, w.options())
	wantKind(t, err, disclosure.Conflict)
	if raw, err := os.ReadFile(path); err != nil || string(raw) != "old" {
		t.Errorf("got %q, %v", raw, err)
	}
}

func TestOfBackupsUnderOneNameOneIsKept(t *testing.T) {
	t.Parallel()
	for range 50 {
		dir := t.TempDir()
		path := filepath.Join(dir, "backup.zip")
		const writers = 8
		kept := make(chan string, writers)
		var group sync.WaitGroup
		for n := range writers {
			aside := filepath.Join(dir, fmt.Sprint("aside-", n))
			if err := os.WriteFile(aside, []byte(aside), 0o600); err != nil {
				t.Fatal(err)
			}
			group.Go(func() {
				err := archive.GiveName(aside, path)
				if err == nil {
					kept <- aside
				} else if disclosure.KindOf(err) != disclosure.Conflict {
					t.Error(err)
				}
			})
		}
		group.Wait()
		close(kept)
		if len(kept) != 1 {
			t.Fatalf("%d backups got the name, want one", len(kept))
		}
		if raw, err := os.ReadFile(path); err != nil || string(raw) != <-kept {
			t.Errorf("got %q, %v", raw, err)
		}
	}
}

func TestBackupRefusesWhatCouldNotBeRestored(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(w *world) (path string){
		"a place within the data folder": func(w *world) string { return filepath.Join(w.dir, "calendars", "backup.zip") },
		"a place within it, by another way": func(w *world) string {
			link := filepath.Join(w.TempDir(), "link")
			w.must(os.Symlink(w.dir, link))
			return filepath.Join(link, "backup.zip")
		},
		"a missing key": func(w *world) string {
			w.must(os.Remove(filepath.Join(w.dir, "keys", "board-1.key")))
			return ""
		},
		"another key": func(w *world) string {
			w.write("keys/board-1.key", strings.Repeat("ab", 32)+"\n")
			return ""
		},
		"a key that is none": func(w *world) string {
			w.write("keys/board-2.key", "abc\n")
			return ""
		},
		"a name that other systems do not have": func(w *world) string {
			w.write(`a\b`, "")
			return ""
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.live(3, 1, 5)
			out := t.TempDir()
			path := spoil(w)
			if path == "" {
				path = filepath.Join(out, "backup.zip")
			}
			_, err := archive.Write(t.Context(), path, w.store, w.options())
			wantKind(t, err, disclosure.Invalid)
			if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("got %v, want no file", err)
			}
			wantEmpty(t, out)
		})
	}
}

func TestBackupFollowsLinksOfTheDataFolder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	elsewhere := filepath.Join(t.TempDir(), "keys")
	w.must(os.Rename(filepath.Join(w.dir, "keys"), elsewhere))
	w.must(os.Symlink(elsewhere, filepath.Join(w.dir, "keys")))
	_, manifest := w.backup()
	if len(manifest.Keys) != 3 {
		t.Errorf("got keys %v", manifest.Keys)
	}
	w.must(os.Symlink(w.dir, filepath.Join(w.dir, "calendars", "round"))) // ends somewhere
	_, err := archive.Write(t.Context(), filepath.Join(t.TempDir(), "b.zip"), w.store, w.options())
	wantKind(t, err, disclosure.Invalid)
}

// halting is a store whose reader is halted behind some page.
type halting struct {
	store.Carrier

	pages int
	halt  func()
}

type haltingWhole struct {
	store.Whole

	from *halting
}

func (h *halting) Snapshot(ctx context.Context, read func(ctx context.Context, whole store.Whole) error) error {
	return h.Carrier.Snapshot(ctx, func(ctx context.Context, whole store.Whole) error {
		return read(ctx, haltingWhole{whole, h})
	})
}

func (h haltingWhole) Rows(ctx context.Context, part store.Part, after string, limit int) (store.Rows, string, error) {
	if h.from.pages--; h.from.pages <= 0 {
		h.from.halt()
	}
	return h.Whole.Rows(ctx, part, after, limit)
}

func TestCancelledBackupLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(4, 45, 5)
	for pages := 1; ; pages++ {
		ctx, cancel := context.WithCancel(t.Context())
		out := t.TempDir()
		from := &halting{w.store, pages, cancel}
		_, err := archive.Write(ctx, filepath.Join(out, "backup.zip"), from, w.options())
		cancel()
		if from.pages > 0 { // it was written before it could be cancelled
			w.must(err)
			if pages < 10 {
				t.Errorf("it has %d pages", pages)
			}
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v, want %v", err, context.Canceled)
		}
		wantEmpty(t, out)
	}
}

// victimFolder names the data folder to a process that is to be killed, victimTarget the file that it writes.
const (
	victimFolder = "MINGSHI_TEST_VICTIM_FOLDER"
	victimTarget = "MINGSHI_TEST_VICTIM_TARGET"
)

// TestVictim is the process that TestKilledBackupHasNoName kills.
func TestVictim(t *testing.T) {
	dir, ok := os.LookupEnv(victimFolder)
	if !ok {
		t.Skip("runs in a process of its own")
	}
	w := &world{T: t, dir: dir, store: openIn(t, dir)}
	from := &halting{w.store, 5, func() {
		fmt.Fprintln(os.Stderr, "halted")
		select {}
	}}
	_, err := archive.Write(t.Context(), os.Getenv(victimTarget), from, w.options())
	t.Fatal(err)
}

func TestKilledBackupHasNoName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(5, 45, 5)
	target := filepath.Join(t.TempDir(), "backup.zip")
	victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestVictim$")
	victim.Env = append(os.Environ(), victimFolder+"="+w.dir, victimTarget+"="+target)
	said, err := victim.StderrPipe()
	w.must(err)
	w.must(victim.Start())
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil || line != "halted\n" {
		rest, _ := io.ReadAll(said)
		t.Errorf("got %q, %v, %s", line, err, rest)
	}
	w.must(victim.Process.Kill())
	victim.Wait() //nolint:errcheck // it was killed
	if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want no file under the name", err)
	}
	_, err = archive.Write(t.Context(), target, w.store, w.options())
	w.must(err)
	wantSame(t, w.store, w.openBackup(target))
}
