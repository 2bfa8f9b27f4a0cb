package sheet_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/makiuchi-d/gozxing"
	zxing "github.com/makiuchi-d/gozxing/qrcode"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
	"mingshi/qrsign/photo"
	"mingshi/qrsign/sheet"
)

// needPrograms skips a test where a program of Debian's is missing; with CI=true it fails.
func needPrograms(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err == nil {
			continue
		}
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing: make deps", name)
		}
		t.Skipf("%s is missing: make deps", name)
	}
}

// proofBoard is a board of the proof with what its symbol must be.
type proofBoard struct {
	sheet.Board

	modules [][]bool
}

func newProof(t *testing.T, size proofSize) *proof {
	t.Helper()
	ring, err := qrsign.NewKeyring(map[uint8][]byte{1: bytes.Repeat([]byte{3}, 32)})
	if err != nil {
		t.Fatal(err)
	}
	p := &proof{size: size, folder: t.TempDir(), tallies: map[series]*tally{}}
	for i := range size.boards {
		code := ring.Issue(uint32(i + 1))
		address, err := qrsign.BoardURL("https://gs.example.cn", code)
		if err != nil {
			t.Fatal(err)
		}
		symbol, err := qrsign.Symbol(address)
		if err != nil {
			t.Fatal(err)
		}
		p.boards = append(p.boards, proofBoard{Board: someBoard(i, code, address), modules: symbol.Modules()})
	}
	return p
}

// hardNames hold characters that fonts and text layers get wrong: look-alikes among the radicals, rare and very rare ones.
var hardNames = []string{
	"生身玄养生馆", "㛃氏旅馆", "𠮷祥宾馆", "龘龘洗浴中心", "明珠理发店", "青年旅舍ABC", "长风·泳池（东门）",
	"示例市湖光区前湖街道书院街禾和快捷酒店有限责任公司第二十三分公司",
}

func someBoard(i int, code qrsign.Code, address string) sheet.Board {
	grades := []sheet.Grade{
		{Letter: "A", WordZH: "优秀", WordEN: "Excellent", On: disclosure.MustDate("2026-11-02"), Score: "97.50"},
		{Letter: "B", WordZH: "良好", WordEN: "Good", On: disclosure.MustDate("2026-05-12"), Score: "88.00"},
		{Letter: "C", WordZH: "一般", WordEN: "Fair", On: disclosure.MustDate("2025-10-20"), Score: "71.25"},
	}
	board := sheet.Board{
		Code: code, URL: address,
		Name: fmt.Sprintf("%s%d号店", hardNames[i%len(hardNames)], i+1), Address: fmt.Sprintf("示例市湖光区书院街%d号", i+1),
		PermitNumber: fmt.Sprintf("示卫公证字〔2024〕第%04d号", i+1),
		Authority: sheet.Publisher{
			NameZH: "示例市湖光区卫生健康局", NameEN: "Huguang District Health Bureau", ComplaintLine: "0000-5500000",
			ComplaintMail: "tousu@gs.example.cn", SiteTitleZH: "湖光区卫生公示", SiteTitleEN: "Huguang Hygiene",
		},
		PrintedOn: disclosure.MustDate("2026-11-22"),
	}
	if i%4 < len(grades) {
		board.Grade = &grades[i%4]
		board.Earlier = grades[i%4+1:]
	}
	return board
}

