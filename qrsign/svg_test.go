package qrsign_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// element is a start tag of a drawing: its attributes by name, and the text directly inside it.
type element struct {
	name       string
	attributes map[string]string
	text       string
}

// elementsOf reads a drawing as strict XML, which fails unless it is well-formed, and allows elements and text only.
func elementsOf(t *testing.T, drawing []byte) []element {
	t.Helper()
	var elements []element
	open := 0
	decoder := xml.NewDecoder(bytes.NewReader(drawing))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return elements
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, drawing)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if (len(elements) == 0) != (open == 0) {
				t.Fatal("more than one root element")
			}
			open++
			attributes := map[string]string{}
			for _, a := range token.Attr {
				attributes[a.Name.Local] = a.Value
			}
			elements = append(elements, element{name: token.Name.Local, attributes: attributes})
		case xml.EndElement:
			open--
		case xml.CharData:
			elements[len(elements)-1].text += string(token)
		default:
			t.Fatalf("unexpected %T in the drawing", token)
		}
	}
}

// rasterise draws the path of a drawing: rectangles one unit high, each "Mx yhNv1h-Nz".
func rasterise(t *testing.T, path string, side int) [][]bool {
	t.Helper()
	grid := make([][]bool, side)
	for y := range grid {
		grid[y] = make([]bool, side)
	}
	for run := range strings.SplitSeq(strings.TrimSuffix(path, "z"), "z") {
		var x, y, there, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &there, &back); err != nil || there != back || there < 1 {
			t.Fatalf("run %q (%v), want a closed rectangle one unit high", run, err)
		}
		for i := range there {
			if grid[y][x+i] {
				t.Fatalf("run %q draws over another", run)
			}
			grid[y][x+i] = true
		}
		if x+there < side && grid[y][x+there] || grid[y][x-1] {
			t.Fatalf("run %q touches another: hairlines would show", run)
		}
	}
	return grid
}

func TestSVGDrawsTheSymbolAndReads(t *testing.T) {
	for _, host := range []string{"a.cn", "gs.example.cn", hostOf(33)} {
		address := mustBoardURL(t, "https://"+host, testCode)
		symbol := mustSymbol(t, address)
		elements := elementsOf(t, symbol.SVG("查验"))
		modules := symbol.Modules()
		side := len(modules) + 2*margin

		grid := rasterise(t, elements[len(elements)-1].attributes["d"], side)
		if diff := cmp.Diff(withMargin(modules), grid); diff != "" {
			t.Errorf("%s: the drawing differs from the symbol with its quiet zone:\n%s", host, diff)
		}
		checkReads(t, grid, address)
	}
}

// The exact list of elements and attributes is what keeps the drawing within a strict content security policy: no
// script, no style, no address to load anything from.
func TestSVGHoldsOnlyWhatItNeeds(t *testing.T) {
	elements := elementsOf(t, mustSymbol(t, mustBoardURL(t, "https://gs.example.cn", testCode)).SVG("Check this board"))
	if elements[len(elements)-1].attributes["d"] == "" {
		t.Fatal("the last element has no path")
	}
	delete(elements[len(elements)-1].attributes, "d")
	want := []element{
		{name: "svg", attributes: map[string]string{
			"xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 45 45", "role": "img", "shape-rendering": "crispEdges",
		}},
		{name: "title", attributes: map[string]string{}, text: "Check this board"},
		{name: "rect", attributes: map[string]string{"width": "45", "height": "45", "fill": "#fff"}},
		{name: "path", attributes: map[string]string{}},
	}
	if diff := cmp.Diff(want, elements, cmp.AllowUnexported(element{})); diff != "" {
		t.Errorf("elements (-want +got):\n%s", diff)
	}
}

func TestSVGTitleIsText(t *testing.T) {
	symbol := mustSymbol(t, mustBoardURL(t, "https://gs.example.cn", testCode))
	tests := map[string]struct{ title, want string }{
		"plain":                {"查验公示牌真伪", "查验公示牌真伪"},
		"markup":               {`</title><script>alert(1)</script>`, `</title><script>alert(1)</script>`},
		"quotes and ampersand": {`"A" & 'B' <C>`, `"A" & 'B' <C>`},
		"end of CDATA":         {"]]>", "]]>"},
		"forbidden control":    {"a\x00b\x1bc", "a\ufffdb\ufffdc"},
		"broken UTF-8":         {"a\xffb", "a\ufffdb"},
		"rare character":       {"𠮷祥", "𠮷祥"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			elements := elementsOf(t, symbol.SVG(tt.title))
			if len(elements) != 4 || elements[1].text != tt.want {
				t.Errorf("%d elements, title %q, want 4 and %q", len(elements), elements[1].text, tt.want)
			}
		})
	}
}
