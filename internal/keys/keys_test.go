package keys_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/keys"
)

func TestEnsureMakesKeysOnFirstUseAndFindsThemAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	first, prints, err := keys.Ensure(dir, keys.Known{})
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Counterparty) != keys.Size || len(first.Boards[1]) != keys.Size {
		t.Fatalf("keys of %d and %d bytes, want %d", len(first.Counterparty), len(first.Boards[1]), keys.Size)
	}
	again, _, err := keys.Ensure(dir, keys.Known{Fingerprints: prints, HasRecords: true})
	if err != nil {
		t.Fatal(err)
	}
	if string(again.Counterparty) != string(first.Counterparty) || string(again.Boards[1]) != string(first.Boards[1]) {
		t.Error("the second start found other keys than the first made")
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
