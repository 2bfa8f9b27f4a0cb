package fonts_test

import (
	"testing"

	"golang.org/x/image/font/sfnt"

	"mingshi/qrsign/fonts"
)

// coverage tells which glyph a font has for each character of a range.
func coverage(t *testing.T, load func() ([]byte, error)) func(c rune) sfnt.GlyphIndex {
	t.Helper()
	raw, err := load()
	if err != nil {
		t.Fatal(err)
	}
	font, err := sfnt.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	var buffer sfnt.Buffer
	return func(c rune) sfnt.GlyphIndex {
		glyph, err := font.GlyphIndex(&buffer, c)
		if err != nil {
			t.Fatalf("U+%04X: %v", c, err)
		}
		return glyph
	}
}

// TestNoTwoCharactersShareAGlyph is why a PDF gives back the text that was set: it knows glyphs only.
func TestNoTwoCharactersShareAGlyph(t *testing.T) {
	for name, load := range map[string]func() ([]byte, error){
		"regular": fonts.Regular, "bold": fonts.Bold, "rare": fonts.Rare, "rarest": fonts.Rarest,
	} {
		t.Run(name, func(t *testing.T) {
			glyphOf := coverage(t, load)
			of, drawn := map[sfnt.GlyphIndex]rune{}, 0
			for c := rune(' '); c <= 0x3FFFF; c++ {
				glyph := glyphOf(c)
				if glyph == 0 {
					continue
				}
				drawn++
				if other, taken := of[glyph]; taken {
					t.Errorf("U+%04X and U+%04X share a glyph", other, c)
				}
				of[glyph] = c
			}
			if drawn == 0 {
				t.Error("the font has no character")
			}
		})
	}
}

// TestEveryIdeographOfTheStandardIsDrawn holds the blocks that GB 18030-2022 asks for at its highest level against the fonts
// together.
func TestEveryIdeographOfTheStandardIsDrawn(t *testing.T) {
	var fontsOf []func(c rune) sfnt.GlyphIndex
	for _, load := range []func() ([]byte, error){fonts.Bold, fonts.Rare, fonts.Rarest} {
		fontsOf = append(fontsOf, coverage(t, load))
	}
	blocks := []struct {
		name     string
		from, to rune
	}{
		{"basic", 0x4E00, 0x9FFF},
		{"extension A", 0x3400, 0x4DBF},
		{"extension B", 0x20000, 0x2A6D6},
		{"extension C", 0x2A700, 0x2B734},
		{"extension D", 0x2B740, 0x2B81D},
		{"extension E", 0x2B820, 0x2CEA1},
		{"extension F", 0x2CEB0, 0x2EBE0},
	}
	for _, block := range blocks {
		for c := block.from; c <= block.to; c++ {
			has := false
			for _, glyphOf := range fontsOf {
				has = has || glyphOf(c) != 0
			}
			if !has {
				t.Errorf("%s: U+%04X is in no font", block.name, c)
			}
		}
	}
}
