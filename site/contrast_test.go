package site

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// least is the contrast that WCAG 2.2 AA asks of text.
const least = 4.5

// darkest is the opacity of the darkest band in the drawing of a scale.
const darkest = 0.32

type rgb [3]float64

// palettes reads the named colours of the style sheet: the light ones and, over them, the dark ones.
func palettes(t *testing.T) map[string]map[string]rgb {
	t.Helper()
	light, dark, found := strings.Cut(stylesheet, "prefers-color-scheme: dark")
	if !found {
		t.Fatal("the style sheet has no dark colours")
	}
	return map[string]map[string]rgb{"light": colours(light), "dark": colours(dark)}
}

func colours(css string) map[string]rgb {
	read := map[string]rgb{}
	for part := range strings.FieldsFuncSeq(css, func(r rune) bool { return strings.ContainsRune("{};", r) }) {
		name, value, found := strings.Cut(part, ": #")
		if !found || !strings.HasPrefix(name, "--") {
			continue
		}
		if len(value) == len("fff") {
			value = string([]byte{value[0], value[0], value[1], value[1], value[2], value[2]})
		}
		var c rgb
		for i := range c {
			n, err := strconv.ParseUint(value[2*i:2*i+2], 16, 8)
			if err != nil {
				return nil
			}
			c[i] = float64(n) / 255
		}
		read[name[len("--"):]] = c
	}
	return read
}

// luminance and contrast are those of WCAG 2.2.
func luminance(c rgb) float64 {
	var linear rgb
	for i, v := range c {
		linear[i] = v / 12.92
		if v > 0.04045 {
			linear[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}

func contrast(a, b rgb) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func mixed(over, ground rgb, opacity float64) rgb {
	for i := range ground {
		ground[i] += (over[i] - ground[i]) * opacity
	}
	return ground
}

func TestTextIsLegible(t *testing.T) {
	pairs := [][2]string{
		{"ink", "paper"},
		{"ink", "card"},
		{"soft", "paper"},
		{"soft", "card"},
		{"link", "paper"},
		{"link", "card"},
		{"brand-ink", "brand"},
		{"a", "card"},
		{"warn", "warn-ground"},
		{"alert", "alert-ground"},
		{"link", "none-ground"},
		{"ink", "found"},
		{"alert", "card"},
	}
	for _, face := range []string{"a", "b", "c", "none"} {
		pairs = append(pairs, [2]string{face, face + "-ground"}, [2]string{"ink", face + "-ground"})
	}
	for name, palette := range palettes(t) {
		for _, pair := range pairs {
			text, known := palette[pair[0]]
			ground, also := palette[pair[1]]
			if got := contrast(text, ground); !known || !also || got < least {
				t.Errorf("%s: %s on %s has a contrast of %.2f", name, pair[0], pair[1], got)
			}
		}
		for _, face := range []string{"a", "b", "c", "none"} {
			band := mixed(palette[face], palette[face+"-ground"], darkest)
			if got := contrast(palette["ink"], band); got < least {
				t.Errorf("%s: a letter in the scale of %s has a contrast of %.2f", name, face, got)
			}
		}
	}
}
