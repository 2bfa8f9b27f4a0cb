package chart

import (
	"html"
	"strconv"
)

// Column is one column, of one month for instance.
type Column struct {
	// Counts are as many as series.
	Counts []int64
}

// Ends are the names of the first and the last column, which stand below them.
type Ends struct{ First, Last string }

// Where the columns of a drawing end; beside the last stand the labels.
const (
	columnsEnd = 88_00
	labelsAt   = 90_00
	// gap is the part of a column's room that stays free.
	gap = 18_00
)

// leastHeight is how high a stretch is at least.
const leastHeight = 250

// Columns draws stacked columns, all on one scale from 0, with the first series on top. Beside the last column stand the labels of
// its stretches; the scale's upper end and the half of it stand at their lines.
func Columns(series []Series, columns []Column, ends Ends, c Caption) string {
	var d drawing
	d.open("over-time", c)
	top := int64(0)
	for _, column := range columns {
		top = max(top, sum(column.Counts))
	}
	top = roundUp(top)
	d.put(`<svg class="plot" x="0" y="1.25em" width="100%" height="9em">`)
	for i, column := range columns {
		room := int64(columnsEnd) / int64(len(columns))
		x := int64(i) * columnsEnd / int64(len(columns))
		d.column(series, column, x, room*(whole-gap)/whole, top)
	}
	d.line(0, "0")
	d.line(whole/2, grouped(top/2))
	d.line(whole, grouped(top))
	if len(columns) > 0 {
		d.labels(series, columns[len(columns)-1], top)
	}
	d.put(`</svg><text class="first" x="0" y="11.5em">`, escaped(ends.First), `</text>`)
	d.put(`<text class="last" x="`, part(columnsEnd), `" y="11.5em">`, escaped(ends.Last), `</text></svg>`)
	return d.String()
}

// column draws one column. What is counted at all has a height that can be seen.
func (d *drawing) column(series []Series, column Column, x, width, top int64) {
	y, heights := heightsOf(column, top)
	for i, height := range heights {
		if height > 0 {
			d.stretch(series[i].Name, x, width, part(y), part(height))
			y += height
		}
	}
}

// heightsOf are the heights of the stretches of a column, and where it begins below the top.
func heightsOf(column Column, top int64) (y int64, heights []int64) {
	total := sum(column.Counts)
	if total == 0 {
		return whole, make([]int64, len(column.Counts))
	}
	stretches := int64(0)
	for _, count := range column.Counts {
		if count > 0 {
			stretches++
		}
	}
	height := max(total*whole/top, leastHeight*stretches)
	heights = shares(column.Counts, min(leastHeight*whole/height, whole/stretches))
	left := height
	last := 0
	for i := range heights {
		heights[i] = heights[i] * height / whole
		left -= heights[i]
		if heights[i] > heights[last] {
			last = i
		}
	}
	heights[last] += left
	return whole - height, heights
}

// line draws a line of the scale with its number. at is how high it is.
func (d *drawing) line(at int64, number string) {
	y := part(whole - at)
	d.put(`<line x1="0" x2="`, part(columnsEnd), `" y1="`, y, `" y2="`, y, `"/>`)
	if at > 0 {
		d.put(`<text class="scale-number" x="0" y="`, y, `" dy="-.25em">`, number, `</text>`)
	}
}

func (d *drawing) labels(series []Series, last Column, top int64) {
	// A label is as high as sixteen hundredths of the highest column.
	const labelHeight = 1600
	y, heights := heightsOf(last, top)
	var middles []int64
	var labels []string
	for i, height := range heights {
		if height > 0 {
			middles, labels = append(middles, y+height/2), append(labels, series[i].Label)
			y += height
		}
	}
	for i, at := range spread(middles, labelHeight) {
		d.put(`<text class="beside" x="`, part(labelsAt), `" y="`, part(at), `" dy=".35em">`, escaped(labels[i]), `</text>`)
	}
}

func sum(counts []int64) int64 {
	var total int64
	for _, count := range counts {
		total += count
	}
	return total
}

// roundUp is the next even number above that is short: a few digits with zeros behind them; at least 2.
func roundUp(n int64) int64 {
	const two, fine = 2, 50
	step := int64(two)
	for n/step >= fine {
		step *= ten
	}
	return max((n+step-1)/step*step, two)
}

const ten = 10

// grouped writes a number with a comma at every third digit.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, ten)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

func escaped(text string) string { return html.EscapeString(text) }
