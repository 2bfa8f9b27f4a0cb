package archive

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// The modes of what is put back: the keys are for their owner alone.
const (
	dataMode       = 0o640
	dataFolderMode = 0o750
	keyMode        = 0o600
	keyFolderMode  = 0o700
)

// pullersFile is the file of a data folder that says who has a key to the API (throttle.KeysFile).
const pullersFile = "api-keys.json"

// RestoreFiles puts the files of the backup into the data folder dir, which is made if it is missing. Before anything is
// written it proves that the keys are those that the store in the backup remembers (else kind Invalid), and that no file
// is there already with other contents (else kind Conflict); one that is there as it shall be stays. Each file appears
// whole or not at all, and the same call goes on where a crash has stopped it.
func (f *File) RestoreFiles(ctx context.Context, dir string) error {
	if err := f.proveKeys(ctx); err != nil {
		return explain(ctx, err, "restore "+f.path)
	}
	if err := os.MkdirAll(dir, dataFolderMode); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "restore: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "restore: %w", err)
	}
	defer root.Close() //nolint:errcheck // what was written is closed and synced already
	missing, err := f.missingIn(root)
	if err != nil {
		return explain(ctx, err, "restore files into "+dir)
	}
	return explain(ctx, f.place(ctx, root, dir, missing), "restore files into "+dir)
}

// CheckFiles refuses what RestoreFiles would refuse, and writes nothing.
func (f *File) CheckFiles(ctx context.Context, dir string) error {
	if err := f.proveKeys(ctx); err != nil {
		return explain(ctx, err, "restore "+f.path)
	}
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "restore: %w", err)
	}
	_, err = f.missingIn(root)
	return explain(ctx, errors.Join(err, root.Close()), "restore files into "+dir)
}

// proveKeys holds the keys of the backup against those that its store remembers.
func (f *File) proveKeys(ctx context.Context) error {
	there := make(map[string]string)
	for _, e := range f.Files() {
		key, ok := keyName(e.Name)
		if !ok {
			continue
		}
		in, err := f.open(filesFolder + e.Name)
		if err != nil {
			return err
		}
		there[key], err = fingerprint(key, in)
		if err := errors.Join(err, in.Close()); err != nil {
			return err
		}
	}
	remembered := make(map[string]string)
	err := f.Snapshot(ctx, func(ctx context.Context, whole store.Whole) error {
		return eachPage(ctx, whole, store.PartFingerprints, "", func(rows *store.Rows, _ string) error {
			for _, known := range rows.Fingerprints {
				remembered[known.Name] = known.Fingerprint
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	return proveKeys(there, remembered)
}

// missingIn lists the files that are not in the folder; those that are there must be the same.
func (f *File) missingIn(root *os.Root) ([]Entry, error) {
	var missing []Entry
	var others []string
	for _, e := range f.Files() {
		same, err := hasFile(root, e)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing = append(missing, e)
		case err != nil:
			return nil, disclosure.Errorf(disclosure.Unavailable, "%w", err)
		case !same:
			others = append(others, e.Name)
		}
	}
	if len(others) > 0 {
		return nil, disclosure.Errorf(disclosure.Conflict, "there are others of the same name already: %s", strings.Join(others, ", "))
	}
	return missing, nil
}

// hasFile tells whether the folder has a file with just these contents.
func hasFile(root *os.Root, want Entry) (bool, error) {
	name := filepath.FromSlash(want.Name)
	info, err := root.Stat(name)
	if err != nil {
		return false, err
	}
	if !info.Mode().IsRegular() || info.Size() != want.Size {
		return false, nil
	}
	file, err := root.Open(name)
	if err != nil {
		return false, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return false, err
	}
	return hex.EncodeToString(sum.Sum(nil)) == want.SHA256, nil
}

// place writes the files aside, all of them, and then gives them their names.
func (f *File) place(ctx context.Context, root *os.Root, dir string, missing []Entry) error {
	if len(missing) == 0 {
		return nil
	}
	aside := ".restore-" + rand.Text()
	if err := root.Mkdir(aside, keyFolderMode); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "%w", err)
	}
	defer root.RemoveAll(aside) //nolint:errcheck // empty when all went well, and left out of everything else
	for i, e := range missing {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.unpack(root, path.Join(aside, strconv.Itoa(i)), e); err != nil {
			return err
		}
	}
	for i, e := range missing {
		if err := moveInto(root, dir, path.Join(aside, strconv.Itoa(i)), e.Name); err != nil {
			return disclosure.Errorf(disclosure.Unavailable, "%s: %w", e.Name, err)
		}
	}
	return nil
}

// unpack writes an entry to a file that does not exist, and proves it once more.
func (f *File) unpack(root *os.Root, name string, e Entry) error {
	in, err := f.open(filesFolder + e.Name)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	mode, _ := modesOf(e.Name)
	file, err := root.OpenFile(filepath.FromSlash(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "%s: %w", e.Name, err)
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(file, sum), in)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return damaged(e.Name, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != e.SHA256 {
		return disclosure.Errorf(disclosure.Invalid, "%s has changed since the backup was opened", e.Name)
	}
	return nil
}

// moveInto gives a file its name, in a folder that is made if it is missing.
func moveInto(root *os.Root, dir, from, name string) error {
	folder := path.Dir(name)
	_, folderMode := modesOf(name)
	if err := root.MkdirAll(filepath.FromSlash(folder), folderMode); err != nil {
		return err
	}
	if err := root.Rename(filepath.FromSlash(from), filepath.FromSlash(name)); err != nil {
		return err
	}
	return syncFolder(filepath.Join(dir, filepath.FromSlash(folder)))
}

// modesOf gives the modes of a file of a data folder and of the folder it lies in.
func modesOf(name string) (file, folder fs.FileMode) {
	switch {
	case strings.HasPrefix(name, keysFolder):
		return keyMode, keyFolderMode
	case name == pullersFile:
		return keyMode, dataFolderMode
	}
	return dataMode, dataFolderMode
}
