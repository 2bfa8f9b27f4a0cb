package publicapi

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/dump"
	"mingshi/internal/web"
)

// withDumps has the records of seeded and a dump of them.
func withDumps(t *testing.T) *fixture {
	t.Helper()
	f := seeded(t)
	f.now = f.now.Add(time.Second)
	dir := t.TempDir()
	now := func() time.Time { return f.now }
	keeper, err := dump.NewKeeper(dump.Options{Dir: dir, Source: f.store, Zone: f.zone, Now: now, Terms: dump.Terms{BaseURL: baseURL}})
	if err != nil {
		t.Fatal(err)
	}
	if done, err := keeper.Step(t.Context()); err != nil || done.Made == "" {
		t.Fatalf("no dump was made: %+v, %v", done, err)
	}
	f.app = web.New(web.Options{BaseURL: baseURL})
	deps := f.api.Deps
	deps.Dumps = dump.NewShelf(dir, f.zone, now)
	f.api = newAPI(deps)
	f.api.install(f.app)
	return f
}

// document reads an answer as any JSON.
func (f *fixture) document(target string) any {
	f.Helper()
	var document any
	f.decoded(target, &document)
	return document
}

// eachText hands on every text of a document.
func eachText(document any, visit func(text string)) {
	switch document := document.(type) {
	case string:
		visit(document)
	case []any:
		for _, item := range document {
			eachText(item, visit)
		}
	case map[string]any:
		for _, item := range document {
			eachText(item, visit)
		}
	}
}

// pagesOfSite are the addresses of the catalogue that package site answers.
var pagesOfSite = []string{"/", "/permits", "/filings", "/penalties", "/venues"}

// TestEveryAddressOfTheCatalogueIsThere asks for whatever the catalogue and the data package lead to.
func TestEveryAddressOfTheCatalogueIsThere(t *testing.T) {
	for name, f := range map[string]*fixture{"no dumps": seeded(t), "dumps": withDumps(t)} {
		targets := []string{cataloguePath}
		if f.api.Dumps != nil {
			targets = append(targets, packagePath)
		}
		asked := map[string]bool{}
		for _, target := range targets {
			eachText(f.document(target), func(text string) {
				path, ours := strings.CutPrefix(text, baseURL)
				path, _, _ = strings.Cut(path, "#")
				if ours && !slices.Contains(pagesOfSite, path) {
					asked[path] = true
				}
			})
		}
		for path := range asked {
			if a := f.get(path); a.status != http.StatusOK {
				t.Errorf("%s: %s answers %d", name, path, a.status)
			}
		}
		if want := map[string]int{"no dumps": 16, "dumps": 16 + 7*4}[name]; len(asked) < want {
			t.Errorf("%s: only %d addresses were asked for, want at least %d", name, len(asked), want)
		}
	}
}

// TestCatalogueHasWhatDCATAsksFor holds the mandatory and recommended members of DCAT-AP 3.
func TestCatalogueHasWhatDCATAsksFor(t *testing.T) {
	f := withDumps(t)
	a := f.get(cataloguePath)
	if got := a.header.Get("Content-Type"); got != "application/ld+json" {
		t.Errorf("the media type is %q", got)
	}
	root := f.document(cataloguePath).(map[string]any)
	need := func(what string, node map[string]any, of string, members ...string) {
		t.Helper()
		if node["@type"] != of {
			t.Errorf("%s is a %v, want %s", what, node["@type"], of)
		}
		for _, member := range members {
			if node[member] == nil || node[member] == "" {
				t.Errorf("%s has no %s", what, member)
			}
			prefix, _, prefixed := strings.Cut(member, ":")
			if prefixed && root["@context"].(map[string]any)[prefix] == nil {
				t.Errorf("%s: nobody knows the prefix of %s", what, member)
			}
		}
	}
	need("the catalogue", root, "dcat:Catalog", "@id", "dct:title", "dct:description", "dct:publisher", "dcat:dataset", "dcat:service",
		"foaf:homepage", "dct:language", "dct:license", "dct:rights", "dct:spatial", "dct:modified")
	need("the publisher", root["dct:publisher"].(map[string]any), "foaf:Agent", "@id", "foaf:name", "dct:identifier")
	service := root["dcat:service"].([]any)[0].(map[string]any)
	need("the service", service, "dcat:DataService", "@id", "dct:title", "dcat:endpointURL", "dcat:endpointDescription", "dcat:servesDataset")
	ids, sets := map[any]bool{}, root["dcat:dataset"].([]any)
	if len(sets) != 7 || len(service["dcat:servesDataset"].([]any)) != 6 {
		t.Fatalf("%d sets", len(sets))
	}
	for _, item := range sets {
		set := item.(map[string]any)
		name := set["dct:identifier"].(string)
		need(name, set, "dcat:Dataset", "@id", "dct:title", "dct:description", "dct:publisher", "dcat:keyword", "dcat:theme", "dct:license",
			"dct:spatial", "dct:accrualPeriodicity", "dct:modified", "dcat:distribution")
		if (set["dct:temporal"] == nil) != (name == "venues") {
			t.Errorf("%s is of %v", name, set["dct:temporal"])
		}
		for _, item := range set["dcat:distribution"].([]any) {
			way := item.(map[string]any)
			need(name, way, "dcat:Distribution", "@id", "dct:title", "dcat:accessURL", "dcat:mediaType", "dct:license")
			if ids[way["@id"]] {
				t.Errorf("two distributions have the id %v", way["@id"])
			}
			ids[way["@id"]] = true
			if (way["dcat:accessService"] == nil) == (way["dcat:downloadURL"] == nil) {
				t.Errorf("%v is neither a file nor a service, or both", way["@id"])
			}
		}
	}
	if want := 6 + 2*3 + 7*4; len(ids) != want {
		t.Errorf("%d distributions, want %d", len(ids), want)
	}
}

