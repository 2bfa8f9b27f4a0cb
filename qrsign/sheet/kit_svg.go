package sheet

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"

	"github.com/tdewolff/canvas"
	"github.com/tdewolff/canvas/renderers/svg"
	"github.com/tdewolff/font"
)

// svgUnit is how many units of an SVG file a millimetre is. Browsers may refuse to set a text smaller than some number of
// units; at ten no text of a board comes near it.
const svgUnit = 10

// writeSVG writes a page, drawn in svgUnit, as a file that stands alone: texts as text, its fonts cut down and embedded. The
// title is what a screen reader says and what a browser shows for the picture.
func writeSVG(w io.Writer, p *page, title string) error {
	embedded, err := p.fontFaces()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%gmm" height="%gmm" viewBox="0 0 %g %g" xml:lang="%s" role="img">`,
		p.canvas.W/svgUnit, p.canvas.H/svgUnit, p.canvas.W, p.canvas.H, language)
	b.WriteString("<title>")
	if err := xml.EscapeText(&b, []byte(title)); err != nil {
		return err
	}
	b.WriteString("</title><style>")
	b.Write(embedded)
	b.WriteString("text{white-space:pre}</style>\n")
	renderer := svg.New(&headless{w: &b}, p.canvas.W, p.canvas.H, &svg.Options{})
	p.canvas.RenderTo(renderer)
	if err := renderer.Close(); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err = w.Write(b.Bytes())
	return err
}

// headless drops the first thing written: the renderer's own beginning of a file, which knows no language and no title.
type headless struct {
	w     io.Writer
	begun bool
}

// Write passes on all but what comes first.
func (h *headless) Write(data []byte) (int, error) {
	if !h.begun {
		h.begun = true
		return len(data), nil
	}
	return h.w.Write(data)
}

// fontFaces gives the style sheet that brings the fonts of the page, each with the characters it is used for.
func (p *page) fontFaces() ([]byte, error) {
	var order []*canvas.Font // of first use, so that the same page gives the same bytes
	used := map[*canvas.Font]*canvas.FontSubsetter{}
	for _, piece := range p.texts {
		glyphs, ok := used[piece.font]
		if !ok {
			glyphs = canvas.NewFontSubsetter()
			used[piece.font] = glyphs
			order = append(order, piece.font)
		}
		for _, r := range piece.text {
			glyphs.Get(piece.font.GlyphIndex(r))
		}
	}
	var b bytes.Buffer
	for _, one := range order {
		cut, err := one.Subset(used[one].List(), font.SubsetOptions{Tables: font.KeepMinTables})
		if err != nil {
			return nil, fmt.Errorf("cut font %s: %w", one.Name(), err)
		}
		fmt.Fprintf(&b, "@font-face{font-family:%s;font-weight:%d;src:url(data:font/ttf;base64,%s)}\n",
			one.Name(), one.Style().CSS(), base64.StdEncoding.EncodeToString(undated(cut.Write())))
	}
	return b.Bytes(), nil
}
