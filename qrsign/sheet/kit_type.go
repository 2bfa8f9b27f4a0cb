package sheet

import (
	"fmt"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/tdewolff/canvas"
	"golang.org/x/text/unicode/norm"

	"mingshi/internal/disclosure"
	"mingshi/qrsign/fonts"
)

// weight is how heavy a text is set.
type weight uint8

// The two weights that the fonts come in. A character that only a font of rare characters has looks the same in both.
const (
	regular weight = iota
	bold
)

// The fonts, each read once and kept for the life of the process: reading one takes longer than drawing a hundred sheets.
var (
	regularFont = loaded(fonts.Regular, canvas.FontRegular)
	boldFont    = loaded(fonts.Bold, canvas.FontBold)
	rareFont    = loaded(fonts.Rare, canvas.FontRegular)
	rarestFont  = loaded(fonts.Rarest, canvas.FontRegular)
)

// loaded gives a function that reads a font when it is first asked for.
func loaded(font func() ([]byte, error), style canvas.FontStyle) func() (*canvas.Font, error) {
	return sync.OnceValues(func() (*canvas.Font, error) {
		raw, err := font()
		if err != nil {
			return nil, err
		}
		read, err := canvas.LoadFont(raw, 0, style)
		if err != nil {
			return nil, fmt.Errorf("read font: %w", err)
		}
		return read, nil
	})
}

// typesetter finds the font of each character and keeps what it has set. It serves one document and one goroutine.
type typesetter struct {
	own    map[*canvas.Font]*canvas.Font // shared font → the document's own
	glyphs [2]map[rune]glyph             // by weight
	set    map[setting]*canvas.Text
}

// glyph is how one character is set.
type glyph struct {
	font    *canvas.Font // nil: no font has the character
	advance float64      // in em
}

// setting names a text as it was set.
type setting struct {
	font *canvas.Font
	ink  ink
	size float64
	text string
}

// settingsKept bounds what a typesetter remembers: the words that stand on every sheet, not the names of a whole district.
const settingsKept = 2048

func newTypesetter() *typesetter {
	return &typesetter{
		own:    map[*canvas.Font]*canvas.Font{},
		glyphs: [2]map[rune]glyph{{}, {}},
		set:    map[setting]*canvas.Text{},
	}
}

// glyph finds the font of a character: that of the weight, then those of rare characters.
func (t *typesetter) glyph(r rune, w weight) (glyph, error) {
	if found, ok := t.glyphs[w][r]; ok {
		return found, nil
	}
	first := regularFont
	if w == bold {
		first = boldFont
	}
	var found glyph
	if !unicode.Is(unicode.Co, r) && r != unicode.ReplacementChar { // whatever a font draws for these, it is not what was meant
		for _, load := range []func() (*canvas.Font, error){first, rareFont, rarestFont} {
			font, err := load()
			if err != nil {
				return glyph{}, err
			}
			if id := font.GlyphIndex(r); id != 0 {
				found = glyph{font: t.ownFont(font), advance: float64(font.GlyphAdvance(id)) / float64(font.Head.UnitsPerEm)}
				break
			}
		}
	}
	t.glyphs[w][r] = found
	return found, nil
}

// line sets a text that is all in one font; size is in the units of the page.
func (t *typesetter) line(text string, font *canvas.Font, size float64, in ink) *canvas.Text {
	key := setting{font, in, size, text}
	if done, ok := t.set[key]; ok {
		return done
	}
	if len(t.set) >= settingsKept {
		clear(t.set)
	}
	shaping.Lock()
	done := canvas.NewTextLine(font.Face(size*pointsPerMillimetre, in.rgba()), text, canvas.Left)
	shaping.Unlock()
	t.set[key] = done
	return done
}

// shaping guards what the fonts remember between texts, which documents do share.
var shaping sync.Mutex

// pointsPerMillimetre converts to the unit in which the drawing library wants the sizes of fonts.
const pointsPerMillimetre = 72 / 25.4

// cluster is what is never parted in setting: a character with the marks upon it.
type cluster struct {
	text    string
	font    *canvas.Font
	advance float64 // in em
	space   bool
	newline bool
	ends    bool // a line may end after it
}

// passage is a text ready for setting: cleaned, each character with its font.
type passage []cluster

// passage makes a text ready. what names the text in the error that refuses a character which no font has.
func (t *typesetter) passage(what, text string, w weight) (passage, error) {
	if !utf8.ValidString(text) {
		return nil, disclosure.Errorf(disclosure.Invalid, "%s %.80q: not UTF-8", what, text)
	}
	text = clean(text)
	runes := []rune(text)
	p := make(passage, 0, len(runes))
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		if r == '\n' {
			p = append(p, cluster{newline: true})
			continue
		}
		if i+1 < len(runes) && unicode.Is(unicode.Mn, runes[i+1]) { // é as two characters is set as the one that fonts have
			if one := []rune(norm.NFC.String(string(runes[i : i+2]))); len(one) == 1 {
				r, i = one[0], i+1
			}
		}
		g, err := t.glyph(r, w)
		if err != nil {
			return nil, err
		}
		if g.font == nil {
			return nil, disclosure.Errorf(disclosure.Invalid, "%w", &UnprintableError{What: what, Text: text, Char: r})
		}
		if last := len(p) - 1; unicode.Is(unicode.Mn, r) && last >= 0 && p[last].font == g.font {
			p[last].text += string(r)
			continue
		}
		p = append(p, cluster{text: string(r), font: g.font, advance: g.advance, space: r == ' ' || r == '\u3000'})
	}
	p.markEnds()
	return p, nil
}
