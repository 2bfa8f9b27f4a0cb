package intake

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestSettledTextsAreNormal holds the glance to the norm, for every character alone and behind a letter.
func TestSettledTextsAreNormal(t *testing.T) {
	seen := 0
	for r := rune(0); r <= 0x10FFFF; r++ {
		if r >= 0xD800 && r <= 0xDFFF {
			continue
		}
		text := "a" + string(r)
		if !settled(text) {
			continue
		}
		if r < 0x80 || r >= 0x4E00 && r <= 0x9FFF {
			seen++
		}
		if normal := norm.NFKC.String(text); normal != text {
			t.Errorf("%U is not settled: %q becomes %q", r, text, normal)
		}
	}
	if want := 0x80 + 0x9FFF - 0x4E00 + 1; seen != want {
		t.Errorf("%d ASCII and common Chinese characters are settled, want %d", seen, want)
	}
}
