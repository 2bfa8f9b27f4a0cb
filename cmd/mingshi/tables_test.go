package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/limits"
	"mingshi/internal/tables"
	"mingshi/internal/web"
)

// ownTables puts another lodging table and other limits into a data folder: the table's best grade begins at 92.37.
func ownTables(t *testing.T, data string) {
	t.Helper()
	table, _ := grading.ShippedSet().Lookup("lodging", disclosure.Date{})
	table.Version, table.Bands = "2", slices.Clone(table.Bands)
	table.Bands[0].AtLeast += 237
	items := *limits.Default()
	items.Edition = "ours"
	for name, document := range map[string]any{"table.json": table, "limits.json": &items} {
		raw, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(data, tables.Folder, name)
		if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, raw, fileMode); err != nil {
			t.Fatal(err)
		}
	}
}

// Whoever answers, writes or rebuilds goes by the tables of the data folder.
func TestEveryDoorOpensTheAuthoritysTables(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	ownTables(t, data)
	term := &terminal{ctx: t.Context(), out: &bytes.Buffer{}, err: &bytes.Buffer{}, log: newLogger(&bytes.Buffer{}, "error"), lang: i18n.ZH}
	s := &settings{Data: data}
	check := func(door string, f *front) {
		t.Helper()
		table, _ := f.scheme().Tables.Lookup("lodging", disclosure.Date{})
		if table.Version != "2" || f.items().Edition != "ours" {
			t.Errorf("%s: lodging table %q, limits %q; want 2, ours", door, table.Version, f.items().Edition)
		}
	}
	h, err := openHouse(term, s, disclosure.Date{})
	if err != nil {
		t.Fatal(err)
	}
	check("the house", &h.front)
	if err := h.openCatalogue(term, s); err != nil {
		t.Fatal(err)
	}
	response, err := newApp(&h.front, web.Options{Log: term.log}).Test(httptest.NewRequest(http.MethodGet, "/about", nil))
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if _, err := page.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "92.37") {
		t.Error("the page about the grades does not name the border of the authority's table")
	}
	if err := h.close(); err != nil {
		t.Fatal(err)
	}
	for door, open := range map[string]func(*terminal, *settings) (*front, func() error, error){
		"the server": openFront, "the index": openFrontOnly,
	} {
		f, closeRecords, err := open(term, s)
		if err != nil {
			t.Fatal(err)
		}
		check(door, f)
		if err := closeRecords(); err != nil {
			t.Fatal(err)
		}
	}
}
