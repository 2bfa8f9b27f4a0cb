package site_test

import (
	"fmt"
	"math"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mingshi/internal/disclosure"
	"mingshi/internal/testkit/browser"
)

// counted is how many venues of one kind hold A, B and C.
type counted struct {
	kind    disclosure.VenueKind
	a, b, c int
}

// likeShenzhen is what Shenzhen announced for 2023 (domain.md §5.2): A is rare, C common.
var likeShenzhen = []counted{
	{"lodging", 98, 1701, 1308},
	{"bathing", 11, 361, 825},
	{"hair_beauty", 10, 5398, 9611},
	{"waiting_hall", 15, 8, 1},
	{"mall", 17, 358, 58},
	{"entertainment", 3, 468, 259},
}

// standingAt drafts a venue and its inspections, "2026-05-01 B" each.
func standingAt(n int, kind disclosure.VenueKind, street string, inspections ...string) []disclosure.Draft {
	number := fmt.Sprintf("湖光卫公证字〔2025〕第%05d号", n)
	name := fmt.Sprintf("湖光第%d号场所", n)
	drafts := []disclosure.Draft{{
		Body: &disclosure.Venue{
			Name: name, VenueKind: kind, Operator: disclosure.Party{Name: name}, Address: name, Street: street, GridDuty: "湖光区卫生监督所",
			PermitNumber: number, PermitNumbers: []string{number}, Status: disclosure.VenueOpen,
		},
		NaturalKey: []string{number}, Name: name, Places: []string{number}, Authority: "11320282014043721R",
	}}
	for _, told := range inspections {
		day, letter, _ := strings.Cut(told, " ")
		body := &disclosure.Grading{
			PermitNumber: number, InspectedOn: disclosure.MustDate(day), InspectionKind: "routine",
			Table: disclosure.ScoreTable{Code: "lodging", Version: "2023"}, StandardScore: "86.5",
		}
		if letter != "" {
			body.Grade = &disclosure.Grade{Letter: letter, Word: "等级" + letter}
		}
		drafts = append(drafts, disclosure.Draft{
			Body: body, NaturalKey: []string{number, day, "routine"}, Places: []string{number}, Authority: "11320282014043721R",
			DecidedOn: body.InspectedOn,
		})
	}
	return drafts
}

// shenzhen publishes a district like Shenzhen's.
func shenzhen(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.unindexed = true
	var drafts []disclosure.Draft
	n := 0
	for _, of := range likeShenzhen {
		for letter, count := range map[string]int{"A": of.a, "B": of.b, "C": of.c} {
			for range count {
				n++
				inspections := []string{fmt.Sprintf("20%02d-%02d-15 %s", 25+n%2, 1+n%10, letter)}
				if n%301 == 0 { // some came from C
					inspections = append(inspections, "2024-03-01 C")
				}
				drafts = append(drafts, standingAt(n, of.kind, fmt.Sprintf("第%d街道", n%9), inspections...)...)
			}
		}
	}
	w.publish(drafts...)
	return w
}

func TestStatisticsOfADistrictLikeShenzhen(t *testing.T) {
	w := shenzhen(t)
	page := checkedHTML(t, w.page("/statistics?lang=en")).said()
	contains(t, page, "20,510 venues in operation", "A Excellent 154 venues 0.8%", "B Good 8,294 venues 40.4%", "C Fair 12,062 venues 58.8%",
		"3,107", "98 3.2%", "1,701 54.7%", "15,019", "10 0.1%", "9,611 64.0%")
	checkFrame(t, "/statistics", "en", checkedHTML(t, w.page("/statistics?lang=en")))
	lacks(t, w.page("/statistics"), "style=", "[site.", "<script")

	path := browser.Find(t)
	base := browser.Serve(t, w.app)
	tab := openTab(t, path)
	for _, s := range []screen{
		{name: "phone390-zh", width: phoneWidth, height: phoneHeight, lang: "zh", zoom: 100},
		{name: "phone390-large", width: phoneWidth, height: phoneHeight, lang: "en", zoom: 200},
		{name: "phone390-dark", width: phoneWidth, height: phoneHeight, lang: "zh", zoom: 100, dark: true},
		{name: "small-phone", width: 320, height: 568, lang: "en", zoom: 100},
		{name: "desktop-zh", width: 1280, height: 900, lang: "zh", zoom: 100},
		{name: "desktop-dark", width: 1280, height: 900, lang: "en", zoom: 100, dark: true},
	} {
		t.Run(s.name, func(t *testing.T) {
			tab.look(t, s, base+"/statistics", filepath.Join("testdata", "shots", "statistics-"+s.name+".png"))
			tab.drawnWell(t)
		})
	}
}

// drawnBars tells of each bar the widths of its stretches and of the whole, and how many pairs of its labels overlap.
const drawnBars = `[...document.querySelectorAll("svg.share, svg.over-time")].map(svg => {
	const box = svg.getBoundingClientRect();
	const texts = [...svg.querySelectorAll("text")].map(t => t.getBoundingClientRect());
	let overlaps = 0;
	for (let i = 0; i < texts.length; i++) for (let j = 0; j < i; j++)
		if (texts[i].left < texts[j].right - .5 && texts[j].left < texts[i].right - .5 && texts[i].top < texts[j].bottom - 2 && texts[j].top < texts[i].bottom - 2) overlaps++;
	const outside = texts.filter(t => t.left < box.left - 1 || t.right > box.right + 1).length;
	const bar = svg.classList.contains("share");
	return {id: svg.getAttribute("aria-labelledby"), bar: bar, width: box.width, room: svg.parentElement.clientWidth - parseFloat(getComputedStyle(svg.parentElement).paddingLeft) - parseFloat(getComputedStyle(svg.parentElement).paddingRight), overlaps: overlaps, outside: outside,
		widths: bar ? [...svg.querySelectorAll("rect")].map(r => r.getBoundingClientRect().width) : [],
		least: Math.min(...[...svg.querySelectorAll("rect")].map(r => bar ? r.getBoundingClientRect().width : r.getBoundingClientRect().height)),
		named: svg.getAttribute("role") === "img" && svg.querySelector("title").textContent !== "" && svg.querySelector("desc").textContent !== ""};
})`

