package site_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mingshi/internal/throttle"
	"mingshi/internal/web"
	"mingshi/site"
)

// TestNobodyAtADoorIsRefused holds that of all pages only those that search or filter, and sitemaps, are counted, and that who has asked too much is
// told so as a page, in words.
func TestNobodyAtADoorIsRefused(t *testing.T) {
	w := newWorld(t)
	one := throttle.Rate{Interval: time.Hour, Burst: 1}
	w.app = web.New(web.Options{
		ErrorPage: site.ErrorPage(w.deps), StyleHashes: []string{site.StyleHash()},
		Limits: &web.Limits{Limiter: throttle.New(throttle.Limits{Pages: one, API: one, Dumps: one})},
	})
	site.Install(w.app, w.deps)
	if first := w.get("/search?q=%E6%B5%B4"); first.status != http.StatusOK {
		t.Fatalf("the first search: %d", first.status)
	}
	for _, path := range []string{"/search?q=%E6%B5%B4", "/venues?street=x", "/penalties?lang=en&q=a", "/permits?sort=decided_on", "/filings?after=x"} {
		a := w.get(path)
		if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "3600" || !strings.Contains(a.body, "3600") ||
			!strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
	}
	for _, path := range []string{"/sitemap.xml", "/sitemaps/venues-1.xml"} {
		if a := w.get(path); a.status != http.StatusTooManyRequests || a.header.Get("Ratelimit") == "" {
			t.Errorf("%s, a walk of the store: %d %v", path, a.status, a.header)
		}
	}
	code := string(w.boards.Issue(1))
	for _, path := range []string{
		"/", "/about", "/search", "/venues", "/venues?lang=en", "/penalties", "/permits", "/filings", "/subjects", "/s", "/S/" + code, "/s/" + code,
		"/venues/vn_0000000000001", "/penalties/pn_0000000000001?from=singlemessage", "/problems/too-many-requests", "/robots.txt",
	} {
		for range 2 {
			if a := w.get(path); a.status == http.StatusTooManyRequests || a.header.Get("Ratelimit") != "" {
				t.Errorf("%s is counted: %d %v", path, a.status, a.header)
			}
		}
	}
}
