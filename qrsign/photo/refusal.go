package photo

import "fmt"

// Reason is why a file is refused.
type Reason string

// The reasons.
const (
	// Empty and Unknown: the file holds nothing, or nothing that is known to be a picture.
	Empty   Reason = "empty"
	Unknown Reason = "unknown"
	// OtherFormat: it is a file of Refusal.Format, which is not read here.
	OtherFormat Reason = "other_format"
	// Damaged: it begins like Refusal.Format, and then does not go on so.
	Damaged Reason = "damaged"
	// TooLong: it has more than MaxBytes.
	TooLong Reason = "too_long"
	// TooSmall and TooLarge: its Width × Height pixels are too few for a code, or more than MaxPixels.
	TooSmall Reason = "too_small"
	TooLarge Reason = "too_large"
	// NoCode: the picture is in order, and no QR code was found in it.
	NoCode Reason = "no_code"
)

// Refusal is what is wrong with a file.
type Refusal struct {
	Reason        Reason
	Format        string
	Width, Height int

	cause error
}

// Error says what the file is and what would be right.
func (r *Refusal) Error() string {
	switch r.Reason {
	case Empty:
		return "the file is empty, want a PNG or JPEG picture"
	case OtherFormat:
		return fmt.Sprintf("a file of format %s, want PNG or JPEG: save it as one of these, or take a screenshot", r.Format)
	case Damaged:
		return fmt.Sprintf("a damaged %s file: %v", r.Format, r.cause)
	case TooLong:
		return fmt.Sprintf("more than %d MiB, want a smaller file", MaxBytes>>20)
	case TooSmall:
		return fmt.Sprintf("%d × %d pixels, want at least %d × %d", r.Width, r.Height, MinSide, MinSide)
	case TooLarge:
		return fmt.Sprintf("%d × %d pixels, want at most %d million", r.Width, r.Height, MaxPixels/1_000_000)
	case NoCode:
		return "no QR code found, want a picture of a whole code, sharp and without glare"
	case Unknown:
	}
	return "no picture of a known format, want PNG or JPEG"
}

// Unwrap gives what the decoder of a damaged file complained of.
func (r *Refusal) Unwrap() error { return r.cause }
