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
	statementPrefix  = "statement-"
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
	// Statements are the seeds (RFC 8032 §5.1.5) of the Ed25519 keys that sign statements, by their number: the highest
	// signs, the others prove what they signed before. Read may find none.
	Statements map[uint8][]byte
}

// Known is what the store says of the keys its records were made with.
type Known struct {
	// Fingerprints by name of key.
	Fingerprints map[string]string
	// HasRecords tells that something was ever published: from then on no key may be made anew.
	HasRecords bool
}

// Ensure reads the keys in dir, makes those that are missing if nothing was published with them yet, and returns them with
// their fingerprints. A key that is missing although records exist, or that is another one than the store knows, is kind
// Invalid: going on would give every natural person a new identity and make every board on the wall a forgery. A statement
// key is made also beside records, since none of them was made with it, but not in place of one that the store knows: others
// keep its public half. One that a newer one has followed may be taken away (see Missing).
func Ensure(dir string, known Known) (Set, map[string]string, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return Set{}, nil, disclosure.Errorf(disclosure.Unavailable, "keys: %w", err)
	}
	raw, err := readAll(dir)
	if err != nil {
		return Set{}, nil, err
	}
	names := required(raw, known.Fingerprints)
	if !hasNumbered(names, raw, statementPrefix) {
		names = append(names, statementPrefix+"1")
	}
	for _, name := range names {
		if raw[name] != nil {
			continue
		}
		if known.Fingerprints[name] != "" || known.HasRecords && !strings.HasPrefix(name, statementPrefix) {
			return Set{}, nil, missing(dir, name, known.Fingerprints[name])
		}
		if raw[name], err = create(dir, name); err != nil {
			return Set{}, nil, err
		}
	}
	return check(dir, raw, known.Fingerprints)
}

// Read is Ensure for those who may make no key: it writes nothing, and where the store knows no statement key and none lies
// there the set has none. fingerprints are what the store knows, by name of key.
func Read(dir string, fingerprints map[string]string) (Set, map[string]string, error) {
	raw, err := readAll(dir)
	if err != nil {
		return Set{}, nil, err
	}
	for _, name := range required(raw, fingerprints) {
		if raw[name] == nil {
			return Set{}, nil, missing(dir, name, fingerprints[name])
		}
	}
	return check(dir, raw, fingerprints)
}

// Missing names the keys that the store knows and whose files are not in dir, in order. A statement key that a newer one in dir
// has followed is not missed: what it signed is over within days, and until then it is the operator's to keep it.
func Missing(dir string, fingerprints map[string]string) ([]string, error) {
	present, err := present(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, disclosure.Errorf(disclosure.Unavailable, "keys: %w", err)
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(fingerprints)) {
		if !present[name] && !followed(name, present) {
			names = append(names, name)
		}
	}
	return names, nil
}

func missing(dir, name, fingerprint string) error {
	return disclosure.Errorf(disclosure.Invalid,
		"keys: %s is missing, but the published records were made with it (fingerprint %s); put it back from a backup",
		filepath.Join(dir, name+suffix), fingerprint)
}

// check compares the fingerprints and sorts the keys by use.
func check(dir string, raw map[string][]byte, known map[string]string) (Set, map[string]string, error) {
	set := Set{Counterparty: raw[counterpartyName], Boards: make(map[uint8][]byte), Statements: make(map[uint8][]byte)}
	prints := make(map[string]string, len(raw))
	for name, key := range raw {
		prints[name] = Fingerprint(name, key)
		if want := known[name]; want != "" && want != prints[name] {
			return Set{}, nil, disclosure.Errorf(disclosure.Invalid,
				"keys: %s is not the key the published records were made with (fingerprint %s, want %s); "+
					"put the right one back from a backup",
				filepath.Join(dir, name+suffix), prints[name], want)
		}
		for prefix, of := range map[string]map[uint8][]byte{boardPrefix: set.Boards, statementPrefix: set.Statements} {
			if !strings.HasPrefix(name, prefix) {
				continue
			}
			number, ok := numberOf(name, prefix)
			if !ok {
				return Set{}, nil, disclosure.Errorf(disclosure.Invalid, "keys: %s: want %s0 to %s255", name+suffix, prefix, prefix)
			}
			of[number] = key
		}
	}
	return set, prints, nil
}

// required are the keys every data folder must have: those that belong to records, and all that the store knows, but for
// statement keys that a newer one has followed.
func required(raw map[string][]byte, known map[string]string) []string {
	present := make(map[string]bool, len(raw))
	for name := range raw {
		present[name] = true
	}
	names := []string{counterpartyName}
	for name := range known {
		if name != counterpartyName && !followed(name, present) {
			names = append(names, name)
		}
	}
	if !hasNumbered(names, raw, boardPrefix) {
		names = append(names, boardPrefix+"1")
	}
	slices.Sort(names)
	return names
}

// hasNumbered reports whether a key with the prefix is among the names or in the folder.
func hasNumbered(names []string, raw map[string][]byte, prefix string) bool {
	has := func(name string) bool { return strings.HasPrefix(name, prefix) }
	return slices.ContainsFunc(names, has) || slices.ContainsFunc(slices.Collect(maps.Keys(raw)), has)
}

// followed reports whether the name is that of a statement key and one with a higher number is present.
func followed(name string, present map[string]bool) bool {
	number, ok := numberOf(name, statementPrefix)
	if !ok {
		return false
	}
	for other := range present {
		if newer, ok := numberOf(other, statementPrefix); ok && newer > number {
			return true
		}
	}
	return false
}

// numberOf is the number in the name of a key, written as we write it.
func numberOf(name, prefix string) (uint8, bool) {
	text, ok := strings.CutPrefix(name, prefix)
	number, err := strconv.ParseUint(text, 10, 8)
	return uint8(number), ok && err == nil && strconv.FormatUint(number, 10) == text
}

// Fingerprint identifies a key without revealing it.
func Fingerprint(name string, key []byte) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "mingshi key fingerprint v1\x00%s\x00%s", name, key))
	return hex.EncodeToString(sum[:8])
}

func readAll(dir string) (map[string][]byte, error) {
	// A folder that may not be read is not one without keys.
	names, err := present(dir)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "keys: %w", err)
	}
	raw := make(map[string][]byte, len(names))
	for name := range names {
		if raw[name], err = read(filepath.Join(dir, name+suffix)); err != nil {
			return nil, err
		}
	}
	return raw, nil
}

// present are the names of the keys whose files lie in dir.
func present(dir string) (map[string]bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	names := make(map[string]bool, len(entries))
	for _, entry := range entries {
		if name, isKey := strings.CutSuffix(entry.Name(), suffix); isKey {
			names[name] = true
		}
	}
	return names, nil
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
