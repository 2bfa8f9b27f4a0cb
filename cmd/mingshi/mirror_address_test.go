package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestMirrorsSayWhatIsWrongWithTheAddress gives the example clients addresses that are no site's.
func TestMirrorsSayWhatIsWrongWithTheAddress(t *testing.T) {
	other := func(status int, kind, body string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body) // a client that went away says so itself
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for name, test := range map[string]struct {
		address string
		code    int
		says    []string
	}{
		"with a path":          {"https://host.example/docs", 2, []string{"https://host.example/docs: give the address of the site alone", "without a path"}},
		"with a query":         {"https://host.example/?lang=en", 2, []string{"give the address of the site alone"}},
		"without a scheme":     {"host.example", 2, []string{"give the address of the site alone"}},
		"of another scheme":    {"ftp://host.example", 2, []string{"give the address of the site alone"}},
		"where nobody is":      {closed.URL, 1, []string{"cannot reach " + closed.URL, "refused"}},
		"of pages alone":       {other(http.StatusOK, "text/html; charset=utf-8", "<!DOCTYPE html><p>hello"), 1, []string{"/dumps/latest/manifest.json answers", "not as a Mingshi site does"}},
		"of another site":      {other(http.StatusNotFound, "text/html", "<p>not here"), 1, []string{"answers 404, and not as a Mingshi site does: is the address right"}},
		"of another interface": {other(http.StatusNotFound, "application/json", `{"message":"no"}`), 1, []string{"answers 404, and not as a Mingshi site does"}},
		"of lists":             {other(http.StatusForbidden, "application/json", `[1]`), 1, []string{"answers 403, and not as a Mingshi site does"}},
	} {
		for _, m := range exampleMirrors(t) {
			c := m.start(t, test.address)
			if code := c.wait(t); code != test.code {
				t.Errorf("%s, %s: exit code %d, want %d", m.name, name, code, test.code)
			}
			for _, want := range test.says {
				if !strings.Contains(c.log.String(), want) {
					t.Errorf("%s, %s: it does not say %q but: %s", m.name, name, want, c.log)
				}
			}
			for _, never := range []string{"Traceback", "None", "<nil>"} {
				if strings.Contains(c.log.String(), never) {
					t.Errorf("%s, %s: it says %s", m.name, name, c.log)
				}
			}
		}
	}
}
