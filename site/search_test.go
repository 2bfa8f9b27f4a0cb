package site_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"mingshi/internal/i18n"
)

// seek is the address of a search.
func seek(pairs ...string) string { return listedAt("/search", pairs...) }

func listedAt(path string, pairs ...string) string {
	asked := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		asked.Set(pairs[i], pairs[i+1])
	}
	return path + "?" + asked.Encode()
}

// within gives the elements of a name below a node.
func within(node *html.Node, name string) []*html.Node {
	var found []*html.Node
	for below := range node.Descendants() {
		if below.Type == html.ElementNode && below.Data == name {
			found = append(found, below)
		}
	}
	return found
}

// classed gives the elements of a class.
func (d document) classed(class string) []*html.Node {
	var found []*html.Node
	for node := range d.root.Descendants() {
		if node.Type == html.ElementNode && slices.Contains(strings.Fields(attribute(node, "class")), class) {
			found = append(found, node)
		}
	}
	return found
}

// unmarked is what a page says, as if nothing in it were marked.
func unmarked(t *testing.T, page string) string {
	t.Helper()
	return checkedHTML(t, strings.NewReplacer("<mark>", "", "</mark>", "").Replace(page)).said()
}

// titles are the names under which a page shows what it found, in order.
func (d document) titles() []string {
	var titles []string
	for _, list := range d.classed("hits") {
		for _, title := range within(list, "h3") {
			titles = append(titles, text(title))
		}
	}
	return titles
}

var digits = regexp.MustCompile(`[0-9,]+`)

func number(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(strings.ReplaceAll(digits.FindString(text), ",", ""), 10, 64)
	if err != nil {
		t.Fatalf("%q has no number", text)
	}
	return n
}

// total is how many records a page says to have found.
func (d document) total(t *testing.T) int64 {
	t.Helper()
	for _, node := range d.all("p") {
		if attribute(node, "role") == "status" {
			return number(t, text(node))
		}
	}
	t.Fatal("the page does not say how much was found")
	return 0
}

func TestSearchFindsByTwoCharacters(t *testing.T) {
	w, _, _ := district(t)
	for name, tc := range map[string]struct {
		text   string
		titles []string
		marks  []string
		said   string
	}{
		"a name":               {"书店", []string{"示例市湖光书店"}, []string{"书店", "书店", "书店"}, "行政备案 2026-05-11"},
		"facts":                {"工具", []string{"湖光区阿玲理发店"}, []string{"工具"}, "违法事实 理发工具未消毒。"},
		"part of a number":     {"备〔2026", []string{"示例市湖光书店"}, []string{"备〔2026"}, "湖光卫公备〔2026〕007号"},
		"no brackets":          {"备2026007", []string{"示例市湖光书店"}, []string{"备〔2026〕007"}, ""},
		"a code's beginning":   {"91419901ma00000044", []string{"示例市湖光书店"}, []string{"91419901MA00000044"}, "统一社会信用代码 91419901MA00000044"},
		"two terms":            {"湖光 书店", []string{"示例市湖光书店"}, []string{"湖光书店", "湖光书店", "湖光", "湖光", "书店"}, ""},
		"an address":           {"听雨街", []string{newVenue}, []string{"听雨街"}, "公共场所 住宿"},
		"the venue's address":  {"体育街", []string{pool, "示例市碧波体育有限公司", pool, pool, pool, pool, pool, pool}, nil, "地址 示例市湖光区体育街2号"},
		"nothing":              {"西山", nil, nil, "没有找到符合条件的记录。"},
		"half a character":     {"书", []string{"示例市湖光书店"}, nil, ""},
		"a person":             {"赵某", []string{"赵某"}, []string{"赵某"}, ""},
		"of a former spelling": {"ＭＡ００００００４４", nil, nil, "没有找到"},
	} {
		t.Run(name, func(t *testing.T) {
			page := w.page(seek("q", tc.text))
			d := checkedHTML(t, page)
			got := d.titles()
			slices.Sort(got)
			slices.Sort(tc.titles)
			if diff := cmp.Diff(tc.titles, got); diff != "" {
				t.Errorf("titles (-want +got):\n%s", diff)
			}
			if n := d.total(t); n != int64(len(tc.titles)) {
				t.Errorf("the page says to have found %d", n)
			}
			var marks []string
			for _, mark := range d.all("mark") {
				marks = append(marks, text(mark))
			}
			if diff := cmp.Diff(tc.marks, marks); diff != "" && tc.marks != nil {
				t.Errorf("marks (-want +got):\n%s", diff)
			}
			contains(t, unmarked(t, page), tc.said)
		})
	}
}

