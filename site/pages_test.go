package site_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/qrsign"
	"mingshi/site"
)

// walk opens every page that can be reached from the given ones and hands it on. Data addresses are checked for their
// form only: another package answers them.
func walk(t *testing.T, w *world, lang i18n.Lang, from []string, each func(path string, d document, page string)) {
	t.Helper()
	queue, seen := slices.Clone(from), map[string]bool{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		got := w.get(path, "Accept-Language", string(lang))
		if got.status != http.StatusOK {
			t.Errorf("GET %s: status %d", path, got.status)
			continue
		}
		d := checkedHTML(t, got.body)
		each(path, d, got.body)
		for _, target := range targets(t, path, d) {
			if isPage(target) {
				queue = append(queue, target)
			}
		}
	}
}

// licenceURL is where the sample authority's terms are read: the one link that leads to another site.
const licenceURL = "https://creativecommons.org/licenses/by/4.0/"

// targets are the addresses on this site that a page leads to.
func targets(t *testing.T, path string, d document) []string {
	t.Helper()
	base, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, at := range []struct{ element, attr string }{{"a", "href"}, {"link", "href"}, {"form", "action"}} {
		for _, node := range d.all(at.element) {
			raw := attribute(node, at.attr)
			target, err := url.Parse(raw)
			if err != nil {
				t.Errorf("%s leads to %q: %v", path, raw, err)
				continue
			}
			switch target.Scheme {
			case "tel", "mailto", "data":
				continue
			}
			if attribute(node, "rel") == "license" && raw == licenceURL {
				continue
			}
			if target.Scheme != "" || target.Host != "" {
				t.Errorf("%s leads to %q, which is another site", path, raw)
				continue
			}
			target = base.ResolveReference(target)
			target.Fragment = ""
			list = append(list, target.String())
		}
	}
	return list
}

func isPage(target string) bool {
	path, _, _ := strings.Cut(target, "?")
	for _, data := range []string{"/.well-known/", "/api/v1/", "/feeds/", "/dumps/", "/docs", "/catalog.jsonld"} {
		if strings.HasPrefix(path, data) {
			return false
		}
	}
	return !strings.HasSuffix(path, ".json") && !strings.HasSuffix(path, ".jws")
}

func TestEveryPageInBothLanguages(t *testing.T) {
	w, hotelBoard, poolBoard := district(t)
	for _, lang := range i18n.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			titles := map[string]string{}
			opened := 0
			from := []string{"/", "/S/" + string(hotelBoard), "/s/" + string(poolBoard)}
			walk(t, w, lang, from, func(path string, d document, page string) {
				if strings.Contains(path, "lang=") {
					return // the same page under its other address
				}
				opened++
				checkFrame(t, path, lang, d)
				lacks(t, page, "[site.", "%!", goneMarker)
				ours := strings.NewReplacer("http://www.w3.org/2000/svg", "", `href="`+licenceURL+`" rel="license"`, "", w.deps.BaseURL, "")
				lacks(t, ours.Replace(withoutData(page)), "[site.", "%!", "<no value>", "ZgotmplZ", "style=", "http:", "https:", goneMarker)
				title := text(d.all("title")[0])
				if other, taken := titles[title]; taken && !strings.Contains(path, "?") { // a list is called the same however it is narrowed
					t.Errorf("%s and %s have the title %q", path, other, title)
				}
				titles[title] = path
			})
			if want := 25; opened < want {
				t.Errorf("%d pages were reached, want at least %d", opened, want)
			}
		})
	}
}

// checkFrame holds what every page has around its subject.
func checkFrame(t *testing.T, path string, lang i18n.Lang, d document) {
	t.Helper()
	for element, want := range map[string]int{"h1": 1, "main": 1, "style": 1, "header": -1, "footer": 1, "nav": -1} {
		if got := len(d.all(element)); got != want && (want > 0 || got == 0) {
			t.Errorf("%s has %d <%s>", path, got, element)
		}
	}
	want := map[i18n.Lang]string{i18n.ZH: "zh-CN", i18n.EN: "en"}[lang]
	if got := attribute(d.all("html")[0], "lang"); got != want {
		t.Errorf("%s is in %q, want %q", path, got, want)
	}
	if first := d.all("a")[0]; attribute(first, "href") != "#main" {
		t.Errorf("%s: the first link does not skip to the content", path)
	}
	calls := func(a *html.Node) bool { return strings.HasPrefix(attribute(a, "href"), "tel:") }
	if !slices.ContainsFunc(d.all("a"), calls) {
		t.Errorf("%s does not say where to complain", path)
	}
}

