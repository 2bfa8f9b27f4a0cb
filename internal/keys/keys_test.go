package keys_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/keys"
)

func TestEnsureMakesKeysOnFirstUseAndFindsThemAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	first, prints, err := keys.Ensure(dir, keys.Known{})
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string][]byte{
		"counterparty": first.Counterparty, "board-1": first.Boards[1], "statement-1": first.Statements[1],
	} {
		if len(key) != keys.Size || prints[name] == "" {
			t.Errorf("%s has %d bytes and fingerprint %q", name, len(key), prints[name])
		}
	}
	again, _, err := keys.Ensure(dir, keys.Known{Fingerprints: prints, HasRecords: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("the second start found other keys than the first made (-first +again):\n%s", diff)
	}
	for _, path := range glob(t, dir) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", filepath.Base(path), info.Mode().Perm())
		}
	}
}

func TestEnsureRefusesWhenRecordsExist(t *testing.T) {
	tests := map[string]struct {
		spoil func(t *testing.T, dir string)
		says  string
	}{
		"counterparty key missing": {remove("counterparty.key"), "counterparty.key is missing"},
		"board key missing":        {remove("board-1.key"), "board-1.key is missing"},
		"another key":              {write("counterparty.key", strings.Repeat("ab", keys.Size)), "is not the key"},
		"half a key":               {write("board-1.key", "abcd"), "want 64 hexadecimal digits"},
		"statement key missing":    {remove("statement-1.key"), "statement-1.key is missing"},
		"another statement key":    {write("statement-1.key", strings.Repeat("ab", keys.Size)), "is not the key"},
		"a number too many":        {write("statement-256.key", strings.Repeat("ab", keys.Size)), "want statement-0 to statement-255"},
		"a number twice":           {write("board-01.key", strings.Repeat("ab", keys.Size)), "want board-0 to board-255"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			_, prints, err := keys.Ensure(dir, keys.Known{})
			if err != nil {
				t.Fatal(err)
			}
			test.spoil(t, dir)
			before := glob(t, dir)
			_, _, err = keys.Ensure(dir, keys.Known{Fingerprints: prints, HasRecords: true})
			if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want an invalid error that says %q", err, test.says)
			}
			if after := glob(t, dir); len(after) != len(before) {
				t.Errorf("files changed from %v to %v", before, after)
			}
		})
	}
}

func TestEnsureByTwoProcessesAtOnceGivesOneKey(t *testing.T) {
	dir := t.TempDir()
	var sets [8]keys.Set
	var wait sync.WaitGroup
	for i := range sets {
		wait.Go(func() {
			set, _, err := keys.Ensure(dir, keys.Known{})
			if err != nil {
				t.Error(err)
			}
			sets[i] = set
		})
	}
	wait.Wait()
	for _, set := range sets {
		if string(set.Counterparty) != string(sets[0].Counterparty) {
			t.Fatal("two different keys were made")
		}
	}
}

// TestARecordOlderThanStatementsGetsAStatementKey holds that upgrading needs no ceremony, and that the other keys stay refused.
func TestARecordOlderThanStatementsGetsAStatementKey(t *testing.T) {
	dir := t.TempDir()
	_, prints, err := keys.Ensure(dir, keys.Known{})
	if err != nil {
		t.Fatal(err)
	}
	remove("statement-1.key")(t, dir)
	delete(prints, "statement-1")
	before := glob(t, dir)
	given, _, err := keys.Read(dir, prints)
	if err != nil || len(given.Statements) != 0 {
		t.Fatalf("read only: %d statement keys, %v", len(given.Statements), err)
	}
	if after := glob(t, dir); len(after) != len(before) {
		t.Errorf("reading left %v", after)
	}
	set, prints, err := keys.Ensure(dir, keys.Known{Fingerprints: prints, HasRecords: true})
	if err != nil || len(set.Statements[1]) != keys.Size || prints["statement-1"] == "" {
		t.Fatalf("no statement key was made: %v, %v", prints, err)
	}
	if given, _, err = keys.Read(dir, prints); err != nil || !bytes.Equal(given.Statements[1], set.Statements[1]) {
		t.Errorf("read only: another key, %v", err)
	}
}

// TestStatementKeysAreFollowed goes the way of a rotation: a second key comes beside the first, later the first goes.
func TestStatementKeysAreFollowed(t *testing.T) {
	dir := t.TempDir()
	_, prints, err := keys.Ensure(dir, keys.Known{})
	if err != nil {
		t.Fatal(err)
	}
	write("statement-2.key", strings.Repeat("ab", keys.Size))(t, dir)
	set, prints, err := keys.Ensure(dir, keys.Known{Fingerprints: prints, HasRecords: true})
	if err != nil || len(set.Statements) != 2 {
		t.Fatalf("%d statement keys, %v", len(set.Statements), err)
	}
	first, second := seedHex(set.Statements[1]), seedHex(set.Statements[2])
	remove("statement-2.key")(t, dir)
	_, _, err = keys.Ensure(dir, keys.Known{Fingerprints: prints, HasRecords: true})
	if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "statement-2.key is missing") {
		t.Fatalf("with the older one alone: %v", err)
	}
	write("statement-2.key", second)(t, dir)
	remove("statement-1.key")(t, dir)
	set, _, err = keys.Ensure(dir, keys.Known{Fingerprints: prints, HasRecords: true})
	if err != nil || len(set.Statements) != 1 || set.Statements[2] == nil {
		t.Fatalf("without the first: %d statement keys, %v", len(set.Statements), err)
	}
	write("statement-1.key", first)(t, dir) // it may come back
	if _, _, err = keys.Read(dir, prints); err != nil {
		t.Fatal(err)
	}
	remove("statement-1.key")(t, dir)
	remove("statement-2.key")(t, dir)
	for name, open := range map[string]func() error{
		"to write": func() error {
			_, _, err := keys.Ensure(dir, keys.Known{Fingerprints: prints, HasRecords: true})
			return err
		},
		"to read": func() error { _, _, err := keys.Read(dir, prints); return err },
	} {
		if err := open(); disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "statement-1.key is missing") {
			t.Errorf("%s without both: %v", name, err)
		}
	}
}

func TestMissing(t *testing.T) {
	dir := t.TempDir()
	_, prints, err := keys.Ensure(dir, keys.Known{})
	if err != nil {
		t.Fatal(err)
	}
	step := func(what string, want ...string) {
		t.Helper()
		got, err := keys.Missing(dir, prints)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v are missing, want %v (%v)", what, got, want, err)
		}
	}
	step("whole")
	remove("statement-1.key")(t, dir)
	step("without the statement key", "statement-1")
	write("statement-3.key", strings.Repeat("ab", keys.Size))(t, dir)
	step("with a newer one")
	remove("board-1.key")(t, dir)
	step("without the board key", "board-1")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	step("without a folder", "board-1", "counterparty", "statement-1")
}

func seedHex(seed []byte) string { return hex.EncodeToString(seed) }

func remove(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func write(name, text string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func glob(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
