package dump

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"mingshi/internal/disclosure"
)

// Names within the folder beside the manifest and the dumps.
const (
	lockName = "keeper.lock"
	// makingName is the folder of a dump that is being made.
	makingName = "making"
)

// Files can be read by other users of the machine: what is in them is public, and a web server may give them out.
const (
	folderMode = 0o755
	fileMode   = 0o644
)

// unavailable is what the disk refuses.
func unavailable(err error) error {
	if err == nil {
		return nil
	}
	return disclosure.Errorf(disclosure.Unavailable, "dumps: %w", err)
}

// replaceFile writes a file beside its place and moves it there, durably. Where that fails nothing is left beside.
func replaceFile(path string, raw []byte) error {
	aside, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, fileMode) //nolint:gosec // in our own folder
	if err != nil {
		return unavailable(err)
	}
	_, err = aside.Write(raw)
	err = errors.Join(err, aside.Sync(), aside.Close())
	if err == nil {
		err = os.Rename(aside.Name(), path)
	}
	if err != nil {
		return unavailable(errors.Join(err, os.Remove(aside.Name())))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the names in a folder durable.
func syncFolder(dir string) error {
	folder, err := os.Open(dir) //nolint:gosec // our own folder
	if err != nil {
		return unavailable(err)
	}
	return unavailable(errors.Join(folder.Sync(), folder.Close()))
}

// sweep removes from the folder all that the manifest does not name as there, but for the name that is spared. What cannot be
// removed keeps nothing else there.
func (m *Manifest) sweep(dir, spared string) error {
	found, err := os.ReadDir(dir)
	if err != nil {
		return unavailable(err)
	}
	var all []error
	for _, entry := range found {
		name := entry.Name()
		if name == manifestName || name == lockName || name == spared {
			continue
		}
		all = append(all, sweepDump(filepath.Join(dir, name), m.dump(name)))
	}
	return unavailable(errors.Join(all...))
}

// sweepDump removes from the folder of a dump the files that are gone, and the folder with the last of them; d is nil for what is
// no dump at all.
func sweepDump(dir string, d *Dump) error {
	there := make(map[string]bool)
	if d != nil {
		for i := range d.Files {
			if d.Files[i].Gone == nil {
				there[d.Files[i].Name] = true
			}
		}
	}
	if len(there) == 0 {
		return os.RemoveAll(dir)
	}
	found, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	var all []error
	for _, entry := range found {
		if !there[entry.Name()] {
			all = append(all, os.RemoveAll(filepath.Join(dir, entry.Name())))
		}
	}
	return errors.Join(all...)
}

// isAsSaid reports whether a file is there with the size that it should have. Whoever takes it checks its SHA-256.
func isAsSaid(dir string, f *File) bool {
	info, err := os.Stat(filepath.Join(dir, f.Name))
	return err == nil && info.Mode().IsRegular() && info.Size() == f.Bytes
}
