package site_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/testkit/browser"
)

// browserPatience bounds the whole run; it fails a browser that hangs, and times nothing.
const browserPatience = 3 * time.Minute

// screen is one way to look at a page.
type screen struct {
	name          string
	width, height int64
	dark          bool
	lang          string
	// zoom is the text size in percent.
	zoom int
	// few: only the pages of which the most is asked.
	few bool
}

var screens = []screen{
	{name: "phone-zh", width: 360, height: 640, lang: "zh", zoom: 100},
	{name: "desktop-zh", width: 1280, height: 900, lang: "zh", zoom: 100},
	{name: "phone-en", width: 360, height: 640, lang: "en", zoom: 100},
	{name: "desktop-en", width: 1280, height: 900, lang: "en", zoom: 100},
	{name: "narrow-desk", width: 1100, height: 800, lang: "zh", zoom: 100},
	{name: "phone-dark", width: 360, height: 640, dark: true, lang: "zh", zoom: 100, few: true},
	{name: "desktop-dark", width: 1280, height: 900, dark: true, lang: "en", zoom: 100, few: true},
	{name: "phone-large", width: 360, height: 640, lang: "zh", zoom: 200, few: true},
	{name: "small-phone", width: 320, height: 568, lang: "en", zoom: 100, few: true},
}

// TestPagesInChromium opens pages as a phone and as a desk do. It leaves what it saw in testdata/shots.
func TestPagesInChromium(t *testing.T) {
	path := browser.Find(t)
	w, hotelBoard, _ := district(t)
	w.publish(wordy())
	w.publish(season()...)
	forged := []byte(hotelBoard)
	forged[len(forged)-1] ^= 1 // Z and [ differ by more than a bit, but digits and letters stay what they are
	pages := map[string]string{
		"home":      "/",
		"venues":    "/venues",
		"penalties": "/penalties",
		"permits":   "/permits",
		"lookup":    "/subjects",
		"venue":     address(w, disclosure.KindVenue, hotel),
		"pool":      address(w, disclosure.KindVenue, pool),
		"salon":     address(w, disclosure.KindVenue, salon),
		"penalty":   address(w, disclosure.KindPenalty, "湖光区阿玲理发店"),
		"subject":   "/subjects/" + hotelCode,
		"board":     "/S/" + string(hotelBoard),
		"forged":    "/s/" + string(forged),
		"form":      "/s",
		"mistyped":  "/s?code=0400-000U",
		"about":     "/about",
		"figures":   "/statistics",
		"missing":   "/nowhere",
		"search":    seek("q", "湖光", "sort", "relevance"),
		"narrowed":  seek("q", "消毒", "kind", "penalty", "decided_from", "2026-01-01", "decided_to", "2026-12-31"),
		"ask":       "/search",
		"nothing":   seek("q", "西山"),
		"refused":   seek("q", "酒店", "decided_from", "2026-02-30", "fine_from", "many"),
		"filtered":  listedAt("/penalties", "q", "消毒", "street", "青禾街道"),
	}
	base := browser.Serve(t, w.app)
	for name, path := range pages {
		pages[name] = base + path
	}
	engine := &silent{err: search.Unavailable(w.clock.Add(-25*time.Minute), false, nil)}
	pages["down"] = browser.Serve(t, w.withEngine(engine).app) + seek("q", "酒店")
	tab := openTab(t, path)
	for _, s := range screens {
		for name, url := range pages {
			if s.few && !slices.Contains([]string{"home", "penalties", "venue", "pool", "board", "search", "refused", "filtered"}, name) {
				continue
			}
			t.Run(s.name+"/"+name, func(t *testing.T) {
				tab.look(t, s, url, filepath.Join("testdata", "shots", name+"-"+s.name+".png"))
			})
		}
	}
}

