package publicapi

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/tabular"
	"mingshi/internal/web"
)

// lines are the records of an NDJSON answer.
func lines(t *testing.T, a answer) []map[string]any {
	t.Helper()
	if a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	var records []map[string]any
	decoder := json.NewDecoder(strings.NewReader(a.body))
	for decoder.More() {
		var record map[string]any
		if err := decoder.Decode(&record); err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	return records
}

func TestEveryFormatHoldsTheRecordsOfThePage(t *testing.T) {
	f := seeded(t)
	for _, kind := range kinds {
		target := root + "/" + kind.Plural()
		var page struct {
			Data  []map[string]any `json:"data"`
			Total int              `json:"total"`
		}
		f.decoded(target+"?limit=200", &page)
		ndjson := f.get(target + "?limit=200&format=ndjson")
		for i, record := range lines(t, ndjson) {
			if want := page.Data[i]["id"]; record["id"] != want || record["digest"] != page.Data[i]["digest"] {
				t.Errorf("%s, line %d: %v, want %v", kind, i, record["id"], want)
			}
		}
		table, err := csv.NewReader(strings.NewReader(f.get(target + "?limit=200&format=csv").body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(table)-1 != page.Total {
			t.Errorf("%s: %d rows of CSV for %d records", kind, len(table)-1, page.Total)
		}
		for i, row := range table[1:] {
			if id := row[slices.Index(table[0], "id")]; id != page.Data[i]["id"] {
				t.Errorf("%s, row %d: %s, want %v", kind, i, id, page.Data[i]["id"])
			}
		}
		book, err := excelize.OpenReader(bytes.NewReader([]byte(f.get(target + "?limit=200&format=xlsx").body)))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil || len(rows)-1 != page.Total {
			t.Errorf("%s: %d rows of XLSX for %d records, %v", kind, len(rows)-1, page.Total, err)
		}
		if parquet := f.get(target + "?limit=200&format=parquet").body; !strings.HasPrefix(parquet, "PAR1") || !strings.HasSuffix(parquet, "PAR1") {
			t.Errorf("%s: %.20q is no Parquet file", kind, parquet)
		}
	}
}

func TestAFileSaysWhatItIs(t *testing.T) {
	f := seeded(t)
	a := f.get(root + "/penalties?format=csv&limit=1&bom=1")
	for name, want := range map[string]string{
		"Content-Type":        tabular.CSV.MediaType(),
		"Content-Disposition": `attachment; filename="penalties-2025-05-20-13.csv"`,
		"X-Total-Count":       "2", "X-Total-Is-Exact": "true", "X-Feed-Position": "13", "X-As-Of": "2025-05-20T02:00:00.000000Z",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if !strings.HasPrefix(a.body, "\ufeff") || strings.HasPrefix(f.get(root+"/penalties?format=csv&bom=0").body, "\ufeff") {
		t.Error("the byte order mark is not there on request alone")
	}
	if next := a.header.Get("Link"); !strings.Contains(next, "format=csv") || !strings.Contains(next, `rel="next"`) {
		t.Errorf("Link %q", next)
	}
	if a.header.Get("ETag") == f.get(root+"/penalties?format=csv&limit=1").header.Get("ETag") {
		t.Error("two files have one tag")
	}
}

func TestAcceptChoosesTheFormat(t *testing.T) {
	f := seeded(t)
	target := root + "/penalties"
	tags := map[string]string{}
	for accept, want := range map[string]string{
		"": "application/json", "*/*": "application/json", "text/csv": tabular.CSV.MediaType(),
		"text/csv;q=0.5, application/json": "application/json", "text/html, text/csv;q=0.1": tabular.CSV.MediaType(),
		tabular.NDJSON.MediaType(): tabular.NDJSON.MediaType(), tabular.Parquet.MediaType(): tabular.Parquet.MediaType(),
	} {
		a := f.get(target, "Accept", accept)
		if got := a.header.Get("Content-Type"); a.status != http.StatusOK || !strings.HasPrefix(got, strings.SplitN(want, ";", 2)[0]) {
			t.Errorf("Accept %q: %d %q, want %q", accept, a.status, got, want)
		}
		if !strings.Contains(strings.Join(a.header.Values("Vary"), ","), "Accept") {
			t.Errorf("Accept %q: Vary %q", accept, a.header.Values("Vary"))
		}
		tag := a.header.Get("ETag")
		if other, known := tags[tag]; known && other != want {
			t.Errorf("%s and %s have one tag", other, want)
		}
		tags[tag] = want
	}
	if a := f.get(target, "Accept", "image/png"); a.status != http.StatusNotAcceptable || a.code() != string(web.CodeNotAcceptable) {
		t.Errorf("image/png: %d %s", a.status, a.body)
	}
	if a := f.get(target+"?format=csv", "Accept", "image/png"); a.status != http.StatusOK {
		t.Errorf("the parameter does not win over Accept: %d", a.status)
	}
}

func TestAWholeListIsAllOfItAndNoMore(t *testing.T) {
	f := newFixture(t)
	const count = 2*wholePage + 17
	batch := store.Batch{At: f.now}
	for n := range count {
		record := f.record(numbered(disclosure.KindPenalty, n), many(disclosure.KindPenalty, n))
		batch.Writes = append(batch.Writes, store.Write{Op: disclosure.OpPublish, Record: record, Trail: store.Trail{By: "test"}})
	}
	if _, err := f.store.Apply(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	f.index.catchUp()
	for _, target := range []string{
		"/penalties?limit=all", "/penalties?limit=all&state=published", "/penalties?limit=all&sort=decided_on",
		"/search?limit=all", "/search?limit=all&kind=penalty",
	} {
		records := lines(t, f.get(root+target+"&format=ndjson"))
		seen := map[any]bool{}
		for _, record := range records {
			seen[record["id"]] = true
		}
		if len(records) != count || len(seen) != count {
			t.Errorf("%s: %d lines, %d records, want %d", target, len(records), len(seen), count)
		}
	}
}

func TestStandardCodesAreForWhatTheStandardKnows(t *testing.T) {
	f := seeded(t)
	var page struct {
		Data []map[string]string `json:"data"`
	}
	f.decoded(root+"/penalties?codes=gen3&limit=1", &page)
	if got := page.Data[0]; got["CF_XDR_MC"] == "" || got["CF_WSH"] == "" || got["id"] != "" {
		t.Errorf("%v", got)
	}
	table, err := csv.NewReader(strings.NewReader(f.get(root + "/permits?codes=gen3&format=csv").body)).ReadAll()
	if err != nil || table[0][0] != "XK_XDR_MC" {
		t.Errorf("%v %v", table, err)
	}
	kindsFound := map[any]bool{}
	for _, record := range lines(t, f.get(root+"/search?format=ndjson&limit=all")) {
		kindsFound[record["kind"]] = true
	}
	if len(kindsFound) != len(kinds) {
		t.Errorf("a search of everything gives lines of %v", kindsFound)
	}
	if got := lines(t, f.get(root+"/search?kind=penalty&codes=gen3&format=ndjson&limit=1")); got[0]["CF_WSH"] == "" {
		t.Errorf("%v", got)
	}
}

func TestAFormThatHasNoPlaceForWhatIsAskedIsRefused(t *testing.T) {
	f := seeded(t)
	for target, parameter := range map[string]string{
		"/penalties?format=pdf": "format", "/penalties?format=": "format", "/penalties?format=CSV": "format",
		"/penalties?codes=gen2": "codes", "/penalties?codes=": "codes", "/venues?codes=gen3": "codes", "/search?codes=gen3": "codes",
		"/penalties?bom=1": "bom", "/penalties?format=xlsx&bom=1": "bom", "/penalties?format=csv&bom=yes": "bom",
		"/penalties?limit=all": "limit", "/penalties?format=csv&limit=ALL": "limit", "/penalties?format=csv&limit=201": "limit",
		"/penalties?format=csv&facets=year": "facets", "/search?format=csv": "format", "/search?format=csv&kind=thing": "format",
		"/penalties?format=csv&format=json": "format",
	} {
		a := f.get(root + target)
		var p web.Problem
		if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != http.StatusBadRequest || p.Parameter != parameter {
			t.Errorf("%s: %d %s", target, a.status, a.body)
		}
	}
}
