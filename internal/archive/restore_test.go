package archive_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

func TestRestoreGoesOnBesideWhatIsThereAlready(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(1, 1, 5)
	path, _ := w.backup()
	f := w.openBackup(path)
	dir := t.TempDir()
	w.must(f.RestoreFiles(t.Context(), dir))
	want := filesOf(t, dir)
	w.must(os.Remove(filepath.Join(dir, "keys", "board-1.key")))
	w.must(os.WriteFile(filepath.Join(dir, "other.txt"), []byte("other"), 0o600))
	for range 2 {
		w.must(f.RestoreFiles(t.Context(), dir))
	}
	want["other.txt"] = "other"
	if diff := cmp.Diff(want, filesOf(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRestoreOverwritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(2, 1, 5)
	path, _ := w.backup()
	f := w.openBackup(path)
	for name, text := range map[string]string{
		"keys/board-1.key": strings.Repeat("ab", 32) + "\n",
		"authority.yaml":   "name: 另一家\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			other := &world{T: t, dir: t.TempDir()}
			other.write(name, text)
			want := filesOf(t, other.dir)
			err := f.RestoreFiles(t.Context(), other.dir)
			wantKind(t, err, disclosure.Conflict)
			if !strings.Contains(err.Error(), name) {
				t.Errorf("got %q, want it to name %s", err, name)
			}
			if diff := cmp.Diff(want, filesOf(t, other.dir)); diff != "" {
				t.Errorf("(-before +after):\n%s", diff)
			}
		})
	}
	t.Run("a folder of a file's name", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		w.must(os.Mkdir(filepath.Join(dir, "authority.yaml"), 0o750))
		wantKind(t, f.RestoreFiles(t.Context(), dir), disclosure.Conflict)
	})
}

func TestRestoreFollowsNoLinkOutOfTheFolder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path, _ := w.backup()
	dir, outside := t.TempDir(), t.TempDir()
	w.must(os.Symlink(outside, filepath.Join(dir, "calendars")))
	if err := w.openBackup(path).RestoreFiles(t.Context(), dir); err == nil {
		t.Error("got no error")
	}
	wantEmpty(t, outside)
}
