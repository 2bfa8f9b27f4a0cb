package site

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
)

// seriesView is a small chart of one item at one place by one kind of tester, and the values themselves.
type seriesView struct {
	Item, Place string
	Source      disclosure.ReadingSource
	// Told says in words what the chart shows.
	Told  string
	Chart chartView
	// Values are all of them, the latest first.
	Values []readingView
}

// chartView is the drawing, in the units of its box: as wide as chartWidth, as high as chartHeight.
type chartView struct {
	// Band is the range of what is allowed; nil where there is no limit or not the same for all values.
	Band *bandBox
	// Run is the path through the points.
	Run    string
	Points []chartPoint
	// Marks are the least and the greatest value, Edges the bounds of the limit; From and Until the first and the last day.
	Marks, Edges []chartMark
	From, Until  string
}

// bandBox is where the range of what is allowed stands.
type bandBox struct{ Y, Height string }

// chartPoint is one value. Its shape tells what it is: Out that it failed, Bound that only a bound of it is known.
type chartPoint struct {
	X, Y       string
	Out, Bound bool
}

// chartMark is a figure beside the chart; Line is the height it belongs to, Y that of its text.
type chartMark struct{ Line, Y, Text string }

// The box of a chart. Figures stand left and right of the plot, days below.
const (
	chartWidth  = 320
	chartLeft   = 42
	chartRight  = 278
	chartTop    = 8
	chartBottom = 72
	// markGap is how far apart two figures stand at least; textDrop moves a text's line below the middle of what it belongs to.
	markGap  = 12
	textDrop = 4
)

// leastPoints is how many values make a series.
const leastPoints = 2

// series draws a group of tests, the latest first; ok is false where there are not enough values that can be drawn.
func (v voice) series(latestFirst []test) (shown seriesView, ok bool) {
	newest := latestFirst[0].Facts
	plot := newPlot(latestFirst)
	if len(plot.points) < leastPoints {
		return seriesView{}, false
	}
	shown = seriesView{Item: v.itemName(newest.Item), Place: newest.Place, Source: newest.Source, Chart: plot.draw()}
	for i := range latestFirst {
		shown.Values = append(shown.Values, v.reading(&latestFirst[i].Entry))
	}
	shown.Told = v.T("site.readings.chart", shown.Chart.From, shown.Chart.Until, len(plot.points),
		withUnit(plot.least.text, newest.Unit), withUnit(plot.most.text, newest.Unit), plot.failed)
	return shown, true
}

// plot is what is drawn, in the units of the values.
type plot struct {
	points      []plotPoint // earliest first
	least, most plotPoint
	limit       *disclosure.Limit
	lo, hi      float64
	failed      int
}

type plotPoint struct {
	test  *test
	value float64
	text  string
}

func newPlot(latestFirst []test) *plot {
	p := new(plot)
	for i := range slices.Backward(latestFirst) {
		t := &latestFirst[i]
		value, err := strconv.ParseFloat(string(t.Facts.Value), 64)
		if err != nil || t.at.IsZero() {
			continue
		}
		p.points = append(p.points, plotPoint{test: t, value: value, text: t.Facts.Comparator + string(t.Facts.Value)})
		if t.Facts.Result == disclosure.ResultFail {
			p.failed++
		}
	}
	if len(p.points) == 0 {
		return p
	}
	p.least, p.most = p.points[0], p.points[0]
	p.limit = p.points[0].test.Facts.Limit
	for _, point := range p.points {
		if point.value < p.least.value {
			p.least = point
		}
		if point.value > p.most.value {
			p.most = point
		}
		if !sameLimit(p.limit, point.test.Facts.Limit) {
			p.limit = nil
		}
	}
	p.span()
	return p
}

// sameLimit compares what two limits allow.
func sameLimit(a, b *disclosure.Limit) bool {
	return a != nil && b != nil && a.Min == b.Min && a.Max == b.Max && a.MinExclusive == b.MinExclusive && a.MaxExclusive == b.MaxExclusive
}

// span finds the range that the chart shows: all values and the bounds of the limit, with some air.
func (p *plot) span() {
	const air = 0.08
	p.lo, p.hi = p.least.value, p.most.value
	for _, bound := range p.bounds() {
		p.lo, p.hi = min(p.lo, bound.value), max(p.hi, bound.value)
	}
	if p.lo == p.hi {
		p.lo, p.hi = p.lo-1, p.hi+1
	}
	room := (p.hi - p.lo) * air
	p.lo, p.hi = p.lo-room, p.hi+room
}

// bounds are those of the limit, the upper one first.
func (p *plot) bounds() []plotPoint {
	if p.limit == nil {
		return nil
	}
	var bounds []plotPoint
	for _, bound := range []string{string(p.limit.Max), string(p.limit.Min)} {
		if value, err := strconv.ParseFloat(bound, 64); err == nil {
			bounds = append(bounds, plotPoint{value: value, text: bound})
		}
	}
	return bounds
}

func (p *plot) draw() chartView {
	first, last := p.points[0].test.at, p.points[len(p.points)-1].test.at
	shown := chartView{
		From: disclosure.DateOf(first).String(), Until: disclosure.DateOf(last).String(),
		Marks: p.marks([]plotPoint{p.most, p.least}), Edges: p.marks(p.bounds()), Band: p.band(),
	}
	length := last.Sub(first).Seconds()
	var run strings.Builder
	step := "M"
	for _, point := range p.points {
		x := float64(chartLeft+chartRight) / 2 // all at once
		if length > 0 {
			x = chartLeft + point.test.at.Sub(first).Seconds()/length*(chartRight-chartLeft)
		}
		drawn := chartPoint{
			X: coordinate(x), Y: coordinate(p.height(point.value)),
			Out: point.test.Facts.Result == disclosure.ResultFail, Bound: point.test.Facts.Comparator != "",
		}
		shown.Points = append(shown.Points, drawn)
		fmt.Fprintf(&run, "%s%s %s", step, drawn.X, drawn.Y)
		step = "L"
	}
	shown.Run = run.String()
	return shown
}

// height is where a value stands.
func (p *plot) height(value float64) float64 {
	return chartBottom - (value-p.lo)/(p.hi-p.lo)*(chartBottom-chartTop)
}

// band is the range of what is allowed; towards the side that has no bound it goes to the end of the plot.
func (p *plot) band() *bandBox {
	if p.limit == nil {
		return nil
	}
	top, bottom := float64(chartTop), float64(chartBottom)
	if most, err := strconv.ParseFloat(string(p.limit.Max), 64); err == nil {
		top = p.height(most)
	}
	if least, err := strconv.ParseFloat(string(p.limit.Min), 64); err == nil {
		bottom = p.height(least)
	}
	return &bandBox{Y: coordinate(top), Height: coordinate(bottom - top)}
}

// marks places figures, given from above, so that none covers the one before it; one that says the same is left out.
func (p *plot) marks(fromAbove []plotPoint) []chartMark {
	var marks []chartMark
	said, before := "", float64(-markGap)
	for _, point := range fromAbove {
		if point.text == said {
			continue
		}
		line := p.height(point.value)
		said, before = point.text, max(line, before+markGap)
		marks = append(marks, chartMark{Line: coordinate(line), Y: coordinate(before + textDrop), Text: point.text})
	}
	return marks
}

// coordinate writes a length to a tenth.
func coordinate(at float64) string { return strconv.FormatFloat(at, 'f', 1, 64) }
