package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var letters = []Series{{"a", "A"}, {"b", "B"}, {"c", "C"}, {"none", "—"}}

var caption = Caption{ID: "lodging", Title: "住宿 <3,107>", Text: `A: 98, "3.2%"`}

func TestSharesOfADistrictLikeShenzhen(t *testing.T) {
	for name, c := range map[string]struct{ counts, want []int64 }{
		"all":            {[]int64{154, 8294, 12062, 0}, []int64{150, 4013, 5837, 0}},
		"lodging":        {[]int64{98, 1701, 1308, 0}, []int64{315, 5476, 4209, 0}},
		"hair":           {[]int64{10, 5398, 9611, 0}, []int64{150, 3542, 6308, 0}},
		"nothing":        {[]int64{0, 0, 0, 0}, []int64{0, 0, 0, 0}},
		"one venue":      {[]int64{0, 1, 0, 0}, []int64{0, 10000, 0, 0}},
		"all not graded": {[]int64{0, 0, 0, 7}, []int64{0, 0, 0, 10000}},
		"three alike":    {[]int64{1, 1, 1, 0}, []int64{3334, 3333, 3333, 0}},
		"no series":      {nil, []int64{}},
	} {
		if diff := cmp.Diff(c.want, shares(c.counts, leastPart)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestSharesAreFairWhateverIsCounted(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		counts := make([]int64, 1+r.IntN(6))
		for i := range counts {
			if r.IntN(3) > 0 {
				counts[i] = r.Int64N(1 << r.IntN(30))
			}
		}
		parts := shares(counts, leastPart)
		if total := sum(parts); total != whole && sum(counts) > 0 || sum(counts) == 0 && total != 0 {
			t.Fatalf("%v gives %v, together %d", counts, parts, total)
		}
		for i, part := range parts {
			if (counts[i] > 0) != (part > 0) || part > 0 && part < leastPart {
				t.Fatalf("%v gives %v", counts, parts)
			}
			for j := range parts {
				if counts[i] > counts[j] && part < parts[j] {
					t.Fatalf("%v gives %v, where more is less", counts, parts)
				}
			}
		}
	}
}

func TestLabelsDoNotOverlap(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		middles := make([]int64, 1+r.IntN(8))
		for i := range middles {
			middles[i] = r.Int64N(whole + 1)
		}
		slices.Sort(middles)
		const size = 1200
		placed := spread(middles, size)
		for i, at := range placed {
			if at < size/2 || at > whole-size/2 || i > 0 && at < placed[i-1]+size {
				t.Fatalf("labels at %v are spread to %v", middles, placed)
			}
		}
	}
	if got := spread([]int64{2000, 5000, 8000}, 800); !slices.Equal(got, []int64{2000, 5000, 8000}) {
		t.Errorf("labels that have room are moved to %v", got)
	}
}

// element is what a drawing holds.
type element struct {
	name  string
	attrs map[string]string
	text  string
}

func (e *element) part(t *testing.T, attr string) float64 {
	t.Helper()
	value, err := strconv.ParseFloat(strings.TrimSuffix(e.attrs[attr], "%"), 64)
	if err != nil || !strings.HasSuffix(e.attrs[attr], "%") {
		t.Fatalf("%s of %+v is no percentage", attr, e)
	}
	return value
}

// read reads a drawing, which must be XML without styles, scripts, links and fonts.
func read(t *testing.T, svg string) []element {
	t.Helper()
	var list []element
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				e.attrs[a.Name.Local] = a.Value
				if a.Name.Local == "style" || a.Name.Local == "href" || strings.HasPrefix(a.Name.Local, "on") || strings.HasPrefix(a.Name.Local, "font") {
					t.Errorf("<%s> has %s", e.name, a.Name.Local)
				}
			}
			if e.name == "style" || e.name == "script" || e.name == "foreignObject" {
				t.Errorf("there is a <%s>", e.name)
			}
			list = append(list, e)
		case xml.CharData:
			list[len(list)-1].text += string(token)
		}
	}
}

func named(list []element, name string) []element {
	return slices.DeleteFunc(slices.Clone(list), func(e element) bool { return e.name != name })
}

