package sheet

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// themeCheck gathers what is wrong with a theme.
type themeCheck struct{ problems []string }

func (c *themeCheck) problemf(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// leastContrast is what text needs on its ground to be read with poor eyes or in poor light (WCAG 2.2, 1.4.3).
const leastContrast = 4.5

// look reads the look of one grade.
func (c *themeCheck) look(field string, f lookFile) look {
	l := look{ink: c.colour(field+".ink", f.Ink), ground: c.colour(field+".ground", f.Ground), face: f.Face, border: f.Border}
	if !slices.Contains([]face{smile, neutral, sad, noFace}, f.Face) {
		c.problemf("%s.face: %.40q, want smile, neutral, sad or none", field, f.Face)
	}
	if !slices.Contains([]border{solid, double, dashed, dotted}, f.Border) {
		c.problemf("%s.border: %.40q, want solid, double, dashed or dotted", field, f.Border)
	}
	return l
}

// theme checks a theme whose fields could all be read.
func (c *themeCheck) theme(t *Theme) {
	c.contrast("ink", t.ink, "paper", t.paper)
	c.contrast("quiet", t.quiet, "paper", t.paper)
	c.contrast("band_ink", t.bandIn, "band", t.band)
	if len(t.grades) == 0 {
		c.problemf("grades: want at least one letter")
	}
	looks := map[string]look{"other": t.other}
	for letter, l := range t.grades {
		if len([]rune(letter)) != 1 {
			c.problemf("grades: %.40q, want one letter", letter)
		}
		looks["grades."+letter] = l
	}
	seen := map[string]string{}
	for _, field := range slices.Sorted(maps.Keys(looks)) {
		l := looks[field]
		c.contrast(field+".ink", l.ink, field+".ground", l.ground)
		c.contrast("ink", t.ink, field+".ground", l.ground)
		c.contrast("quiet", t.quiet, field+".ground", l.ground)
		shape := string(l.face) + " and " + string(l.border)
		if before, ok := seen[shape]; ok {
			c.problemf("%s and %s both have %s: want another face or border, as colours alone tell some readers nothing",
				before, field, shape)
		}
		seen[shape] = field
	}
}

func (c *themeCheck) contrast(text string, on ink, ground string, under ink) {
	if ratio := contrast(on, under); ratio < leastContrast {
		c.problemf("%s on %s: contrast %.1f, want at least %.1f: take a darker or a lighter one", text, ground, ratio, leastContrast)
	}
}

// contrast is the ratio of the luminances of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
func contrast(a, b ink) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

// luminance is the relative luminance of a colour in sRGB (WCAG 2.2, "relative luminance").
func luminance(i ink) float64 {
	linear := func(channel uint8) float64 {
		c := float64(channel) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	c := i.rgba()
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// letters gives the letters of a theme's grades in order.
func letters(grades map[string]lookFile) []string { return slices.Sorted(maps.Keys(grades)) }
