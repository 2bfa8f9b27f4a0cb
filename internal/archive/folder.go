package archive

import (
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/keys"
)

// The secret keys within a data folder.
const (
	keysFolder = "keys/"
	keySuffix  = ".key"
)

// maxDepth is how deep folders may lie in a data folder; links that lead in a circle end here.
const maxDepth = 8

// maxKeyFile bounds a file that is read as a key.
const maxKeyFile = 4 << 10

// dataFiles lists the files of a data folder, by their names within it, with slashes and sorted.
func dataFiles(dir string) ([]string, error) {
	var names []string
	err := walk(dir, "", 0, func(name string) { names = append(names, name) })
	slices.Sort(names)
	return names, err
}

// walk visits the regular files below a folder. Links are followed, since what they lead to belongs to the house.
func walk(dir, within string, depth int, visit func(name string)) error {
	if depth > maxDepth {
		return disclosure.Errorf(disclosure.Invalid, "data folder: %s lies more than %d folders deep", within, maxDepth)
	}
	entries, err := os.ReadDir(filepath.Join(dir, filepath.FromSlash(within)))
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "data folder: %w", err)
	}
	for _, entry := range entries {
		name := path.Join(within, entry.Name())
		if leftOut(entry.Name()) {
			continue
		}
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
		switch {
		case errors.Is(err, os.ErrNotExist): // gone since it was listed
		case err != nil:
			return disclosure.Errorf(disclosure.Unavailable, "data folder: %w", err)
		case info.IsDir():
			if err := walk(dir, name, depth+1, visit); err != nil {
				return err
			}
		case info.Mode().IsRegular():
			if !restorable(name) {
				return disclosure.Errorf(disclosure.Invalid, "data folder: the name %q cannot be restored on every system: rename it", name)
			}
			visit(name)
		}
	}
	return nil
}

// keyName gives the name of the key that a file of a data folder holds.
func keyName(file string) (string, bool) {
	name, inFolder := strings.CutPrefix(file, keysFolder)
	name, isKey := strings.CutSuffix(name, keySuffix)
	return name, inFolder && isKey && !strings.Contains(name, "/")
}

// fingerprint reads the key in a file and gives its fingerprint.
func fingerprint(name string, file io.Reader) (string, error) {
	raw, err := io.ReadAll(io.LimitReader(file, maxKeyFile))
	if err != nil {
		return "", err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(key) != keys.Size {
		return "", disclosure.Errorf(disclosure.Invalid, "key %q: want %d hexadecimal digits", name, 2*keys.Size)
	}
	return keys.Fingerprint(name, key), nil
}

// proveKeys holds the keys that are there against those that the store remembers.
func proveKeys(there, remembered map[string]string) error {
	for name, want := range remembered {
		switch got := there[name]; got {
		case want:
		case "":
			return disclosure.Errorf(disclosure.Invalid, "key %q is missing, but the records were made with it (fingerprint %s)",
				name, want)
		default:
			return disclosure.Errorf(disclosure.Invalid, "key %q is not the one that the records were made with (fingerprint %s, want %s)",
				name, got, want)
		}
	}
	return nil
}

// syncFolder makes what was renamed into a folder survive a crash of the machine.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // has no such call, and needs none
	}
	folder, err := os.Open(dir) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