// TestSearchFormAlone holds that before anything was asked the page tells how to ask, and finds no fault.
func TestSearchFormAlone(t *testing.T) {
	w, _, _ := district(t)
	for _, path := range []string{"/search", "/search?q=", "/search?q=+&kind=&street=&decided_from=&sort=", "/search?q=%00%01%1b"} {
		page := w.page(path)
		d := checkedHTML(t, page)
		contains(t, d.said(), "两个字就够", "现有 24 条公示可供查询。", "信用代码请输入开头 4 位以上", "信用代码须从第一位输起、至少 4 位")
		contains(t, page, `type="search"`, `enterkeyhint="search"`, `autocomplete="off"`, `<label for="q">`)
		lacks(t, page, "noindex", `role="alert"`, `role="status"`, "<details open")
	}
}

// TestBadInput holds that what cannot be answered is said at the form, with what was typed still in it.
func TestBadInput(t *testing.T) {
	w, _, _ := district(t)
	long, many := strings.Repeat("字", 201), strings.TrimSpace(strings.Repeat("a b c d e ", 3)+"f g h i j k l")
	for name, tc := range map[string]struct {
		query  string
		status int
		said   string
	}{
		"one character":         {"q=" + url.QueryEscape("店"), 200, "找到 14 条"},
		"only punctuation":      {"q=" + url.QueryEscape("……！？"), 200, "没有找到"},
		"control characters":    {"kind=penalty&q=%00%01%1b", 200, "找到 4 条"},
		"too long":              {"q=" + url.QueryEscape(long), 400, "最多 200 个字、10 个词"},
		"too many terms":        {"q=" + url.QueryEscape(many), 400, "最多 200 个字、10 个词"},
		"half a surrogate":      {"q=%ed%a0%80", 400, "其中有无法辨认的字符，请重新输入。"},
		"bytes":                 {"q=%ff%fe", 400, "其中有无法辨认的字符，请重新输入。"},
		"bytes for a street":    {"street=%ff", 400, "其中有无法辨认的字符，请重新输入。"},
		"twice":                 {"q=a&q=b", 400, "同一个条件出现了两次"},
		"a street twice":        {"street=a&street=a", 400, "同一个条件出现了两次"},
		"unknown kind":          {"kind=board", 400, "这个条件无法识别"},
		"unknown venue kind":    {"q=x&venue_kind=castle", 400, "这个条件无法识别"},
		"unknown grade":         {"grade=Z", 400, "这个条件无法识别"},
		"unknown street":        {"street=" + url.QueryEscape("无此街道"), 200, "没有找到"},
		"no day":                {"decided_from=2026-02-30", 400, "请按 2026-01-31 的样子写一个真实的日期。"},
		"a text for a day":      {"decided_to=%3Cscript%3E", 400, "请按 2026-01-31 的样子写一个真实的日期。"},
		"days the wrong way":    {"decided_from=2026-02-02&decided_to=2026-02-01", 400, "请改正其中一个"},
		"no amount":             {"fine_from=1e9", 400, "请写以元为单位的数字"},
		"half a thousand":       {"fine_from=1,5", 400, "请写以元为单位的数字"},
		"loose thousands":       {"fine_from=1000,500", 400, "请写以元为单位的数字"},
		"nothing but commas":    {"fine_to=,,", 400, "请写以元为单位的数字"},
		"three decimals":        {"fine_to=1,000.555", 400, "请写以元为单位的数字"},
		"amounts the wrong way": {"fine_from=9&fine_to=8", 400, "请改正其中一个"},
		"unknown order":         {"sort=random", 400, "这个条件无法识别"},
		"no cursor":             {"q=x&after=nonsense", 400, "这一页的地址不完整"},
		"hostile":               {"q=" + url.QueryEscape(`"><script>alert(1)</script>`), 200, "没有找到"},
		"foreign":               {"q=x&utm_source=mail&x=%ff", 200, "找到 17 条"},
	} {
		t.Run(name, func(t *testing.T) {
			got := w.get("/search?" + tc.query)
			if got.status != tc.status {
				t.Errorf("status %d, want %d", got.status, tc.status)
			}
			d := checkedHTML(t, got.body)
			checkFrame(t, "/search?"+tc.query, i18n.ZH, d)
			contains(t, d.said(), tc.said)
			contains(t, got.body, `action="/search"`, `name="robots" content="noindex"`)
			lacks(t, withoutOurScript(got.body), "<script", "[finder.", "[site.")
			if tc.status != http.StatusOK && (got.header.Get("ETag") != "" || len(d.all("mark")) > 0) {
				t.Error("a refusal is shown as an answer")
			}
		})
	}
	contains(t, w.get(seek("q", long)).body, long)
	endless := w.get(seek("q", strings.Repeat("x", 10_000)))
	if endless.status != http.StatusRequestURITooLong {
		t.Errorf("10,000 characters: status %d", endless.status)
	}
	checkFrame(t, "an endless address", i18n.ZH, checkedHTML(t, endless.body))
	page := w.get(seek("q", "旅店", "decided_from", "x", "street", "青禾街道")).body
	contains(t, page, `value="旅店"`, `aria-describedby="problem-decided_from"`, `<option value="青禾街道" selected`, "<details open")
}

