package site_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// wide is the full-width form of an ASCII character.
func wide(r rune) rune { return r + ('！' - '!') }

func TestNumbersLeadToTheirPages(t *testing.T) {
	w, _, _ := district(t)
	venue := address(w, disclosure.KindVenue, hotel)
	business := "/subjects/" + hotelCode
	for name, at := range map[string]struct{ typed, want string }{
		"credit code":            {hotelCode, business},
		"lower case":             {strings.ToLower(hotelCode), business},
		"spaces":                 {" " + hotelCode[:8] + " " + hotelCode[8:] + "\u3000", business},
		"full width":             {strings.Map(wide, strings.ToLower(hotelCode)), business},
		"permit":                 {hotelNumber, venue},
		"square brackets":        {"湖光卫公证字[2023]第0012号", venue},
		"round brackets":         {"湖光卫公证字(2023)第0012号", venue},
		"full-width brackets":    {"湖光卫公证字（２０２３）第００１２号", venue},
		"wide square brackets":   {"湖光卫公证字［2023］第0012号", venue},
		"lenticular brackets":    {"湖光卫公证字【2023】第0012号", venue},
		"corner brackets":        {"湖光卫公证字「2023」第0012号", venue},
		"book title marks":       {"湖光卫公证字《2023》第0012号", venue},
		"small brackets":         {"湖光卫公证字﹝2023﹞第0012号", venue},
		"spaces within":          {" 湖光卫公证字 〔2023〕 第 0012 号 ", venue},
		"filing without a venue": {"湖光卫公备[2026]007号", address(w, disclosure.KindFiling, "示例市湖光书店")},
	} {
		t.Run(name, func(t *testing.T) {
			got := w.get("/subjects?" + url.Values{"code": {at.typed}}.Encode())
			if location := got.header.Get("Location"); got.status != http.StatusSeeOther || location != at.want {
				t.Errorf("status %d, leads to %q, want %q", got.status, location, at.want)
			}
			w.page(at.want)
		})
	}
	got := w.get("/subjects?lang=en&code=" + hotelCode)
	if location := got.header.Get("Location"); location != business+"?lang=en" {
		t.Errorf("in English it leads to %q", location)
	}
}

func TestUnknownNumbersGetAPageThatHelps(t *testing.T) {
	w, _, _ := district(t)
	for _, typed := range []string{
		"", " ", "湖光大酒店", "第0012号", hotelCode[:17] + "9", "00000000000000000X", "〔〕", `"><script>alert(1)</script>`, "\u202e91", hotelCode + "0",
	} {
		path := "/subjects?" + url.Values{"code": {typed}}.Encode()
		got := w.get(path, "If-None-Match", "*")
		if got.status != http.StatusNotFound || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%q: status %d", typed, got.status)
		}
		d := checkedHTML(t, got.body)
		checkFrame(t, path, i18n.ZH, d)
		contains(t, d.said(), "没有找到这个编号。", "统一社会信用代码：18 位", "许可或备案编号：")
		contains(t, got.body, `action="/subjects"`, `href="/venues"`)
		lacks(t, got.body, "<script", "\u202e")
	}
	contains(t, w.get("/subjects?code=0012").body, `value="0012"`)
	lacks(t, w.page("/subjects"), "没有找到这个编号。")
}

func TestNumberFormIsReachedFromHome(t *testing.T) {
	w, _, _ := district(t)
	contains(t, w.page("/"), `href="/subjects"`)
	contains(t, w.page("/subjects"), `action="/subjects"`, `<label for="number">`)
	contains(t, w.page("/subjects?lang=en"), `<input type="hidden" name="lang" value="en">`)
}

func TestSubjectAddressInAnotherForm(t *testing.T) {
	w, _, _ := district(t)
	for _, typed := range []string{strings.ToLower(hotelCode), url.PathEscape(strings.Map(wide, hotelCode)), hotelCode[:8] + "%20" + hotelCode[8:]} {
		got := w.get("/subjects/" + typed + "?lang=en")
		if location := got.header.Get("Location"); got.status != http.StatusMovedPermanently || location != "/subjects/"+hotelCode+"?lang=en" {
			t.Errorf("/subjects/%s: status %d, leads to %q", typed, got.status, location)
		}
	}
}