func TestLanguageIsCarriedOn(t *testing.T) {
	w, _, _ := district(t)
	page := w.page("/venues?lang=en")
	contains(t, page, `<html lang="en">`, `href="/penalties?lang=en"`, `href="?lang=zh"`)
	lacks(t, w.get("/venues", "Accept-Language", "en").body, "?lang=en")
	contains(t, w.page("/s?lang=en"), `<input type="hidden" name="lang" value="en">`)
}

func TestRecordsAreOpenedInTheOtherLanguageAtTheSameAddress(t *testing.T) {
	w, _, _ := district(t)
	venue := "/venues/" + string(w.named(disclosure.KindVenue, hotel))
	english := checkedHTML(t, w.page(venue+"?lang=en")).said()
	contains(t, english, "Lodging", "B Good", "86.4 / 100", "Lodging hygiene score table",
		"86.4 of 100 applicable points obtained; 3.6 more would make it grade A (Excellent).")
	lacks(t, english, "良好", "优秀", "有效", "合格")
}

// TestVenuePage holds what a guest must learn from the page that a scan opens.
func TestVenuePage(t *testing.T) {
	w, _, _ := district(t)
	page := w.page("/venues/" + string(w.named(disclosure.KindVenue, hotel)))
	said := checkedHTML(t, page).said()
	contains(t, said,
		"住宿 湖光大酒店 示例市湖光区青禾路17号",
		"B 良好 评定日期 2026-11-02", "86.4 / 100 标化分", "应得 100 分，实得 86.4 分，再得 3.6 分即达 A（优秀）。",
		"评分表：住宿业卫生监督量化分级评分表，第 1 版。 样例数据，尚未核对",
		"公共用品用具消毒记录不全 扣 6 分", "布草间堆放杂物 扣 4.5 分", "已责令整改。 期限 2026-11-16 · 复查合格 2026-11-17",
		"2026-03-02 C 一般 68.25 / 100", "2025-08-19 A 优秀 91 / 100",
		"湖光卫公罚〔2026〕025号", "该经营者另有 1 条处罚", "有效期 2023-02-06 – 2027-02-05",
	)
	lacks(t, said, "〔2026〕012号") // the business's other penalty names no venue
	contains(t, page, `href="tel:12345"`, `href="tel:03705550123"`, `href="/subjects/`+hotelCode+`"`)
	lacks(t, page, "noindex")
}

func TestVenueWithoutAGrade(t *testing.T) {
	w, _, _ := district(t)
	said := checkedHTML(t, w.page("/venues/"+string(w.named(disclosure.KindVenue, newVenue)))).said()
	contains(t, said, "尚未评级", "本场所还没有公布过检查结果。")
	closed := checkedHTML(t, w.page("/venues/"+string(w.named(disclosure.KindVenue, salon)))).said()
	contains(t, closed, "本场所现为“停业”状态。", "不予评定", "卫生许可证过期", "逾期未复查", "过期 公共场所卫生许可证")
	lacks(t, closed, "即达")
}

// TestVenueWhosePermitsAllEnded holds that it is said aloud, and of no venue with a permit in force or with none published.
func TestVenueWhosePermitsAllEnded(t *testing.T) {
	w, _, _ := district(t)
	const loud = "本场所没有现行有效的许可或备案。"
	for name, want := range map[string]bool{salon: true, hotel: false, pool: false, newVenue: false} {
		page := w.page(address(w, disclosure.KindVenue, name))
		if got := strings.Contains(page, loud); got != want {
			t.Errorf("%s: said is %v, want %v", name, got, want)
		}
		if want && strings.Index(page, loud) > strings.Index(page, `id="grade"`) {
			t.Errorf("%s: it is said below the grade", name)
		}
	}
	w.clock = disclosure.MustDate("2027-02-06").In(w.deps.Authority.Zone)
	contains(t, w.page(address(w, disclosure.KindVenue, hotel)), loud)
}

// TestSubjectPage holds that each record tells its number, its venue and how long it is public.
func TestSubjectPage(t *testing.T) {
	w, _, _ := district(t)
	said := checkedHTML(t, w.page("/subjects/"+hotelCode)).said()
	contains(t, said,
		"公共场所卫生许可证 "+hotelNumber+" 有效期 2023-02-06 – 2027-02-05 所涉场所 "+hotel,
		"湖光卫公罚〔2026〕025号 · 公示至 2027-06-18 所涉场所 "+hotel,
		"湖光卫公罚〔2026〕012号 · 公示至 2027-04-02 行政许可", // names no venue
		"警告、罚款",
	)
}