type drawnBar struct {
	ID           string
	Bar, Named   bool
	Width, Least float64
	// Room is how wide what it stands in is.
	Room              float64
	Overlaps, Outside int
	Widths            []float64
}

// drawnWell holds that in every drawing on the page each stretch can be seen, all fill their bar, and no labels overlap.
func (b *tab) drawnWell(t *testing.T) {
	t.Helper()
	var bars []drawnBar
	if err := chromedp.Run(b.Ctx, chromedp.Evaluate(drawnBars, &bars)); err != nil {
		t.Fatal(err)
	}
	if len(bars) < 10 {
		t.Fatalf("%d drawings on the page", len(bars))
	}
	for _, bar := range bars {
		total := 0.0
		for _, width := range bar.Widths {
			total += width
		}
		if bar.Bar && math.Abs(total-bar.Width) > 1 {
			t.Errorf("%s: stretches of %.1f pixels in a bar of %.1f", bar.ID, total, bar.Width)
		}
		if !bar.Bar && bar.Width < .98*bar.Room {
			t.Errorf("%s: %.0f pixels wide where there are %.0f", bar.ID, bar.Width, bar.Room)
		}
		if bar.Least < 2 || bar.Overlaps > 0 || bar.Outside > 0 || !bar.Named {
			t.Errorf("%s: the smallest stretch has %.1f pixels, %d labels overlap, %d stand outside, named: %v", bar.ID, bar.Least, bar.Overlaps, bar.Outside, bar.Named)
		}
	}
}

func TestStatisticsTellWhatTheyLeaveOut(t *testing.T) {
	w := newWorld(t)
	drafts := standingAt(1, "lodging", "青禾街道", "2026-05-01 C")
	for n, status := range []disclosure.VenueStatus{disclosure.VenueClosed, disclosure.VenueSuspended} {
		idle := standingAt(2+n, "lodging", "青禾街道")
		idle[0].Body.(*disclosure.Venue).Status = status
		drafts = append(drafts, idle...)
	}
	w.publish(drafts[0], drafts[1])
	lacks(t, checkedHTML(t, w.page("/statistics?lang=en")).said(), "suspended or closed")
	w.publish(drafts[2:]...)
	contains(t, checkedHTML(t, w.page("/statistics?lang=en")).said(), "1 venues in operation (suspended or closed and not counted: 2)")
	contains(t, checkedHTML(t, w.page("/statistics?lang=zh")).said(), "（另有 2 家停业或关闭的不计）")
}

func TestTheAddressThatPeopleGuessLeadsToTheStatistics(t *testing.T) {
	w := newWorld(t)
	for from, to := range map[string]string{"/stats": "/statistics", "/stats?lang=en": "/statistics?lang=en", "/stats/": "/stats"} {
		got := w.get(from)
		if location := got.header.Get("Location"); got.status != http.StatusMovedPermanently || location != to {
			t.Errorf("%s: %d to %q, want %s", from, got.status, location, to)
		}
	}
}

func TestStatisticsOfSmallDistricts(t *testing.T) {
	for name, c := range map[string]struct {
		drafts []disclosure.Draft
		en     []string
	}{
		"empty":          {nil, []string{"0 venues in operation", "Nothing has been published yet.", "No grade has changed"}},
		"one venue":      {standingAt(1, "lodging", "", "2026-05-01 C"), []string{"1 venues in operation", "C Fair 1 venues 100.0%", "Street not registered"}},
		"all not graded": {standingAt(1, "lodging", "青禾街道", "2026-05-01"), []string{"Not graded 1 venues 100.0%", "The score was below the lowest grade 1 venues"}},
		"a grade that ended": {
			standingAt(1, "lodging", "青禾街道", "2025-05-01 B", "2026-05-01"),
			[]string{"1 lost the grade", "The score was below the lowest grade 1 times", "2026-05-01 · The score was below the lowest grade", "became Not graded"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if len(c.drafts) > 0 {
				w.publish(c.drafts...)
			}
			contains(t, checkedHTML(t, w.page("/statistics?lang=en")).said(), c.en...)
			checkedHTML(t, w.page("/statistics?lang=zh"))
		})
	}
}

// TestStatisticsAreOfTheStateThatTheyClaim holds that what is kept is not shown once something has changed.
func TestStatisticsAreOfTheStateThatTheyClaim(t *testing.T) {
	w := newWorld(t)
	w.publish(standingAt(1, "lodging", "", "2026-05-01 C")...)
	contains(t, checkedHTML(t, w.page("/statistics?lang=en")).said(), "1 venues in operation")
	tag := w.get("/statistics").header.Get("ETag")
	if got := w.get("/statistics", "If-None-Match", tag); got.status != http.StatusNotModified {
		t.Errorf("again: status %d", got.status)
	}
	w.publish(standingAt(2, "lodging", "", "2026-05-01 B")...)
	got := w.get("/statistics?lang=en", "If-None-Match", tag)
	contains(t, checkedHTML(t, got.body).said(), "2 venues in operation", "B Good 1 venues 50.0%")
}
