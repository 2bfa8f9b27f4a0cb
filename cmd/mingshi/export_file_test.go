package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"mingshi/internal/authority"
	"mingshi/internal/wire"
)

// TestFolderSaysWhatItHolds holds about.json to the files beside it: each with its query, rows and digest.
func TestFolderSaysWhatItHolds(t *testing.T) {
	p := district(t)
	folder := filepath.Join(t.TempDir(), "credit")
	told := p.exportJSON(t, "--credit-office", "-o", folder)
	raw, err := os.ReadFile(filepath.Join(folder, "about.json"))
	if err != nil {
		t.Fatal(err)
	}
	var about folderAbout
	if err := json.Unmarshal(raw, &about); err != nil {
		t.Fatal(err)
	}
	if len(about.Files) != len(creditOffice)+1 || len(told.Files) != len(about.Files) || about.Publisher == "" || about.Attribution == "" {
		t.Fatalf("%d files are told, about.json has %+v", len(told.Files), about)
	}
	queries := map[string]bool{}
	for i, file := range about.Files {
		content, err := os.ReadFile(filepath.Join(folder, file.File))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(content)
		if file.SHA256 != hex.EncodeToString(sum[:]) || file.Rows != told.Files[i].Rows || file.Position != about.Position || file.FeedID != about.FeedID {
			t.Errorf("%s: about.json says %+v", file.File, file)
		}
		queries[file.Query] = true
	}
	for _, query := range []string{
		"codes=gen3&counterparty_kind=natural_person&kind=permit", "codes=gen3&counterparty_kind_not=natural_person&kind=permit",
		"codes=gen3&counterparty_kind=natural_person&kind=penalty", "codes=gen3&counterparty_kind_not=natural_person&kind=penalty",
	} {
		if !queries[query] {
			t.Errorf("no file has the query %s: %v", query, queries)
		}
	}
}

// TestExportThatFailsLeavesNothing lets a file appear where the last of six shall be written, after all was checked.
func TestExportThatFailsLeavesNothing(t *testing.T) {
	p := district(t)
	records := p.open(t, true, nil)
	defer records.Close()
	profile, err := authority.Parse(authority.Sample)
	if err != nil {
		t.Fatal(err)
	}
	c := exportCommand{CreditOffice: true, BaseURL: "https://x.example", Output: t.TempDir()}
	if err := c.check(p.data); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.aboutPath(), []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := exporter{t: &terminal{ctx: t.Context()}, profile: profile, records: records, lens: wire.Lens{BaseURL: c.BaseURL, Today: asOf()}}
	_, err = c.write(&e)
	if r, ok := errors.AsType[*refusal](err); !ok || r.key != exportTarget.exists {
		t.Fatalf("%v, want that the file exists", err)
	}
	if len(e.written) != len(creditOffice)+1 {
		t.Errorf("%d files were written before it", len(e.written))
	}
	e.undo()
	left, err := os.ReadDir(c.Output)
	if err != nil || len(left) != 1 {
		t.Errorf("left: %v, %v", left, err)
	}
	if theirs, err := os.ReadFile(c.aboutPath()); string(theirs) != "theirs" {
		t.Errorf("the file has %q, %v", theirs, err)
	}
}

// TestNamesAreNotTakenTwice holds that neither way of naming a file takes the place of another.
func TestNamesAreNotTakenTwice(t *testing.T) {
	for way, give := range map[string]func(half, name string) error{"link": giveName, "copy": copyNew} {
		dir := t.TempDir()
		name := filepath.Join(dir, "name")
		for i, want := range []error{nil, fs.ErrExist} {
			half := filepath.Join(dir, strconv.Itoa(i))
			if err := os.WriteFile(half, []byte(half), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := give(half, name); !errors.Is(err, want) {
				t.Errorf("%s %d: %v, want %v", way, i, err, want)
			}
		}
		if got, err := os.ReadFile(name); string(got) != filepath.Join(dir, "0") {
			t.Errorf("%s: the file has %q, %v", way, got, err)
		}
	}
}
