package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
	"mingshi/qrsign"
	"mingshi/site"
)

func TestBoardPageIsTheLiveVenue(t *testing.T) {
	w, board, _ := district(t)
	for name, path := range map[string]string{
		"as printed":   "/S/" + string(board),
		"lower case":   "/s/" + strings.ToLower(string(board)),
		"mixed":        "/s/" + strings.ToLower(string(board)[:9]) + string(board)[9:],
		"with hyphens": "/s/" + strings.ReplaceAll(board.Grouped(), " ", "-"),
		"full width":   "/s/" + strings.Map(wide, string(board)),
		"with dashes":  "/s/" + strings.ReplaceAll(board.Grouped(), " ", "—"),
		"with spaces":  "/s/" + strings.ReplaceAll(board.Grouped(), " ", "%20"),
	} {
		t.Run(name, func(t *testing.T) {
			got := w.get(path)
			if got.status != http.StatusOK {
				t.Fatalf("status %d", got.status)
			}
			said := checkedHTML(t, got.body).said()
			contains(t, said,
				"牌是真的，但内容已过时", board.Grouped(), hotel, "示例市湖光区青禾路17号", "B 良好",
				"牌上印的是 C 一般 (2026-03-02) 现在是 B 良好 (2026-11-02)", "签发日期 2026-11-20", "印制日期 2026-11-20",
			)
			lacks(t, said, "此牌真实", "旧名称", "名称或地址已不是")
			contains(t, got.body, `<title>这块公示牌的二维码</title>`, `content="noindex"`)
		})
	}
}

func TestBoardThatIsUpToDateSaysNothingElse(t *testing.T) {
	w, _, board := district(t)
	said := checkedHTML(t, w.page("/s/"+string(board))).said()
	contains(t, said, "此牌真实", pool, "A 优秀")
	lacks(t, said, "牌上印的是", "旧名称", "名称或地址已不是", "过时", "等级未变")
}

func TestBoardOfAVenueThatIsNotTrading(t *testing.T) {
	w, _, _ := district(t)
	board := w.issue(w.named(disclosure.KindVenue, salon), "", "2026-10-30")
	said := checkedHTML(t, w.page("/s/"+string(board))).said()
	contains(t, said, "牌是真的，但场所未在营业", "本场所现为“停业”状态。", "印制的等级 不予评定 2026-10-30")
	lacks(t, said, "此牌真实", "过时", "牌上印的是")
	if n := strings.Count(said, "本场所现为“停业”状态"); n != 1 {
		t.Errorf("it is said %d times", n)
	}
}

// TestForgedBoards holds that no code near a genuine one is taken for it: each single character replaced by another.
func TestForgedBoards(t *testing.T) {
	w, board, _ := district(t)
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	for at := range len(board) {
		next := alphabet[(strings.IndexByte(alphabet, board[at])+1)%len(alphabet)]
		forged := string(board[:at]) + string(next) + string(board[at+1:])
		got := w.get("/s/" + forged)
		if got.status != http.StatusNotFound {
			t.Errorf("character %d replaced: status %d", at, got.status)
		}
		contains(t, got.body, "此牌不是本机关签发的", "牌上的等级不可信")
		lacks(t, got.body, hotel, forged)
		if got := w.get("/s/"+forged, "If-None-Match", "*"); got.status != http.StatusNotFound {
			t.Errorf("character %d replaced, conditional: status %d", at, got.status)
		}
	}
	for _, typed := range []string{"x", string(board)[:19], string(board) + "0", "U" + string(board)[1:], "%E2%80%AE"} {
		if got := w.get("/s/" + typed); got.status != http.StatusNotFound {
			t.Errorf("/s/%s: status %d", typed, got.status)
		}
	}
}

// TestUnregisteredBoard holds that a rightly made code without a board in force proves nothing.
func TestUnregisteredBoard(t *testing.T) {
	w, _, _ := district(t)
	got := w.get("/s/" + string(w.boards.Issue(99)))
	if got.status != http.StatusNotFound || got.header.Get("ETag") != "" {
		t.Errorf("status %d, tag %q", got.status, got.header.Get("ETag"))
	}
	contains(t, got.body, "没有现行有效的公示牌")
}

