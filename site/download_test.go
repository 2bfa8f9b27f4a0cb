package site_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

// fileLinks are the files that a page offers: their names and addresses.
func fileLinks(t *testing.T, page string) [][2]string {
	t.Helper()
	var links [][2]string
	for _, a := range checkedHTML(t, page).all("a") {
		if href := attribute(a, "href"); strings.HasPrefix(href, "/api/v1/") {
			links = append(links, [2]string{text(a), href})
		}
	}
	return links
}

func TestListsAreOfferedAsFiles(t *testing.T) {
	w, _, _ := district(t)
	street := url.QueryEscape("青禾街道")
	for path, want := range map[string][][2]string{
		"/penalties": {
			{"Excel", "/api/v1/penalties?format=xlsx&lang=zh&limit=all"},
			{"CSV", "/api/v1/penalties?bom=1&format=csv&lang=zh&limit=all"},
			{"JSON Lines", "/api/v1/penalties?format=ndjson&lang=zh&limit=all"},
		},
		listedAt("/venues", "street", "青禾街道", "sort", "name", "q", " "): {
			{"Excel", "/api/v1/venues?format=xlsx&lang=zh&limit=all&sort=name&street=" + street},
			{"CSV", "/api/v1/venues?bom=1&format=csv&lang=zh&limit=all&sort=name&street=" + street},
			{"JSON Lines", "/api/v1/venues?format=ndjson&lang=zh&limit=all&sort=name&street=" + street},
		},
		listedAt("/permits", "decided_to", "2023-02-06", "lang", "en"): {
			{"Excel", "/api/v1/permits?decided_to=2023-02-06&format=xlsx&lang=en&limit=all"},
			{"CSV", "/api/v1/permits?bom=1&decided_to=2023-02-06&format=csv&lang=en&limit=all"},
			{"JSON Lines", "/api/v1/permits?decided_to=2023-02-06&format=ndjson&lang=en&limit=all"},
		},
		// A table holds one kind, so a search of all is offered line by line alone.
		seek("q", "消毒"): {{"JSON Lines", "/api/v1/search?format=ndjson&lang=zh&limit=all&q=" + url.QueryEscape("消毒")}},
		seek("q", "消毒", "kind", "penalty"): {
			{"Excel", "/api/v1/search?format=xlsx&kind=penalty&lang=zh&limit=all&q=" + url.QueryEscape("消毒")},
			{"CSV", "/api/v1/search?bom=1&format=csv&kind=penalty&lang=zh&limit=all&q=" + url.QueryEscape("消毒")},
			{"JSON Lines", "/api/v1/search?format=ndjson&kind=penalty&lang=zh&limit=all&q=" + url.QueryEscape("消毒")},
		},
		seek("q", "bibo"): {{"JSON Lines", "/api/v1/search?format=ndjson&lang=zh&limit=all&pinyin=1&q=bibo"}},
		seek("q", "西山"):   nil,
		"/search":         nil,
	} {
		if diff := cmp.Diff(want, fileLinks(t, w.page(path))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	contains(t, w.page(seek("q", "消毒")), "选定一种公示种类后")
	lacks(t, w.page(seek("q", "消毒", "kind", "penalty")), "选定一种公示种类后")
	refused := w.get(listedAt("/penalties", "decided_from", "2026-02-30"))
	if links := fileLinks(t, refused.body); refused.status != http.StatusBadRequest || links != nil {
		t.Errorf("of what was refused: %d %v", refused.status, links)
	}
}

// A further page offers the whole, from its beginning.
func TestAFurtherPageOffersTheWhole(t *testing.T) {
	w := crowded(t)
	first := checkedHTML(t, w.page("/penalties"))
	next := ""
	for _, a := range first.all("a") {
		if attribute(a, "rel") == "next" {
			next = attribute(a, "href")
		}
	}
	page := w.page(next)
	if diff := cmp.Diff(fileLinks(t, w.page("/penalties")), fileLinks(t, page)); next == "" || diff != "" {
		t.Errorf("%q (-first +next):\n%s", next, diff)
	}
	contains(t, page, "下载这 30 条：", "共 30 条，数据截至", w.deps.BaseURL+"/penalties</bdi>")
}

// crowded is a world with more penalties than a page shows.
func crowded(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	var drafts []disclosure.Draft
	for n := range 30 {
		drafts = append(drafts, penalty("湖光卫公罚〔2026〕"+string(rune('一'+n))+"号", "示例市青禾商店", "", "2026-10-18"))
	}
	w.publish(drafts...)
	return w
}

func TestListsSayHowToCiteThem(t *testing.T) {
	w, _, _ := district(t)
	head, err := w.store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	position := strconv.FormatInt(head.Position, 10)
	for path, want := range map[string]string{
		listedAt("/penalties", "decided_from", "2026-07-01", "sort", "-fine_cny"): "引用方式： 示例市湖光区卫生健康局，“行政处罚”，共 2 条，数据截至 2026-11-20 10:30，变更流位置 " +
			position + "， https://gs.example.cn/penalties?decided_from=2026-07-01",
		listedAt("/filings", "lang", "en"): "Cite as: Huguang District Health Bureau, Shili City (made up), “Filings”, 1 in all, as of 2026-11-20 10:30, feed position " +
			position + ", https://gs.example.cn/filings",
		seek("q", "bibo"): "“查询：bibo”，",
	} {
		contains(t, checkedHTML(t, w.page(path)).said(), want)
	}
	lacks(t, w.page(seek("q", "西山")), "引用方式")
	lacks(t, w.page("/search"), "引用方式")
}

// TestWhatIsBehindIsNotCited holds that a page which cannot say as of when it is true does not.
func TestWhatIsBehindIsNotCited(t *testing.T) {
	w, _, _ := district(t)
	w.unindexed = true
	w.publish(penalty("湖光卫公罚〔2026〕077号", "示例市青禾商店", "", "2026-10-18"))
	page := w.page(listedAt("/penalties", "decided_from", "2026-07-01"))
	contains(t, page, "刚公示的记录可能暂时查不到", "下载这 ", "本页数据（JSON）")
	lacks(t, page, "引用方式", "数据截至")
}

func TestLicenceIsNamedWhereOneIsSet(t *testing.T) {
	w, board, _ := district(t)
	paths := []string{"/", "/about", "/penalties", "/feeds", "/s/" + string(board)}
	for _, path := range paths {
		contains(t, w.page(path), `数据许可： <a href="`+licenceURL+`" rel="license">CC BY 4.0</a>`)
	}
	contains(t, w.get("/nowhere").body, "CC BY 4.0")
	contains(t, w.page("/about"), "使用时请写明“数据来源：示例市湖光区卫生健康局”。")
	contains(t, w.page("/about?lang=en"), "please say “Source: Huguang District Health Bureau, Shili City (made up)”.")

	profile := *w.deps.Authority
	profile.LicenceURL = ""
	w.deps.Authority = &profile
	w.open()
	contains(t, w.page("/"), "数据许可： <bdi>CC BY 4.0</bdi>")
	profile.LicenceName, profile.AttributionZH, profile.AttributionEN = "", "", ""
	w.open()
	for _, path := range paths {
		lacks(t, w.page(path), "数据许可", "使用时请写明", "CC BY")
	}
}

func TestOpenDataIsFoundFromTheFrontPage(t *testing.T) {
	w, _, _ := district(t)
	for _, path := range []string{"/", "/about"} {
		contains(t, w.page(path), ">开放数据</h", `href="/docs"`, `href="/dumps/"`, `href="/feeds"`, `href="/catalog.jsonld"`)
		contains(t, w.page(path+"?lang=en"), ">Open data</h", `href="/docs?lang=en"`, `href="/dumps/"`, `href="/feeds?lang=en"`)
		lacks(t, w.page(path), "/api/v1/venues")
	}
	contains(t, w.page("/feeds"), `href="/feeds/changes.atom"`, `href="/feeds/penalties.json"`, `href="/feeds/permits.atom"`,
		`href="/feeds/gradings.json"`, "?authority=11419901MB0000000C")
}

// TestTheFrontPageIsSmall holds the promise of few bytes for the pages that most visitors open.
func TestTheFrontPageIsSmall(t *testing.T) {
	w, _, _ := district(t)
	for _, path := range []string{"/", "/about", "/penalties", "/feeds", "/search?q=" + url.QueryEscape("消毒")} {
		for _, lang := range []string{"zh", "en"} {
			got := w.get(path, "Accept-Encoding", "gzip", "Accept-Language", lang)
			if most := 14_000; len(got.body) > most || got.header.Get("Content-Encoding") != "gzip" {
				t.Errorf("%s in %s: %d bytes, %q", path, lang, len(got.body), got.header.Get("Content-Encoding"))
			}
		}
	}
}
