package embedded

import (
	"os"
	"path/filepath"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/gofrs/flock"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// Status is what a folder holds, as it was last written down.
type Status struct {
	search.State

	// Segments and Bytes are the files; Deleted are documents in them that are no longer part of the index.
	Segments int
	Bytes    int64
	Deleted  int64
	// Locked tells that a process has the index open; it may have come further than what is written down.
	Locked bool
}

// Inspect looks at the index in a folder without opening it for searches, also while another process has it. A folder without
// an index has the zero State; one with a damaged index is kind Unavailable.
func Inspect(dir string) (Status, error) {
	var status Status
	if _, err := os.Stat(dir); err != nil {
		return status, nil //nolint:nilerr // no folder, no index
	}
	lock := flock.New(filepath.Join(dir, lockName), flock.SetFlag(os.O_RDONLY))
	if free, err := lock.TryRLock(); err == nil && free {
		_ = lock.Unlock() // nothing was written
	} else if err == nil {
		status.Locked = true
	}
	saved, err := readManifest(dir)
	if err != nil {
		return status, disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	if saved == nil {
		return status, nil
	}
	status.FeedID, status.Position, status.Segments = saved.FeedID, saved.Position, len(saved.Segments)
	for _, one := range saved.Segments {
		s, err := openSegment(dir, one.Name)
		if err != nil {
			if status.Locked { // it may have been merged away since the manifest was read
				continue
			}
			return status, disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
		}
		deleted := roaring.New()
		if _, err := deleted.FromBuffer(one.Deleted); err == nil {
			status.Deleted += int64(deleted.GetCardinality())
		}
		status.Bytes += int64(len(s.data))
		status.Documents += int64(s.docs)
		s.release()
	}
	status.Documents -= status.Deleted
	return status, nil
}