// wordy is a penalty of which every column of a list is as full as they get.
func wordy() disclosure.Draft {
	draft := penalty("湖光卫公罚〔2026〕088号", "示例市湖光区某某酒店管理（集团）股份有限公司青禾路分公司", "", "2026-10-20")
	body := draft.Body.(*disclosure.Penalty)
	body.ViolationType += "，且未按照规定建立卫生管理制度、设立卫生管理部门或者配备专（兼）职卫生管理人员，未建立卫生管理档案"
	body.PenaltyKinds = []disclosure.PenaltyKind{
		disclosure.PenaltyWarning, disclosure.PenaltyFine, disclosure.PenaltyOrderSuspension, disclosure.PenaltyRevokeLicense,
	}
	fine := disclosure.Fen(123_456_789_00)
	body.Fine = &fine
	return draft
}

func address(w *world, kind disclosure.Kind, name string) string {
	return "/" + kind.Plural() + "/" + string(w.named(kind, name))
}

// tab is the one tab in which all pages are opened: a browser draws only the tab in front.
type tab struct{ *browser.Tab }

func openTab(t *testing.T, path string) *tab {
	t.Helper()
	return &tab{browser.Open(t, path, browserPatience)}
}

// serious hands out the complaints since the last time, but not that an error page has an error's status.
func (b *tab) serious() []string {
	return slices.DeleteFunc(b.Complaints(), func(line string) bool {
		return strings.Contains(line, "404 (Not Found)") || strings.Contains(line, "400 (Bad Request)") || strings.Contains(line, "503 (Service Unavailable)")
	})
}

// brokenDates counts the dates whose text stands on more than one line.
const brokenDates = `[...document.querySelectorAll("time")].filter(e => {
	const range = document.createRange();
	range.selectNodeContents(e);
	return new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1;
}).length`

// requested lists what a page asked for beside itself: paths of its own host, and whole addresses of others.
const requested = `performance.getEntriesByType("resource").map(e => e.name.replace(location.origin + "/", "/"))`

// TestGradeIsOnTheFirstScreen holds it where it is hardest: in English, on a small phone, behind the board at the door.
func TestGradeIsOnTheFirstScreen(t *testing.T) {
	path := browser.Find(t)
	w, outdated, current := district(t)
	base := browser.Serve(t, w.app)
	tab := openTab(t, path)
	for name, path := range map[string]string{
		"an outdated board": "/S/" + string(outdated), "a board": "/S/" + string(current),
		"a venue": address(w, disclosure.KindVenue, hotel),
	} {
		for _, lang := range []string{"en", "zh"} {
			var bottom float64
			err := chromedp.Run(tab.Ctx, chromedp.EmulateViewport(360, 640), chromedp.Navigate(base+path+"?lang="+lang),
				chromedp.Evaluate(`document.querySelector(".meaning").getBoundingClientRect().bottom`, &bottom))
			if err != nil {
				t.Fatal(err)
			}
			if bottom > 640 {
				t.Errorf("%s, %s: the grade's meaning ends %.0f pixels down", name, lang, bottom)
			}
		}
	}
}

// phoneWidth and phoneHeight are the screen that a board's page is made for.
const (
	phoneWidth  = 390
	phoneHeight = 844
)

