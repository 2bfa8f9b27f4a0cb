package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
	"mingshi/qrsign/photo"
	"mingshi/qrsign/photo/phototest"
)

// moduleSize is how many pixels a module takes on the pages of these tests.
const moduleSize = 7

// address is the text of some board's symbol.
func address(t testing.TB, number uint32) string {
	t.Helper()
	ring, err := qrsign.NewKeyring(map[uint8][]byte{1: bytes.Repeat([]byte{7}, 32)})
	if err != nil {
		t.Fatal(err)
	}
	text, err := qrsign.BoardURL("https://gs.example.cn", ring.Issue(number))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func modules(t testing.TB, text string) [][]bool {
	t.Helper()
	symbol, err := qrsign.Symbol(text)
	if err != nil {
		t.Fatal(err)
	}
	return symbol.Modules()
}

// board is a page with a symbol in its middle, and where the modules lie.
func board(t testing.TB, text string) (page *image.Gray, symbol image.Rectangle) {
	t.Helper()
	page = phototest.Paper(1000, 1400)
	drawn := phototest.Draw(modules(t, text), moduleSize)
	at := page.Rect.Size().Sub(drawn.Rect.Size()).Div(2)
	phototest.Paste(page, drawn, at)
	return page, phototest.Inner(drawn, moduleSize).Add(at)
}

// side is that of the symbols of these tests in modules: version 5.
const side = 37

func pngOf(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func jpegOf(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, nil); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// inColor turns a gray picture into one that is in color and half clear: brown ink on nothing.
func inColor(gray *image.Gray) *image.NRGBA {
	picture := image.NewNRGBA(gray.Rect)
	for y := gray.Rect.Min.Y; y < gray.Rect.Max.Y; y++ {
		for x := gray.Rect.Min.X; x < gray.Rect.Max.X; x++ {
			if gray.GrayAt(x, y).Y < 128 {
				picture.SetNRGBA(x, y, color.NRGBA{R: 90, G: 40, B: 10, A: 255})
			}
		}
	}
	return picture
}

// inverted is light on dark.
func inverted(gray *image.Gray) *image.Gray {
	picture := image.NewGray(gray.Rect)
	for i, pixel := range gray.Pix {
		picture.Pix[i] = ^pixel
	}
	return picture
}

func checkReads(t *testing.T, file []byte, want ...string) {
	t.Helper()
	got, err := photo.Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
}

func TestReadsPicturesOfEveryKind(t *testing.T) {
	text := address(t, 1)
	page, symbol := board(t, text)
	drawn := phototest.Draw(modules(t, text), 1)
	palette := image.NewPaletted(page.Rect, color.Palette{color.Black, color.White})
	for i, pixel := range page.Pix {
		palette.Pix[i] = pixel / 255
	}
	colored := image.NewRGBA(page.Rect)
	for y := range page.Rect.Dy() {
		for x := range page.Rect.Dx() {
			colored.Set(x, y, page.At(x, y))
		}
	}
	for name, file := range map[string][]byte{
		"gray PNG":                 pngOf(t, page),
		"gray JPEG":                jpegOf(t, page),
		"color JPEG":               jpegOf(t, colored),
		"PNG with a palette":       pngOf(t, palette),
		"clear PNG in color":       pngOf(t, inColor(page)),
		"light on dark":            pngOf(t, inverted(page)),
		"symbol alone":             pngOf(t, phototest.Draw(modules(t, text), 4)),
		"without a quiet zone":     pngOf(t, page.SubImage(symbol)),
		"part of a larger picture": jpegOf(t, page.SubImage(symbol.Inset(-100))),
		"a pixel a module":         pngOf(t, phototest.Draw(modules(t, text), 2)),
	} {
		t.Run(name, func(t *testing.T) { checkReads(t, file, text) })
	}
	if _, err := photo.Read(bytes.NewReader(pngOf(t, drawn))); err != nil && reason(err) != photo.NoCode {
		t.Errorf("one pixel a module: %v, want its text or that there is no code", err)
	}
}

func TestReadsEveryTurn(t *testing.T) {
	text := address(t, 2)
	page, symbol := board(t, text)
	for degrees := 0; degrees < 360; degrees += 30 {
		random := rand.New(rand.NewPCG(1, uint64(degrees)))
		view := phototest.View{Width: 700, Height: 700, Roll: float64(degrees), Module: 6, Blur: 0.2, Black: 20, White: 220, Noise: 3, Quality: 80}
		checkReads(t, phototest.Shoot(page, symbol, side, view, random), text)
	}
}

// The same pictures as in the proof of printed boards, of which there are more.
func TestReadsPhotographs(t *testing.T) {
	const shots = 12
	missed := 0
	for seed := range uint64(shots) {
		text := address(t, uint32(seed))
		page, symbol := board(t, text)
		random := rand.New(rand.NewPCG(seed, 3))
		got, err := photo.Read(bytes.NewReader(phototest.Shoot(page, symbol, side, phototest.HardView(random), random)))
		switch {
		case reason(err) == photo.NoCode:
			missed++
		case err != nil || len(got) != 1 || got[0] != text:
			t.Errorf("photograph %d: %q, %v, want only %q", seed, got, err, text)
		}
	}
	if missed > shots/10 {
		t.Errorf("%d of %d hard photographs are not read, want at most a tenth", missed, shots)
	}
}

// Dirt on the small square near the last corner leads a reader astray that relies on it.
func TestReadsSymbolsUnderABlot(t *testing.T) {
	const symbols, scale = 100, 6
	missed := 0
	for number := range uint32(symbols) {
		text := address(t, number)
		drawn := phototest.Draw(modules(t, text), scale)
		random := rand.New(rand.NewPCG(uint64(number), 5))
		blotted := phototest.Blot(drawn, phototest.Inner(drawn, scale), len(modules(t, text)), 0.1, true, random)
		got, err := photo.Read(bytes.NewReader(pngOf(t, blotted)))
		switch {
		case reason(err) == photo.NoCode:
			missed++
		case err != nil || len(got) != 1 || got[0] != text:
			t.Errorf("symbol %d: %q, %v, want only %q", number, got, err, text)
		}
	}
	if missed > 1 {
		t.Errorf("%d of %d are not read, want at most one", missed, symbols)
	}
}

// A telephone's picture is far larger than what a reader of symbols is made for.
func TestReadsLargePictures(t *testing.T) {
	text := address(t, 3)
	page, symbol := board(t, text)
	for _, module := range []float64{5} {
		random := rand.New(rand.NewPCG(2, uint64(module)))
		view := phototest.View{
			Width: 3024, Height: 4032, Roll: 12, Yaw: 20, Pitch: 15, Module: module, Blur: 0.2, Black: 30, White: 220, Noise: 4, Quality: 80,
		}
		checkReads(t, phototest.Shoot(page, symbol, side, view, random), text)
	}
}

func TestReadsSeveralCodesInOnePicture(t *testing.T) {
	page := phototest.Paper(1800, 1800)
	var want []string
	for i := range 9 {
		text := address(t, uint32(10+i))
		want = append(want, text)
		phototest.Paste(page, phototest.Draw(modules(t, text), moduleSize), image.Pt(100+(i%3)*500, 100+(i/3)*500))
	}
	phototest.Paste(page, phototest.Draw(modules(t, want[0]), 4), image.Pt(1600, 5)) // told once
	t.Run("straight on", func(t *testing.T) { checkReads(t, pngOf(t, page), want...) })
	t.Run("askew", func(t *testing.T) {
		random := rand.New(rand.NewPCG(4, 4))
		view := phototest.View{Width: 2400, Height: 2400, Roll: 20, Yaw: 20, Pitch: -10, Module: 6, Blur: 0.15, Black: 30, White: 220, Noise: 3, Quality: 80}
		middle := image.Rect(0, 0, side*moduleSize, side*moduleSize).Add(image.Pt(600, 600))
		checkReads(t, phototest.Shoot(page, middle, side, view, random), want...)
	})
}

// reason is why Read refused, "" for any other outcome.
func reason(err error) photo.Reason {
	if refusal, ok := errors.AsType[*photo.Refusal](err); ok {
		return refusal.Reason
	}
	return ""
}

// claiming is the head of a PNG that says to be of a size, and holds nothing.
func claiming(width, height uint32) []byte {
	chunk := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(chunk[4:], width)
	binary.BigEndian.PutUint32(chunk[8:], height)
	chunk[12] = 8 // bits of gray
	file := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(chunk))
}

func TestRefuses(t *testing.T) {
	page, _ := board(t, address(t, 1))
	whole := map[string][]byte{"PNG": pngOf(t, page), "JPEG": jpegOf(t, page)}
	var animation bytes.Buffer
	if err := gif.Encode(&animation, page, nil); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		file   []byte
		reason photo.Reason
		says   string
	}{
		"nothing":           {nil, photo.Empty, "empty"},
		"a text":            {[]byte("04000001BY0CXBYNMGHB\n"), photo.Unknown, "want PNG or JPEG"},
		"PDF":               {[]byte("%PDF-1.7\n…"), photo.OtherFormat, "PDF"},
		"GIF":               {animation.Bytes(), photo.OtherFormat, "GIF"},
		"WebP":              {[]byte("RIFF\x10\x00\x00\x00WEBPVP8 "), photo.OtherFormat, "WebP"},
		"HEIC":              {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), photo.OtherFormat, "HEIC"},
		"HEIF":              {[]byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic"), photo.OtherFormat, "HEIC"},
		"AVIF":              {[]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"), photo.OtherFormat, "AVIF"},
		"TIFF":              {[]byte("II*\x00\x08\x00\x00\x00"), photo.OtherFormat, "TIFF"},
		"BMP":               {[]byte("BM\x00\x00\x00\x00"), photo.OtherFormat, "BMP"},
		"SVG":               {[]byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), photo.OtherFormat, "SVG"},
		"cut PNG":           {whole["PNG"][:len(whole["PNG"])/2], photo.Damaged, "PNG"},
		"cut JPEG":          {whole["JPEG"][:len(whole["JPEG"])/2], photo.Damaged, "JPEG"},
		"head of a JPEG":    {whole["JPEG"][:3], photo.Damaged, "JPEG"},
		"PNG of 10 billion": {claiming(100_000, 100_000), photo.TooLarge, "100000 × 100000"},
		"PNG of 51 million": {claiming(10_000, 5_100), photo.TooLarge, "10000 × 5100 pixels, want at most 50 million"},
		"a flat PNG":        {claiming(1<<31-1, 1), photo.TooSmall, "want at least 21 × 21"},
		"a tiny picture":    {pngOf(t, phototest.Paper(20, 20)), photo.TooSmall, "20 × 20"},
		"empty paper":       {pngOf(t, phototest.Paper(300, 400)), photo.NoCode, "no QR code"},
		"33 MiB":            {make([]byte, 33<<20), photo.TooLong, "32 MiB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			texts, err := photo.Read(bytes.NewReader(tt.file))
			if texts != nil || disclosure.KindOf(err) != disclosure.Invalid || reason(err) != tt.reason {
				t.Fatalf("Read = %q, %v (%s), want kind Invalid as %s", texts, err, reason(err), tt.reason)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %q, want it to say %q", err, tt.says)
			}
		})
	}
}

