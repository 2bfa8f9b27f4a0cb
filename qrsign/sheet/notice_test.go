package sheet

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

// sampleNotice is a notice with so many permits and penalties, each with a number of its own.
func sampleNotice(permits, penalties int) *Notice {
	n := &Notice{
		Authority: office(), AsOf: "2026-11-20 10:30", Position: 4711, Choice: "2026-10-22 至 2026-11-20 作出的决定",
		URL: "https://gs.example.cn/penalties", PrintedOn: disclosure.MustDate("2026-11-21"),
	}
	row := func(kind string, i int) NoticeRow {
		return NoticeRow{
			DecidedOn: disclosure.MustDate("2026-11-20").AddDays(-i), Number: fmt.Sprintf("示卫%s〔2026〕%04d号", kind, i),
			Party: fmt.Sprintf("湖光区第%d旅馆", i), Subject: "公共场所卫生", Content: "公共场所（住宿场所）", Note: "罚款 5000.00 元",
			PublicUntil: disclosure.MustDate("2027-11-20"), Page: fmt.Sprintf("https://gs.example.cn/%s/%d", kind, i),
		}
	}
	for i := range permits {
		n.Permits = append(n.Permits, row("许", i))
	}
	for i := range penalties {
		n.Penalties = append(n.Penalties, row("罚", i))
	}
	return n
}

func savedNotice(t *testing.T, o Options, n *Notice) (string, NoticeResult) {
	t.Helper()
	var result NoticeResult
	file := saved(t, "notice.pdf", func(w io.Writer) (err error) {
		result, err = NoticeSheet(w, n, o)
		return err
	})
	return file, result
}

func TestNoticeSaysWhatIsPublic(t *testing.T) {
	n := sampleNotice(1, 1)
	n.Permits[0].PublicUntil = disclosure.Date{}
	n.Penalties[0].Party = "生身玄㛃𠮷龘某"
	for _, paper := range []Paper{A3, A4} {
		file, result := savedNotice(t, Options{Paper: paper}, n)
		said := squeezed(program(t, "pdftotext", file, "-"))
		for _, want := range []string{
			"行政许可和行政处罚公示", "Permits and penalties made public", n.Authority.NameZH, n.Authority.NameEN, n.AsOf, "4711", n.Choice, n.URL,
			"行政许可（1 条）", "行政处罚（1 条）", "2026-11-20", "示卫许〔2026〕0000号", "示卫罚〔2026〕0000号", "湖光区第0旅馆", "生身玄㛃𠮷龘某",
			"公共场所（住宿场所）", "罚款 5000.00 元", "2027-11-20", "长期", "打印于 2026-11-21，以网页的现时内容为准", "the live page decides",
			"第 1 页，共 1 页", "0571-12345",
		} {
			if !strings.Contains(said, squeezed(want)) {
				t.Errorf("%s: %q is not on the sheet:\n%s", paper, want, said)
			}
		}
		if result != (NoticeResult{Pages: 1}) || strings.Contains(said, "全文见https") {
			t.Errorf("%s: %+v", paper, result)
		}
	}
}

func TestNoticeWithoutDecisionsSaysSo(t *testing.T) {
	file, result := savedNotice(t, Options{}, sampleNotice(0, 0))
	said := squeezed(program(t, "pdftotext", file, "-"))
	for _, want := range []string{"没有公示中的行政许可", "没有公示中的行政处罚", "No penalties of this range are public."} {
		if !strings.Contains(said, squeezed(want)) {
			t.Errorf("%q is not on the sheet", want)
		}
	}
	if result.Pages != 1 {
		t.Errorf("%d pages", result.Pages)
	}
}

// TestNoticeOfManyPages looks for each decision once, in its order, and for the pages' numbers and heads.
func TestNoticeOfManyPages(t *testing.T) {
	const permits, penalties = 40, 61
	file, result := savedNotice(t, Options{Paper: A4}, sampleNotice(permits, penalties))
	info := program(t, "pdfinfo", file)
	if !regexp.MustCompile(fmt.Sprintf(`Pages:\s+%d\n`, result.Pages)).MatchString(info) || !strings.Contains(info, "841.89 x 595.276") {
		t.Errorf("%d pages: %s", result.Pages, info)
	}
	said := squeezed(program(t, "pdftotext", "-raw", file, "-"))
	order := regexp.MustCompile(`示卫.〔2026〕\d{4}号`).FindAllString(said, -1)
	var want []string
	n := sampleNotice(permits, penalties)
	for _, row := range append(n.Permits, n.Penalties...) {
		want = append(want, row.Number)
	}
	if strings.Join(order, " ") != strings.Join(want, " ") {
		t.Errorf("got  %v\nwant %v", order, want)
	}
	for page := 1; page <= result.Pages; page++ {
		if text := fmt.Sprintf("第%d页，共%d页", page, result.Pages); strings.Count(said, text) != 1 {
			t.Errorf("%s stands %d times", text, strings.Count(said, text))
		}
	}
	if got := strings.Count(said, "决定文书号"); got != result.Pages && got != result.Pages+1 { // one page may have both sections
		t.Errorf("the names of the columns stand %d times on %d pages", got, result.Pages)
	}
	if strings.Count(said, "续continued") < result.Pages-2 {
		t.Error("no page says that it goes on")
	}
}