// TestChecksumsOfTheCatalogueHold downloads every file.
func TestChecksumsOfTheCatalogueHold(t *testing.T) {
	f := withDumps(t)
	var described Catalogue
	f.decoded(cataloguePath, &described)
	files := 0
	for _, set := range described.Datasets {
		for _, way := range set.Distributions {
			if way.DownloadURL == nil {
				continue
			}
			files++
			for _, address := range []Ref{way.AccessURL, *way.DownloadURL} {
				body := f.get(strings.TrimPrefix(address.ID, baseURL)).body
				sum := sha256.Sum256([]byte(body))
				if hex.EncodeToString(sum[:]) != way.Checksum.Value.Value || strconv.Itoa(len(body)) != way.Bytes.Value {
					t.Errorf("%s has %d bytes, not those of the catalogue", address.ID, len(body))
				}
			}
		}
	}
	if files != 28 {
		t.Errorf("%d files", files)
	}
}

func TestPeriodOfASetIsThatOfItsDecisions(t *testing.T) {
	f := seeded(t)
	var described Catalogue
	f.decoded(cataloguePath, &described)
	for _, set := range described.Datasets {
		if set.Identifier != "penalties" {
			continue
		}
		// Those that are gone were decided before and after these two.
		if set.Temporal.Start.Value != "2025-03-03" || set.Temporal.End.Value != "2025-03-04" {
			t.Errorf("the penalties are of %+v", set.Temporal)
		}
	}
}

func TestCatalogueWithoutTermsSaysNothingOfThem(t *testing.T) {
	f := seeded(t)
	who := f.api.Authority
	who.LicenceName, who.LicenceURL, who.AttributionZH, who.AttributionEN = "", "", "", ""
	for _, word := range []string{"dct:license", "dct:rights"} {
		if strings.Contains(f.get(cataloguePath).body, word) {
			t.Errorf("the catalogue has %s", word)
		}
	}
}

func TestWhoAcceptsNoLinkedDataGetsNone(t *testing.T) {
	f := seeded(t)
	for accept, want := range map[string]int{
		"": 200, "*/*": 200, "application/ld+json": 200, "application/json": 200, "text/html": 406, "text/turtle": 406,
	} {
		header := []string{"Accept", accept}
		if accept == "" {
			header = nil
		}
		if a := f.get(cataloguePath, header...); a.status != want {
			t.Errorf("Accept %q: %d, want %d", accept, a.status, want)
		}
	}
}