func TestAReaderThatFailsIsUnavailable(t *testing.T) {
	_, err := photo.Read(iotest.ErrReader(io.ErrUnexpectedEOF))
	if disclosure.KindOf(err) != disclosure.Unavailable || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v, want kind Unavailable with its cause", err)
	}
}

func TestReadsFilesFromDisk(t *testing.T) {
	text := address(t, 5)
	page, _ := board(t, text)
	name := filepath.Join(t.TempDir(), "照片.PDF") // names lie
	if err := os.WriteFile(name, jpegOf(t, page), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if got, err := photo.Read(file); err != nil || len(got) != 1 || got[0] != text {
		t.Errorf("%q, %v", got, err)
	}
}

// A picture of nothing but corners of symbols gives a reader more triples to try than there is time for.
func TestPicturesOfCornersEnd(t *testing.T) {
	page := phototest.Paper(3000, 3000)
	for y := 10; y < 2900; y += 60 {
		for x := 10; x < 2900; x += 60 {
			paintCorner(page, x, y)
		}
	}
	if _, err := photo.Read(bytes.NewReader(pngOf(t, page))); reason(err) != photo.NoCode {
		t.Errorf("%v, want that there is no code", err)
	}
}

// paintCorner paints one of the three squares of a symbol, five pixels a module.
func paintCorner(page *image.Gray, x, y int) {
	const module = 5
	for j := range 7 * module {
		for i := range 7 * module {
			column, row := i/module, j/module
			edge := column == 0 || column == 6 || row == 0 || row == 6
			core := column >= 2 && column <= 4 && row >= 2 && row <= 4
			if edge || core {
				page.SetGray(x+i, y+j, color.Gray{})
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	text := address(f, 1)
	small := phototest.Draw(modules(f, text), 2)
	f.Add(pngOf(f, small))
	f.Add(jpegOf(f, small))
	f.Add(pngOf(f, phototest.Paper(24, 24)))
	f.Add(claiming(1<<31-1, 1<<31-1))
	f.Add([]byte("%PDF-1.7"))
	f.Fuzz(func(t *testing.T, file []byte) {
		texts, err := photo.Read(bytes.NewReader(file))
		if (err == nil) != (len(texts) > 0) {
			t.Fatalf("texts %q with error %v", texts, err)
		}
		if err != nil && (disclosure.KindOf(err) != disclosure.Invalid || reason(err) == "" || fmt.Sprint(err) == "") {
			t.Fatalf("error %v without kind or reason", err)
		}
	})
}

// FuzzModules gives whole pictures of symbols that are damaged in any way: what is still read is the text, for the symbol's own
// redundancy tells right from wrong.
func FuzzModules(f *testing.F) {
	text := address(f, 1)
	f.Add(uint64(1), uint16(0), uint8(2))
	f.Add(uint64(2), uint16(60), uint8(3))
	f.Add(uint64(3), uint16(2000), uint8(5))
	f.Fuzz(func(t *testing.T, seed uint64, flips uint16, scale uint8) {
		random := rand.New(rand.NewPCG(seed, 1))
		damaged := modules(t, text)
		for range flips % (side * side) {
			row := damaged[random.IntN(side)]
			row[random.IntN(side)] = random.IntN(2) == 0
		}
		picture := phototest.Draw(damaged, 1+int(scale%6))
		texts, err := photo.Read(bytes.NewReader(pngOf(t, picture)))
		if err == nil && (len(texts) != 1 || texts[0] != text) || err != nil && reason(err) != photo.NoCode {
			t.Fatalf("texts %q, %v", texts, err)
		}
	})
}