// TestStandingsInChromium opens the page of each kind of board at the door and at a desk, light and dark, and holds that on a
// phone the venue's name, its address and whom to tell are on the first screen. It leaves what it saw in testdata/shots.
func TestStandingsInChromium(t *testing.T) {
	path := browser.Find(t)
	urls := map[string]string{} // all are served before the tab is opened: its connections must end first
	for name, standing := range standings {
		w, hotelBoard, poolBoard := district(t)
		w.deps.Authority.ComplaintMail = "tousu@gs.example.cn"
		w.open()
		urls[name] = browser.Serve(t, w.app) + "/S/" + string(standing.hang(w, hotelBoard, poolBoard))
	}
	tab := openTab(t, path)
	for _, name := range sortedKeys(standings) {
		t.Run(name, func(t *testing.T) {
			for _, s := range []screen{
				{name: "phone390-zh", width: phoneWidth, height: phoneHeight, lang: "zh", zoom: 100},
				{name: "phone390-en", width: phoneWidth, height: phoneHeight, lang: "en", zoom: 100, dark: true},
				{name: "phone390-large", width: phoneWidth, height: phoneHeight, lang: "zh", zoom: 200, few: true},
				{name: "desktop-zh", width: 1280, height: 900, lang: "zh", zoom: 100, few: true},
			} {
				if s.few && !slices.Contains([]string{"in force", "of another grade", "lost", "replaced"}, name) {
					continue
				}
				shot := "standing-" + strings.NewReplacer(" ", "-", ",", "").Replace(name) + "-" + s.name + ".png"
				tab.look(t, s, urls[name], filepath.Join("testdata", "shots", shot))
			}
			if strings.Contains(name, "gone") {
				return // there is no venue to show
			}
			var bottom, size float64
			err := chromedp.Run(tab.Ctx, chromedp.EmulateViewport(phoneWidth, phoneHeight), chromedp.Navigate(withLang(urls[name], "en")),
				chromedp.Evaluate(`document.querySelector(".tell").getBoundingClientRect().bottom`, &bottom),
				chromedp.Evaluate(`parseFloat(getComputedStyle(document.querySelector("h1")).fontSize)`, &size))
			if err != nil {
				t.Fatal(err)
			}
			if bottom > phoneHeight || size < 28 {
				t.Errorf("whom to tell ends %.0f pixels down, the name is %.0f pixels high", bottom, size)
			}
		})
	}
}

// TestTilesThatLeadNowhereLookSo compares the tiles of the front page as they are drawn.
func TestTilesThatLeadNowhereLookSo(t *testing.T) {
	path := browser.Find(t)
	w, _, _ := district(t)
	base := browser.Serve(t, w.app)
	tab := openTab(t, path)
	var link, plain string
	look := func(selector string) string {
		return `(s => s.backgroundColor + s.borderStyle)(getComputedStyle(document.querySelector("` + selector + `")))`
	}
	err := chromedp.Run(tab.Ctx, chromedp.Navigate(base+"/"),
		chromedp.Evaluate(look(".figures a"), &link), chromedp.Evaluate(look(".figures div"), &plain))
	if err != nil {
		t.Fatal(err)
	}
	if link == plain {
		t.Errorf("both are drawn as %s", link)
	}
}

func withLang(url, lang string) string {
	if strings.Contains(url, "?") {
		return url + "&lang=" + lang
	}
	return url + "?lang=" + lang
}

// look opens a page and holds that it fits the screen, asks for nothing but our script, and that only where it has a box
// which suggests names, and leaves the console silent.
func (b *tab) look(t *testing.T, s screen, url, shot string) {
	t.Helper()
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	var picture []byte
	var overflow, broken int64
	var suggests bool
	var requests, want []string
	err := chromedp.Run(b.Ctx,
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
		chromedp.EmulateViewport(s.width, s.height),
		chromedp.Navigate(withLang(url, s.lang)),
		chromedp.Evaluate(fmt.Sprintf(`document.documentElement.style.setProperty("font-size", "%d%%")`, s.zoom), nil),
		chromedp.Evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &overflow),
		chromedp.Evaluate(`document.querySelector("input[data-suggest]") !== null`, &suggests),
		chromedp.Evaluate(requested, &requests),
		chromedp.Evaluate(brokenDates, &broken),
		chromedp.FullScreenshot(&picture, 100),
	)
	if err != nil {
		t.Fatal(err)
	}
	if overflow > 0 {
		t.Errorf("the page is %d pixels wider than the screen", overflow)
	}
	if broken > 0 {
		t.Errorf("%d dates are broken over two lines", broken)
	}
	if suggests {
		want = []string{scriptAddress}
	}
	if !slices.Equal(requests, want) {
		t.Errorf("the page makes the further requests %q, want %q", requests, want)
	}
	for _, line := range b.serious() {
		t.Errorf("the console says: %s", line)
	}
	if err := os.MkdirAll(filepath.Dir(shot), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(shot, picture, 0o600); err != nil {
		t.Fatal(err)
	}
}