// TestAmountsAreReadAsPeopleTypeThem holds that they find the same and that addresses, those for programs too, have plain ones.
func TestAmountsAreReadAsPeopleTypeThem(t *testing.T) {
	w, _, _ := district(t)
	for typed, plain := range map[string]string{
		" 5000 ": "5000", "5,000": "5000", "5 000.50": "5000.50", "１，２３４．５": "1234.5", "1,234,567": "1234567", "5000.": "5000", "0": "0",
	} {
		d := checkedHTML(t, w.page(listedAt("/penalties", "fine_from", "0", "fine_to", typed)))
		want := checkedHTML(t, w.page(listedAt("/penalties", "fine_from", "0", "fine_to", plain)))
		if got, as := d.total(t), want.total(t); got != as {
			t.Errorf("%q finds %d, %q %d", typed, got, plain, as)
		}
		var links []string
		for _, a := range d.all("a") {
			if href := attribute(a, "href"); strings.HasPrefix(href, "/penalties.json?") {
				links = append(links, href)
			}
		}
		if len(links) == 0 || links[0] != listedAt("/penalties.json", "fine_from", "0", "fine_to", plain) {
			t.Errorf("%q leads to %v", typed, links)
		}
	}
}

func TestPinyinIsTriedWhereNothingElseIsFound(t *testing.T) {
	w, _, _ := district(t)
	d := checkedHTML(t, w.page(seek("q", "bibo")))
	contains(t, d.said(), "以下按拼音查到", "碧波")
	if marks := d.all("mark"); len(marks) == 0 || text(marks[0]) != "碧波" {
		t.Error("what is read so is not marked")
	}
	contains(t, w.page(seek("q", "bibo")), `href="/search.json?pinyin=1&amp;q=bibo"`)
	lacks(t, w.page(seek("q", "9141")), "以下按拼音查到")
	contains(t, w.page(seek("q", "zzzz")), "没有找到符合条件的记录。")
	w.publish(penalty("湖光卫公罚〔2026〕076号", "Bibo 咖啡", "", "2026-10-18"))
	page := w.page(seek("q", "bibo"))
	contains(t, page, "<mark>Bibo</mark>")
	lacks(t, page, "以下按拼音查到", "碧波")
}

func TestACreditCodeLeadsToTheBusiness(t *testing.T) {
	w, _, _ := district(t)
	contains(t, w.page(seek("q", strings.ToLower(hotelCode))), `href="/subjects/`+hotelCode+`"`)
	lacks(t, checkedHTML(t, w.page(seek("q", "湖光"))).said(), "查看该经营者的全部公示")
}

func TestSearchIsKeptInOtherLanguages(t *testing.T) {
	w, _, _ := district(t)
	contains(t, w.page(seek("q", "bibo", "lang", "en")), "No record contains these letters; these names match them as pinyin.")
	page := w.page(seek("q", "消毒", "kind", "penalty", "lang", "en"))
	contains(t, page, `href="?kind=penalty&amp;q=%E6%B6%88%E6%AF%92&amp;lang=zh"`, `<input type="hidden" name="lang" value="en">`, "4 found")
	for _, path := range []string{page, w.page(listedAt("/penalties", "q", "消毒", "lang", "en"))} {
		d := checkedHTML(t, path)
		for _, chip := range d.classed("chips") {
			for _, a := range within(chip, "a") {
				contains(t, attribute(a, "href"), "lang=en")
			}
		}
		lacks(t, d.said(), "查询", "条件", "种类")
	}
}

// TestHostileTextIsShownAsTextWhenFound searches for what records of every kind have in all their texts.
func TestHostileTextIsShownAsTextWhenFound(t *testing.T) {
	w, _ := hostileDistrict(t)
	for _, lang := range []string{"zh", "en"} {
		for _, text := range []string{"script", "名", "<", "&lt;", `'"`, "alert(1)", "[Venue.FormerNames]", "[Penalty.Facts]", "S<scr"} {
			for _, path := range []string{"/search", "/venues", "/penalties", "/permits", "/filings"} {
				page := w.page(listedAt(path, "q", text, "lang", lang))
				lacks(t, withoutOurScript(page), "<script", "<img", "ZgotmplZ")
				checkTurning(t, path, checkedHTML(t, page))
			}
		}
		d := checkedHTML(t, w.page(seek("q", "script", "lang", lang)))
		if len(d.titles()) < 7 || len(d.all("mark")) < 20 {
			t.Errorf("%d records were found with %d marks", len(d.titles()), len(d.all("mark")))
		}
	}
}

func TestSearchBoxIsTheFirstThingAtHome(t *testing.T) {
	w, _, _ := district(t)
	d := checkedHTML(t, w.page("/"))
	form := within(d.all("main")[0], "form")[0]
	if attribute(form, "action") != "/search" || attribute(form, "role") != "search" || len(within(form, "label")) != 1 {
		t.Error("the first form is no search")
	}
	for _, path := range []string{"/venues", "/about", "/s", "/nowhere"} {
		contains(t, w.get(path).body, `class="to-search" href="/search"`)
	}
}