func TestBoardWhoseVenueIsGone(t *testing.T) {
	w, board, _ := district(t)
	w.withdrawRecord(w.named(disclosure.KindVenue, hotel))
	got := w.get("/s/" + string(board))
	if got.status != http.StatusOK {
		t.Errorf("status %d", got.status)
	}
	contains(t, checkedHTML(t, got.body).said(), "牌是真的，但场所已不再公示", board.Grouped(), "牌上的等级不再有效")
	lacks(t, got.body, hotel, "青禾路17号")
}

func TestCodeForm(t *testing.T) {
	w, board, _ := district(t)
	contains(t, w.page("/s"), `<label for="code">`, `action="/s"`)
	typed := strings.ToLower(strings.ReplaceAll(board.Grouped(), " ", "+"))
	got := w.get("/s?lang=en&code=" + typed)
	if location := got.header.Get("Location"); got.status != http.StatusSeeOther || location != "/s/"+string(board)+"?lang=en" {
		t.Errorf("status %d, leads to %q", got.status, location)
	}
	for name, typed := range map[string]string{
		"the whole address":     "HTTPS://GS.EXAMPLE.CN/S/" + string(board),
		"in lower case":         "https://gs.example.cn/s/" + strings.ToLower(string(board)) + "?from=singlemessage",
		"with a slash":          " https://gs.example.cn/S/" + string(board) + "/ ",
		"full width and dashes": strings.ReplaceAll(strings.Map(wide, strings.ReplaceAll(board.Grouped(), " ", "-")), "－", "—"),
		"full-width hyphens":    strings.ReplaceAll(board.Grouped(), " ", "－"),
		"en dashes":             strings.ReplaceAll(board.Grouped(), " ", "–"),
	} {
		got := w.get("/s?" + url.Values{"code": {typed}}.Encode())
		if location := got.header.Get("Location"); got.status != http.StatusSeeOther || location != "/s/"+string(board) {
			t.Errorf("%s: status %d, leads to %q", name, got.status, location)
		}
	}
	contains(t, w.page("/s"), "大小写、空格、连字符均可")
	wrong := w.get("/s?code=0400+0001")
	if wrong.status != http.StatusBadRequest {
		t.Errorf("half a code: status %d", wrong.status)
	}
	contains(t, wrong.body, "这不是完整的编码", "只有前 8 位")
}

func TestSymbolAlone(t *testing.T) {
	w, board, _ := district(t)
	got := w.get("/s/" + string(board) + ".svg")
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "image/svg+xml" || !strings.HasPrefix(got.body, "<svg") {
		t.Errorf("status %d, %s, %.20q", got.status, got.header.Get("Content-Type"), got.body)
	}
	url, err := qrsign.BoardURL(w.deps.BaseURL, board)
	if err != nil {
		t.Fatal(err)
	}
	symbol, err := qrsign.Symbol(url)
	if err != nil {
		t.Fatal(err)
	}
	if want := string(symbol.SVG("这块公示牌的二维码")); got.body != want {
		t.Error("the symbol is another one")
	}
	if got := w.get("/s/" + string(w.boards.Issue(99))[:19] + "0.svg"); got.status != http.StatusNotFound {
		t.Errorf("a forged code's symbol: status %d", got.status)
	}
}

// A public address that no board can carry costs the page its symbol and nothing else.
func TestScanPageWithoutSymbol(t *testing.T) {
	w, board, _ := district(t)
	w.deps.BaseURL = "https://a-host-that-is-far-too-long-for-any-board.example"
	w.app = web.New(web.Options{ErrorPage: site.ErrorPage(w.deps), StyleHashes: []string{site.StyleHash()}})
	site.Install(w.app, w.deps)
	page := w.page("/s/" + string(board))
	contains(t, page, board.Grouped())
	if strings.Contains(page, `class="symbol"`) {
		t.Error("the page has a symbol")
	}
	if got := w.get("/s/" + string(board) + ".svg"); got.status != http.StatusNotFound {
		t.Errorf("the symbol alone: status %d, want 404", got.status)
	}
}

// A genuine tag whose number was never issued has no drawing either.
func TestNoSymbolOfABoardThatWasNotIssued(t *testing.T) {
	w, _, _ := district(t)
	if got := w.get("/s/" + string(w.boards.Issue(4_000_000)) + ".svg"); got.status != http.StatusNotFound {
		t.Errorf("status %d, want 404", got.status)
	}
}