// TestDataPackageDescribesItsFiles reads every table as the package describes it.
func TestDataPackageDescribesItsFiles(t *testing.T) {
	f := withDumps(t)
	var described DataPackage
	f.decoded(packagePath, &described)
	if len(described.Resources) != 7 || described.Schema == "" || len(described.Licences) != 1 || described.Sources[0].Title == "" {
		t.Fatalf("the package is %+v", described)
	}
	rows := map[string]int{"venues": 2, "permits": 2, "filings": 1, "penalties": 2, "gradings": 1, "readings": 1, "boards": 1}
	for _, resource := range described.Resources {
		body := f.get(strings.TrimPrefix(resource.Path, baseURL)).body
		sum := sha256.Sum256([]byte(body))
		if int64(len(body)) != resource.Bytes || "sha256:"+hex.EncodeToString(sum[:]) != resource.Hash {
			t.Errorf("%s: the file is another", resource.Name)
		}
		unpacked, err := gzip.NewReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		table, err := csv.NewReader(unpacked).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var headings []string
		for _, field := range resource.Schema.Fields {
			headings = append(headings, field.Name)
			if field.Title == "" || field.Description == "" {
				t.Errorf("%s: the column %s is not explained", resource.Name, field.Name)
			}
		}
		if diff := gocmp.Diff(headings, table[0]); diff != "" {
			t.Errorf("%s: columns (-described +there):\n%s", resource.Name, diff)
		}
		if len(table)-1 != rows[resource.Name] {
			t.Errorf("%s: %d rows, want %d", resource.Name, len(table)-1, rows[resource.Name])
		}
		for _, row := range table[1:] {
			for n, cell := range row {
				if of := resource.Schema.Fields[n].Type; !readsAs(of, cell) {
					t.Errorf("%s: %q of %s is no %s", resource.Name, cell, headings[n], of)
				}
			}
		}
		if resource.Schema.PrimaryKey[0] != "id" || !slices.Contains(headings, "id") {
			t.Errorf("%s: the key is %q", resource.Name, resource.Schema.PrimaryKey)
		}
	}
}

// readsAs reports whether a cell is of a type of Table Schema.
func readsAs(of, cell string) bool {
	var err error
	switch {
	case cell == "" || of == "string":
	case of == "date":
		_, err = time.Parse(time.DateOnly, cell)
	case of == "datetime":
		_, err = time.Parse(time.RFC3339Nano, cell)
	case of == "integer":
		_, err = strconv.ParseInt(cell, 10, 64)
	case of == "number":
		_, err = strconv.ParseFloat(cell, 64)
	case of == "boolean":
		return cell == "true" || cell == "false"
	default:
		return false
	}
	return err == nil
}

func TestDataPackageWithoutADumpIsUnavailable(t *testing.T) {
	f := withDumps(t)
	f.api.Dumps = dump.NewShelf(t.TempDir(), f.zone, f.api.Now)
	if a := f.get(packagePath); a.code() != "unavailable" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := f.get(cataloguePath); a.status != http.StatusOK || strings.Contains(a.body, "/dumps/") {
		t.Errorf("the catalogue without dumps: %d %s", a.status, a.body)
	}
}

// TestCatalogueChangesWithTheDump holds that a tag is not the same for two dumps of one position.
func TestCatalogueChangesWithTheDump(t *testing.T) {
	f := withDumps(t)
	without := dump.NewShelf(t.TempDir(), f.zone, f.api.Now)
	tag := f.get(cataloguePath).header.Get("ETag")
	if a := f.get(cataloguePath, "If-None-Match", tag); a.status != http.StatusNotModified {
		t.Errorf("again: %d", a.status)
	}
	f.api.Dumps = without
	if a := f.get(cataloguePath, "If-None-Match", tag); a.status != http.StatusOK {
		t.Errorf("without its dump: %d", a.status)
	}
}

// TestSetsAreNamedAsOnPages holds that pages (package site) and catalogue speak of the same sets of data.
func TestSetsAreNamedAsOnPages(t *testing.T) {
	f := seeded(t)
	var described Catalogue
	f.decoded(cataloguePath, &described)
	for i, kind := range kinds {
		if want := baseURL + "/catalog.jsonld#" + kind.Plural(); described.Datasets[i].ID != want {
			t.Errorf("the set of the %s is %s, want %s", kind, described.Datasets[i].ID, want)
		}
		if texts := setTexts[kind]; texts.title == "" || texts.about == "" {
			t.Errorf("nothing is said of the %s", kind)
		}
	}
	if at, err := url.Parse(described.Publisher.ID); err != nil || at.Fragment != "publisher" {
		t.Errorf("the publisher is %s", described.Publisher.ID)
	}
}

func TestProfileSaysUnderWhichTerms(t *testing.T) {
	f := seeded(t)
	var page struct{ Data []publisher }
	f.decoded(root+"/authorities", &page)
	got := page.Data[0]
	if got.Licence == nil || got.Licence.Name != "CC BY 4.0" || got.Attribution == "" || got.AttributionEN == "" {
		t.Errorf("got %+v", got)
	}
	f.api.Authority = &disclosure.Authority{Zone: f.zone}
	var raw struct{ Data []map[string]json.RawMessage }
	f.decoded(root+"/authorities", &raw)
	if string(raw.Data[0]["licence"]) != "null" {
		t.Errorf("no licence is %s", raw.Data[0]["licence"])
	}
}
