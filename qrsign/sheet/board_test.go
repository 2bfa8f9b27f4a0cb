package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
)

// longHostURL is an address whose symbol is of version 5, the largest that a board may carry.
const longHostURL = "HTTPS://GS.A-VERY-LONG-HOST-NAME.GOV.CN/S/04000001BY0CXBYNMGHB"

func TestBoardSaysEverythingThatABoardMust(t *testing.T) {
	board := sample()
	board.Name = "生身玄㛃𠮷龘（湖滨）Grand Café"
	for _, paper := range Papers() {
		t.Run(string(paper), func(t *testing.T) {
			said := program(t, "pdftotext", "-raw", savedBoards(t, Options{Paper: paper}, board), "-")
			said = strings.Join(strings.Fields(said), "")
			for _, want := range []string{
				"公共场所卫生信誉度等级公示", "Public venue hygiene grade", board.Name, board.Address, board.PermitNumber, board.Place,
				"优秀", "Excellent", "2026-03-14", "2025-02-20B 级 良好 Good", "2024-01-09不予评定 No grade given",
				board.Authority.NameZH, board.Authority.NameEN, board.Authority.ComplaintLine, board.Authority.ComplaintMail,
				"0400 0001 BY0C XBYN MGHB", "gs.example.cn/s", "以扫码所见为准", "The live page decides", "2026-11-22",
			} {
				if !strings.Contains(said, strings.Join(strings.Fields(want), "")) {
					t.Errorf("the board does not say %q:\n%s", want, said)
				}
			}
			for _, score := range []string{"92.57", "81.57"} {
				if strings.Contains(said, score) {
					t.Errorf("the board says the score %s, which ages", score)
				}
			}
		})
	}
}

func TestFontsAreEmbeddedAndCutDown(t *testing.T) {
	board := sample()
	board.Name = "生身玄㛃𠮷龘鿰宾馆"
	rows := strings.Split(strings.TrimSpace(program(t, "pdffonts", savedBoards(t, Options{}, board))), "\n")[2:]
	if len(rows) != 4 {
		t.Errorf("%d fonts, want regular, bold and two with rare characters", len(rows))
	}
	for _, row := range rows {
		if !regexp.MustCompile(`^[A-Z]{6}\+\w+\s+CID TrueType\s+Identity-H\s+yes yes yes `).MatchString(row) {
			t.Errorf("font is not embedded, cut down and searchable: %s", row)
		}
	}
}

func TestSymbolIsReadFromEveryPaper(t *testing.T) {
	for _, paper := range Papers() {
		for _, url := range []string{sample().URL, longHostURL} {
			board := sample()
			board.URL = url
			path := savedBoards(t, Options{Paper: paper, Marks: true}, board)
			program(t, "pdftoppm", "-r", "150", "-png", "-singlefile", path, strings.TrimSuffix(path, ".pdf"))
			if read := strings.TrimSpace(program(t, "zbarimg", "-q", "--raw", strings.TrimSuffix(path, "pdf")+"png")); !strings.HasPrefix(read, url) {
				t.Errorf("%s: the symbol reads %q, want %q", paper, read, url)
			}
		}
	}
}

func TestSymbolIsLargeEnough(t *testing.T) {
	leastSide := map[Paper]float64{A3: 45, A4: 45, A5: 35}
	for _, paper := range Papers() {
		for _, url := range []string{sample().URL, longHostURL} {
			symbol, err := qrsign.Symbol(url)
			if err != nil {
				t.Fatal(err)
			}
			plan, err := planOf(paper)
			if err != nil {
				t.Fatal(err)
			}
			sheet := newPage(newTypesetter(), plan.w, plan.h, false, 1)
			sheet.resized(plan.resize)
			module := sheet.symbol(symbol, plan.symbol.x, plan.symbol.y, plan.symbol.w)
			side := module * float64(len(symbol.Modules()))
			if side < leastSide[paper] || paper == Sticker && module < 1 {
				t.Errorf("%s, version %d: a module of %.2f mm, %.1f mm in all", paper, symbol.Version(), module, side)
			}
		}
	}
}

