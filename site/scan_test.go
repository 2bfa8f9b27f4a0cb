package site_test

import (
	"bytes"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/web"
	"mingshi/qrsign"
	"mingshi/site"
)

// scans counts in memory.
type scans map[string]int

func (s scans) Count(serial string) { s[serial]++ }

// do sends a request and throws the answer's body away.
func (w *world) do(method, path string, headers ...string) *http.Response {
	w.t.Helper()
	request := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := w.app.Test(request, -1)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	if err := response.Body.Close(); err != nil {
		w.t.Fatal(err)
	}
	return response
}

// TestScansAreCounted holds that each look at a board's page counts, by serial, and nothing else does.
func TestScansAreCounted(t *testing.T) {
	w, hotelBoard, poolBoard := district(t)
	counted := scans{}
	w.deps.Scans = counted
	w.open()
	code := string(hotelBoard)
	tag := w.get("/S/" + code).header.Get("ETag")
	want := scans{hotelBoard.Serial().String(): 1}
	check := func(after string) {
		t.Helper()
		if diff := cmp.Diff(want, counted); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", after, diff)
		}
	}
	check("a scan")
	if got := w.get("/S/"+code, "If-None-Match", tag); got.status != http.StatusNotModified {
		t.Errorf("status %d", got.status)
	}
	want[hotelBoard.Serial().String()]++
	check("a scan of a page that the visitor has")
	w.get("/s/" + strings.ToLower(code) + "?lang=en")
	want[hotelBoard.Serial().String()]++
	check("a code typed in lower case")
	for _, path := range []string{
		"/S/" + code + ".svg", "/s?code=" + code, "/S/" + code + ".json", "/s", "/S/" + string(w.boards.Issue(99)),
		"/S/" + code[:19] + "!", "/venues/" + string(w.named(disclosure.KindVenue, hotel)),
	} {
		w.get(path)
		check(path)
	}
	forged := code[:8] + string(poolBoard)[8:]
	w.get("/S/" + forged)
	check("a forged code")
	if got := w.do(http.MethodHead, "/S/"+code); got.StatusCode != http.StatusOK {
		t.Errorf("HEAD: status %d", got.StatusCode)
	}
	check("a HEAD")
	w.revoke(poolBoard, disclosure.BoardStolen)
	w.get("/S/" + string(poolBoard))
	want[poolBoard.Serial().String()] = 1
	check("the scan of a stolen board")
	w.withdrawRecord(w.named(disclosure.KindVenue, hotel))
	w.get("/S/" + code)
	want[hotelBoard.Serial().String()]++
	check("the scan of a board whose venue is gone")
}

// headText writes the head of an answer.
func headText(h http.Header) string {
	var lines strings.Builder
	for _, name := range sortedKeys(h) {
		lines.WriteString(name + ": " + strings.Join(h[name], ", ") + "\r\n")
	}
	return lines.String()
}

// TestCodesLeaveNoTrace holds that the code of a board is in no log, in no answer but its own page's, and told to no other site.
func TestCodesLeaveNoTrace(t *testing.T) {
	w, board, poolBoard := district(t)
	var logged bytes.Buffer
	w.app = web.New(web.Options{
		ErrorPage: site.ErrorPage(w.deps), StyleHashes: []string{site.StyleHash()}, Log: slog.New(slog.NewJSONHandler(&logged, nil)),
	})
	site.Install(w.app, w.deps)
	code := string(board)
	traces := []string{code, code[8:], board.Grouped(), strings.ToLower(code[8:]), board.Grouped()[10:]}
	clean := func(what, text string) {
		t.Helper()
		for _, trace := range traces {
			if strings.Contains(text, trace) {
				t.Errorf("%s gives the code away", what)
			}
		}
	}
	// The page itself has the code to be compared with the board, once, and not in what is passed on with it.
	for _, path := range []string{"/S/" + code, "/S/" + code + "?lang=en", "/s/" + strings.ToLower(code)} {
		got := w.get(path)
		if got.status != http.StatusOK {
			t.Fatalf("%s: status %d", path, got.status)
		}
		if policy := got.header.Get("Referrer-Policy"); policy != "no-referrer" {
			t.Errorf("the referrer's policy is %q", policy)
		}
		if kept := got.header.Get("Cache-Control"); kept != "private, no-cache" {
			t.Errorf("it may be kept: %q", kept)
		}
		if n := strings.Count(got.body, board.Grouped()); n != 1 {
			t.Errorf("the page has the code %d times", n)
		}
		clean("the page beside its facts", strings.Replace(got.body, board.Grouped(), "", 1))
		clean("the head of the page", headText(got.header))
		if tag := got.header.Get("ETag"); tag != "" {
			again := w.get(path, "If-None-Match", tag)
			if again.status != http.StatusNotModified || again.header.Get("Cache-Control") != "private, no-cache" {
				t.Errorf("again: status %d, %q", again.status, again.header.Get("Cache-Control"))
			}
			clean("a 304", headText(again.header))
		}
	}
	// What is asked with the code and is not its page.
	for _, path := range []string{
		"/S/" + code + ".json", "/S/" + code + "0", "/S/" + code + "/more", "/venues/" + code, "/s?code=" + code + "0",
		"/s?code=" + code + "&lang=de", "/api/v1/boards/" + code, "/S/" + code + ".svg", "/S/" + code[:8] + string(poolBoard)[8:],
	} {
		got := w.get(path)
		clean(path[:8], got.body+headText(got.header))
	}
	w.get("/s?code=" + url.QueryEscape(board.Grouped())) // leads to the page, and so names it
	w.do(http.MethodPost, "/S/"+code)
	w.do("BREW", "/S/"+code)
	if !strings.Contains(logged.String(), `"route":"/S/:code"`) {
		t.Errorf("nothing was logged:\n%s", logged.String())
	}
	clean("the log", logged.String())
}

