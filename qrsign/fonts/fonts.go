// Package fonts owns the fonts that drawings are set in, each a TrueType file that is kept packed and unpacked once, when it is
// first asked for. README.md says where they come from, what was changed in them and under which licences they are. It depends
// on nothing of ours.
package fonts

import (
	_ "embed" // the fonts
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

//go:embed regular.ttf.zst
var regular []byte

//go:embed bold.ttf.zst
var bold []byte

//go:embed rare.ttf.zst
var rare []byte

//go:embed rarest.ttf.zst
var rarest []byte

// The fonts. Every character of a font has a glyph of its own, so that a document made with it gives back the text that was
// set. A character is looked for in Regular or Bold, then in Rare, then in Rarest; together they have what GB 18030-2022 asks
// of public services at its highest level (3), CJK extensions A to F included.
var (
	// Regular and Bold are a sans serif with Latin, Greek, Cyrillic, kana, the CJK ideographs of the basic plane and the most
	// used of the others: 30,890 characters, 10 MB.
	Regular = unpacked(regular)
	Bold    = unpacked(bold)
	// Rare is a serif with the 28 ideographs of the basic plane that came into the standard latest.
	Rare = unpacked(rare)
	// Rarest is a serif with 60,102 ideographs, nearly all beyond the basic plane: 30 MB, so ask only when a text needs one.
	Rarest = unpacked(rarest)
)

// unpacked gives the bytes of a packed font, which nobody may change.
func unpacked(packed []byte) func() ([]byte, error) {
	return sync.OnceValues(func() ([]byte, error) {
		decoder, err := zstd.NewReader(nil)
		if err != nil {
			return nil, fmt.Errorf("unpack font: %w", err)
		}
		defer decoder.Close()
		font, err := decoder.DecodeAll(packed, nil)
		if err != nil {
			return nil, fmt.Errorf("unpack font: %w", err)
		}
		return font, nil
	})
}
