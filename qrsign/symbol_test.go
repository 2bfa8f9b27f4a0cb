package qrsign_test

import (
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/makiuchi-d/gozxing"
	zxing "github.com/makiuchi-d/gozxing/qrcode"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
)

// margin is the quiet zone in modules that the standard asks for.
const margin = 4

func mustSymbol(t *testing.T, text string) *qrsign.QR {
	t.Helper()
	symbol, err := qrsign.Symbol(text)
	if err != nil {
		t.Fatal(err)
	}
	return symbol
}

func mustBoardURL(t *testing.T, base string, code qrsign.Code) string {
	t.Helper()
	address, err := qrsign.BoardURL(base, code)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// withMargin puts the quiet zone around the modules.
func withMargin(modules [][]bool) [][]bool {
	side := len(modules) + 2*margin
	grid := make([][]bool, side)
	for y := range grid {
		grid[y] = make([]bool, side)
		if inner := y - margin; inner >= 0 && inner < len(modules) {
			copy(grid[y][margin:], modules[inner])
		}
	}
	return grid
}

// read scans a grid, drawn at five pixels a module, with a reader that shares no code with the encoder. It gives the
// text and the error correction level found in the symbol. The reader is told that the picture is nothing but the
// symbol: its search for finders within a photograph, which misses some clean symbols at some scales, is not ours to test.
func read(grid [][]bool) (text, level string, err error) {
	const scale = 5
	picture := image.NewGray(image.Rect(0, 0, len(grid)*scale, len(grid)*scale))
	for y := range len(grid) * scale {
		for x := range len(grid) * scale {
			if !grid[y/scale][x/scale] {
				picture.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		return "", "", err
	}
	result, err := zxing.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		return "", "", err
	}
	return result.GetText(), fmt.Sprint(result.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL]), nil
}

func checkReads(t *testing.T, grid [][]bool, want string) {
	t.Helper()
	text, level, err := read(grid)
	if err != nil || text != want || level != "H" {
		t.Errorf("reads as %q at level %q (%v), want %q at level H", text, level, err, want)
	}
}

func TestSymbolSizes(t *testing.T) {
	for length := 4; length <= 33; length++ {
		const want = 5
		for _, v := range vectors {
			address := mustBoardURL(t, "https://"+hostOf(length), v.code)
			symbol := mustSymbol(t, address)
			if symbol.Version() != want {
				t.Errorf("host of %d: version %d, want %d", length, symbol.Version(), want)
			}
			modules := symbol.Modules()
			if side := 17 + 4*want; len(modules) != side || len(modules[0]) != side {
				t.Errorf("host of %d: %d × %d modules, want %d without a border", length, len(modules[0]), len(modules), side)
			}
			checkReads(t, withMargin(modules), address)
		}
	}
	if _, err := qrsign.BoardURL("https://"+hostOf(34), testCode); disclosure.KindOf(err) != disclosure.Invalid {
		t.Errorf("host of 34: %v, want kind Invalid", err)
	}
}

// Runs of digits make the encoder change modes within a symbol, which must neither garble nor grow it.
func TestSymbolsOfManyCodesRead(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	key := testKey()
	for range 150 {
		for i := range key {
			key[i] = byte(random.Uint32())
		}
		code := qrsign.NewCode(key, qrsign.Serial{KeyID: uint8(random.Uint32()), Number: random.Uint32() >> random.IntN(32)})
		host := strings.Repeat("7", random.IntN(15)) + hostOf(4+random.IntN(15))
		address := mustBoardURL(t, "https://"+host, code)
		symbol := mustSymbol(t, address)
		if symbol.Version() != 5 {
			t.Errorf("%s: version %d, want 5", address, symbol.Version())
		}
		checkReads(t, withMargin(symbol.Modules()), address)
	}
}

// A sticker over a tenth of the symbol must not take the board out of service. The three finders are left free: no level
// of correction covers those.
func TestSymbolReadsUnderASticker(t *testing.T) {
	address := mustBoardURL(t, "https://gs.example.cn", testCode)
	clean := withMargin(mustSymbol(t, address).Modules())
	const sticker = 11 // 11 × 11 of 33 × 33 modules are 11 %
	for _, corner := range []image.Point{{13, 13}, {20, 13}, {13, 20}, {11, 11}, {16, 12}} {
		grid := make([][]bool, len(clean))
		for y := range grid {
			grid[y] = append([]bool(nil), clean[y]...)
		}
		for y := range sticker {
			clear(grid[corner.Y+y][corner.X : corner.X+sticker])
		}
		checkReads(t, grid, address)
	}
}

func TestSymbolIsDeterministic(t *testing.T) {
	address := mustBoardURL(t, "https://gs.example.cn", testCode)
	first, second := mustSymbol(t, address), mustSymbol(t, address)
	if diff := cmp.Diff(first.Modules(), second.Modules()); diff != "" {
		t.Errorf("two symbols of one address differ:\n%s", diff)
	}
	if string(first.SVG("a")) != string(second.SVG("a")) {
		t.Error("two drawings of one address differ")
	}
}

func TestModulesBelongToTheCaller(t *testing.T) {
	address := mustBoardURL(t, "https://gs.example.cn", testCode)
	symbol := mustSymbol(t, address)
	for _, row := range symbol.Modules() {
		clear(row)
	}
	checkReads(t, withMargin(symbol.Modules()), address)
}

func TestSymbolRefuses(t *testing.T) {
	tests := map[string]struct{ text, says string }{
		"nothing":      {"", "no text"},
		"lower case":   {"HTTPS://GS.EXAMPLE.CN/s/", "byte 22 is 's', want capital letters"},
		"query":        {"HTTPS://GS.EXAMPLE.CN/?S=", "byte 22 is '?'"},
		"Chinese":      {"明示", "byte 0 is '明'"},
		"broken UTF-8": {"A\xff", "byte 1 is"},
		"too long":     {strings.Repeat("A", 1853), "1853 characters, want a shorter text"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			symbol, err := qrsign.Symbol(tt.text)
			if symbol != nil || err == nil || disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("Symbol = %v, %v, want kind Invalid", symbol, err)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %q, want it to say %q", err, tt.says)
			}
		})
	}
}
