package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

var shanghai = time.FixedZone("UTC+8", 8*60*60)

// stamped is an app that answers every path from the stamp.
func stamped(s *Stamp) *fiber.App {
	app := New(Options{})
	app.Get("/*", func(c *fiber.Ctx) error {
		if same, err := NotModified(c, *s); same || err != nil {
			return err
		}
		return c.SendString(strings.Repeat("the whole answer ", 50))
	})
	return app
}

func stampOf2025() Stamp {
	return Stamp{
		FeedID: "f1", Position: 7, AsOf: time.Date(2025, 5, 5, 9, 8, 7, 654321000, time.UTC),
		Today: disclosure.MustDate("2025-05-05"), Build: "v1", Zone: shanghai,
	}
}

func TestTagCoversAllThatAnAnswerIsMadeFrom(t *testing.T) {
	stamp := stampOf2025()
	app := stamped(&stamp)
	tagOf := func(target, lang string) string {
		response, _ := get(t, app, "GET", target, "Accept-Language", lang)
		return response.Header.Get("ETag")
	}
	seen := map[string]string{tagOf("/a", "zh"): "base"}
	if again := tagOf("/a", "zh"); seen[again] != "base" {
		t.Fatalf("the same answer has another tag, %s", again)
	}
	note := func(what, tag string) {
		if other, taken := seen[tag]; taken {
			t.Errorf("%s has the tag of %s", what, other)
		}
		seen[tag] = what
	}
	note("another path", tagOf("/b", "zh"))
	note("another query", tagOf("/a?lang=zh", "zh"))
	note("another language", tagOf("/a", "en"))
	for what, change := range map[string]func(*Stamp){
		"another feed":     func(s *Stamp) { s.FeedID = "f2" },
		"another position": func(s *Stamp) { s.Position++ },
		"an expiry":        func(s *Stamp) { s.AsOf = s.AsOf.Add(time.Microsecond) },
		"another day":      func(s *Stamp) { s.Today = s.Today.AddDays(1) },
		"another build":    func(s *Stamp) { s.Build = "v2" },
	} {
		stamp = stampOf2025()
		change(&stamp)
		note(what, tagOf("/a", "zh"))
	}
}

func TestNotModified(t *testing.T) {
	stamp := stampOf2025()
	app := stamped(&stamp)
	response, _ := get(t, app, "GET", "/a")
	tag, modified := response.Header.Get("ETag"), response.Header.Get("Last-Modified")
	if modified != "Mon, 05 May 2025 09:08:07 GMT" || !strings.HasPrefix(tag, `W/"`) {
		t.Fatalf("ETag %q, Last-Modified %q", tag, modified)
	}
	strong := strings.TrimPrefix(tag, "W/")
	for _, tc := range []struct {
		name   string
		header []string
		want   int
	}{
		{"nothing asked", nil, 200},
		{"our tag", []string{"If-None-Match", tag}, 304},
		{"our tag as a strong one", []string{"If-None-Match", strong}, 304},
		{"a list with ours", []string{"If-None-Match", `"x,y", W/"z" ,` + tag}, 304},
		{"a list without ours", []string{"If-None-Match", `"x", W/"z"`}, 200},
		{"two lines", []string{"If-None-Match", `"x"`, "If-None-Match", tag}, 304},
		{"any", []string{"If-None-Match", "*"}, 304},
		{"our tag inside another", []string{"If-None-Match", `"` + strings.Trim(strong, `"`) + `x"`}, 200},
		{"our tag without quotes", []string{"If-None-Match", strings.Trim(strong, `"`)}, 200},
		{"an open quote", []string{"If-None-Match", strings.TrimSuffix(strong, `"`)}, 200},
		{"our date", []string{"If-Modified-Since", modified}, 304},
		{"a later date", []string{"If-Modified-Since", "Mon, 05 May 2025 09:08:08 GMT"}, 200},
		{"an earlier date", []string{"If-Modified-Since", "Mon, 05 May 2025 09:08:06 GMT"}, 200},
		{"no date", []string{"If-Modified-Since", "yesterday"}, 200},
		{"another tag wins over our date", []string{"If-None-Match", `"x"`, "If-Modified-Since", modified}, 200},
		{"our tag wins over another date", []string{"If-None-Match", tag, "If-Modified-Since", "yesterday"}, 304},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, method := range []string{"GET", "HEAD"} {
				response, body := get(t, app, method, "/a", tc.header...)
				if response.StatusCode != tc.want || (tc.want == http.StatusNotModified && body != "") {
					t.Errorf("%s: %d with %d bytes, want %d", method, response.StatusCode, len(body), tc.want)
				}
				if response.Header.Get("ETag") != tag || response.Header.Get("Cache-Control") != "no-cache" ||
					response.Header.Get("Vary") != "Accept-Language, Accept-Encoding" {
					t.Errorf("%s: header %v", method, response.Header)
				}
			}
		})
	}
}

// TestDoNotKeepTakesTheTagBack holds that what a handler finds out after NotModified counts.
func TestDoNotKeepTakesTheTagBack(t *testing.T) {
	app := New(Options{})
	app.Get("/", func(c *fiber.Ctx) error {
		if same, err := NotModified(c, stampOf2025()); same || err != nil {
			return err
		}
		DoNotKeep(c)
		return c.SendString("an answer of two ages")
	})
	response, _ := get(t, app, http.MethodGet, "/")
	for name, want := range map[string]string{
		"ETag": "", "Last-Modified": "", "Cache-Control": "no-store", "Vary": "Accept-Language, Accept-Encoding",
	} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestCompressedAnswersKeepTagAndVary(t *testing.T) {
	stamp := stampOf2025()
	app := stamped(&stamp)
	plain, _ := get(t, app, "GET", "/a")
	zipped, _ := get(t, app, "GET", "/a", "Accept-Encoding", "gzip")
	if got := zipped.Header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("Content-Encoding is %q", got)
	}
	for _, name := range []string{"ETag", "Vary"} {
		if a, b := plain.Header.Values(name), zipped.Header.Values(name); strings.Join(a, "|") != strings.Join(b, "|") {
			t.Errorf("%s is %q plain and %q compressed", name, a, b)
		}
	}
}

func TestLastModified(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*Stamp)
		want   string
	}{
		{"the last change", func(*Stamp) {}, "Mon, 05 May 2025 09:08:07 GMT"},
		{"the local midnight after it", func(s *Stamp) { s.Today = disclosure.MustDate("2025-05-07") }, "Tue, 06 May 2025 16:00:00 GMT"},
		{"no zone", func(s *Stamp) { s.Zone = nil }, ""},
		{"a second that is not over", func(s *Stamp) { s.AsOf = time.Now().Add(time.Hour) }, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			stamp := stampOf2025()
			tc.change(&stamp)
			response, _ := get(t, stamped(&stamp), "GET", "/a")
			if got := response.Header.Get("Last-Modified"); got != tc.want {
				t.Errorf("Last-Modified is %q, want %q", got, tc.want)
			}
		})
	}
}

// FuzzIfNoneMatch holds that no value brings the parser down and that our tag is found behind any list of other tags.
func FuzzIfNoneMatch(f *testing.F) {
	for _, seed := range []string{"", "*", `"a"`, `W/"a", "b"`, `"`, `,,,W/`, `"a" "b"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if lists(value, "ours") && !strings.Contains(value, `"ours"`) && strings.TrimSpace(value) != "*" {
			t.Fatalf("%q does not hold our tag", value)
		}
		if !lists(`"x", `+`W/"ours",`+value, "ours") {
			t.Fatalf("our tag is not seen before %q", value)
		}
	})
}