// TestLongTextsStayWhereTheyBelong draws the longest texts that are promised to fit and looks where their words stand.
func TestLongTextsStayWhereTheyBelong(t *testing.T) {
	long := strings.Repeat("示例市湖滨区新华大酒店有限责任公司第𠮷三分店", 10)
	long = string([]rune(long)[:200])
	for _, paper := range Papers() {
		t.Run(string(paper), func(t *testing.T) {
			board := sample()
			board.Name, board.Address, board.Place = long, long, string([]rune(long)[:40])
			board.Authority.NameZH, board.Authority.NameEN = string([]rune(long)[:60]), strings.Repeat("Commission ", 10)
			board.PermitNumber, board.URL = strings.Repeat("0123456789ABCDEF", 4), longHostURL
			plan, err := planOf(paper)
			if err != nil {
				t.Fatal(err)
			}
			said := program(t, "pdftotext", "-bbox", savedBoards(t, Options{Paper: paper}, board), "-")
			words := regexp.MustCompile(`xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<`).FindAllStringSubmatch(said, -1)
			if len(words) < 40 {
				t.Fatalf("found %d words", len(words))
			}
			scale := pointsPerMillimetre * plan.resize
			name := 0
			for _, word := range words {
				var at [4]float64
				for i := range at {
					at[i], _ = strconv.ParseFloat(word[i+1], 64)
					at[i] /= scale
				}
				if slack := 0.2; at[0] < plan.margin-slack || at[2] > plan.w/plan.resize-plan.margin+slack || at[1] < 0 || at[3] > plan.h/plan.resize-3 {
					t.Errorf("%q stands at %.1f, outside the margins", word[5], at)
				}
				if strings.Contains(long, word[5]) && at[1] < plan.grade.y {
					name += len([]rune(word[5]))
					if at[3] > plan.grade.y+0.5 {
						t.Errorf("%q reaches into the grade: %.1f", word[5], at)
					}
				}
			}
			if name < 400 {
				t.Errorf("%d characters of name and address are drawn, want all 400", name)
			}
		})
	}
}

func TestTextsThatDoNotFitAreRefused(t *testing.T) {
	board := sample()
	board.Name = strings.Repeat("湖滨宾馆", 500)
	err := SVG(io.Discard, board, Options{})
	if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "name") || !strings.Contains(err.Error(), "2000 characters") {
		t.Errorf("error is %v, want kind Invalid, naming the text and its length", err)
	}
}

func TestBoardsThatMustNotHangAreRefused(t *testing.T) {
	for name, edit := range map[string]func(*Board){
		"no name":            func(b *Board) { b.Name = "\u200b " },
		"another code":       func(b *Board) { b.Code = "040000J6MFHB8K7JJB90" },
		"no code":            func(b *Board) { b.Code = "" },
		"half a code":        func(b *Board) { b.Code, b.URL = "04000001", "HTTPS://GS.EXAMPLE.CN/S/04000001" },
		"unprintable":        func(b *Board) { b.Address = "湖滨路😀号" },
		"address in letters": func(b *Board) { b.URL = strings.ToLower(b.URL[:10]) + b.URL[10:] },
	} {
		t.Run(name, func(t *testing.T) {
			board := sample()
			edit(board)
			file, err := NewPDF(io.Discard, Options{})
			if err != nil {
				t.Fatal(err)
			}
			err = file.Board(board)
			if disclosure.KindOf(err) != disclosure.Invalid {
				t.Errorf("error is %v, want kind Invalid", err)
			}
			if err != nil && strings.Contains(err.Error(), "BY0CXBYNMGHB") {
				t.Errorf("the error tells the tag: %v", err)
			}
			if err := file.Close(); disclosure.KindOf(err) != disclosure.Invalid {
				t.Errorf("closing a file without boards gives %v, want kind Invalid", err)
			}
		})
	}
}

func TestARefusedBoardLeavesTheOthers(t *testing.T) {
	bad := sample()
	bad.Name = "湖滨\ue000宾馆"
	path := saved(t, "boards.pdf", func(w io.Writer) error {
		file, err := NewPDF(w, Options{})
		if err != nil {
			return err
		}
		for _, board := range []*Board{numbered(1), bad, numbered(2)} {
			if err := file.Board(board); err != nil && board != bad {
				return err
			}
		}
		return file.Close()
	})
	if said := program(t, "pdfinfo", path); !regexp.MustCompile(`Pages: +2\n`).MatchString(said) {
		t.Errorf("want two pages:\n%s", said)
	}
}

