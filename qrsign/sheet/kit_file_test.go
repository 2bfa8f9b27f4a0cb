package sheet

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"image/color"
	"io"
	"math/rand/v2"
	"regexp"
	"strconv"
	"testing"

	"github.com/tdewolff/canvas"
	"github.com/tdewolff/canvas/renderers/rasterizer"

	"mingshi/qrsign"
)

// TestOutlineCoversExactlyTheDarkModules draws symbols and looks at the middle of each module. Made-up ones have every way
// in which modules touch.
func TestOutlineCoversExactlyTheDarkModules(t *testing.T) {
	printed, err := qrsign.Symbol(sample().URL)
	if err != nil {
		t.Fatal(err)
	}
	symbols := [][][]bool{printed.Modules(), {{true}}, {{false}}}
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		symbols = append(symbols, randomModules(random, 12))
	}
	for i, modules := range symbols {
		side := float64(len(modules))
		ground := canvas.New(side, side)
		ground.RenderPath(outline(modules, 1), canvas.DefaultStyle, canvas.Identity.Translate(0, side))
		picture := rasterizer.Draw(ground, canvas.DPMM(5), canvas.DefaultColorSpace)
		for y, row := range modules {
			for x, dark := range row {
				if got := picture.RGBAAt(5*x+2, 5*y+2) == (color.RGBA{A: 0xFF}); got != dark {
					t.Fatalf("symbol %d: module %d,%d is drawn %v, want %v", i, x, y, got, dark)
				}
			}
		}
	}
}

func randomModules(random *rand.Rand, side int) [][]bool {
	modules := make([][]bool, side)
	for y := range modules {
		for range side {
			modules[y] = append(modules[y], random.IntN(2) == 1)
		}
	}
	return modules
}

// TestObjectsStandWhereTheTableSays holds that what is put into a PDF while it is written moves its table of objects along.
func TestObjectsStandWhereTheTableSays(t *testing.T) {
	file := drawn(t, func(w io.Writer) error { return drawAll(w, []*Board{sample(), numbered(7)}) })
	start, err := strconv.Atoi(string(regexp.MustCompile(`startxref\n(\d+)`).FindSubmatch(file)[1]))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^(\d{10}) 00000 n `).FindAllSubmatch(file[start:], -1)
	if !bytes.HasPrefix(file[start:], []byte("xref\n")) || len(rows) < 8 {
		t.Fatalf("the table of objects has %d rows and begins %q", len(rows), file[start:start+10])
	}
	for i, row := range rows {
		at, err := strconv.Atoi(string(row[1]))
		if want := strconv.Itoa(i+1) + " 0 obj\n"; err != nil || !bytes.HasPrefix(file[at:], []byte(want)) {
			t.Errorf("object %d: %q stands at %d", i+1, file[at:at+12], at)
		}
	}
	streams := regexp.MustCompile(`(?s)/Length (\d+)[^>]*>>stream\n(.*?)\nendstream`).FindAllSubmatch(file, -1)
	for _, stream := range streams {
		if length, _ := strconv.Atoi(string(stream[1])); length != len(stream[2]) {
			t.Errorf("a stream of %d bytes says that it has %d", len(stream[2]), length)
		}
	}
}

// TestFilesDoNotSayWhenTheyWereWritten looks into the fonts, where the moment of writing would stand: two files drawn within
// a second are the same in any case.
func TestFilesDoNotSayWhenTheyWereWritten(t *testing.T) {
	file := drawn(t, func(w io.Writer) error { return drawAll(w, []*Board{sample()}) })
	if bytes.Contains(file, []byte("CreationDate")) || bytes.Contains(file, []byte("(D:")) {
		t.Error("the PDF has a date")
	}
	var fonts [][]byte
	for _, stream := range regexp.MustCompile(`(?s)/Length1 \d+>>stream\n(.*?)\nendstream`).FindAllSubmatch(file, -1) {
		reader, err := zlib.NewReader(bytes.NewReader(stream[1]))
		if err != nil {
			t.Fatal(err)
		}
		font, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		fonts = append(fonts, font)
	}
	drawing := drawn(t, func(w io.Writer) error { return SVG(w, sample(), Options{}) })
	for _, font := range regexp.MustCompile(`base64,([^)]+)\)`).FindAllSubmatch(drawing, -1) {
		raw, err := base64.StdEncoding.DecodeString(string(font[1]))
		if err != nil {
			t.Fatal(err)
		}
		fonts = append(fonts, raw)
	}
	if len(fonts) != 4 {
		t.Fatalf("found %d fonts, want regular and bold in both files", len(fonts))
	}
	for i, font := range fonts {
		record, head := headOf(font)
		if head == nil {
			t.Fatalf("font %d has no head", i)
		}
		if !bytes.Equal(head[headCreated:headModified], head[headModified:headModified+8]) {
			t.Errorf("font %d says when it was written", i)
		}
		if total := sum(font); total != headMagic {
			t.Errorf("font %d: its sum is %#x, want %#x", i, total, uint32(headMagic))
		}
		adjusted := bytes.Clone(head)
		binary.BigEndian.PutUint32(adjusted[headAdjustment:], 0)
		if got := binary.BigEndian.Uint32(record[4:]); got != sum(adjusted) {
			t.Errorf("font %d: the sum of its head is %#x, want %#x", i, got, sum(adjusted))
		}
	}
}

func TestWhatIsNoFontStaysAsItIs(t *testing.T) {
	for _, file := range []string{"", "short", "\x00\x01\x00\x00\x00\x09\x00\x00\x00\x00\x00\x00", "%PDF-1.7 and so on"} {
		if got := undated([]byte(file)); string(got) != file {
			t.Errorf("undated(%q) = %q", file, got)
		}
		if got, length, err := undatedStream([]byte(file)); string(got) != file || length != 0 || err != nil {
			t.Errorf("undatedStream(%q) = %q, %d, %v", file, got, length, err)
		}
	}
}