func TestLabelsInEnglish(t *testing.T) {
	w, _, _ := district(t)
	subject := checkedHTML(t, w.page("/subjects/"+hotelCode+"?lang=en")).said()
	contains(t, subject, "Warning, fine · ", "In force 公共场所卫生许可证", "Valid 2023-02-06", "Public until")
	lacks(t, subject, "警告", "、罚", "Warning、")
	contains(t, checkedHTML(t, w.page(address(w, disclosure.KindVenue, pool)+"?lang=en")).said(),
		"Swimming pool", "Double random · ", "Water temperature", "1.4 NTU Fail", "Not judged", "No known limit", "Self-test", "Limit 0.3–1 mg/L")
	contains(t, checkedHTML(t, w.page(address(w, disclosure.KindVenue, salon)+"?lang=en")).said(), "This venue is registered as not trading.")
	contains(t, checkedHTML(t, w.page("/penalties?lang=en")).said(), "Warning, fine")
}

func TestPenaltiesOfPeopleAreNotIndexed(t *testing.T) {
	w, _, _ := district(t)
	const mark = `<meta name="robots" content="noindex">`
	for name, hidden := range map[string]bool{"赵某": true, "湖光区阿玲理发店": true, "示例市湖光大酒店有限公司": false} {
		page := w.page("/penalties/" + string(w.named(disclosure.KindPenalty, name)))
		if got := strings.Contains(page, mark); got != hidden {
			t.Errorf("penalty of %s: noindex is %v, want %v", name, got, hidden)
		}
	}
	if page := w.page("/penalties/" + string(w.named(disclosure.KindPenalty, "赵某"))); strings.Contains(page, "/subjects/") {
		t.Error("a natural person has a subject page")
	}
	contains(t, w.page("/subjects/"+salonCode), mark)
	lacks(t, w.page("/subjects/"+hotelCode), mark)
}

func TestListsArePaged(t *testing.T) {
	w := newWorld(t)
	drafts := []disclosure.Draft{}
	for i := range 45 {
		number := "罚〔2026〕" + string(rune('A'+i/10)) + string(rune('0'+i%10)) + "号"
		drafts = append(drafts, penalty(number, hotel, hotelCode, "2026-06-18"))
	}
	w.publish(drafts...)
	found := map[string]bool{}
	path := "/penalties?lang=zh"
	for pages := 1; path != ""; pages++ {
		d := checkedHTML(t, w.page(path))
		contains(t, d.said(), "共 45 条")
		next := ""
		for _, a := range d.all("a") {
			href := attribute(a, "href")
			if strings.HasPrefix(href, "/penalties/pn_") {
				found[href] = true
			}
			if attribute(a, "rel") == "next" {
				next = href
			}
		}
		if path = next; pages > 3 {
			t.Fatal("the list does not end")
		}
	}
	if len(found) != len(drafts) {
		t.Errorf("the pages show %d penalties, want %d", len(found), len(drafts))
	}
}

func TestWrongAddressesGetAPageThatHelps(t *testing.T) {
	w, _, _ := district(t)
	venue := w.named(disclosure.KindVenue, hotel)
	for path, want := range map[string]int{
		"/nowhere":                     404,
		"/venues/vn_0000000000000":     404,
		"/venues/garbage":              404,
		"/penalties/" + string(venue):  404,
		"/subjects/91419901MA0000009X": 404,
		"/subjects/00000000000000000X": 404,
		"/venues?after=nonsense":       400,
		"/venues?lang=de":              400,
		"/s?code=short":                400,
	} {
		t.Run(path, func(t *testing.T) {
			got := w.get(path)
			if got.status != want {
				t.Errorf("status %d, want %d", got.status, want)
			}
			d := checkedHTML(t, got.body)
			checkFrame(t, path, i18n.ZH, d)
			contains(t, got.body, `href="/venues"`, `href="tel:12345"`)
			if got.header.Get("ETag") != "" {
				t.Error("an error page has an ETag")
			}
		})
	}
}

// TestTheLostAreLedToTheSearch holds it for the pages that send a visitor elsewhere.
func TestTheLostAreLedToTheSearch(t *testing.T) {
	w, _, _ := district(t)
	for _, path := range []string{"/s/04000001BY0CXBYNMGHB", "/nowhere", "/venues/garbage"} {
		for _, lang := range []string{"zh", "en"} {
			page := w.get(path + "?lang=" + lang).body
			contains(t, page, `href="/search?lang=`+lang+`"`, `href="/venues?lang=`+lang+`"`, `href="tel:12345"`)
		}
	}
}

