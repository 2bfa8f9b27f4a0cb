package sheet

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/draw"
	"image/png"
	"io"
	"math"

	"github.com/tdewolff/canvas"
	"github.com/tdewolff/canvas/renderers/rasterizer"
)

// writePNG writes a page, drawn in millimetres, as a picture of dpi pixels to the inch that knows its size on paper.
func writePNG(w io.Writer, p *page, dpi int) error {
	paper := rasterizer.New(p.canvas.W, p.canvas.H, canvas.DPI(float64(dpi)), canvas.DefaultColorSpace)
	draw.Draw(paper, paper.Bounds(), image.White, image.Point{}, draw.Src) // or what lies around a sheet would be see-through
	p.canvas.RenderTo(paper)
	paper.Close()
	var b bytes.Buffer
	if err := png.Encode(&b, paper.Image); err != nil {
		return err
	}
	raw := b.Bytes()
	if _, err := w.Write(raw[:pngHeader]); err != nil {
		return err
	}
	if _, err := w.Write(resolution(dpi)); err != nil {
		return err
	}
	_, err := w.Write(raw[pngHeader:])
	return err
}

// pngHeader is the length of what a PNG file begins with: its signature and the chunk IHDR (PNG specification, 5.2, 11.2.2).
const pngHeader = 8 + 4 + 4 + 13 + 4

// resolution gives the chunk pHYs, which Go's encoder does not write: pixels to the metre (PNG specification, 11.3.4.3).
func resolution(dpi int) []byte {
	perMetre := uint32(math.Round(float64(dpi) / 0.0254))
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
}
