package publicapi

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

func TestEveryTargetIsThere(t *testing.T) {
	f := seeded(t)
	for _, target := range everyTarget() {
		a := f.get(target)
		gone := strings.Contains(target, string(withdrawnID)) || strings.Contains(target, string(overdueID)) ||
			strings.Contains(target, string(unusedID))
		if a.status != http.StatusOK && !gone || !whole(a.header.Get("Content-Type"), []byte(a.body)) {
			t.Errorf("%s: %d %s", target, a.status, a.body)
		}
	}
	for _, route := range f.app.GetRoutes(true) {
		apart := slices.Contains(endless, route.Path) || readerPage(route.Path) || strings.HasPrefix(route.Path, "/openapi.") ||
			route.Path == root || route.Path == keySetPath || redirects[route.Path] != "" // tested by themselves
		if route.Method == http.MethodGet && !apart && !slices.ContainsFunc(everyTarget(), func(target string) bool {
			address, _, _ := strings.Cut(target, "?")
			return covers(route.Path, address)
		}) {
			t.Errorf("route %s is not among the targets of the tests", route.Path)
		}
	}
}

// whole reports whether a document can be read to its end as what it says it is.
func whole(mediaType string, document []byte) bool {
	switch {
	case strings.Contains(mediaType, "json"):
		return json.Valid(document)
	case mediaType == mimeSVG:
		return xml.Unmarshal(document, new(any)) == nil
	case strings.Contains(mediaType, "xml"):
		return xml.Unmarshal(document, new(atom)) == nil
	}
	return len(document) > 0
}

// covers reports whether an address is one of a route.
func covers(route, address string) bool {
	pattern, parts := strings.Split(route, "/"), strings.Split(address, "/")
	return len(pattern) == len(parts) && !slices.ContainsFunc(pattern, func(part string) bool {
		at := slices.Index(pattern, part)
		if !strings.HasPrefix(part, ":") {
			return part != parts[at]
		}
		return path.Ext(part) != path.Ext(parts[at])
	})
}

func TestEveryTargetAnswersHeadAsGetWithoutABody(t *testing.T) {
	f := seeded(t)
	for _, target := range everyTarget() {
		get, head := f.get(target), f.do(http.MethodHead, target)
		if head.status != get.status || head.body != "" {
			t.Errorf("HEAD %s: %d with %d bytes, GET %d", target, head.status, len(head.body), get.status)
		}
		for _, name := range []string{"Content-Type", "Etag", "Vary", "Link", "Cache-Control", "Content-Length"} {
			if a, b := get.header.Get(name), head.header.Get(name); a != b {
				t.Errorf("%s: %s is %q for GET and %q for HEAD", target, name, a, b)
			}
		}
	}
}

func TestWhatIsGoneIsNowhere(t *testing.T) {
	f := seeded(t)
	for _, target := range everyTarget() {
		for _, lang := range []string{"zh", "en"} {
			separator := "?"
			if strings.Contains(target, "?") {
				separator = "&"
			}
			a := f.get(target + separator + "lang=" + lang)
			if strings.Contains(a.body, marker) {
				t.Errorf("%s shows what is gone: %s", target, a.body)
			}
			listsIDs := !strings.Contains(target, "/changes") && !strings.Contains(target, "/history")
			if listsIDs && (strings.Contains(a.body, string(withdrawnID)) || strings.Contains(a.body, string(overdueID))) {
				t.Errorf("%s names what is gone: %s", target, a.body)
			}
		}
	}
	var page listed
	f.decoded(root+"/penalties", &page)
	if page.Total != 2 || len(page.Data) != 2 {
		t.Errorf("%d of %d penalties, want 2 of 2", len(page.Data), page.Total)
	}
}

func TestMarkerIsSeenWhileItIsPublic(t *testing.T) {
	f := newFixture(t)
	record := f.publish(withdrawnID, samplePenalty("2025-03-05", marker))
	for _, target := range []string{root + "/penalties", root + "/changes", root + "/penalties/" + string(record.ID)} {
		if !strings.Contains(f.get(target).body, marker) {
			t.Errorf("%s does not show the record while it is public", target)
		}
	}
}

