// Package photo owns the reading of QR codes out of pictures, as people send them: photographs of a board, taken askew and
// in bad light, scans and screenshots. It depends only on internal/disclosure and on a reader of QR codes.
package photo

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"

	"mingshi/internal/disclosure"
)

const (
	// MaxBytes is the largest file that Read takes, 32 MiB: telephones write 3 to 15.
	MaxBytes = 32 << 20
	// MaxPixels is the largest picture that Read takes: telephones take 12 or 50 million. A file says its size in its
	// first bytes and may lie about nothing else: a few bytes can claim a picture that no memory holds.
	MaxPixels = 50_000_000
	// MinSide is the least width and height: the smallest symbol at a pixel a module.
	MinSide = 21
)

// Read finds the QR codes in a PNG or JPEG file and gives the text of each once, in the order in which they stood out. A
// symbol may be turned, seen askew, blurred or light on dark. A file that is no such picture, is damaged, or is larger than
// MaxBytes or MaxPixels is kind Invalid and a *Refusal, and so is a picture without a code; what r reports is kind
// Unavailable. It never panics, and takes at most some 20 bytes of memory for each pixel.
func Read(r io.Reader) ([]string, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "read picture: %w", err)
	}
	texts, refusal := read(raw)
	if refusal != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "read picture: %w", refusal)
	}
	return texts, nil
}

func read(raw []byte) ([]string, *Refusal) {
	if len(raw) > MaxBytes {
		return nil, &Refusal{Reason: TooLong}
	}
	decode, refusal := decoderOf(raw)
	if refusal != nil {
		return nil, refusal
	}
	size, err := decode.size(bytes.NewReader(raw))
	if err != nil {
		return nil, &Refusal{Reason: Damaged, Format: decode.name, cause: err}
	}
	if size.Width < MinSide || size.Height < MinSide {
		return nil, &Refusal{Reason: TooSmall, Width: size.Width, Height: size.Height}
	}
	if size.Width > MaxPixels/size.Height { // the product may be more than an int holds
		return nil, &Refusal{Reason: TooLarge, Width: size.Width, Height: size.Height}
	}
	picture, err := decode.picture(bytes.NewReader(raw))
	if err != nil {
		return nil, &Refusal{Reason: Damaged, Format: decode.name, cause: err}
	}
	texts := search(grayOf(picture))
	if len(texts) == 0 {
		return nil, &Refusal{Reason: NoCode}
	}
	return texts, nil
}

// format is a kind of picture that can be read.
type format struct {
	name    string
	size    func(io.Reader) (image.Config, error)
	picture func(io.Reader) (image.Image, error)
}

// decoderOf tells by its first bytes what a file is: names lie.
func decoderOf(raw []byte) (format, *Refusal) {
	switch kind := sniff(raw); {
	case kind == "PNG":
		return format{kind, png.DecodeConfig, png.Decode}, nil
	case kind == "JPEG":
		return format{kind, jpeg.DecodeConfig, jpeg.Decode}, nil
	case len(raw) == 0:
		return format{}, &Refusal{Reason: Empty}
	case kind == "":
		return format{}, &Refusal{Reason: Unknown}
	default:
		return format{}, &Refusal{Reason: OtherFormat, Format: kind}
	}
}

// magic is how files of a kind begin, from an offset on.
type magic struct {
	kind   string
	offset int
	begins []string
}

var magics = []magic{
	{"PNG", 0, []string{"\x89PNG\r\n\x1a\n"}},
	{"JPEG", 0, []string{"\xff\xd8\xff"}},
	{"PDF", 0, []string{"%PDF-"}},
	{"GIF", 0, []string{"GIF87a", "GIF89a"}},
	{"WebP", 8, []string{"WEBP"}},
	{"HEIC", 4, []string{"ftyphe", "ftypmif1", "ftypmsf1"}},
	{"AVIF", 4, []string{"ftypavi"}},
	{"TIFF", 0, []string{"II*\x00", "MM\x00*"}},
	{"BMP", 0, []string{"BM"}},
	{"SVG or HTML", 0, []string{"<"}},
	{"ZIP or Office", 0, []string{"PK\x03\x04"}},
}

// sniff names the kind of a file, or nothing.
func sniff(raw []byte) string {
	for _, m := range magics {
		if len(raw) < m.offset {
			continue
		}
		if slices.ContainsFunc(m.begins, func(begin string) bool { return bytes.HasPrefix(raw[m.offset:], []byte(begin)) }) {
			return m.kind
		}
	}
	return ""
}
