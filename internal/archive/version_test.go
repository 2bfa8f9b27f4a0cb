package archive_test

import (
	"flag"
	"os"
	"testing"

	"mingshi/internal/archive"
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// firstBackup was written by the first program that wrote backups.
const firstBackup = "testdata/version-1.zip"

// TestFirstBackupStillRestores holds the promise that a backup, once written, can be restored for ever.
func TestFirstBackupStillRestores(t *testing.T) {
	t.Parallel()
	if flag.Lookup("update").Value.String() == "true" {
		w := newWorld(t)
		w.live(7, 12, 1)
		w.must(os.RemoveAll(firstBackup))
		_, err := archive.Write(t.Context(), firstBackup, w.store, w.options())
		w.must(err)
		w.must(os.Chmod(firstBackup, 0o644)) // its keys open nothing
	}
	w := &world{T: t, dir: t.TempDir()}
	f := w.openBackup(firstBackup)
	w.must(f.RestoreFiles(t.Context(), w.dir))
	report, err := archive.Carry(t.Context(), f, fill(t, w.dir), archive.CarryOptions{FeedID: store.NewFeedID()})
	w.must(err)
	if report.Position != 12 {
		t.Errorf("got position %d, want 12", report.Position)
	}
	s := openIn(t, w.dir)
	page, err := s.Changes(t.Context(), 0, store.MaxLimit, "")
	w.must(err)
	public := 0
	for _, entry := range page.Entries {
		if entry.Record != nil {
			public++
		}
		if entry.Op == disclosure.OpWithdraw && entry.Record != nil {
			t.Errorf("%s is withdrawn and shown", entry.ID)
		}
	}
	if len(page.Entries) != 12 || public == 0 || public == 12 {
		t.Errorf("got %d changes, %d of them of public records", len(page.Entries), public)
	}
}
