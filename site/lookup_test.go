package site_test

import (
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
