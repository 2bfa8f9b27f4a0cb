package qrsign

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
)

// quietZone is the light margin in modules that readers need on every side (ISO/IEC 18004).
const quietZone = 4

// SVG gives the symbol as a drawing of its own or for a place within a page: one unit a module, black on its own white
// ground with the quiet zone, so that it also scans on a dark page. It scales to its container and holds no style and no
// script, so the strictest content security policy lets it through. title is what a screen reader says in its place and
// should not be empty. The same symbol and title give the same bytes.
func (q *QR) SVG(title string) []byte {
	side := len(q.modules) + 2*quietZone
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" shape-rendering="crispEdges"><title>`,
		side, side)
	_ = xml.EscapeText(&b, []byte(title)) // a bytes.Buffer never returns an error
	fmt.Fprintf(&b, `</title><rect width="%d" height="%d" fill="#fff"/><path d="`, side, side)
	for y, row := range q.modules {
		writeRuns(&b, row, y+quietZone)
	}
	b.WriteString(`"/></svg>`)
	return b.Bytes()
}

// writeRuns draws each run of dark modules of a row as one rectangle: neighbouring squares would show hairlines.
func writeRuns(b *bytes.Buffer, row []bool, y int) {
	for x := 0; x < len(row); {
		length := len(row) - x
		if change := slices.Index(row[x:], !row[x]); change >= 0 {
			length = change
		}
		if row[x] {
			fmt.Fprintf(b, "M%d %dh%dv1h-%dz", x+quietZone, y, length, length)
		}
		x += length
	}
}