// TestEveryPageIsSilentOfCodes holds it of all pages that there are, their heads, the sitemaps and what robots are told.
func TestEveryPageIsSilentOfCodes(t *testing.T) {
	w, hotelBoard, poolBoard := district(t)
	hall := w.hang(w.named(disclosure.KindVenue, hotel), "大堂")
	w.replace(poolBoard, disclosure.BoardStolen)
	paths := []string{"/robots.txt", "/sitemap.xml", "/s", "/feeds"}
	walk(t, w, i18n.ZH, []string{"/"}, func(path string, _ document, _ string) { paths = append(paths, path) })
	for _, path := range paths {
		got := w.get(path)
		said := got.body + headText(got.header)
		for number, code := range []qrsign.Code{hotelBoard, poolBoard, hall, w.boards.Issue(4)} {
			if tag := string(code)[8:]; strings.Contains(said, tag) || strings.Contains(said, code.Grouped()[10:]) {
				t.Errorf("%s gives away the board %d", path, number+1)
			}
		}
	}
}

// TestBoardPagesAreSmall holds the promise of one screen over two bars of signal, whatever a page has to say: at most 14 kB on
// the wire with its head.
func TestBoardPagesAreSmall(t *testing.T) {
	const most = 14_000
	for _, name := range sortedKeys(standings) {
		w, hotelBoard, poolBoard := district(t)
		w.deps.Authority.ComplaintMail = "tousu@gs.example.cn"
		w.open()
		board := standings[name].hang(w, hotelBoard, poolBoard)
		for _, lang := range i18n.Langs() {
			got := w.get("/S/"+string(board)+"?lang="+string(lang), "Accept-Encoding", "gzip")
			size := len(got.body) + len(headText(got.header))
			t.Logf("%s, %s: %d bytes", name, lang, size)
			if size > most || got.header.Get("Content-Encoding") != "gzip" {
				t.Errorf("%s, %s: %d bytes, %q", name, lang, size, got.header.Get("Content-Encoding"))
			}
		}
	}
}

