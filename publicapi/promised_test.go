package publicapi

import (
	"net/http"
	"slices"
	"testing"

	"github.com/gofiber/fiber/v2"
)

// promised are the addresses that clients were promised, each as a literal: whoever renames or forgets a route meets it
// here. Those of sitemaps, robots and pages are the site's.
var promised = []string{
	"/api/v1/permits", "/api/v1/filings", "/api/v1/penalties", "/api/v1/venues", "/api/v1/gradings", "/api/v1/readings",
	"/api/v1/permits/pm_0000000000001", "/api/v1/filings/fl_0000000000001", "/api/v1/penalties/pn_0000000000001",
	"/api/v1/venues/vn_0000000000001", "/api/v1/gradings/gr_0000000000001", "/api/v1/readings/rd_0000000000001",
	"/api/v1/permits/pm_0000000000001/history", "/api/v1/filings/fl_0000000000001/history",
	"/api/v1/penalties/pn_0000000000001/history", "/api/v1/venues/vn_0000000000001/history",
	"/api/v1/gradings/gr_0000000000001/history", "/api/v1/readings/rd_0000000000001/history",
	"/api/v1/subjects/91320282MA1MARKQ01", "/api/v1/subjects", "/api/v1/boards/04000001", "/api/v1/search",
	"/api/v1/stats", "/api/v1/stats/timeliness", "/api/v1/stats/grades", "/api/v1/stats/grades/changes",
	"/api/v1/stats/inspections", "/api/v1/authorities", "/api/v1/changes", "/api/v1/changes/stream",
	"/venues/vn_0000000000001/statement.jws", "/.well-known/jwks.json", "/badge/vn_0000000000001.svg",
	"/openapi.yaml", "/openapi.json", "/docs",
	"/feeds/penalties.json", "/feeds/permits.json", "/feeds/gradings.json", "/feeds/changes.json",
	"/feeds/penalties.atom", "/feeds/permits.atom", "/feeds/gradings.atom", "/feeds/changes.atom",
	"/dumps/", "/dumps/manifest.json", "/dumps/latest/manifest.json", "/catalog.jsonld", "/datapackage.json",
	"/healthz", "/readyz",
}

func TestEveryPromisedAddressIsServed(t *testing.T) {
	d := newDumping(t)
	d.step()
	for _, target := range promised {
		if slices.Contains(endless, target) {
			routed := slices.ContainsFunc(d.app.GetRoutes(true), func(r fiber.Route) bool {
				return r.Method == http.MethodGet && r.Path == target
			})
			if !routed {
				t.Errorf("GET %s is no route", target)
			}
			continue
		}
		if a := d.get(target); a.status != http.StatusOK || a.body == "" {
			t.Errorf("GET %s: %d %s", target, a.status, a.body)
		}
	}
}
