package site

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
)

// group is tests of one item, the latest first, a day between them; values are "<1", "0.5" and such.
func group(limit *disclosure.Limit, values ...string) []test {
	tests := make([]test, len(values))
	for i, value := range values {
		comparator := strings.TrimRight(value, "0123456789.")
		tests[i] = test{at: time.Date(2026, 11, 20-i, 8, 0, 0, 0, time.UTC), Entry: dossier.Entry[*disclosure.Reading]{
			Facts: &disclosure.Reading{Comparator: comparator, Value: json.Number(strings.TrimPrefix(value, comparator)), Limit: limit},
		}}
	}
	return tests
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestChartStaysInItsBox draws what is hard to draw and holds that every point is in the plot, from left to right.
func TestChartStaysInItsBox(t *testing.T) {
	for name, tests := range map[string][]test{
		"usual":          group(&disclosure.Limit{Min: "0.3", Max: "1"}, "0.5", "0.2", "1.4"),
		"all the same":   group(nil, "7", "7"),
		"all zero":       group(&disclosure.Limit{Max: "0"}, "0", "0"),
		"far outside":    group(&disclosure.Limit{Max: "1"}, "99999999999999999999", "0.1"),
		"bounds":         group(&disclosure.Limit{Max: "200"}, "<1", ">200"),
		"only a minimum": group(&disclosure.Limit{Min: "650"}, "700", "600"),
	} {
		chart := newPlot(tests).draw()
		x := float64(chartLeft)
		for _, p := range chart.Points {
			px, py := number(t, p.X), number(t, p.Y)
			if px < x || px > chartRight || py < chartTop || py > chartBottom {
				t.Errorf("%s: a point at %s, %s", name, p.X, p.Y)
			}
			x = px
		}
		if chart.Band != nil && (number(t, chart.Band.Y) < chartTop || number(t, chart.Band.Height) < 0 ||
			number(t, chart.Band.Y)+number(t, chart.Band.Height) > chartBottom+0.1) {
			t.Errorf("%s: the band is %+v", name, *chart.Band)
		}
		for _, marks := range [][]chartMark{chart.Marks, chart.Edges} {
			for i := 1; i < len(marks); i++ {
				if number(t, marks[i].Y)-number(t, marks[i-1].Y) < markGap-0.1 {
					t.Errorf("%s: %q covers %q", name, marks[i].Text, marks[i-1].Text)
				}
			}
		}
	}
}

func TestChartIsDrawn(t *testing.T) {
	tests := group(&disclosure.Limit{Min: "1", Max: "3"}, "2", "<1", "4")
	tests[2].Facts.Result = disclosure.ResultFail
	got := newPlot(tests).draw()
	if got.From != "2026-11-18" || got.Until != "2026-11-20" || len(got.Points) != 3 {
		t.Fatalf("%+v", got)
	}
	if first, second := got.Points[0], got.Points[1]; !first.Out || first.Bound || second.Out || !second.Bound {
		t.Errorf("shapes are %+v", got.Points)
	}
	if diff := cmp.Diff([]string{"42.0", "160.0", "278.0"}, []string{got.Points[0].X, got.Points[1].X, got.Points[2].X}); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	if top, of := number(t, got.Band.Y), number(t, got.Edges[0].Line); top != of || got.Edges[0].Text != "3" || got.Edges[1].Text != "1" {
		t.Errorf("the band is %+v, its edges %+v", *got.Band, got.Edges)
	}
	if got.Marks[0].Text != "4" || got.Marks[1].Text != "<1" {
		t.Errorf("marks are %+v", got.Marks)
	}
}

// TestBandNeedsOneLimit holds that no band is drawn over values that were held against another limit.
func TestBandNeedsOneLimit(t *testing.T) {
	tests := group(&disclosure.Limit{Max: "3"}, "2", "1")
	tests[1].Facts.Limit = &disclosure.Limit{Max: "5"}
	if chart := newPlot(tests).draw(); chart.Band != nil || len(chart.Edges) > 0 {
		t.Errorf("drawn: %+v", chart)
	}
	tests[1].Facts.Limit = nil
	if chart := newPlot(tests).draw(); chart.Band != nil {
		t.Errorf("drawn: %+v", chart)
	}
}

// TestNoSeries holds that there is none of a single value, nor of what cannot be placed.
func TestNoSeries(t *testing.T) {
	undated := group(nil, "1", "2")
	undated[0].at = time.Time{}
	for name, tests := range map[string][]test{"one value": group(nil, "1"), "no numbers": group(nil, "", "x"), "no day": undated} {
		if p := newPlot(tests); len(p.points) >= leastPoints {
			t.Errorf("%s: %d points", name, len(p.points))
		}
	}
}
