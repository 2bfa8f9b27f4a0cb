package site_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// scriptAddress is where our script must be, by the file as it stands here.
var scriptAddress = func() string {
	source, err := os.ReadFile(filepath.Join("static", "suggest.js"))
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(source)
	return "/static/suggest." + hex.EncodeToString(sum[:8]) + ".js"
}()

// withoutOurScript takes out of a page the one script that it may have.
func withoutOurScript(page string) string {
	return strings.Replace(page, `<script src="`+scriptAddress+`" defer></script>`, "", 1)
}

func TestScriptIsKeptForGood(t *testing.T) {
	w := newWorld(t)
	source, err := os.ReadFile(filepath.Join("static", "suggest.js"))
	if err != nil {
		t.Fatal(err)
	}
	if most := 2048; len(source) > most {
		t.Errorf("the script has %d bytes, want at most %d", len(source), most)
	}
	got := w.get(scriptAddress)
	if got.status != http.StatusOK || got.body != string(source) {
		t.Errorf("status %d, %d bytes", got.status, len(got.body))
	}
	for name, want := range map[string]string{
		"Content-Type":           "text/javascript; charset=utf-8",
		"Cache-Control":          "public, max-age=31536000, immutable",
		"X-Content-Type-Options": "nosniff",
	} {
		if value := got.header.Get(name); value != want {
			t.Errorf("%s is %q, want %q", name, value, want)
		}
	}
	small := w.get(scriptAddress, "Accept-Encoding", "gzip")
	if small.header.Get("Content-Encoding") != "gzip" || small.header.Get("Vary") != "Accept-Encoding" || len(small.body) >= len(source) {
		t.Errorf("%d bytes in the coding %q, varying by %q", len(small.body), small.header.Get("Content-Encoding"), small.header.Get("Vary"))
	}
	if old := w.get("/static/suggest.0000000000000000.js"); old.status != http.StatusNotFound {
		t.Errorf("another edition: status %d, want 404", old.status)
	}
}

// TestScriptsAreAdmittedWhereNamesAreSuggested holds which pages have the script, and that the policy of no other admits any.
func TestScriptsAreAdmittedWhereNamesAreSuggested(t *testing.T) {
	w, board, _ := district(t)
	const admitted = "; script-src 'self'; connect-src 'self'"
	for path, want := range map[string]bool{
		"/": true, "/search": true, seek("q", "酒店"): true, seek("q", "酒店", "fine_from", "many"): true,
		"/venues": true, "/penalties": true, "/permits": true, "/filings": true,
		listedAt("/penalties", "q", "消毒"): true, "/venues?after=nonsense": true,

		"/S/" + string(board): false, "/s": false, "/s/04000001BY0CXBYNMGHB": false, "/s?code=short": false,
		address(w, disclosure.KindVenue, hotel): false, address(w, disclosure.KindPenalty, "赵某"): false,
		"/subjects": false, "/subjects/" + hotelCode: false, "/about": false, "/nowhere": false, "/venues/garbage": false,
		"/problems/not-found": false, scriptAddress: false,
	} {
		got := w.get(path)
		if has := strings.Contains(got.body, scriptAddress); has != want {
			t.Errorf("%s: the script is there: %v, want %v", path, has, want)
		}
		policy := got.header.Get("Content-Security-Policy")
		if strings.HasSuffix(policy, admitted) != want || strings.Contains(policy, "script-src") != want || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
	}
	for _, path := range []string{"/", "/venues", seek("q", "酒店")} {
		got := w.get(path, "If-None-Match", w.get(path).header.Get("ETag"))
		if policy := got.header.Get("Content-Security-Policy"); got.status != http.StatusNotModified || !strings.HasSuffix(policy, admitted) {
			t.Errorf("%s again: status %d, policy %q", path, got.status, policy)
		}
	}
}

// TestSearchBoxIsOneEverywhere holds that a box without suggestions is the same box.
func TestSearchBoxIsOneEverywhere(t *testing.T) {
	w, _, _ := district(t)
	for path, suggests := range map[string]bool{"/": true, "/search": true, "/venues": true, "/nowhere": false} {
		for _, lang := range i18n.Langs() {
			form := checkedHTML(t, w.get(path+"?lang="+string(lang)).body).classed("find")[0]
			box := within(form, "input")[0]
			if attribute(box, "name") != "q" || attribute(box, "type") != "search" || attribute(box, "maxlength") != "200" {
				t.Errorf("%s: the first field is no search box", path)
			}
			has := false
			for _, attr := range box.Attr {
				has = has || attr.Key == "data-suggest"
			}
			if has != suggests {
				t.Errorf("%s: the box suggests: %v, want %v", path, has, suggests)
			}
		}
	}
}