func TestBar(t *testing.T) {
	list := read(t, Bar(letters, []int64{10, 5398, 9611, 0}, caption))
	if got := list[0].attrs; got["role"] != "img" || got["aria-labelledby"] != "lodging-t" || got["aria-describedby"] != "lodging-d" {
		t.Errorf("the drawing is %v", got)
	}
	title, desc := named(list, "title")[0], named(list, "desc")[0]
	if title.text != caption.Title || title.attrs["id"] != "lodging-t" || desc.text != caption.Text || desc.attrs["id"] != "lodging-d" {
		t.Errorf("it is called %+v, %+v", title, desc)
	}
	end := 0.0
	stretches := named(list, "rect")
	for _, e := range stretches {
		if e.part(t, "x") != end {
			t.Errorf("a stretch begins at %v, the one before ends at %v", e.attrs["x"], end)
		}
		end = e.part(t, "x") + e.part(t, "width")
	}
	if len(stretches) != 3 || end < 99.999 || end > 100.001 || stretches[0].attrs["width"] != "1.5%" {
		t.Errorf("%d stretches end at %v: %+v", len(stretches), end, stretches)
	}
	var told []string
	for _, e := range named(list, "text") {
		told = append(told, e.text)
	}
	if !slices.Equal(told, []string{"A", "B", "C"}) {
		t.Errorf("the labels are %q", told)
	}
	if hatched := stretches[1].attrs["fill"]; hatched != "url(#hatch-b)" || stretches[0].attrs["fill"] != "" {
		t.Errorf("B is filled with %q", hatched)
	}
}

func TestBarsWithLittleOnThem(t *testing.T) {
	for name, c := range map[string]struct {
		counts []int64
		class  string
		labels int
	}{
		"empty":          {[]int64{0, 0, 0, 0}, "nothing", 0},
		"one venue":      {[]int64{0, 0, 1, 0}, "of-c", 1},
		"all not graded": {[]int64{0, 0, 0, 900}, "of-none", 1},
	} {
		list := read(t, Bar(letters, c.counts, caption))
		rects := named(list, "rect")
		if len(rects) != 1 || rects[0].attrs["class"] != c.class || rects[0].attrs["width"] != "100%" || len(named(list, "text")) != c.labels {
			t.Errorf("%s: %+v", name, list)
		}
	}
}

func TestColumns(t *testing.T) {
	columns := []Column{{Counts: []int64{0, 0, 0, 0}}, {Counts: []int64{1, 400, 500, 3}}, {Counts: []int64{2, 500, 490, 0}}}
	list := read(t, Columns(letters, columns, Ends{"2026-09", "2026-11"}, caption))
	rects := named(list, "rect")
	if len(rects) != 7 {
		t.Fatalf("%d stretches, want 4 of one column and 3 of the other", len(rects))
	}
	for i, e := range rects {
		if e.part(t, "height") < 2.4 || e.part(t, "y") < 0 || e.part(t, "x")+e.part(t, "width") > 88 {
			t.Errorf("stretch %d is %+v", i, e)
		}
		if i != 0 && i != 4 {
			if above := rects[i-1].part(t, "y") + rects[i-1].part(t, "height"); e.part(t, "y") < above-.001 || e.part(t, "y") > above+.001 {
				t.Errorf("stretch %d begins at %v, the one above ends at %v", i, e.attrs["y"], above)
			}
		}
	}
	for _, last := range []element{rects[3], rects[6]} {
		if foot := last.part(t, "y") + last.part(t, "height"); foot < 99.99 || foot > 100.01 {
			t.Errorf("a column stands at %v", foot)
		}
	}
	// 992 of a scale to 1,000.
	if top := rects[4].part(t, "y"); top < .5 || top > 1 {
		t.Errorf("the last column begins at %v", top)
	}
	var told []string
	for _, e := range named(list, "text") {
		told = append(told, e.text)
	}
	if !slices.Equal(told, []string{"500", "1,000", "A", "B", "C", "2026-09", "2026-11"}) {
		t.Errorf("the texts are %q", told)
	}
	for _, empty := range [][]Column{nil, {{Counts: []int64{0, 0, 0, 0}}}} {
		if list := read(t, Columns(letters, empty, Ends{}, caption)); len(named(list, "rect")) != 0 {
			t.Errorf("nothing counted is drawn as %+v", list)
		}
	}
}

func TestEnds(t *testing.T) {
	for n, want := range map[int64]int64{0: 2, 1: 2, 2: 2, 3: 4, 24: 24, 99: 100, 433: 440, 992: 1000, 1197: 1200, 15019: 16000, 20510: 22000} {
		if got := roundUp(n); got != want {
			t.Errorf("a scale for %d ends at %d, want %d", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := grouped(n); got != want {
			t.Errorf("%d is written %s", n, got)
		}
	}
}

// TestEverySeriesLooksDifferent holds that each name but the solid one has a hatching that is defined, and none twice.
func TestEverySeriesLooksDifferent(t *testing.T) {
	defined := map[string]bool{}
	for _, e := range named(read(t, Hatchings()), "pattern") {
		if defined[e.attrs["id"]] {
			t.Errorf("%s is defined twice", e.attrs["id"])
		}
		defined[e.attrs["id"]] = true
	}
	for _, name := range Names() {
		fill := named(read(t, Swatch(name)), "rect")[0].attrs["fill"]
		if name != solid && !defined[strings.TrimSuffix(strings.TrimPrefix(fill, "url(#"), ")")] {
			t.Errorf("%s is filled with %q", name, fill)
		}
	}
}
