package web

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/throttle"
)

// slow are limits that no test outlasts: two requests at once, and one more after an hour.
var slow = throttle.Rate{Interval: time.Hour, Burst: 2}

var slowLimits = throttle.Limits{Pages: slow, API: slow, Dumps: slow, KeyAPI: throttle.Rate{Interval: time.Hour, Burst: 4}}

// keyed is a limit with one key that holds and one that is revoked.
type keyed struct {
	*Limits

	holds, revoked string
}

func newKeyed(t *testing.T, limits throttle.Limits) keyed {
	t.Helper()
	var keys throttle.Keys
	holds, err := keys.Create("credit office", "clerk", nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	revoked, err := keys.Create("mirror", "clerk", nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.Revoke("mirror", time.Now()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), throttle.KeysFile)
	if err := os.WriteFile(path, keys.Encode(), 0o600); err != nil {
		t.Fatal(err)
	}
	ring, err := throttle.OpenKeyring(path, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	return keyed{Limits: &Limits{Limiter: throttle.New(limits), Keys: ring}, holds: holds.Reveal(), revoked: revoked.Reveal()}
}

// throttledApp has one route for each way to pay.
func throttledApp(o Options) *fiber.App {
	app := New(o)
	stamp := Stamp{FeedID: "f", Position: 1, Today: disclosure.MustDate("2026-11-22")}
	list := func(c *fiber.Ctx) error {
		if same, err := NotModified(c, stamp); same || err != nil {
			return err
		}
		return c.SendString("all of it")
	}
	app.Get("/api/list", Throttle(throttle.API), list)
	app.Get("/api/late", Throttle(throttle.API), func(c *fiber.Ctx) error { // finds out by itself whether anything is new
		if c.Get(fiber.HeaderIfNoneMatch) == `"same"` {
			c.Status(http.StatusNotModified)
			return nil
		}
		return c.SendString("all of it")
	})
	app.Get("/api/none", Throttle(throttle.API), func(*fiber.Ctx) error { return disclosure.Errorf(disclosure.NotFound, "none") })
	app.Get("/api/whole", Throttle(throttle.API), func(c *fiber.Ctx) error {
		if err := Charge(c, throttle.Dumps); err != nil {
			return err
		}
		return c.SendString("all of it")
	})
	app.Get("/dumps/file", Throttle(throttle.Dumps), list)
	app.Get("/venues", Throttle(throttle.Pages), list)
	app.Get("/sitemap", ThrottleAlways(throttle.Pages), list)
	app.Get("/venues/:id", list)
	return app
}

// statuses asks so many times and gives the statuses.
func statuses(t *testing.T, app *fiber.App, times int, target string, header ...string) string {
	t.Helper()
	var got []string
	for range times {
		response, _ := get(t, app, http.MethodGet, target, header...)
		got = append(got, strconv.Itoa(response.StatusCode))
	}
	return strings.Join(got, " ")
}

func TestAnEmptyBucketIsRefusedWithItsProblem(t *testing.T) {
	app := throttledApp(Options{Limits: newKeyed(t, slowLimits).Limits, ErrorPage: func(c *fiber.Ctx, p Problem) error {
		return c.SendString("page " + p.Code)
	}})
	for i, want := range []struct {
		status     int
		limit      string
		retryAfter string
	}{
		{200, `"api";r=1;t=3600`, ""}, {200, `"api";r=0;t=7200`, ""}, {429, `"api";r=0;t=7200`, "3600"}, {429, `"api";r=0;t=7200`, "3600"},
	} {
		response, body := get(t, app, http.MethodGet, "/api/list?lang=en")
		if response.StatusCode != want.status || response.Header.Get("Ratelimit") != want.limit ||
			response.Header.Get("Retry-After") != want.retryAfter || response.Header.Get("Ratelimit-Policy") != `"api";q=2;w=7200` {
			t.Errorf("request %d: %d %v", i+1, response.StatusCode, response.Header)
		}
		if want.status == http.StatusOK {
			continue
		}
		var p Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil || p.Code != "too-many-requests" || !strings.Contains(p.Fix, "in 3600 s;") {
			t.Errorf("problem: %v %s", err, body)
		}
	}
	if got := statuses(t, app, 3, "/venues?q=a"); got != "200 200 429" {
		t.Errorf("a search page: %s", got)
	}
	if _, body := get(t, app, http.MethodGet, "/venues?q=a"); body != "page too-many-requests" {
		t.Errorf("people see %q", body)
	}
}

func TestWhatIsFree(t *testing.T) {
	for name, tc := range map[string]struct {
		target string
		header []string
		want   string
	}{
		"record pages":                {"/venues/vn_1", nil, "200 200 200 200"},
		"a list as such":              {"/venues", nil, "200 200 200 200"},
		"a list in a language":        {"/venues?lang=en", nil, "200 200 200 200"},
		"a form that was left empty":  {"/venues?q=&lang=en", nil, "200 200 200 200"},
		"a list with a query":         {"/venues?q=a&lang=en", nil, "200 200 429 429"},
		"a page that always costs":    {"/sitemap", nil, "200 200 429 429"},
		"data":                        {"/api/list", nil, "200 200 429 429"},
		"data that is not there":      {"/api/none", nil, "404 404 429 429"},
		"a tag of another state":      {"/api/list", []string{"If-None-Match", `W/"old"`}, "200 200 429 429"},
		"no tag, to be found late":    {"/api/late", []string{"If-None-Match", `"old"`}, "200 200 429 429"},
		"nothing new":                 {"/api/list", []string{"If-None-Match", "*"}, "304 304 304 304"},
		"nothing new, found late":     {"/api/late", []string{"If-None-Match", `"same"`}, "304 304 304 304"},
		"not there, asked with a tag": {"/api/none", []string{"If-None-Match", "*"}, "404 404 429 429"},
		"a large answer":              {"/api/whole", nil, "200 200 429 429"},
	} {
		t.Run(name, func(t *testing.T) {
			app := throttledApp(Options{Limits: newKeyed(t, slowLimits).Limits})
			if got := statuses(t, app, 4, tc.target, tc.header...); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestNothingNewIsAnsweredEvenToAnEmptyBucket(t *testing.T) {
	app := throttledApp(Options{Limits: newKeyed(t, slowLimits).Limits})
	if got := statuses(t, app, 3, "/api/list"); got != "200 200 429" {
		t.Fatalf("got %s", got)
	}
	response, body := get(t, app, http.MethodGet, "/api/list", "If-None-Match", "*")
	if response.StatusCode != http.StatusNotModified || body != "" || response.Header.Get("Ratelimit") != `"api";r=0;t=7200` {
		t.Errorf("%d %v", response.StatusCode, response.Header)
	}
}

func TestBucketsOfClientsAndClasses(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("0.0.0.0/32")} // what the app in memory sees as its peer
	app := throttledApp(Options{Limits: newKeyed(t, slowLimits).Limits, TrustedProxies: proxies})
	from := func(address string) []string { return []string{"X-Forwarded-For", address} }
	for _, step := range []struct{ target, address, want string }{
		{"/api/list", "203.0.113.1", "200 200 429"},
		{"/api/list", "203.0.113.2", "200 200 429"},
		{"/dumps/file", "203.0.113.1", "200 200 429"},
		{"/api/whole", "203.0.113.3", "200 200 429"},
		{"/dumps/file", "203.0.113.3", "429 429 429"}, // large answers are dumps, too
		{"/api/list", "2001:db8::1", "200 200 429"},
		{"/api/list", "2001:db8::2", "429 429 429"},
		{"/api/list", "2001:db8:0:1::1", "200 200 429"},
		{"/api/list", "198.51.100.9, 203.0.113.1", "429 429 429"}, // what stands left of the proxy's word anybody may write
	} {
		if got := statuses(t, app, 3, step.target, from(step.address)...); got != step.want {
			t.Errorf("%s from %s: %s, want %s", step.target, step.address, got, step.want)
		}
	}
}

func TestAKeyHasMoreThanAnAddress(t *testing.T) {
	limits := newKeyed(t, slowLimits)
	app := throttledApp(Options{Limits: limits.Limits})
	if got := statuses(t, app, 5, "/api/list", "Authorization", "bearer  "+limits.holds); got != "200 200 200 200 429" {
		t.Errorf("with a key: %s", got)
	}
	if got := statuses(t, app, 3, "/api/list"); got != "200 200 429" {
		t.Errorf("without it: %s", got)
	}
}

func TestAKeyThatDoesNotHoldIsRefused(t *testing.T) {
	limits := newKeyed(t, slowLimits)
	for name, header := range map[string]string{
		"revoked":   "Bearer " + limits.revoked,
		"unknown":   "Bearer " + throttle.NewSecret().Reveal(),
		"cut short": "Bearer " + limits.holds[:20],
		"no key":    "Bearer x",
		"empty":     "Bearer",
	} {
		t.Run(name, func(t *testing.T) {
			app := throttledApp(Options{Limits: &Limits{Limiter: throttle.New(slowLimits), Keys: limits.Keys}})
			for _, target := range []string{"/api/list", "/dumps/file"} {
				response, body := get(t, app, http.MethodGet, target, "Authorization", header)
				if response.StatusCode != http.StatusUnauthorized || !strings.Contains(body, `"code":"unauthorized"`) ||
					response.Header.Get("WWW-Authenticate") != `Bearer realm="mingshi", error="invalid_token"` {
					t.Errorf("%s: %d %v %s", target, response.StatusCode, response.Header, body)
				}
				if strings.Contains(body, "msk_") {
					t.Errorf("the problem repeats the key: %s", body)
				}
			}
			if got := statuses(t, app, 3, "/api/list", "Authorization", header); got != "401 429 429" {
				t.Errorf("guessing costs nothing: %s", got)
			}
			if response, _ := get(t, app, http.MethodGet, "/venues?q=a", "Authorization", header); response.StatusCode != http.StatusOK {
				t.Errorf("a page: %d", response.StatusCode)
			}
		})
	}
	none := throttledApp(Options{Limits: &Limits{Limiter: throttle.New(slowLimits)}})
	if got := statuses(t, none, 1, "/api/list", "Authorization", "Bearer "+limits.holds); got != "401" {
		t.Errorf("a key where there are none: %s", got)
	}
}

// TestAnythingElseInAuthorizationIsNotTakenForNobody holds that a key that was sent in the wrong way is told so.
func TestAnythingElseInAuthorizationIsNotTakenForNobody(t *testing.T) {
	limits := newKeyed(t, slowLimits)
	for _, header := range []string{limits.holds, "Basic eDp5", "Token " + limits.holds, "Bearer" + limits.holds} {
		app := throttledApp(Options{Limits: &Limits{Limiter: throttle.New(slowLimits), Keys: limits.Keys}})
		response, body := get(t, app, http.MethodGet, "/api/list?lang=en", "Authorization", header)
		if response.StatusCode != http.StatusUnauthorized || !strings.Contains(body, "Authorization: Bearer msk_…") ||
			response.Header.Get("WWW-Authenticate") != `Bearer realm="mingshi"` || strings.Contains(body, limits.holds) {
			t.Errorf("%.12q: %d %v %s", header, response.StatusCode, response.Header, body)
		}
		if got := statuses(t, app, 2, "/api/list", "Authorization", header); got != "401 429" {
			t.Errorf("%.12q again: %s", header, got)
		}
		if got := statuses(t, app, 1, "/venues?q=a", "Authorization", header); got != "200" {
			t.Errorf("%.12q on a page, meant for a proxy in front: %s", header, got)
		}
	}
}

// TestAnAnswerOfTwoBucketsTellsOfBoth holds that the headers, which are lists, name each bucket that was taken from.
func TestAnAnswerOfTwoBucketsTellsOfBoth(t *testing.T) {
	app := throttledApp(Options{Limits: newKeyed(t, slowLimits).Limits})
	response, _ := get(t, app, http.MethodGet, "/api/whole")
	if got := response.Header.Get("Ratelimit"); got != `"api";r=1;t=3600, "dumps";r=1;t=3600` {
		t.Errorf("RateLimit is %s", got)
	}
	if got := response.Header.Get("Ratelimit-Policy"); got != `"api";q=2;w=7200, "dumps";q=2;w=7200` {
		t.Errorf("RateLimit-Policy is %s", got)
	}
}

func TestTheLogNamesTheKeyAndNeverHoldsIt(t *testing.T) {
	limits := newKeyed(t, slowLimits)
	var lines bytes.Buffer
	app := throttledApp(Options{Limits: limits.Limits, Log: slog.New(slog.NewJSONHandler(&lines, nil))})
	statuses(t, app, 6, "/api/list", "Authorization", "Bearer "+limits.holds)
	statuses(t, app, 2, "/api/list", "Authorization", "Bearer "+limits.revoked)
	if strings.Contains(lines.String(), "msk_") || strings.Contains(lines.String(), strings.TrimPrefix(limits.holds, "msk_")) {
		t.Errorf("a key is logged: %s", &lines)
	}
	if got := strings.Count(lines.String(), `"key":"credit office"`); got != 6 {
		t.Errorf("the holder is named %d times, want 6: %s", got, &lines)
	}
}

func TestWithoutLimitsAllPasses(t *testing.T) {
	for name, limits := range map[string]*Limits{"none": nil, "off": {Limiter: throttle.New(throttle.Limits{})}} {
		app := throttledApp(Options{Limits: limits})
		response, _ := get(t, app, http.MethodGet, "/api/whole")
		if response.StatusCode != http.StatusOK || response.Header.Get("Ratelimit") != "" || response.Header.Get("Ratelimit-Policy") != "" {
			t.Errorf("%s: %d %v", name, response.StatusCode, response.Header)
		}
		if got := statuses(t, app, 4, "/api/list"); got != "200 200 200 200" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestARefusedRequestCostsNoWork holds that nobody gets the work of an answer done by sending a tag that fits nothing.
func TestARefusedRequestCostsNoWork(t *testing.T) {
	app := New(Options{Limits: newKeyed(t, slowLimits).Limits})
	worked := 0
	app.Get("/api/work", Throttle(throttle.API), func(c *fiber.Ctx) error {
		if same, err := NotModified(c, Stamp{Position: 1}); same || err != nil {
			return err
		}
		worked++
		return c.SendString("all of it")
	})
	if got := statuses(t, app, 5, "/api/work", "If-None-Match", `W/"old"`); got != "200 200 429 429 429" || worked != 2 {
		t.Errorf("%s, worked %d times", got, worked)
	}
}
