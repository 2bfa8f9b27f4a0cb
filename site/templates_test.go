package site

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jba/templatecheck"
)

// TestTemplatesFitTheirViews finds a misspelt field or function before a visitor does.
func TestTemplatesFitTheirViews(t *testing.T) {
	all := parseAll(time.UTC, (&Deps{}).scales())
	for e, pages := range all {
		for _, shown := range views() {
			// The type of the view as handlers give it: a pointer to its struct.
			if err := templatecheck.CheckHTMLStrict(pages[shown.page()].Lookup("base"), shown); err != nil {
				t.Errorf("%s %s: %v", e.lang, shown.page(), err)
			}
		}
	}
}

func TestEveryPageFolderHasAView(t *testing.T) {
	folders, err := filepath.Glob("pages/*")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, shown := range views() {
		if known[shown.page()] {
			t.Errorf("two views have the page %q", shown.page())
		}
		known[shown.page()] = true
	}
	for _, folder := range folders {
		if !known[filepath.Base(folder)] {
			t.Errorf("%s has no view", folder)
		}
	}
	if len(folders) != len(known) {
		t.Errorf("%d folders for %d views", len(folders), len(known))
	}
}

// TestViewsAreFlatStructs holds that no view is a map: a misspelt key of a map is a blank on the page.
func TestViewsAreFlatStructs(t *testing.T) {
	for _, shown := range views() {
		of := reflect.TypeOf(shown).Elem()
		for field := range of.Fields() {
			if field.Type.Kind() == reflect.Map {
				t.Errorf("%s.%s is a map", of.Name(), field.Name)
			}
		}
	}
}

func TestCompact(t *testing.T) {
	const css = "/* first */\na {\n  b: c; /* d */\n}\n/* open"
	if got, want := compact(css), "a {b: c;}"; got != want {
		t.Errorf("compact = %q, want %q", got, want)
	}
}

// TestStyleSheetKeepsToOldBrowsers names what a Chromium 66 WebView does not know and would drop.
func TestStyleSheetKeepsToOldBrowsers(t *testing.T) {
	css, err := os.ReadFile("static/site.css")
	if err != nil {
		t.Fatal(err)
	}
	rules := compact(string(css))
	for _, young := range []string{
		":has(", ":is(", ":where(", "&", " min(", " max(", "clamp(", "aspect-ratio", "inset:", "margin-inline", "padding-inline",
		"@layer", "@container", "url(", "@import",
	} {
		if strings.Contains(rules, young) {
			t.Errorf("the style sheet uses %q", young)
		}
	}
	for rule := range strings.SplitSeq(rules, "}") {
		if strings.Contains(rule, "flex") && strings.Contains(rule, "gap:") {
			t.Errorf("gap in a flex box: %s", rule)
		}
	}
}

func TestDial(t *testing.T) {
	for phone, want := range map[string]string{
		"12345": "12345", "0370-555 0123": "03705550123", "+86 370 5550123": "+863705550123", "（0370）5550123": "03705550123",
		"12345;ext=1": "", "电话": "", "1+2": "", "": "",
	} {
		if got := dial(phone); got != want {
			t.Errorf("dial(%q) = %q, want %q", phone, got, want)
		}
	}
}

func TestCapital(t *testing.T) {
	for text, want := range map[string]string{"": "", "a": "A", "in force": "In force", "pH": "pH", "PM10": "PM10", "有效": "有效", "élan": "Élan"} {
		if got := capital(text); got != want {
			t.Errorf("capital(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSampled(t *testing.T) {
	v := voice{zone: time.FixedZone("UTC+8", 8*60*60)}
	for at, want := range map[string]string{
		"2026-11-22T00:00:00Z": "2026-11-22 08:00", "2026-11-21T16:00:00Z": "2026-11-22 00:00", "2026-11-22T08:00:00+08:00": "2026-11-22 08:00",
		"2026-11-22": "2026-11-22", "2026-11-22T08:00": "2026-11-22 08:00", "": "",
	} {
		if got := v.sampled(at); got != want {
			t.Errorf("sampled(%q) = %q, want %q", at, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := count(n); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
}
