package publicapi

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"mingshi/internal/store"
	"mingshi/internal/throttle"
	"mingshi/internal/web"
)

// throttledFixture answers one request of a class, and another after an hour.
func throttledFixture(t *testing.T) *fixture {
	t.Helper()
	f := seeded(t)
	one := throttle.Rate{Interval: time.Hour, Burst: 1}
	f.app = web.New(web.Options{BaseURL: baseURL, Limits: &web.Limits{
		Limiter: throttle.New(throttle.Limits{Pages: one, API: one, Dumps: one}),
	}})
	f.api.install(f.app)
	return f
}

func TestEveryAddressOfDataIsThrottled(t *testing.T) {
	for _, target := range everyTarget() {
		if target == "/healthz" || target == "/readyz" {
			continue
		}
		f := throttledFixture(t)
		first := f.get(target)
		policy := `"api";q=1;w=3600`
		if strings.HasPrefix(target, root+"/suggest") || strings.HasPrefix(target, badgeRoot) {
			policy = `"pages";q=1;w=3600`
		}
		if got := first.header.Get("Ratelimit-Policy"); got != policy || first.status == http.StatusTooManyRequests {
			t.Errorf("%s: %d, policy %q, want %q", target, first.status, got, policy)
		}
		again := f.get(target, "Origin", "https://paper.example")
		if again.status != http.StatusTooManyRequests || again.code() != "too-many-requests" || again.header.Get("Retry-After") != "3600" ||
			again.header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s again: %d %v", target, again.status, again.header)
		}
		if tag := first.header.Get("ETag"); tag != "" && first.status == http.StatusOK {
			if same := f.get(target, "If-None-Match", tag); same.status != http.StatusNotModified {
				t.Errorf("%s, nothing new: %d", target, same.status)
			}
		}
	}
}

func TestWhatIsNotThrottled(t *testing.T) {
	f := throttledFixture(t)
	for range 3 {
		if a := f.get("/healthz"); a.status != http.StatusOK || a.header.Get("Ratelimit") != "" {
			t.Errorf("/healthz: %d %v", a.status, a.header)
		}
		asked := f.do(http.MethodOptions, root+"/permits", "Origin", "https://paper.example", "Access-Control-Request-Headers", "authorization")
		if asked.status != http.StatusNoContent || !strings.Contains(asked.header.Get("Access-Control-Allow-Headers"), "Authorization") {
			t.Errorf("OPTIONS: %d %v", asked.status, asked.header)
		}
	}
	if a := f.get(root + "/permits"); a.status != http.StatusOK {
		t.Errorf("questions about methods were counted: %d", a.status)
	}
	exposed := f.get(root + "/permits").header.Get("Access-Control-Expose-Headers")
	for _, name := range []string{"RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate"} {
		if !strings.Contains(exposed, name) {
			t.Errorf("scripts of other sites cannot read %s: %s", name, exposed)
		}
	}
}

// TestWhoListensPaysFirst holds that no condition gives a place at the feed for nothing.
func TestWhoListensPaysFirst(t *testing.T) {
	f := throttledFixture(t)
	asked := &tallied{Reader: f.store, Feed: f.store}
	f.api.Reader, f.api.Feed = asked, asked
	head, err := f.store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	after := "after=" + strconv.FormatInt(head.Position, 10)
	paid := f.get(root+"/changes?wait=1&"+after, "If-None-Match", "*")
	if paid.status != http.StatusNotModified || paid.header.Get("Ratelimit") != `"api";r=0;t=3600` {
		t.Errorf("a wait that ends with nothing: %d %v", paid.status, paid.header)
	}
	// The hub that served the wait may look once more before it stops; what is counted from here on is asked by nobody but us.
	f.api.hub = newHub(asked)
	before := asked.heads.Load()
	for _, target := range []string{root + "/changes?wait=2&" + after, root + "/changes/stream?" + after} {
		for _, condition := range []string{"If-None-Match", "If-Modified-Since"} {
			if a := f.get(target, condition, "*"); a.status != http.StatusTooManyRequests {
				t.Errorf("%s with %s: %d", target, condition, a.status)
			}
		}
	}
	if got := asked.heads.Load() - before; got != 0 {
		t.Errorf("the store was asked %d times before anybody had paid", got)
	}
	if a := f.get(root+"/changes?wait=0&"+after, "If-None-Match", "*"); a.status != http.StatusNotModified {
		t.Errorf("without waiting: %d", a.status)
	}
}

// listReads counts the records that are read by lists.
type listReads struct {
	store.Reader
	records int
}

func (l *listReads) List(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := l.Reader.List(ctx, q)
	l.records += len(page.Records)
	return page, err
}

func TestABusinessThatIsKnownIsNotRead(t *testing.T) {
	f := seeded(t)
	read := &listReads{Reader: f.store}
	f.api.Reader = read
	for _, address := range []string{root + "/subjects/" + business, "/subjects/" + business + ".json"} {
		if a := f.get(address, "If-None-Match", "*"); a.status != http.StatusNotModified || read.records != 1 {
			t.Errorf("%s: %d after %d records", address, a.status, read.records)
		}
		read.records = 0
		if a := f.get(strings.ReplaceAll(address, "MARK", "NONE"), "If-None-Match", "*"); a.status != http.StatusNotFound {
			t.Errorf("nobody: %d", a.status)
		}
	}
	permits := newFixture(t)
	permits.publish(permitID, samplePermit(permitNumber, "2029-03-31"))
	if a := permits.get(root+"/subjects/"+business, "If-None-Match", "*"); a.status != http.StatusNotModified {
		t.Errorf("a business without venues: %d", a.status)
	}
}

func TestAllowNamesTheMethodsOfData(t *testing.T) {
	f := seeded(t)
	for target, want := range map[string]string{root + "/permits": "GET, HEAD, OPTIONS", "/healthz": "GET, HEAD"} {
		if a := f.do(http.MethodPost, target); a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") != want {
			t.Errorf("%s: %d, Allow is %q, want %q", target, a.status, a.header.Get("Allow"), want)
		}
	}
}
