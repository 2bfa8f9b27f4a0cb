// Package chart owns the drawing of figures as SVG: stacked bars and stacked columns that stand in a page and take its letters,
// its colours and its width. It depends on nothing of ours.
//
// A drawing has a name and a description for those who hear it. Each series has a letter beside its stretch and a hatching of its
// own, so that colour is never alone. Widths are shares of the page's and heights are measured in letters: text stays as large as
// the reader wants it, and no letters overlap down to a width of nine of them. There are no styles in it and no scripts; the
// classes are drawn by the page's style sheet.
package chart

import (
	"html"
	"slices"
	"strconv"
	"strings"
)

// Series is one kind of thing that is counted, the same in all drawings of a page.
type Series struct {
	// Name is that of its colour and hatching, one of Names.
	Name string
	// Label is the letter or sign that stands beside its stretches.
	Label string
}

// Names are the colours and hatchings that there are.
func Names() []string { return []string{"a", "b", "c", "d", "none"} }

// Caption is what a drawing says to those who cannot see it.
type Caption struct {
	// ID is the drawing's own within the page.
	ID string
	// Title says in a few words what is drawn, Text all of its figures or where they stand.
	Title, Text string
}

// The parts of a whole are measured in hundredths of a percent.
const (
	whole   = 100_00
	percent = 100
)

// leastPart is how wide the stretch of a single one is at least, so that it can be seen: what is added comes off the wider ones.
const leastPart = 150

// shares divides a whole as counts do. Whatever is counted at all has at least the given part. They sum up to the whole, or to 0
// where nothing was counted.
func shares(counts []int64, least int64) []int64 {
	parts := make([]int64, len(counts))
	fixed := make([]bool, len(counts))
	for {
		var sum int64
		left := int64(whole)
		for i, count := range counts {
			if fixed[i] {
				left -= least
			} else {
				sum += count
			}
		}
		again := false
		for i, count := range counts {
			if fixed[i] || count <= 0 {
				continue
			}
			if parts[i] = left * count / sum; parts[i] < least {
				parts[i], fixed[i], again = least, true, true
			}
		}
		if again && sum > 0 {
			continue
		}
		return filled(parts)
	}
}

// filled gives the widest part what was lost in division.
func filled(parts []int64) []int64 {
	var sum int64
	widest := 0
	for i, part := range parts {
		sum += part
		if part > parts[widest] {
			widest = i
		}
	}
	if sum > 0 {
		parts[widest] += whole - sum
	}
	return parts
}

// spread moves the middles of labels apart until none overlaps, in the order in which they stand, and keeps them inside the whole.
// size is how much room each takes.
func spread(middles []int64, size int64) []int64 {
	placed := make([]int64, len(middles))
	end := int64(0)
	for i, middle := range middles {
		placed[i] = max(middle, end+size/2)
		end = placed[i] + size/2
	}
	begin := int64(whole)
	for i, at := range slices.Backward(placed) {
		placed[i] = min(at, begin-size/2)
		begin = placed[i] - size/2
	}
	return placed
}

// drawing writes SVG.
type drawing struct{ strings.Builder }

func (d *drawing) put(parts ...string) {
	for _, part := range parts {
		d.WriteString(part)
	}
}

// open begins a drawing of a kind with its caption.
func (d *drawing) open(kind string, c Caption) {
	id := html.EscapeString(c.ID)
	d.put(`<svg class="fig `, kind, `" role="img" aria-labelledby="`, id, `-t" aria-describedby="`, id, `-d" focusable="false">`)
	d.put(`<title id="`, id, `-t">`, html.EscapeString(c.Title), `</title><desc id="`, id, `-d">`, html.EscapeString(c.Text), `</desc>`)
}

// stretch draws a rectangle of a series; all four are parts of the whole, but for a y and height that are given as texts.
func (d *drawing) stretch(name string, x, width int64, y, height string) {
	d.put(`<rect class="of-`, name, `" x="`, part(x), `" y="`, y, `" width="`, part(width), `" height="`, height, `"`)
	if name != solid {
		d.put(` fill="url(#hatch-`, name, `)"`)
	}
	d.put(`/>`)
}

// solid is the series that has no hatching.
const solid = "a"

// part writes a part of the whole as a percentage.
func part(p int64) string {
	text := strconv.FormatInt(p/percent, 10)
	if rest := p % percent; rest != 0 {
		text += "." + strings.TrimRight(strconv.FormatInt(percent+rest, 10)[1:], "0")
	}
	return text + "%"
}

// hatched are the marks of the hatchings, each on a square of hatchSize.
var hatched = []struct{ name, marks string }{
	{"b", `<path d="M-1 1l2-2M0 7l7-7M6 8l2-2"/>`},
	{"c", `<circle cx="2" cy="2" r="1.1"/><circle cx="5.5" cy="5.5" r="1.1"/>`},
	{"d", `<path d="M0 3.5h7M3.5 0v7"/>`},
	{"none", `<path d="M0 3.5h7"/>`},
}

const hatchSize = `width="7" height="7"`

// Hatchings defines the hatchings that the drawings of a page are filled with. It must stand in the page once, before them.
func Hatchings() string {
	var d drawing
	d.put(`<svg class="hatchings" width="0" height="0" aria-hidden="true" focusable="false"><defs>`)
	for _, h := range hatched {
		d.put(`<pattern id="hatch-`, h.name, `" `, hatchSize, ` patternUnits="userSpaceOnUse">`)
		d.put(`<rect class="g-`, h.name, `" `, hatchSize, `/>`)
		d.put(h.marks, `</pattern>`)
	}
	d.put(`</defs></svg>`)
	return d.String()
}

// Swatch is a patch of a series for a legend; the words stand beside it in the page.
func Swatch(name string) string {
	var d drawing
	d.put(`<svg class="fig swatch" aria-hidden="true" focusable="false">`)
	d.stretch(name, 0, whole, "0", "100%")
	d.put(`</svg>`)
	return d.String()
}