func TestFileTellsWhatItIsAndNoSecret(t *testing.T) {
	path := savedBoards(t, Options{}, sample())
	said := program(t, "pdfinfo", "-custom", path) + program(t, "pdfinfo", path)
	for _, want := range []string{"公共场所卫生信誉度等级公示", "示例市湖滨区卫生健康委员会"} {
		if !strings.Contains(said, want) {
			t.Errorf("the file does not tell %q:\n%s", want, said)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(raw, []byte("/Lang(zh-CN)")) {
		t.Error("the file does not tell its language")
	}
	if bytes.Contains(raw, []byte("BY0C")) {
		t.Error("the tag stands outside the drawing")
	}
	drawing := string(drawn(t, func(w io.Writer) error { return SVG(w, sample(), Options{}) }))
	outside := regexp.MustCompile(`>[^<]*</tspan>`).ReplaceAllString(drawing, "")
	for _, secret := range []string{"BY0C", "XBYN", "MGHB", " id="} {
		if strings.Contains(outside, secret) {
			t.Errorf("%q stands in the SVG outside its texts", secret)
		}
	}
}

func TestMarksAreForAPrintShop(t *testing.T) {
	said := program(t, "pdfinfo", "-box", savedBoards(t, Options{Marks: true}, sample()))
	for name, want := range map[string][2]float64{"MediaBox": {0, 230}, "BleedBox": {7, 223}, "TrimBox": {10, 220}} {
		found := regexp.MustCompile(name + `: +([\d.]+) +[\d.]+ +([\d.]+)`).FindStringSubmatch(said)
		if found == nil {
			t.Fatalf("no %s:\n%s", name, said)
		}
		for i, text := range found[1:] {
			if got, _ := strconv.ParseFloat(text, 64); math.Abs(got-want[i]*pointsPerMillimetre) > 0.1 {
				t.Errorf("%s: x is %s points, want %.1f mm", name, text, want[i])
			}
		}
	}
	// The heading reaches 3 mm over the upper left corner of the sheet, and no further.
	picture, err := png.Decode(bytes.NewReader(drawn(t, func(w io.Writer) error {
		return PNG(w, sample(), Options{Marks: true, DPI: 254})
	})))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct {
		mm   float64
		dark bool
	}{{6.5, false}, {7.5, true}} {
		r, _, _, _ := picture.At(int(at.mm*10), 80).RGBA()
		if got := r < 0x8000; got != at.dark {
			t.Errorf("%.1f mm from the edge of the page the ground is there: %v, want %v", at.mm, got, at.dark)
		}
	}
}

func TestSVGStandsAlone(t *testing.T) {
	board := sample()
	board.Name = "生身玄㛃𠮷龘 & <b>Söhne</b>"
	drawing := drawn(t, func(w io.Writer) error { return SVG(w, board, Options{}) })
	if len(drawing) > 100_000 {
		t.Errorf("%d bytes, want less than 100 kB", len(drawing))
	}
	var text strings.Builder
	for decoder := xml.NewDecoder(bytes.NewReader(drawing)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.CharData:
			text.Write(token)
		case xml.StartElement:
			for _, attribute := range token.Attr {
				if attribute.Name.Local == "href" || strings.HasPrefix(attribute.Name.Local, "on") || token.Name.Local == "script" {
					t.Errorf("the file refers to something or runs: %v", token)
				}
			}
		}
	}
	if got := text.String(); !strings.Contains(strings.ReplaceAll(got, "\n", ""), "生身玄㛃") || !strings.Contains(got, "𠮷") {
		t.Errorf("the name is not in the texts:\n%.300s", got)
	}
}

// TestBrowserShowsTheSVG opens it in Chromium, which refuses fonts that other programs take, and reads the symbol.
func TestBrowserShowsTheSVG(t *testing.T) {
	board := sample()
	board.Name = "生身玄㛃𠮷龘鿰宾馆"
	path := saved(t, "board.svg", func(w io.Writer) error { return SVG(w, board, Options{}) })
	picture := filepath.Join(filepath.Dir(path), "board.png")
	said := program(t, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--user-data-dir="+t.TempDir(),
		"--window-size=800,1130", "--screenshot="+picture, "file://"+path)
	if strings.Contains(said, "CONSOLE") {
		t.Errorf("the browser complains:\n%.500s", said)
	}
	if read := strings.TrimSpace(program(t, "zbarimg", "-q", "--raw", picture)); !strings.HasPrefix(read, board.URL) {
		t.Errorf("the symbol reads %q", read)
	}
}

func TestPNGKnowsItsSize(t *testing.T) {
	picture := drawn(t, func(w io.Writer) error { return PNG(w, sample(), Options{Paper: A5, DPI: 100}) })
	decoded, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	if size := decoded.Bounds().Size(); size.X != 583 || size.Y != 827 {
		t.Errorf("size is %v, want A5 at 100 pixels to the inch", size)
	}
	if !bytes.Contains(picture, append([]byte("pHYs"), 0, 0, 0x0F, 0x61, 0, 0, 0x0F, 0x61, 1)) { // 3937 to the metre
		t.Error("the picture does not know its size on paper")
	}
	for _, dpi := range []int{-1, 1, 601} {
		if err := PNG(io.Discard, sample(), Options{DPI: dpi}); disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("dpi %d: %v, want kind Invalid", dpi, err)
		}
	}
}

