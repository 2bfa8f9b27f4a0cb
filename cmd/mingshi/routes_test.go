package main

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/throttle"
	"mingshi/internal/web"
)

// How much a route costs whoever asks. A route that is not free names the bucket that its requests are taken from.
const (
	// costsPages is the bucket of pages, from which a page takes that searches or filters.
	costsPages = "pages"
	// costsPagesAlways is the same bucket for what costs something even where nothing in particular is asked for.
	costsPagesAlways = "pages, always"
	costsAPI         = "api"
	costsDumps       = "dumps"
)

// routeCosts are all routes of the app. One that is free says why: nobody decides that by forgetting.
var routeCosts = map[string]string{
	"/healthz": "free: probes come from the operator's own machines",
	"/readyz":  "free: probes come from the operator's own machines",

	"/api":     "free: leads elsewhere",
	"/api/":    costsAPI,
	"/api/v1":  costsAPI,
	"/api/v1/": costsAPI,

	"/api/v1/changes/stream": costsAPI, "/api/v1/changes": costsAPI, "/api/v1/search": costsAPI, "/api/v1/suggest": costsPages,
	"/api/v1/authorities": costsAPI, "/api/v1/stats": costsAPI, "/api/v1/stats/timeliness": costsAPI,
	"/api/v1/stats/grades": costsAPI, "/api/v1/stats/grades/changes": costsAPI, "/api/v1/stats/inspections": costsAPI,
	"/api/v1/subjects/:code": costsAPI, "/api/v1/boards/:serial": costsAPI,
	"/api/v1/subjects": costsAPI, "/subjects.json": costsAPI, "/search.json": costsAPI, "/subjects/:code.json": costsAPI,
	"/api/v1/permits": costsAPI, "/api/v1/permits/:id": costsAPI, "/api/v1/permits/:id/history": costsAPI,
	"/api/v1/filings": costsAPI, "/api/v1/filings/:id": costsAPI, "/api/v1/filings/:id/history": costsAPI,
	"/api/v1/penalties": costsAPI, "/api/v1/penalties/:id": costsAPI, "/api/v1/penalties/:id/history": costsAPI,
	"/api/v1/venues": costsAPI, "/api/v1/venues/:id": costsAPI, "/api/v1/venues/:id/history": costsAPI,
	"/api/v1/gradings": costsAPI, "/api/v1/gradings/:id": costsAPI, "/api/v1/gradings/:id/history": costsAPI,
	"/api/v1/readings": costsAPI, "/api/v1/readings/:id": costsAPI, "/api/v1/readings/:id/history": costsAPI,
	"/permits.json": costsAPI, "/permits/:id.json": costsAPI, "/filings.json": costsAPI, "/filings/:id.json": costsAPI,
	"/penalties.json": costsAPI, "/penalties/:id.json": costsAPI, "/venues.json": costsAPI, "/venues/:id.json": costsAPI,
	"/feeds/changes.json": costsAPI, "/feeds/changes.atom": costsAPI, "/feeds/gradings.json": costsAPI, "/feeds/gradings.atom": costsAPI,
	"/feeds/penalties.json": costsAPI, "/feeds/penalties.atom": costsAPI, "/feeds/permits.json": costsAPI, "/feeds/permits.atom": costsAPI,
	"/venues/:id/statement.jws": costsAPI, "/.well-known/jwks.json": costsAPI, "/badge/:id.svg": costsPagesAlways,
	"/catalog.jsonld": costsAPI, "/datapackage.json": costsAPI, "/openapi.json": costsAPI, "/openapi.yaml": costsAPI,

	"/dumps": "free: leads elsewhere", "/dumps/": costsDumps, "/dumps/manifest.json": costsDumps,
	"/dumps/:dump/manifest.json": costsDumps, "/dumps/:dump/:file": costsDumps,

	"/docs":               costsPages,
	"/docs/":              "free: leads elsewhere",
	"/docs/[file]":        "free: kept for ever by whoever has it once",
	"/sitemap.xml":        costsPagesAlways,
	"/sitemaps/:name.xml": costsPagesAlways,

	"/search": costsPages, "/venues": costsPages, "/penalties": costsPages, "/permits": costsPages, "/filings": costsPages,

	"/":               "free: pages of one record or none are read at doors",
	"/about":          "free: pages of one record or none are read at doors",
	"/statistics":     "free: its figures are worked out once for all who look until the next change",
	"/stats":          "free: it only leads to /statistics",
	"/feeds":          "free: pages of one record or none are read at doors",
	"/venues/:id":     "free: pages of one record or none are read at doors",
	"/penalties/:id":  "free: pages of one record or none are read at doors",
	"/permits/:id":    "free: pages of one record or none are read at doors",
	"/filings/:id":    "free: pages of one record or none are read at doors",
	"/subjects":       "free: leads elsewhere",
	"/subjects/:code": "free: pages of one record or none are read at doors",
	"/problems/:code": "free: whoever was refused must be able to read why",
	"/s":              "free: board scans are never refused",
	"/s/:code":        "free: board scans are never refused",
	"/S/:code":        "free: board scans are never refused",
	"/robots.txt":     "free: a few bytes",
	"/static/[file]":  "free: kept for ever by whoever has it once",
}

