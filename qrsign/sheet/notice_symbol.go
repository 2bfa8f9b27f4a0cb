package sheet

import (
	"github.com/skip2/go-qrcode"

	"mingshi/internal/disclosure"
)

// address draws a QR symbol of any address on its own white ground with its quiet zone. Unlike a board's, a sheet in a
// corridor is renewed and read from near, so error correction level M is enough. An address that is too long for a
// symbol whose modules can be told apart is kind Invalid.
func (p *page) address(url string, x, y, side float64) error {
	const largest = 10 // 57 modules and the quiet zone on 31 mm: 0.45 mm each
	encoder, err := qrcode.New(url, qrcode.Medium)
	if err != nil {
		return disclosure.Errorf(disclosure.Invalid, "symbol: address of %d characters, want a shorter one: %w", len(url), err)
	}
	if encoder.VersionNumber > largest {
		return disclosure.Errorf(disclosure.Invalid, "symbol: address of %d characters, want a shorter one", len(url))
	}
	encoder.DisableBorder = true
	modules := encoder.Bitmap()
	module := side / float64(len(modules)+2*quietZone)
	p.rectangle(box{x, y, side, side}, 0, white)
	p.fill(outline(modules, module), x+quietZone*module, y+quietZone*module, black)
	return nil
}
