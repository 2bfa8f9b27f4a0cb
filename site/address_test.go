package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

// foreign is what messengers and mailers append to an address that is passed on.
const foreign = "from=singlemessage&isappinstalled=0&utm_source=mail&from=timeline&x=%ff"

// TestForeignParametersChangeNothing holds that a page opens with them as without, under the same tag and with the same links.
func TestForeignParametersChangeNothing(t *testing.T) {
	w, board, _ := district(t)
	for _, path := range []string{
		"/", "/about", "/venues", "/s", "/subjects", address(w, disclosure.KindVenue, hotel), "/subjects/" + hotelCode, "/S/" + string(board),
	} {
		for _, own := range []string{"", "lang=en"} {
			plain := w.get(path + "?" + own)
			passedOn := w.get(path + "?" + foreign + "&" + own)
			if passedOn.status != http.StatusOK || passedOn.body != plain.body {
				t.Errorf("%s?%s: status %d, or another page", path, own, passedOn.status)
			}
			if tag := passedOn.header.Get("ETag"); tag == "" || tag != plain.header.Get("ETag") {
				t.Errorf("%s?%s: the tag %q is another one", path, own, tag)
			}
		}
	}
	if w.get("/venues").header.Get("ETag") != w.get("/venues?"+foreign).header.Get("ETag") {
		t.Error("the tag needs a query")
	}
	if got := w.get("/venues?" + foreign + "&after=nonsense"); got.status != http.StatusBadRequest {
		t.Errorf("a wrong parameter of ours beside foreign ones: status %d", got.status)
	}
	if got := w.get("/s?" + foreign + "&code=" + string(board)); got.header.Get("Location") != "/s/"+string(board) {
		t.Errorf("a code beside foreign parameters leads to %q", got.header.Get("Location"))
	}
}

// TestSlashAtTheEndLeadsToThePage holds that it does so on this host and nowhere else.
func TestSlashAtTheEndLeadsToThePage(t *testing.T) {
	w, board, _ := district(t)
	venue := address(w, disclosure.KindVenue, hotel)
	for path, want := range map[string]string{
		"/venues/":                      "/venues",
		"/about/":                       "/about",
		"/s/":                           "/s",
		"/subjects/":                    "/subjects",
		venue + "/":                     venue,
		venue + "/?lang=en":             venue + "?lang=en",
		"/S/" + string(board) + "/":     "/S/" + string(board),
		"/subjects/" + hotelCode + "/":  "/subjects/" + hotelCode,
		"/subjects/%2F%2Fevil.example/": "",
		"//evil.example/":               "",
		"//evil.example/venues/":        "",
		"//venues/":                     "",
		"/%2Fevil.example/":             "",
		"/venues//":                     "",
		"/nowhere/":                     "",
		"/api/v1/venues/":               "",
	} {
		got := w.get(path)
		location := got.header.Get("Location")
		if want == "" {
			if got.status != http.StatusNotFound || location != "" {
				t.Errorf("%s: status %d, leads to %q", path, got.status, location)
			}
			continue
		}
		if got.status != http.StatusMovedPermanently || location != want {
			t.Errorf("%s: status %d, leads to %q, want %q", path, got.status, location, want)
		}
	}
	got := w.get(`/subjects/%5C%5Cevil.example/`)
	if to, err := url.Parse(got.header.Get("Location")); err != nil || to.Host != "" || !strings.HasPrefix(to.Path, "/subjects/") {
		t.Errorf("backslashes lead to %q", got.header.Get("Location"))
	}
}

// TestWhatIsNotThereIsNotUnmodified holds it for a visitor who says to have any version.
func TestWhatIsNotThereIsNotUnmodified(t *testing.T) {
	w, board, _ := district(t)
	gone := penalty("湖光卫公罚〔2026〕098号", "示例市某某有限公司", "", "2026-08-01")
	w.publish(gone)
	ended := address(w, disclosure.KindPenalty, "示例市某某有限公司")
	gone.NotPublic = disclosure.NotPublicMinor
	w.publish(gone)
	for path, want := range map[string]int{
		"/venues/vn_0000000000000":             http.StatusNotFound,
		"/venues/garbage":                      http.StatusNotFound,
		"/subjects/91419901MA0000009X":         http.StatusNotFound,
		"/s/" + string(w.boards.Issue(99)):     http.StatusNotFound,
		"/venues?after=nonsense":               http.StatusBadRequest,
		ended:                                  http.StatusGone,
		"/venues":                              http.StatusNotModified,
		"/s/" + string(board):                  http.StatusNotModified,
		address(w, disclosure.KindVenue, pool): http.StatusNotModified,
	} {
		if got := w.get(path, "If-None-Match", "*"); got.status != want {
			t.Errorf("%s: status %d, want %d", path, got.status, want)
		}
	}
}

// TestBoardsHaveNoTwin holds that the answer is the same for a genuine code and a forged one, and calls neither forged.
func TestBoardsHaveNoTwin(t *testing.T) {
	w, board, _ := district(t)
	var answers []string
	for _, path := range []string{"/s/" + string(board) + ".json", "/S/" + string(board) + ".json", "/s/04000001BY0CXBYNMGHB.json"} {
		got := w.get(path)
		if got.status != http.StatusNotFound || got.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: status %d, %s", path, got.status, got.header.Get("Content-Type"))
		}
		contains(t, got.body, `"code":"not-found"`, "公示牌的编码没有对应的数据文件", "/api/v1/boards/")
		lacks(t, got.body, "不是本机关签发", string(board))
		before, _, _ := strings.Cut(got.body, `"instance"`)
		answers = append(answers, before)
	}
	if answers[0] != answers[2] {
		t.Error("the answer tells a genuine code from another")
	}
}

// Every problem names its type by an address; behind it stands what the code means.
func TestProblemTypesAreExplained(t *testing.T) {
	w, _, _ := district(t)
	contains(t, w.page("/problems/invalid-parameter"), "invalid-parameter", "400")
	contains(t, w.page("/problems/feed-reset?lang=en"), "feed-reset", "409")
	if got := w.get("/problems/never-heard-of"); got.status != http.StatusNotFound {
		t.Errorf("an unknown code: status %d, want 404", got.status)
	}
}