// TestNothingStandsBelowTheTable holds every piece to its page, with rows of every height.
func TestNothingStandsBelowTheTable(t *testing.T) {
	theme, err := LoadTheme(DefaultTheme, "")
	if err != nil {
		t.Fatal(err)
	}
	n := sampleNotice(60, 60)
	for i := range n.Penalties {
		n.Penalties[i].Party = strings.Repeat("长", 1+(i*37)%200)
		n.Penalties[i].Number = strings.Repeat("号", 1+(i*53)%128)
		n.Penalties[i].Content = strings.Repeat("文\n", 1+(i*41)%300)
		n.Penalties[i].Note = strings.Repeat("注", (i*29)%200)
		n.Penalties[i].Page += strings.Repeat("/x", 60)
	}
	l := noticeLayout{typesetter: newTypesetter(), theme: theme}
	if err := l.sections(n); err != nil {
		t.Fatal(err)
	}
	for i, pieces := range l.pages {
		from := noticeNext
		if i == 0 {
			from = noticeFirst
		}
		if len(pieces) < 3 {
			t.Errorf("page %d has %d pieces: want heads and a row", i+1, len(pieces))
		}
		for _, piece := range pieces {
			piece, _ := piece.(placed)
			if end := piece.y + height(piece.blocks); piece.y < from-epsilon || end > noticeBottom+epsilon {
				t.Errorf("page %d: a piece stands from %.1f to %.1f, want within %.1f to %.1f", i+1, piece.y, end, from, noticeBottom)
			}
			from = piece.y
			for j, b := range piece.blocks {
				if end := piece.x[j] + b.longest(); end > noticeW-noticeMargin+epsilon || len(piece.blocks) > j+1 && end > piece.x[j+1] {
					t.Errorf("page %d: a text reaches to %.1f", i+1, end)
				}
			}
		}
	}
}

func TestLongTextsAreCutAndSendToTheirPage(t *testing.T) {
	n := sampleNotice(1, 3)
	n.Penalties[0].Content = strings.Repeat("长", NoticeCut)
	n.Penalties[1].Content = strings.Repeat("短", NoticeCut) + "尾"
	n.Penalties[2].Subject = strings.Repeat("违", NoticeCut+9)
	file, result := savedNotice(t, Options{}, n)
	said := squeezed(program(t, "pdftotext", "-raw", file, "-"))
	if result.Cut != 2 || strings.Contains(said, "尾") || strings.Count(said, "…") < 2 {
		t.Errorf("%+v:\n%s", result, said)
	}
	for page, want := range map[string]bool{n.Penalties[0].Page: false, n.Penalties[1].Page: true, n.Penalties[2].Page: true} {
		if strings.Contains(said, page) != want {
			t.Errorf("the address %s stands on the sheet: %v", page, !want)
		}
	}
}

// TestACharacterWithoutAFontLosesNoDecision: a board would be refused, but a decision must not go missing from a list.
func TestACharacterWithoutAFontLosesNoDecision(t *testing.T) {
	n := sampleNotice(0, 2)
	n.Penalties[0].Party = "甲\U0001F6B1乙\u200b旅馆"
	n.Penalties[1].Party = "cafe\u0301 丙"
	file, result := savedNotice(t, Options{}, n)
	said := squeezed(program(t, "pdftotext", "-raw", file, "-"))
	if result.Lacking != 1 || !strings.Contains(said, "甲〓乙旅馆") || !strings.Contains(said, n.Penalties[0].Page) || !strings.Contains(said, "café") {
		t.Errorf("%+v:\n%s", result, said)
	}
}

func TestNoticeSymbolLeadsToTheLivePage(t *testing.T) {
	n := sampleNotice(3, 3)
	n.URL = "https://a-rather-long-host-name.health.example.gov.cn/penalties"
	for _, paper := range []Paper{A4, A3} {
		file, _ := savedNotice(t, Options{Paper: paper}, n)
		picture := filepath.Join(t.TempDir(), "page")
		program(t, "pdftoppm", "-r", "150", "-png", "-singlefile", file, picture)
		if said := program(t, "zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", picture+".png"); !strings.Contains(said, n.URL+"\n") {
			t.Errorf("%s: the symbol says %q", paper, said)
		}
	}
}

func TestNoticesThatCannotBeAreRefused(t *testing.T) {
	far := sampleNotice(1, 1)
	far.URL += strings.Repeat("x", 300)
	for name, test := range map[string]struct {
		n     *Notice
		paper Paper
		says  string
	}{
		"small paper":  {sampleNotice(1, 1), A5, "a3 or a4"},
		"long address": {far, A4, "want a shorter"},
	} {
		_, err := NoticeSheet(io.Discard, test.n, Options{Paper: test.paper})
		if err == nil || disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheSameNoticeGivesTheSameBytes(t *testing.T) {
	read := func() string {
		file, _ := savedNotice(t, Options{}, sampleNotice(20, 20))
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if first, second := read(), read(); first != second {
		t.Error("the same notice gives other bytes")
	}
}

// FuzzNotice asks that no text of a record makes the drawing panic or fail: a decision must not go missing from a list. It
// leaves out the writing of the file, which takes a thousand times as long.
func FuzzNotice(f *testing.F) {
	f.Add("湖光区第1旅馆", "警告，罚款人民币5000元")
	f.Add("e\u0301\u0301\u200d\ufe0f", "\U0001F6B1\n\n\x00\xff")
	f.Add("\u202e( \u3000", strings.Repeat("a", 500))
	theme, err := LoadTheme(DefaultTheme, "")
	if err != nil {
		f.Fatal(err)
	}
	set := newTypesetter()
	f.Fuzz(func(t *testing.T, party, content string) {
		if len(party) > 600 {
			return // intake takes 200 characters
		}
		n := sampleNotice(0, 1)
		n.Penalties[0].Party, n.Penalties[0].Content = party, content
		l := noticeLayout{typesetter: set, theme: theme}
		if err := l.sections(n); err != nil {
			t.Fatal(err)
		}
		for i := range l.pages {
			if err := newPage(set, noticeW, noticeH, false, 1).notice(n, &l, i); err != nil {
				t.Error(err)
			}
		}
	})
}
