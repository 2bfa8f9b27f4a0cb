// Package keys owns the secret keys of a data folder: where they lie, how they are made on first use, and the proof that
// they are the ones the store's records were made with. It depends only on disclosure.
package keys

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
)

// Size is the length of every key in bytes.
const Size = 32

const (
	counterpartyName = "counterparty"
	boardPrefix      = "board-"
	suffix           = ".key"
	fileMode         = 0o600
	folderMode       = 0o700
)

// Set is the keys of one data folder.
type Set struct {
	// Counterparty hides natural keys (names of natural persons among them) in the store.
	Counterparty []byte
	// Boards prove signboards, by the key id inside the board's serial.
	Boards map[uint8][]byte
}

// Known is what the store says of the keys its records were made with.
type Known struct {
	// Fingerprints by name of key.
	Fingerprints map[string]string
	// HasRecords tells that something was ever published: from then on no key may be made anew.
	HasRecords bool
}

// Ensure reads the keys in dir, makes those that are missing if nothing was published yet, and returns them with their
// fingerprints. A key that is missing although records exist, or that is another one than the store knows, is kind
// Invalid: going on would give every natural person a new identity and make every board on the wall a forgery.
func Ensure(dir string, known Known) (Set, map[string]string, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return Set{}, nil, disclosure.Errorf(disclosure.Unavailable, "keys: %w", err)
	}
	raw, err := readAll(dir)
	if err != nil {
		return Set{}, nil, err
	}
	for _, name := range required(raw, known.Fingerprints) {
		if raw[name] != nil {
			continue
		}
		if known.HasRecords || known.Fingerprints[name] != "" {
			return Set{}, nil, disclosure.Errorf(disclosure.Invalid,
				"keys: %s is missing, but the published records were made with it (fingerprint %s); put it back from a backup",
				filepath.Join(dir, name+suffix), known.Fingerprints[name])
		}
		if raw[name], err = create(dir, name); err != nil {
			return Set{}, nil, err
		}
	}
	return check(dir, raw, known)
}

// check compares the fingerprints and sorts the keys by use.
func check(dir string, raw map[string][]byte, known Known) (Set, map[string]string, error) {
	set := Set{Counterparty: raw[counterpartyName], Boards: make(map[uint8][]byte)}
	prints := make(map[string]string, len(raw))
	for name, key := range raw {
		prints[name] = Fingerprint(name, key)
		if want := known.Fingerprints[name]; want != "" && want != prints[name] {
			return Set{}, nil, disclosure.Errorf(disclosure.Invalid,
				"keys: %s is not the key the published records were made with (fingerprint %s, want %s); "+
					"put the right one back from a backup",
				filepath.Join(dir, name+suffix), prints[name], want)
		}
		if number, ok := strings.CutPrefix(name, boardPrefix); ok {
			id, err := strconv.ParseUint(number, 10, 8)
			if err != nil {
				return Set{}, nil, disclosure.Errorf(disclosure.Invalid, "keys: %s: want board-0 to board-255", name+suffix)
			}
			set.Boards[uint8(id)] = key
		}
	}
	return set, prints, nil
}

// required are the keys every data folder has, and all that the store knows.
func required(present map[string][]byte, known map[string]string) []string {
	names := map[string]bool{counterpartyName: true}
	hasBoardKey := false
	for name := range present {
		hasBoardKey = hasBoardKey || strings.HasPrefix(name, boardPrefix)
	}
	for name := range known {
		names[name] = true
		hasBoardKey = hasBoardKey || strings.HasPrefix(name, boardPrefix)
	}
	if !hasBoardKey {
		names[boardPrefix+"1"] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// Fingerprint identifies a key without revealing it.
func Fingerprint(name string, key []byte) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "mingshi key fingerprint v1\x00%s\x00%s", name, key))
	return hex.EncodeToString(sum[:8])
}

func readAll(dir string) (map[string][]byte, error) {
	// A folder that may not be read is not one without keys.
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "keys: %w", err)
	}
	raw := make(map[string][]byte, len(entries))
	for _, entry := range entries {
		name, isKey := strings.CutSuffix(entry.Name(), suffix)
		if !isKey {
			continue
		}
		key, err := read(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		raw[name] = key
	}
	return raw, nil
}

func read(path string) ([]byte, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the folder of keys is the operator's own
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "keys: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != Size {
		return nil, disclosure.Errorf(disclosure.Invalid, "keys: %s: want %d hexadecimal digits", path, 2*Size)
	}
	return key, nil
}

// create makes a key. The file appears whole or not at all (written aside, then linked), and when two processes make it
// at once both go on with the one that came first.
func create(dir, name string) ([]byte, error) {
	key := make([]byte, Size)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	path := filepath.Join(dir, name+suffix)
	err := writeOnce(dir, path, hex.EncodeToString(key)+"\n")
	if errors.Is(err, fs.ErrExist) {
		return read(path)
	}
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "keys: make %s: %w", path, err)
	}
	return key, nil
}

func writeOnce(dir, path, text string) error {
	aside, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(aside.Name()) }()
	if err := errors.Join(aside.Chmod(fileMode), writeSynced(aside, text)); err != nil {
		return err
	}
	return os.Link(aside.Name(), path)
}

func writeSynced(file *os.File, text string) error {
	_, err := file.WriteString(text)
	return errors.Join(err, file.Sync(), file.Close())
}
