package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"mingshi/internal/demo"
	"mingshi/internal/disclosure"
	"mingshi/internal/keys"
	"mingshi/internal/store"
	"mingshi/qrsign"
)

// publicBase is an address that boards can carry.
const publicBase = "https://gs.example.cn"

// eachOf visits all records of a kind, page by page.
func (h *house) eachOf(ctx context.Context, kind disclosure.Kind, visit func(page []disclosure.Record) error) error {
	q := store.Query{Kind: kind, Limit: store.MaxLimit}
	for {
		page, err := h.store.List(ctx, q)
		if err != nil {
			return err
		}
		if err := visit(page.Records); err != nil || page.Next == "" {
			return err
		}
		q.After = page.Next
	}
}

// codesOf makes the codes of all boards of a place from its keys, by serial.
func codesOf(t *testing.T, p place) map[string]qrsign.Code {
	t.Helper()
	set, _, err := keys.Read(filepath.Join(p.data, keysFolder), nil)
	if err != nil {
		t.Fatal(err)
	}
	codes := make(map[string]qrsign.Code)
	for _, board := range boardsOf(t, p) {
		serial, err := qrsign.ParseSerial(board.Serial)
		if err != nil {
			t.Fatal(err)
		}
		codes[board.Serial] = qrsign.NewCode(set.Boards[serial.KeyID], serial)
	}
	return codes
}

// boardsOf reads all boards of a place.
func boardsOf(t *testing.T, p place) []*disclosure.Board {
	t.Helper()
	db := p.open(t, true, nil)
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	var boards []*disclosure.Board
	err := eachEntry(t.Context(), db, store.Query{Kind: disclosure.KindBoard}, func(b boardEntry) { boards = append(boards, b.Facts) })
	if err != nil {
		t.Fatal(err)
	}
	return boards
}

// wantNoTag holds that no code stands in a text in any form, be it grouped or in lower case; only the first eight characters
// may, which are the serial.
func wantNoTag(t *testing.T, where, text string, codes map[string]qrsign.Code) {
	t.Helper()
	plain := strings.NewReplacer(" ", "", "-", "", "\n", "").Replace(strings.ToUpper(text))
	for serial, code := range codes {
		if tag := strings.TrimPrefix(string(code), serial); strings.Contains(plain, tag) {
			t.Errorf("%s holds the tag of board %s", where, serial)
		}
	}
}

// importedDistrict holds the files of a data folder with the made-up district: the tests of boards import it once.
var importedDistrict struct {
	sync.Mutex

	files fstest.MapFS
}

// venuesToHang is a place of the test's own with the made-up district and no board.
func venuesToHang(t *testing.T) place {
	t.Helper()
	importedDistrict.Lock()
	defer importedDistrict.Unlock()
	p := place{data: filepath.Join(t.TempDir(), "data")}
	if importedDistrict.files != nil {
		if err := os.CopyFS(p.data, importedDistrict.files); err != nil {
			t.Fatal(err)
		}
		return p
	}
	files, err := demo.Write(t.TempDir(), demo.Options{Scale: 1, Seed: 5, Today: asOf()})
	if err != nil {
		t.Fatal(err)
	}
	p.must(t, importing(files)...)
	found := fstest.MapFS{}
	err = filepath.WalkDir(p.data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(p.data, path)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		raw, err := os.ReadFile(path)
		found[filepath.ToSlash(name)] = &fstest.MapFile{Data: raw, Mode: info.Mode()}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	importedDistrict.files = found
	return p
}
