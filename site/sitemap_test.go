package site_test

import (
	"context"
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/site"
)

// listedPage is one page of a sitemap.
type listedPage struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	Others  []struct {
		Rel  string `xml:"rel,attr"`
		Lang string `xml:"hreflang,attr"`
		Href string `xml:"href,attr"`
	} `xml:"http://www.w3.org/1999/xhtml link"`
}

// sitemapOf is what a sitemap or an index of sitemaps says.
type sitemapOf struct {
	XMLName xml.Name     `xml:""`
	Maps    []string     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemap>loc"`
	Pages   []listedPage `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
}

// cut opens the pages with short sitemaps.
func (w *world) cut(length, longest int) {
	w.app = web.New(web.Options{ErrorPage: site.ErrorPage(w.deps)})
	site.InstallCut(w.app, w.deps, length, longest)
}

func (w *world) sitemap(path string) sitemapOf {
	w.t.Helper()
	var got sitemapOf
	if err := xml.Unmarshal([]byte(w.page(path)), &got); err != nil {
		w.t.Fatalf("%s: %v", path, err)
	}
	return got
}

// mapped walks all sitemaps and tells how many pages each lists, and each page with the address of its sitemap.
func (w *world) mapped() (lengths map[string]int, pages map[string]string) {
	w.t.Helper()
	lengths, pages = map[string]int{}, map[string]string{}
	for _, at := range w.sitemap("/sitemap.xml").Maps {
		path := w.ours(at)
		listed := w.sitemap(path).Pages
		lengths[path] = len(listed)
		for _, page := range listed {
			if before := pages[w.ours(page.Loc)]; before != "" {
				w.t.Errorf("%s stands in %s and in %s", page.Loc, before, path)
			}
			pages[w.ours(page.Loc)] = path
		}
	}
	return lengths, pages
}

// ours takes the site's own address away.
func (w *world) ours(address string) string {
	w.t.Helper()
	path, ok := strings.CutPrefix(address, w.deps.BaseURL)
	if !ok {
		w.t.Fatalf("%q is no address of this site", address)
	}
	return path
}

// TestSitemapsListWhatEnginesMayKeep compares the sitemaps with the pages themselves: all public records, businesses and
// lists but for those whose pages say noindex, and nothing that is gone.
func TestSitemapsListWhatEnginesMayKeep(t *testing.T) {
	w, _, _ := district(t)
	for _, length := range []int{1, 2, 1000} {
		w.cut(length, 1000)
		_, got := w.mapped()
		want := map[string]bool{}
		for _, path := range []string{"/", "/venues", "/penalties", "/permits", "/filings", "/subjects", "/s", "/statistics", "/about"} {
			want[path] = true
		}
		for _, kind := range []disclosure.Kind{disclosure.KindVenue, disclosure.KindPermit, disclosure.KindFiling, disclosure.KindPenalty} {
			for _, record := range w.all(kind) {
				want["/"+kind.Plural()+"/"+string(record.ID)] = true
				if kind == disclosure.KindVenue && record.Subject != "" {
					want["/subjects/"+record.Subject] = true
				}
			}
		}
		for path := range want {
			if strings.Contains(w.page(path), `<meta name="robots" content="noindex">`) {
				delete(want, path)
			}
		}
		for path := range want {
			if got[path] == "" {
				t.Errorf("sitemaps of %d: %s is in none", length, path)
			}
		}
		for path, at := range got {
			if !want[path] {
				t.Errorf("sitemaps of %d: %s should not be in %s", length, path, at)
			}
		}
	}
}

func TestSitemapsAreCutAndStayCut(t *testing.T) {
	w := newWorld(t)
	var drafts []disclosure.Draft
	for i := range 9 {
		day := disclosure.MustDate("2026-06-11").AddDays(i)
		drafts = append(drafts, penalty("罚〔2026〕"+string(rune('1'+i))+"号", hotel, hotelCode, day.String()))
	}
	w.publish(drafts[2], drafts[3], drafts[4], drafts[5], drafts[6])
	w.cut(2, 4)
	penalties := func() []int {
		t.Helper()
		lengths, pages := w.mapped()
		var list []int
		for n := 1; ; n++ {
			length, ok := lengths["/sitemaps/penalties-"+string(rune('0'+n))+".xml"]
			if !ok {
				break
			}
			list = append(list, length)
		}
		for _, record := range w.all(disclosure.KindPenalty) {
			if pages["/penalties/"+string(record.ID)] == "" {
				t.Errorf("the penalty of %s is in no sitemap", record.DecidedOn)
			}
		}
		return list
	}
	expect := func(what string, want ...int) {
		t.Helper()
		if diff := cmp.Diff(want, penalties()); diff != "" {
			t.Errorf("%s: lengths differ (-want +got):\n%s", what, diff)
		}
	}
	expect("at first", 2, 2, 1)
	w.publish(drafts[7], drafts[8])
	expect("two later decisions", 2, 2, 2, 1)
	w.publish(drafts[0], drafts[1])
	expect("two earlier decisions", 4, 2, 2, 1)

	// One more would make the first longer than it may be: it says so once, and then all are cut anew.
	w.publish(penalty("罚〔2026〕10号", hotel, hotelCode, "2026-06-10"))
	if got := w.get("/sitemaps/penalties-1.xml"); got.status != http.StatusServiceUnavailable {
		t.Errorf("an overgrown sitemap: status %d", got.status)
	}
	expect("cut anew", 2, 2, 2, 2, 2)
}

func TestSitemapNamesThePageInEveryLanguage(t *testing.T) {
	w, _, _ := district(t)
	id := w.named(disclosure.KindVenue, hotel)
	pages := w.sitemap("/sitemaps/venues-1.xml").Pages
	at := slices.IndexFunc(pages, func(page listedPage) bool { return strings.HasSuffix(page.Loc, string(id)) })
	if at < 0 {
		t.Fatal("the hotel is not listed")
	}
	page := pages[at]
	if page.LastMod != "2026-11-20T02:30:00Z" {
		t.Errorf("changed %q", page.LastMod)
	}
	for n, lang := range []string{"zh", "en"} {
		other := page.Others[n]
		if other.Rel != "alternate" || other.Lang != lang || other.Href != page.Loc+"?lang="+lang {
			t.Errorf("alternate %d is %+v", n, other)
		}
		w.page(w.ours(other.Href))
	}
}

func TestSitemapsAreAskedForConditionally(t *testing.T) {
	w, _, _ := district(t)
	for _, path := range []string{"/sitemap.xml", "/sitemaps/pages-1.xml", "/sitemaps/venues-1.xml", "/sitemaps/subjects-1.xml"} {
		first := w.get(path)
		tag := first.header.Get("ETag")
		if first.status != http.StatusOK || tag == "" || !strings.HasPrefix(first.header.Get("Content-Type"), "application/xml") {
			t.Fatalf("%s: %d %v", path, first.status, first.header)
		}
		if again := w.get(path, "If-None-Match", tag); again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("%s: asked again: %d", path, again.status)
		}
	}
	tag := w.get("/sitemap.xml").header.Get("ETag")
	w.publish(penalty("湖光卫公罚〔2026〕500号", hotel, hotelCode, "2026-06-18"))
	if got := w.get("/sitemap.xml", "If-None-Match", tag); got.status != http.StatusOK {
		t.Errorf("after a change: %d", got.status)
	}
}

// listing counts the pages of records that are read.
type listing struct {
	store.Reader

	pages atomic.Int64
}

func (l *listing) List(ctx context.Context, q store.Query) (store.Page, error) {
	l.pages.Add(1)
	return l.Reader.List(ctx, q)
}

// TestASitemapIsMadeOncePerChange holds that whoever asks for sitemaps again and again has the store walked once.
func TestASitemapIsMadeOncePerChange(t *testing.T) {
	w, _, _ := district(t)
	counted := &listing{Reader: w.store}
	w.deps.Reader = counted
	w.open()
	reads := func(path string, header ...string) (string, int64) {
		t.Helper()
		before := counted.pages.Load()
		a := w.get(path, header...)
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d", path, a.status)
		}
		return a.body, counted.pages.Load() - before
	}
	first, read := reads("/sitemaps/subjects-1.xml")
	if read == 0 {
		t.Fatal("nothing is read for the first")
	}
	for _, header := range [][]string{nil, {"Accept-Encoding", "identity"}, {"If-None-Match", `"other"`}} {
		if again, read := reads("/sitemaps/subjects-1.xml", header...); again != first || read != 0 {
			t.Errorf("%q: %d pages are read for the same", header, read)
		}
	}
	if packed, _ := reads("/sitemaps/subjects-1.xml", "Accept-Encoding", "gzip"); !strings.HasPrefix(packed, "\x1f\x8b") {
		t.Errorf("not packed: %.20q", packed)
	}
	w.clock = w.clock.AddDate(0, 0, 1)
	if _, read := reads("/sitemaps/subjects-1.xml"); read == 0 {
		t.Error("after midnight the sitemap of yesterday is given")
	}
	w.publish(penalty("湖光卫公罚〔2026〕501号", hotel, hotelCode, "2026-06-18"))
	if _, read := reads("/sitemaps/penalties-1.xml"); read == 0 {
		t.Error("after a change the sitemap before it is given")
	}
}

func TestSitemapsThatAreNotThere(t *testing.T) {
	w, _, _ := district(t)
	for _, name := range []string{
		"venues-0", "venues-2", "venues-01", "venues-+1", "venues--1", "venues", "venues-", "gradings-1", "pages-2",
		"venues-99999999999999999999", "-1", "%00-1", "venues-1%2f",
	} {
		if got := w.get("/sitemaps/" + name + ".xml"); got.status != http.StatusNotFound {
			t.Errorf("%q: status %d", name, got.status)
		}
	}
	if maps := newWorld(t).sitemap("/sitemap.xml").Maps; len(maps) != 1 {
		t.Errorf("an empty store has the sitemaps %q, want that of the lists alone", maps)
	}
}

func TestRobotsNamesTheSitemapAndHidesNoPage(t *testing.T) {
	w, _, _ := district(t)
	const want = "User-agent: *\nDisallow: /api/\n\nSitemap: https://gs.example.cn/sitemap.xml\n"
	if got := w.page("/robots.txt"); got != want {
		t.Errorf("robots.txt is %q, want %q", got, want)
	}
}