// routeName gives the files of pages, whose addresses change with them, one name, and a page with a slash behind it that of the page.
func routeName(path string) string {
	folder, file, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if strings.HasSuffix(file, ".js") || strings.HasSuffix(file, ".css") {
		return "/" + folder + "/[file]"
	}
	if _, apart := routeCosts[path]; !apart {
		return strings.TrimSuffix(path, "/")
	}
	return path
}

// TestEveryRouteHasDecidedWhatItCosts asks for every route that the program answers, with a bucket that never empties, and compares
// what the answer says of it with the table.
func TestEveryRouteHasDecidedWhatItCosts(t *testing.T) {
	var log bytes.Buffer
	term := &terminal{ctx: t.Context(), out: &log, err: &log, lang: i18n.ZH, log: newLogger(&log, "debug")}
	data := t.TempDir()
	h, err := openHouse(term, &settings{Data: data}, disclosure.MustDate("2026-11-20"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	if err := h.openCatalogue(term, &settings{Data: data}); err != nil {
		t.Fatal(err)
	}
	rate := throttle.Rate{Interval: time.Hour, Burst: 1_000}
	limits := &web.Limits{Limiter: throttle.New(throttle.Limits{Pages: rate, API: rate, Dumps: rate})}
	app := newApp(&h.front, web.Options{Log: term.log, BaseURL: "http://127.0.0.1", Limits: limits})
	bucket := func(target string) string {
		t.Helper()
		request := httptest.NewRequestWithContext(t.Context(), http.MethodHead, target, nil)
		response, err := app.Test(request, -1)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(response.Header.Get("Ratelimit-Policy"), ";")
		return strings.Trim(name, `"`)
	}
	found := map[string]bool{}
	for _, route := range app.GetRoutes(true) {
		if route.Method != http.MethodGet {
			continue
		}
		name := routeName(route.Path)
		found[name] = true
		if name != route.Path && name+"/" == route.Path && routeCosts[name] != "" {
			continue // leads to the page
		}
		parts := strings.Split(route.Path, "/")
		for i, part := range parts {
			if strings.HasPrefix(part, ":") {
				_, ending, dotted := strings.Cut(part, ".")
				if parts[i] = "x"; dotted {
					parts[i] += "." + ending
				}
			}
		}
		target, cost := strings.Join(parts, "/"), routeCosts[name]
		idle, asking := bucket(target), bucket(target+"?q=x")
		switch {
		case cost == "":
			t.Errorf("%s has no entry: decide what it costs", name)
		case strings.HasPrefix(cost, "free: "):
			if idle+asking != "" {
				t.Errorf("%s takes from %s%s, and should be %s", name, idle, asking, cost)
			}
		case cost == costsPages:
			if idle != "" || asking != "pages" {
				t.Errorf("%s takes from %q as such and from %q if it asks, want %q then", name, idle, asking, cost)
			}
		default:
			if want, _, _ := strings.Cut(cost, ","); idle != want || asking != want {
				t.Errorf("%s takes from %q and %q, want %q", name, idle, asking, cost)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(routeCosts)) {
		if !found[name] {
			t.Errorf("%s is in the table and not served", name)
		}
	}
}