// TestMistypedCodes holds that the form says what is wrong, and never repeats what may be a code.
func TestMistypedCodes(t *testing.T) {
	w, board, _ := district(t)
	code := string(board)
	for name, tc := range map[string]struct {
		typed      string
		said, lack []string
	}{
		"nothing":              {"", []string{"没有输入任何字符。"}, []string{"找到"}},
		"spaces":               {" 　- ", []string{"没有输入任何字符。"}, nil},
		"the serial alone":     {code[:8], []string{"只有前 8 位（牌子的编号）；查验需要全部 20 位。"}, []string{"找到"}},
		"one too few":          {code[:19], []string{"找到 19 个字符，应为 20 个。"}, []string{"第 "}},
		"one too many":         {board.Grouped() + " 0", []string{"找到 21 个字符，应为 20 个。"}, nil},
		"a U":                  {code[:5] + "u" + code[6:], []string{"第 6 个字符不会出现在编码里： u 。"}, []string{"找到"}},
		"a U behind a dash":    {code[:4] + "-" + code[4:5] + "U" + code[6:], []string{"第 6 个字符不会出现在编码里： U 。"}, nil},
		"a full-width U":       {code[:5] + "Ｕ" + code[6:], []string{"第 6 个字符不会出现在编码里： Ｕ 。"}, nil},
		"a Chinese character":  {code[:19] + "牌", []string{"第 20 个字符不会出现在编码里： 牌 。"}, nil},
		"two faults":           {code[:5] + "*" + code[6:10], []string{"找到 10 个字符，应为 20 个。 第 6 个字符不会出现在编码里： * 。"}, nil},
		"a mark without shape": {code[:19] + "\u202e", []string{"第 20 个字符不会出现在编码里： U+202E 。"}, []string{"\u202e"}},
		"another address":      {"https://gs.example.cn/", []string{"第 6 个字符不会出现在编码里： : 。"}, nil},
		"an element":           {"<b>" + code[:17], []string{"第 1 个字符不会出现在编码里： < 。"}, nil},
		"eight with a fault":   {"0400000U", []string{"找到 8 个字符，应为 20 个。"}, []string{"只有前"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := w.get("/s?" + url.Values{"code": {tc.typed}}.Encode())
			if got.status != http.StatusBadRequest || got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("status %d, %q", got.status, got.header.Get("Cache-Control"))
			}
			said := checkedHTML(t, got.body).said()
			contains(t, said, append(tc.said, "这不是完整的编码。", "请对照牌子再输入一次")...)
			lacks(t, said, append(tc.lack, code[9:15], board.Grouped()[10:14])...)
		})
	}
	contains(t, checkedHTML(t, w.get("/s?lang=en&code=040u").body).said(),
		"This is not a whole code. It has 4 characters, not 20. Character 4 cannot occur in a code: u .")
}

// TestMalformedAddresses holds that an address which ends in no code says why, and that a board with it is none of ours; loud is
// only a code that is whole.
func TestMalformedAddresses(t *testing.T) {
	w, board, _ := district(t)
	code := string(board)
	const none, loud = "此牌不是本机关签发的", `class="notice alert loud"`
	for name, tc := range map[string]struct{ path, said string }{
		"three letters":         {"/S/abc", "这不是完整的编码。 找到 3 个字符，应为 20 个。"},
		"the serial alone":      {"/S/" + code[:8], "只有前 8 位（牌子的编号）；查验需要全部 20 位。"},
		"one too many":          {"/s/" + code + "0", "找到 21 个字符，应为 20 个。"},
		"a U":                   {"/S/" + code[:5] + "U" + code[6:], "第 6 个字符不会出现在编码里： U 。"},
		"a mark without shape":  {"/s/%E2%80%AE", "第 1 个字符不会出现在编码里： U+202E 。"},
		"an element":            {"/s/%3Cb%3E", "第 1 个字符不会出现在编码里： < 。"},
		"the symbol of a short": {"/S/" + code[:19] + ".svg", "找到 19 个字符，应为 20 个。"},
	} {
		t.Run(name, func(t *testing.T) {
			got := w.get(tc.path, "If-None-Match", "*")
			if got.status != http.StatusNotFound || got.header.Get("Cache-Control") != "no-store" || got.header.Get("ETag") != "" {
				t.Errorf("status %d, %q", got.status, got.header.Get("Cache-Control"))
			}
			said := checkedHTML(t, got.body).said()
			contains(t, said, tc.said, "如果牌上的编码或二维码就是这样，"+none, "牌上的等级不可信", "请告诉我们")
			contains(t, got.body, `<label for="code">`, `content="noindex"`)
			lacks(t, got.body, loud, hotel, code[8:15], "\u202e")
		})
	}
	contains(t, checkedHTML(t, w.get("/S/abc?lang=en").body).said(), "It has 3 characters, not 20.", "was not issued here: do not trust the grade on it.")
	contains(t, w.get("/S/"+code[:8]+strings.Repeat("0", 12)).body, loud, none)
	lacks(t, w.get("/s?code=abc").body, none)
}

// TestSlashBehindACode holds that the way to a board's page is kept by nobody, as the page is.
func TestSlashBehindACode(t *testing.T) {
	w, board, _ := district(t)
	for _, path := range []string{"/S/", "/s/"} {
		got := w.get(path + string(board) + "/?lang=en")
		if got.status != http.StatusMovedPermanently || got.header.Get("Location") != path+string(board)+"?lang=en" {
			t.Errorf("status %d, leads to %q", got.status, got.header.Get("Location"))
		}
		if kept := got.header.Get("Cache-Control"); kept != "no-store" {
			t.Errorf("it may be kept: %q", kept)
		}
	}
	if got := w.get("/about/"); got.header.Get("Cache-Control") == "no-store" {
		t.Error("no page's address may be kept")
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