// TestTheSameBoardGivesTheSameBytes draws in several goroutines at once, as the fonts are shared by all.
func TestTheSameBoardGivesTheSameBytes(t *testing.T) {
	formats := map[string]func(io.Writer) error{
		"pdf": func(w io.Writer) error { return drawAll(w, []*Board{numbered(1), sample(), numbered(2)}) },
		"svg": func(w io.Writer) error { return SVG(w, sample(), Options{Paper: Sticker}) },
		"png": func(w io.Writer) error { return PNG(w, sample(), Options{DPI: 60}) },
	}
	for name, draw := range formats {
		t.Run(name, func(t *testing.T) {
			want := drawn(t, draw)
			var group sync.WaitGroup
			for range 4 {
				group.Go(func() {
					var got bytes.Buffer
					if err := draw(&got); err != nil || !bytes.Equal(got.Bytes(), want) {
						t.Errorf("drawn again it is %d bytes (%v), want the same %d", got.Len(), err, len(want))
					}
				})
			}
			group.Wait()
		})
	}
}

func TestBoardWithoutALetter(t *testing.T) {
	for name, tc := range map[string]struct {
		grade *Grade
		want  []string
	}{
		"not yet graded": {nil, []string{"尚未评级", "Not yet graded"}},
		"given no grade": {
			&Grade{WordZH: "不予评定", WordEN: "No grade given", On: disclosure.MustDate("2026-03-14")},
			[]string{"不予评定", "检查日期", "2026-03-14"},
		},
		"given no grade, no words": {&Grade{On: disclosure.MustDate("2026-03-14")}, []string{"不予评定", "No grade given"}},
	} {
		t.Run(name, func(t *testing.T) {
			board := sample()
			board.Grade, board.Earlier = tc.grade, nil
			said := program(t, "pdftotext", "-raw", savedBoards(t, Options{}, board), "-")
			for _, want := range append(tc.want, "无 none") {
				if !strings.Contains(said, want) {
					t.Errorf("the board does not say %q:\n%s", want, said)
				}
			}
			if strings.Contains(said, "评定日期") {
				t.Error("the board tells the day of a grade that was not given")
			}
		})
	}
}

// FuzzBoard holds that no name and no address bring the program down, and that what is refused is refused as Invalid.
func FuzzBoard(f *testing.F) {
	for _, seed := range []string{"", "湖滨宾馆", "😀", "\xff", "e\u0301\u0301\u0301", strings.Repeat("馆", 300), "Grand Hotel-Café (湖) ", "a\nb\n\n", "שלום עולם", "한국어", "\u1100\u1161", "́", strings.Repeat("i", 1000)} {
		f.Add(seed, "示例市 88 号")
		f.Add("湖滨宾馆", seed)
	}
	f.Fuzz(func(t *testing.T, name, address string) {
		for _, paper := range []Paper{A4, Sticker} {
			board := sample()
			board.Name, board.Address, board.Place = name, address, name
			file, err := NewPDF(io.Discard, Options{Paper: paper})
			if err != nil {
				t.Fatal(err)
			}
			if err := file.Board(board); err != nil {
				if disclosure.KindOf(err) != disclosure.Invalid {
					t.Fatalf("%q, %q: %v, want kind Invalid", name, address, err)
				}
				return
			}
			if err := file.Close(); err != nil {
				t.Fatal(err)
			}
			var drawing bytes.Buffer
			if err := SVG(&drawing, board, Options{Paper: paper}); err != nil {
				t.Fatal(err)
			}
			if err := xml.Unmarshal(drawing.Bytes(), new(struct{})); err != nil {
				t.Fatalf("%q: the SVG is broken: %v", name, err)
			}
		}
	})
}

func TestParsePaper(t *testing.T) {
	for _, paper := range Papers() {
		if got, err := ParsePaper(strings.ToUpper(string(paper))); got != paper || err != nil {
			t.Errorf("ParsePaper(%q) = %q, %v", strings.ToUpper(string(paper)), got, err)
		}
	}
	for _, text := range []string{"a6", "A 4", "letter"} {
		if _, err := ParsePaper(text); disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("ParsePaper(%q) gives %v, want kind Invalid", text, err)
		}
		if _, err := NewPDF(io.Discard, Options{Paper: Paper(text)}); disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("NewPDF on %q gives %v, want kind Invalid", text, err)
		}
	}
	if got := fmt.Sprint(Papers()); got != "[a3 a4 a5 sticker]" {
		t.Errorf("papers are %s", got)
	}
}
