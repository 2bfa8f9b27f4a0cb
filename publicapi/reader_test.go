package publicapi

import (
	"crypto/sha256"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"mingshi/internal/testkit/browser"
	"mingshi/openapi"
	"mingshi/openapi/reader"
)

func TestTheDescriptionIsServedAsItIs(t *testing.T) {
	f := newFixture(t)
	for address, want := range map[string][]byte{"/openapi.yaml": openapi.YAML(), "/openapi.json": openapi.JSON()} {
		a := f.get(address)
		if a.body != string(want) || a.header.Get("Access-Control-Allow-Origin") != "*" || a.header.Get("ETag") == "" {
			t.Errorf("%s: %d bytes, want %d; %v", address, len(a.body), len(want), a.header)
		}
		if again := f.get(address, "If-None-Match", a.header.Get("ETag")); again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("%s, asked with its tag: %d", address, again.status)
		}
		if refused := f.get(address + "?version=2"); refused.code() != "invalid-parameter" {
			t.Errorf("%s with an unknown parameter: %d %s", address, refused.status, refused.body)
		}
	}
}

func TestTheReaderSpeaksBothLanguages(t *testing.T) {
	f := newFixture(t)
	zh, en := f.get("/docs"), f.get("/docs?lang=en&from=messenger")
	if !strings.Contains(zh.body, "开放数据接口") || !strings.Contains(zh.body, `lang="zh-CN"`) || !strings.Contains(zh.body, "?lang=en") {
		t.Errorf("in Chinese: %s", zh.body)
	}
	if !strings.Contains(en.body, "Open data interface") || !strings.Contains(en.body, "Qinghe health disclosures") {
		t.Errorf("in English: %s", en.body)
	}
	policy := en.header.Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "script-src 'self'") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("its policy is %s", policy)
	}
	same := f.get("/docs", "If-None-Match", zh.header.Get("ETag"))
	if same.status != http.StatusNotModified || !strings.Contains(same.header.Get("Content-Security-Policy"), "script-src 'self'") {
		t.Errorf("asked with its tag: %d %v", same.status, same.header)
	}
}

func TestFilesOfTheReaderArePackedForThoseWhoUnpack(t *testing.T) {
	f := newFixture(t)
	for _, file := range reader.Files() {
		plain := f.get(file.Address)
		content, err := file.Plain()
		if err != nil || sha256.Sum256([]byte(plain.body)) != sha256.Sum256(content) || plain.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d bytes, want %d (%v)", file.Address, len(plain.body), len(content), err)
		}
		if !strings.Contains(plain.header.Get("Cache-Control"), "immutable") || plain.header.Get("Content-Type") != file.MediaType {
			t.Errorf("%s: %v", file.Address, plain.header)
		}
		if file.Packed == nil {
			continue
		}
		for encodings, want := range map[string]bool{"gzip, deflate, br, zstd": true, "br": true, "br;q=0, gzip": false, "gzip": false} {
			packed := f.get(file.Address, "Accept-Encoding", encodings)
			if is := packed.header.Get("Content-Encoding") == "br" && packed.body == string(file.Packed); is != want {
				t.Errorf("%s for %q: packed as prepared is %v, want %v (%s)", file.Address, encodings, is, want, packed.header.Get("Content-Encoding"))
			}
		}
	}
}

// readerPatience bounds the run in a browser; it fails one that hangs, and times nothing.
const readerPatience = 2 * time.Minute

// TestReaderInChromium opens the page as a phone and as a desk do: it shows every operation, asks no other host for anything,
// breaks no policy, and an operation can be tried. It leaves what it saw in testdata/shots.
func TestReaderInChromium(t *testing.T) {
	path := browser.Find(t)
	f := seeded(t)
	base := browser.Serve(t, f.app)
	operations := described3(t).Paths.Len()
	for _, screen := range []struct {
		name          string
		width, height int64
		lang          string
	}{{"phone", 360, 740, "zh"}, {"desktop", 1280, 900, "en"}} {
		t.Run(screen.name, func(t *testing.T) {
			tab := browser.Open(t, path, readerPatience)
			var shown, overflow int64
			var status string
			var top, list, tried []byte
			err := chromedp.Run(tab.Ctx,
				chromedp.EmulateViewport(screen.width, screen.height),
				chromedp.Navigate(base+"/docs?lang="+screen.lang),
				chromedp.WaitVisible("#operations-permits-listPermits", chromedp.ByQuery),
				chromedp.Evaluate(`document.querySelectorAll(".opblock").length`, &shown),
				chromedp.Evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &overflow),
				chromedp.CaptureScreenshot(&top),
				chromedp.ScrollIntoView("#operations-permits-getPermitHistory", chromedp.ByQuery),
				chromedp.CaptureScreenshot(&list),
				chromedp.Click("#operations-permits-getPermit .opblock-summary-control", chromedp.ByQuery),
				chromedp.Click("#operations-permits-getPermit .try-out__btn", chromedp.ByQuery),
				chromedp.Click("#operations-permits-getPermit .execute", chromedp.ByQuery),
				chromedp.Text("#operations-permits-getPermit .live-responses-table tbody .response-col_status", &status, chromedp.ByQuery),
				chromedp.ScrollIntoView("#operations-permits-getPermit .live-responses-table", chromedp.ByQuery),
				chromedp.CaptureScreenshot(&tried),
			)
			if err != nil {
				t.Fatal(err)
			}
			if shown != int64(operations) {
				t.Errorf("%d operations are shown, want %d", shown, operations)
			}
			if overflow > 0 {
				t.Errorf("the page is %d pixels wider than the screen", overflow)
			}
			if !strings.Contains(status, "200") {
				t.Errorf("trying an operation answers %q", status)
			}
			complain(t, tab, base)
			keepShot(t, "reader-"+screen.name, top)
			keepShot(t, "reader-list-"+screen.name, list)
			keepShot(t, "reader-tried-"+screen.name, tried)
		})
	}
}

func keepShot(t *testing.T, name string, picture []byte) {
	t.Helper()
	file := filepath.Join("testdata", "shots", name+".png")
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, picture, 0o600); err != nil {
		t.Fatal(err)
	}
}

// complain fails the test for anything in the console and any request to another host.
func complain(t *testing.T, tab *browser.Tab, base string) {
	t.Helper()
	for _, line := range tab.Complaints() {
		t.Errorf("the console says: %s", line)
	}
	asked := tab.Asked()
	foreign := slices.DeleteFunc(slices.Clone(asked), func(url string) bool {
		return strings.HasPrefix(url, base+"/") || strings.HasPrefix(url, "data:") || strings.HasPrefix(url, "blob:")
	})
	if len(foreign) > 0 || len(asked) < 6 {
		t.Errorf("of %d requests these go elsewhere: %q", len(asked), foreign)
	}
}