// locate finds where the modules lie on the first page; stands then holds every page to it.
func (p *proof) locate(t *testing.T, file string) {
	t.Helper()
	pages, err := drawPages(t.Context(), file, t.TempDir(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(pages[0])
	if err != nil {
		t.Fatal(err)
	}
	result, err := zxing.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatalf("no symbol on the first page: %v", err)
	}
	corners := result.GetResultPoints() // the centres of the squares: bottom left, top left, top right
	const toCentre = 3.5
	side := float64(len(p.boards[0].modules))
	left, top := corners[1].GetX(), corners[1].GetY()
	module := (corners[2].GetX() - left) / (side - 2*toCentre)
	begin := func(centre float64) int { return int(math.Round(centre - toCentre*module)) }
	end := func(centre float64) int { return int(math.Round(centre - toCentre*module + side*module)) }
	p.place = image.Rect(begin(left), begin(top), end(left), end(top))
}

// stands checks that the modules of the board's symbol lie where they are looked for: else the blots would miss it.
func (b *proofBoard) stands(page *image.Gray, place image.Rectangle) error {
	side := len(b.modules)
	for y, row := range b.modules {
		for x, dark := range row {
			px := place.Min.X + (2*x+1)*place.Dx()/(2*side)
			py := place.Min.Y + (2*y+1)*place.Dy()/(2*side)
			if (page.GrayAt(px, py).Y < 128) != dark {
				return fmt.Errorf("module %d, %d of the symbol is not at %d, %d of the page", x, y, px, py)
			}
		}
	}
	return nil
}

// drawPages lets poppler draw the pages of the boards from…to.
func drawPages(ctx context.Context, file, folder string, from, to int) ([]*image.Gray, error) {
	command := exec.CommandContext(ctx, "pdftoppm", "-gray", "-r", strconv.Itoa(proofDPI),
		"-f", strconv.Itoa(from+1), "-l", strconv.Itoa(to), file, filepath.Join(folder, "page"))
	if said, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("pdftoppm: %w: %s", err, said)
	}
	names, err := filepath.Glob(filepath.Join(folder, "page-*.pgm")) // as many digits in each, so the order is that of the pages
	if err != nil {
		return nil, err
	}
	if len(names) != to-from {
		return nil, fmt.Errorf("pdftoppm drew %d pages, want %d", len(names), to-from)
	}
	var pages []*image.Gray
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		page, err := readGraymap(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		pages = append(pages, page)
		if err := os.Remove(name); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// graymap writes a picture as PGM, which is quick and which zbar reads.
func graymap(picture *image.Gray) []byte {
	head := fmt.Appendf(nil, "P5\n%d %d\n255\n", picture.Rect.Dx(), picture.Rect.Dy())
	return append(head, picture.Pix...)
}

func readGraymap(raw []byte) (*image.Gray, error) {
	var width, height, most int
	if _, err := fmt.Sscanf(string(raw[:min(len(raw), 32)]), "P5\n%d %d\n%d\n", &width, &height, &most); err != nil {
		return nil, err
	}
	if most != 255 || len(raw) < width*height {
		return nil, fmt.Errorf("%d × %d of %d in %d bytes is no picture of poppler's", width, height, most, len(raw))
	}
	return &image.Gray{Pix: raw[len(raw)-width*height:], Stride: width, Rect: image.Rect(0, 0, width, height)}, nil
}

// outcome is what a reader made of a picture.
type outcome string

const (
	outcomeRead   outcome = "read"
	outcomeMissed outcome = "not read"
	outcomeWrong  outcome = "wrong text"
)

// judge holds the texts that a reader found against the only one that is there.
func judge(texts []string, want string) outcome {
	result := outcomeMissed
	for _, text := range texts {
		if text != want {
			return outcomeWrong
		}
		result = outcomeRead
	}
	return result
}

// read lets zbar at all shots, and our own reader at those that are its.
func (p *proof) read(ctx context.Context, folder string, shots []shot) error {
	names := make([]string, len(shots))
	for i, s := range shots {
		names[i] = filepath.Join(folder, fmt.Sprintf("shot-%04d", i))
		file := s.file
		if file == nil {
			file = graymap(s.picture)
		}
		if err := os.WriteFile(names[i], file, 0o600); err != nil {
			return err
		}
	}
	read, err := zbar(ctx, names)
	if err != nil {
		return err
	}
	for i, s := range shots {
		want := p.boards[s.number].URL
		p.count(s.series, s.number, judge(read[names[i]], want))
		own, err := s.readByUs()
		if err != nil {
			return err
		}
		p.count(s.own, s.number, judge(own, want))
	}
	return nil
}

// readByUs gives the texts that our own reader finds in the picture, as a file that people would send.
func (s *shot) readByUs() ([]string, error) {
	file := s.file
	if file == nil {
		var written bytes.Buffer
		encoder := png.Encoder{CompressionLevel: png.BestSpeed}
		if err := encoder.Encode(&written, s.picture); err != nil {
			return nil, err
		}
		file = written.Bytes()
	}
	texts, err := photo.Read(bytes.NewReader(file))
	if refusal, ok := errors.AsType[*photo.Refusal](err); ok && refusal.Reason == photo.NoCode {
		return nil, nil
	}
	return texts, err
}

// zbar gives the texts of the QR codes in each file.
func zbar(ctx context.Context, names []string) (map[string][]string, error) {
	const nothingInSome = 4
	command := exec.CommandContext(ctx, "zbarimg", append([]string{"--quiet", "--xml", "--nodbus"}, names...)...)
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != nothingInSome) {
		return nil, fmt.Errorf("zbarimg: %w: %s", err, &said)
	}
	var document struct {
		Sources []struct {
			Name    string `xml:"href,attr"`
			Symbols []struct {
				Kind string `xml:"type,attr"`
				Text string `xml:"data"`
			} `xml:"index>symbol"`
		} `xml:"source"`
	}
	if err := xml.Unmarshal(out, &document); err != nil {
		return nil, fmt.Errorf("zbarimg: %w", err)
	}
	if len(document.Sources) != len(names) {
		return nil, fmt.Errorf("zbarimg looked at %d pictures, want %d: %s", len(document.Sources), len(names), &said)
	}
	read := map[string][]string{}
	for _, source := range document.Sources {
		for _, symbol := range source.Symbols {
			if symbol.Kind == "QR-Code" { // stripes of a photograph may look like a short code of another kind
				read[source.Name] = append(read[source.Name], symbol.Text)
			}
		}
	}
	return read, nil
}
