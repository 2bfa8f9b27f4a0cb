package embedded

import (
	"os"
	"path/filepath"

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
	err := status.look(dir)
	for range mergePatience {
		if err == nil || !status.Locked {
			break
		}
		// What the manifest named may have been merged away since: then another manifest names other files.
		err = status.look(dir)
	}
	if err != nil {
		return Status{Locked: status.Locked}, disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	return status, nil
}

// mergePatience is how often Inspect looks again.
const mergePatience = 5

// look fills the status from the manifest and the files that it names.
func (s *Status) look(dir string) error {
	saved, err := readManifest(dir)
	if saved == nil || err != nil {
		return err
	}
	*s = Status{
		State: search.State{FeedID: saved.FeedID, Position: saved.Position}, Segments: len(saved.Segments), Locked: s.Locked,
	}
	for _, one := range saved.Segments {
		p, err := one.open(dir)
		if err != nil {
			return err
		}
		s.Deleted += int64(p.deleted.GetCardinality())
		s.Bytes += int64(len(p.data))
		s.Documents += p.living()
		p.release()
	}
	return nil
}