func TestTagChangesWithAWriteAndAtLocalMidnight(t *testing.T) {
	f := seeded(t)
	var targets []string
	for _, target := range everyTarget() {
		if a := f.get(target); a.status == http.StatusOK && a.header.Get("ETag") != "" {
			targets = append(targets, target)
		}
	}
	if len(targets) < 25 {
		t.Fatalf("only %d targets have tags", len(targets))
	}
	tags := map[string]string{}
	step := func(what string, fresh int) {
		for _, target := range targets {
			a := f.get(target, "If-None-Match", tags[target])
			if a.status != fresh || (a.status == http.StatusNotModified && a.body != "") {
				t.Errorf("%s: %s answers %d, want %d", what, target, a.status, fresh)
			}
			tags[target] = a.header.Get("ETag")
		}
	}
	step("at first", http.StatusOK)
	step("again", http.StatusNotModified)
	f.publish(numbered(disclosure.KindFiling, 80), sampleFiling())
	step("after a write", http.StatusOK)
	step("again after the write", http.StatusNotModified)
	f.now = f.now.AddDate(0, 0, 1)
	step("after midnight", http.StatusOK)
	step("again after midnight", http.StatusNotModified)
}

func TestAnyTagDoesNotHideThatARecordIsGone(t *testing.T) {
	f := seeded(t)
	for target, want := range map[string]int{
		root + "/penalties/" + string(withdrawnID): 410,
		root + "/penalties/" + string(unusedID):    404,
		root + "/penalties/" + string(penaltyID):   304,
	} {
		if a := f.get(target, "If-None-Match", "*"); a.status != want {
			t.Errorf("%s: %d, want %d", target, a.status, want)
		}
	}
}

func TestScriptsOfOtherSitesMayRead(t *testing.T) {
	f := seeded(t)
	for _, target := range []string{root + "/permits", "/permits.json", "/permits/" + string(permitID) + ".json"} {
		a := f.get(target, "Origin", "https://paper.example")
		if a.header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(a.header.Get("Access-Control-Expose-Headers"), "ETag") ||
			a.header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s: %v", target, a.header)
		}
		asked := f.do(http.MethodOptions, target, "Origin", "https://paper.example", "Access-Control-Request-Method", "GET",
			"Access-Control-Request-Headers", "if-none-match")
		if asked.status != http.StatusNoContent || !strings.Contains(asked.header.Get("Access-Control-Allow-Headers"), "If-None-Match") {
			t.Errorf("OPTIONS %s: %d %v", target, asked.status, asked.header)
		}
	}
	if a := f.get("/healthz"); a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("/healthz is shared")
	}
	if a := f.do(http.MethodOptions, "/healthz"); a.status != http.StatusMethodNotAllowed {
		t.Errorf("OPTIONS /healthz: %d", a.status)
	}
}

func TestDataIsNotIndexed(t *testing.T) {
	f := seeded(t)
	targets := append(everyTarget(), root+"/nothing", "/nothing.json", root+"/permits?limit=0")
	for _, target := range targets {
		want := "noindex"
		if target == "/healthz" || target == "/readyz" {
			want = ""
		}
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions} {
			if got := f.do(method, target).header.Get("X-Robots-Tag"); got != want {
				t.Errorf("%s %s: X-Robots-Tag is %q, want %q", method, target, got, want)
			}
		}
		if got := f.get(target, "If-None-Match", "*").header.Get("X-Robots-Tag"); got != want {
			t.Errorf("%s, asked with a tag: X-Robots-Tag is %q, want %q", target, got, want)
		}
	}
}

func TestVary(t *testing.T) {
	f := seeded(t)
	for _, encoding := range []string{"", "gzip", "br"} {
		a := f.get(root+"/permits?limit=1", "Accept-Encoding", encoding)
		if got := a.header.Values("Vary"); !slices.Equal(got, []string{"Accept, Accept-Language, Accept-Encoding"}) {
			t.Errorf("Accept-Encoding %q: Vary is %q", encoding, got)
		}
		if got := a.header.Get("Content-Encoding"); got != encoding {
			t.Errorf("Accept-Encoding %q: Content-Encoding is %q", encoding, got)
		}
	}
}