// TestGoneRecordsLeaveNothing holds that a gone record answers 410 with the reason and none of its content.
func TestGoneRecordsLeaveNothing(t *testing.T) {
	w := newWorld(t)
	draft := penalty("湖光卫公罚〔2026〕099号", hotel, hotelCode, "2026-08-01")
	draft.Body.(*disclosure.Penalty).Facts = goneMarker
	w.publish(draft)
	path := "/penalties/" + string(w.named(disclosure.KindPenalty, hotel))
	contains(t, w.page(path), goneMarker)
	draft.NotPublic = disclosure.NotPublicMinor
	w.publish(draft)
	got := w.get(path)
	if got.status != http.StatusGone {
		t.Errorf("status %d, want 410", got.status)
	}
	lacks(t, got.body, goneMarker, hotel, hotelCode, "099号")
	lacks(t, w.page("/")+w.page("/penalties"), goneMarker, "099号")
}

// TestExpiredPenaltiesVanishAtMidnight holds it without any sweeper at work.
func TestExpiredPenaltiesVanishAtMidnight(t *testing.T) {
	w := newWorld(t)
	w.publish(penalty("湖光卫公罚〔2026〕001号", hotel, hotelCode, "2026-06-18"))
	path := "/penalties/" + string(w.named(disclosure.KindPenalty, hotel))
	day := disclosure.MustDate("2027-06-18") // the last public day
	tag := w.get(path).header.Get("ETag")
	w.clock = day.AddDays(1).In(w.deps.Authority.Zone).Add(-1)
	if got := w.get(path); got.status != http.StatusOK {
		t.Errorf("on the last day: status %d", got.status)
	}
	w.clock = day.AddDays(1).In(w.deps.Authority.Zone)
	got := w.get(path, "If-None-Match", tag)
	if got.status != http.StatusGone || strings.Contains(got.body, "001号") {
		t.Errorf("the day after: status %d", got.status)
	}
	contains(t, w.page("/penalties"), "暂无记录")
}

func TestConditionalRequests(t *testing.T) {
	w, board, _ := district(t)
	for _, path := range []string{"/", "/venues", "/venues/" + string(w.named(disclosure.KindVenue, hotel)), "/s/" + string(board)} {
		tag := w.get(path).header.Get("ETag")
		if got := w.get(path, "If-None-Match", tag); tag == "" || got.status != http.StatusNotModified || got.body != "" {
			t.Errorf("%s: status %d with tag %q", path, got.status, tag)
		}
		if got := w.get(path, "If-None-Match", tag, "Accept-Language", "en"); got.status != http.StatusOK {
			t.Errorf("%s in English: status %d", path, got.status)
		}
	}
	tag := w.get("/").header.Get("ETag")
	w.publish(penalty("湖光卫公罚〔2026〕077号", hotel, hotelCode, "2026-10-18"))
	if got := w.get("/", "If-None-Match", tag); got.status != http.StatusOK || !strings.Contains(got.body, "2026-10-18") {
		t.Errorf("after a change: status %d", got.status)
	}
}

func TestStyleSheetIsAdmittedByItsHash(t *testing.T) {
	w, _, _ := district(t)
	got := w.get("/")
	if policy := got.header.Get("Content-Security-Policy"); !strings.Contains(policy, "style-src "+site.StyleHash()+";") {
		t.Errorf("the policy is %q", policy)
	}
}

// TestTwinsAreLeftToTheInterface holds that a page's handler passes its twin on, whoever was installed first.
func TestTwinsAreLeftToTheInterface(t *testing.T) {
	w, _, _ := district(t)
	w.app.Get("/venues/:id.json", func(c *fiber.Ctx) error { return c.SendString("data of " + c.Params("id")) })
	id := string(w.named(disclosure.KindVenue, hotel))
	if got := w.page("/venues/" + id + ".json"); got != "data of "+id {
		t.Errorf("the twin is %.80q", got)
	}
}

// TestCodesStayOnBoardPages holds that no page but the board's own gives away what a genuine board can be printed from.
func TestCodesStayOnBoardPages(t *testing.T) {
	w, hotelBoard, poolBoard := district(t)
	walk(t, w, i18n.ZH, []string{"/"}, func(_ string, _ document, page string) {
		for _, code := range []qrsign.Code{hotelBoard, poolBoard} {
			lacks(t, page, string(code), code.Grouped(), string(code)[8:], "/s/", "/S/")
		}
	})
}