func TestBusinessesByPenaltiesStandBelowTheNumberForm(t *testing.T) {
	w := newWorld(t)
	contains(t, checkedHTML(t, w.page("/subjects")).said(), "按处罚次数", "没有现行公示的行政处罚。")
	w.publish(
		penalty("罚〔2026〕001号", "示例市湖光大酒店有限公司", hotelCode, "2026-06-18"),
		penalty("罚〔2026〕002号", "示例市湖光大酒店有限责任公司", hotelCode, "2026-07-18"),
		penalty("罚〔2026〕003号", "湖光区阿玲理发店", salonCode, "2026-08-18"),
		penalty("罚〔2026〕004号", "赵某", "", "2026-09-18"),
	)
	page := w.page("/subjects")
	said := checkedHTML(t, page).said()
	contains(t, said, "共 2 条", "示例市湖光大酒店有限责任公司 "+hotelCode+" 处罚 2 次 2026-07-18", "湖光区阿玲理发店 "+salonCode+" 处罚 1 次 2026-08-18")
	if strings.Index(said, hotelCode) > strings.Index(said, salonCode) {
		t.Error("the business with fewer penalties stands first")
	}
	contains(t, page, `href="/subjects/`+hotelCode+`"`, `href="/subjects/`+salonCode+`"`, `href="/subjects.json"`)
	lacks(t, page, "赵某", "湖光大酒店有限公司")
	contains(t, checkedHTML(t, w.page("/subjects?lang=en")).said(), "By penalties", "Penalties: 2")
	contains(t, w.page("/subjects?lang=en"), `href="/subjects/`+hotelCode+`?lang=en"`)
}

func TestEndedPenaltiesNameNoBusiness(t *testing.T) {
	w := newWorld(t)
	const marker = "此名称不得再现有限公司"
	ended := penalty("罚〔2026〕001号", marker, hotelCode, "2026-06-18")
	w.publish(ended, penalty("罚〔2026〕002号", "湖光区阿玲理发店", salonCode, "2026-08-18"))
	contains(t, w.page("/subjects"), marker)
	ended.NotPublic = disclosure.NotPublicRevoked
	w.publish(ended)
	lacks(t, w.page("/subjects"), marker, hotelCode)
	w.clock = w.clock.AddDate(10, 0, 0)
	lacks(t, w.page("/subjects"), salonCode)
}

func TestBusinessesByPenaltiesArePaged(t *testing.T) {
	w := newWorld(t)
	var drafts []disclosure.Draft
	var codes []string
	for i := range 45 {
		codes = append(codes, fmt.Sprintf("91419901MA%08d", 100+i))
		drafts = append(drafts, penalty(fmt.Sprintf("罚〔2026〕%03d号", i), hotel, codes[i], "2026-06-18"))
	}
	w.publish(drafts...)
	found := map[string]bool{}
	path := "/subjects?lang=en"
	for pages := 1; path != ""; pages++ {
		page := w.page(path)
		d := checkedHTML(t, page)
		checkFrame(t, path, i18n.EN, d)
		contains(t, d.said(), "45 in all")
		if begins := strings.Contains(page, "Back to the beginning"); begins != (pages > 1) {
			t.Errorf("page %d: leads back is %v", pages, begins)
		}
		next := ""
		for _, a := range d.all("a") {
			if code, is := strings.CutPrefix(attribute(a, "href"), "/subjects/"); is {
				found[strings.TrimSuffix(code, "?lang=en")] = true
			}
			if attribute(a, "rel") == "next" {
				next = attribute(a, "href")
			}
		}
		if path = next; pages > 3 {
			t.Fatal("the list does not end")
		}
	}
	for _, code := range codes {
		if !found[code] {
			t.Errorf("%s is on no page", code)
		}
	}
	got := w.get("/subjects?after=nonsense")
	if got.status != http.StatusBadRequest {
		t.Errorf("a foreign cursor: status %d", got.status)
	}
	checkFrame(t, "/subjects?after=nonsense", i18n.ZH, checkedHTML(t, got.body))
}
