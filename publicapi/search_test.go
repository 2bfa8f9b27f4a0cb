package publicapi

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
)

// foundPage is an answer of a list or a search.
type foundPage struct {
	Data     []foundRecord                 `json:"data"`
	Total    int64                         `json:"total"`
	Exact    bool                          `json:"total_is_exact"`
	Next     *string                       `json:"next"`
	Facets   map[search.Field][]facetCount `json:"facets"`
	AsOf     *string                       `json:"as_of"`
	Position int64                         `json:"position"`
}

type foundRecord struct {
	ID      disclosure.ID `json:"id"`
	Matches []match       `json:"matches"`
}

func (p foundPage) ids() []disclosure.ID {
	ids := []disclosure.ID{}
	for _, record := range p.Data {
		ids = append(ids, record.ID)
	}
	return ids
}

// lists are all lists by kind, "" being the search over all kinds.
var lists = append([]disclosure.Kind{""}, kinds...)

func pathOf(kind disclosure.Kind) string {
	if kind == "" {
		return root + "/search"
	}
	return root + "/" + kind.Plural()
}

// query makes an address of pairs of name and value.
func query(path string, pairs ...string) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return path + "?" + values.Encode()
}

func (f *fixture) find(target string) foundPage {
	f.Helper()
	var page foundPage
	f.decoded(target, &page)
	return page
}

// kept are the ids of the facts that are wanted, in their order.
func kept(facts []fact, wanted func(f *fact) bool) []disclosure.ID {
	ids := []disclosure.ID{}
	for i := range facts {
		if wanted(&facts[i]) {
			ids = append(ids, facts[i].ID)
		}
	}
	return ids
}

func TestSearchIsServedToTheLetter(t *testing.T) {
	f := seeded(t)
	golden(t, "search.json", indented(t, f.get(query(root+"/search", "q", "青禾 浴", "limit", "2", "facets", "kind,year", "lang", "en")).body))
	golden(t, "suggest.json", indented(t, f.get(query(root+"/suggest", "q", "青禾 浴")).body))
}

// TestWhatCanBeAskedIsDocumented holds docs/api.md to the parameters and fields in the code.
func TestWhatCanBeAskedIsDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "## Finding")
	section, _, _ = strings.Cut(section, "# The API's enumerations")
	names := finder.Parameters(disclosure.KindPermit)
	for _, field := range search.Fields() {
		names = append(names, string(field))
	}
	for _, kind := range lists {
		names = append(names, finder.Sorts(kind)...)
	}
	for _, name := range names {
		if !strings.Contains(section, "`"+name+"`") {
			t.Errorf("docs/api.md does not explain %s", name)
		}
	}
}

func TestEveryFilterNarrowsEveryList(t *testing.T) {
	f := district(t)
	type filter struct {
		parameter, value string
		wanted           func(f *fact) bool
	}
	var filters []filter
	for field, values := range map[search.Field][]string{
		search.FieldAuthority: {deciding, otherAuthority, "913202820000000000"}, search.FieldStreet: {"青禾街道", "南岭镇", "无此街道"},
		search.FieldVenueKind: {"bathing", "lodging", "park"}, search.FieldGrade: {"A", "B", "C"},
		search.FieldCounterpartyKind: {"organization", "sole_trader", "natural_person"},
		search.FieldPenaltyKind:      {"warning", "fine", "detention"}, search.FieldState: {"published", "disputed"},
	} {
		for _, value := range values {
			filters = append(filters, filter{string(field), value, func(f *fact) bool { return f.has(field, value) }})
		}
	}
	middle := disclosure.MustDate("2024-12-01")
	fine := disclosure.Fen(300_050)
	filters = append(
		filters,
		filter{"decided_from", middle.String(), func(f *fact) bool { return !f.DecidedOn.IsZero() && !f.DecidedOn.Before(middle) }},
		filter{"decided_to", middle.String(), func(f *fact) bool { return !f.DecidedOn.IsZero() && !f.DecidedOn.After(middle) }},
		filter{"fine_from", "3000.50", func(f *fact) bool { return f.fine != nil && *f.fine >= fine }},
		filter{"fine_to", "3000.5", func(f *fact) bool { return f.fine != nil && *f.fine <= fine }},
	)
	for _, kind := range lists {
		facts := f.facts(kind)
		for _, filter := range filters {
			t.Run(fmt.Sprintf("%s %s=%s", pathOf(kind), filter.parameter, filter.value), func(t *testing.T) {
				page := f.find(query(pathOf(kind), filter.parameter, filter.value, "limit", "200"))
				want := kept(facts, filter.wanted)
				if diff := gocmp.Diff(want, page.ids()); diff != "" || page.Total != int64(len(want)) || !page.Exact {
					t.Errorf("total %d (-want +got):\n%s", page.Total, diff)
				}
			})
		}
	}
	for _, kind := range disclosure.Kinds() {
		if kind == disclosure.KindBoard {
			continue
		}
		page := f.find(query(root+"/search", "kind", string(kind), "limit", "200", "sort", "-decided_on"))
		if diff := gocmp.Diff(kept(f.facts(kind), func(*fact) bool { return true }), page.ids()); diff != "" {
			t.Errorf("kind=%s (-want +got):\n%s", kind, diff)
		}
	}
}

func TestFiltersNarrowTogether(t *testing.T) {
	f := district(t)
	page := f.find(query(
		root+"/penalties", "street", "青禾街道", "penalty_kind", "fine", "counterparty_kind", "sole_trader", "q", "消毒",
		"decided_from", "2024-10-01", "fine_to", "5000", "limit", "200",
	))
	want := kept(f.facts(disclosure.KindPenalty), func(f *fact) bool {
		return f.has(search.FieldStreet, "青禾街道") && f.has(search.FieldPenaltyKind, "fine") &&
			f.has(search.FieldCounterpartyKind, "sole_trader") && !f.DecidedOn.Before(disclosure.MustDate("2024-10-01")) &&
			f.fine != nil && *f.fine <= 500_000
	})
	if diff := gocmp.Diff(want, page.ids()); diff != "" || len(want) == 0 {
		t.Errorf("%d wanted (-want +got):\n%s", len(want), diff)
	}
}

func TestEveryFacetCountsAllHits(t *testing.T) {
	f := district(t)
	for _, kind := range lists {
		facts := f.facts(kind)
		page := f.find(query(pathOf(kind), "facets", allFacets(), "limit", "1"))
		for _, field := range search.Fields() {
			if diff := gocmp.Diff(counted(facts, field), page.Facets[field]); diff != "" {
				t.Errorf("%s: facet %s (-want +got):\n%s", pathOf(kind), field, diff)
			}
			alone := f.find(query(pathOf(kind), "facets", string(field), "decided_to", "2024-12-31", "limit", "1"))
			narrowed := slices.DeleteFunc(slices.Clone(facts), func(f fact) bool {
				return f.DecidedOn.IsZero() || f.DecidedOn.After(disclosure.MustDate("2024-12-31"))
			})
			if diff := gocmp.Diff(map[search.Field][]facetCount{field: counted(narrowed, field)}, alone.Facets); diff != "" {
				t.Errorf("%s narrowed: facet %s (-want +got):\n%s", pathOf(kind), field, diff)
			}
		}
	}
}

// counted counts by hand: the most frequent first, ties by value.
func counted(facts []fact, field search.Field) []facetCount {
	counts := map[string]int64{}
	for _, fact := range facts {
		for _, value := range fact.values[field] {
			counts[value]++
		}
	}
	list := []facetCount{}
	for value, count := range counts {
		list = append(list, facetCount{Value: value, Count: count})
	}
	slices.SortFunc(list, func(a, b facetCount) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value)) })
	return list
}

func TestFacetsHaveLabelsInTheLanguageAskedFor(t *testing.T) {
	f := district(t)
	want := map[string]map[search.Field]facetCount{
		"zh": {
			search.FieldKind: {"penalty", "行政处罚", 24}, search.FieldState: {"published", "已公示", 21},
			search.FieldAuthority: {deciding, "青禾区卫生健康局", 20}, search.FieldVenueKind: {"bathing", "沐浴", 8},
			search.FieldCounterpartyKind: {"organization", "法人及非法人组织", 12}, search.FieldPenaltyKind: {"warning", "警告", 24},
			search.FieldStreet: {"南岭镇", "", 8},
		},
		"en": {
			search.FieldKind: {"penalty", "penalties", 24}, search.FieldState: {"published", "published", 21},
			search.FieldAuthority: {deciding, "Qinghe District Health Bureau", 20}, search.FieldVenueKind: {"bathing", "baths", 8},
			search.FieldCounterpartyKind: {"organization", "organisation", 12}, search.FieldPenaltyKind: {"warning", "warning", 24},
			search.FieldStreet: {"南岭镇", "", 8},
		},
	}
	for lang, fields := range want {
		page := f.find(query(root+"/penalties", "facets", allFacets(), "lang", lang))
		for field, first := range fields {
			if got := page.Facets[field]; len(got) == 0 || got[0] != first {
				t.Errorf("lang=%s: facet %s is %v, want %v first", lang, field, got, first)
			}
		}
	}
}

func TestEveryOrderOfEveryListIsKeptOverAllPages(t *testing.T) {
	f := district(t)
	for _, kind := range lists {
		for _, sort := range finder.Sorts(kind) {
			for _, text := range []string{"", "青禾第 公司"} {
				t.Run(pathOf(kind)+" "+sort+" "+text, func(t *testing.T) {
					pairs := []string{"sort", sort, "state", "published", "facets", "year"}
					if text != "" {
						pairs = append(pairs, "q", text)
					}
					whole := f.find(query(pathOf(kind), append(pairs, "limit", "200")...))
					if len(whole.Data) < 12 {
						t.Fatalf("only %d hits", len(whole.Data))
					}
					want := f.facts(kind)
					if text == "" {
						want = slices.DeleteFunc(want, func(f fact) bool { return !f.has(search.FieldState, "published") })
						orderFacts(want, sort)
						if diff := gocmp.Diff(kept(want, func(*fact) bool { return true }), whole.ids()); diff != "" {
							t.Errorf("order (-want +got):\n%s", diff)
						}
					}
					f.walkPages(query(pathOf(kind), append(pairs, "limit", "5")...), whole)
				})
			}
		}
	}
}

// orderFacts brings facts to an order of a query without a text. They come in the order of the list's default.
func orderFacts(facts []fact, sort string) {
	venuesLast := func(a, b fact) int {
		return cmp.Compare(boolInt(a.Kind == disclosure.KindVenue), boolInt(b.Kind == disclosure.KindVenue))
	}
	switch sort {
	case finder.SortOldest:
		slices.SortStableFunc(facts, func(a, b fact) int {
			if a.Kind == disclosure.KindVenue || b.Kind == disclosure.KindVenue {
				return venuesLast(a, b)
			}
			return -newestFirst(a, b)
		})
	case finder.SortFine:
		slices.SortStableFunc(facts, func(a, b fact) int {
			if a.fine == nil || b.fine == nil {
				return cmp.Compare(boolInt(a.fine == nil), boolInt(b.fine == nil))
			}
			return cmp.Compare(*b.fine, *a.fine)
		})
	case finder.SortRelevance:
		slices.SortStableFunc(facts, func(a, b fact) int { return -venuesLast(a, b) })
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// walkPages follows Link from a first page and holds the pages to the whole.
func (f *fixture) walkPages(target string, whole foundPage) {
	f.Helper()
	walked := []disclosure.ID{}
	for {
		page := f.find(target)
		walked = append(walked, page.ids()...)
		if page.Total != whole.Total {
			f.Errorf("GET %s: total %d, want %d", target, page.Total, whole.Total)
		}
		if diff := gocmp.Diff(whole.Facets, page.Facets); diff != "" {
			f.Errorf("GET %s: facets (-whole +page):\n%s", target, diff)
		}
		link := f.get(target).header.Get("Link")
		if link == "" != (page.Next == nil) {
			f.Fatalf("GET %s: next %v, Link %q", target, page.Next, link)
		}
		if link == "" {
			break
		}
		target = strings.TrimSuffix(strings.TrimPrefix(link, "<"+baseURL), `>; rel="next"`)
	}
	if diff := gocmp.Diff(whole.ids(), walked); diff != "" {
		f.Errorf("pages (-whole +walked):\n%s", diff)
	}
}

func TestTextFindsWhatItNames(t *testing.T) {
	f := district(t)
	id := numbered
	for _, tc := range []struct {
		name, target string
		want         []disclosure.ID
	}{
		{"two characters of a signboard", query(root+"/venues", "q", "重庆"), []disclosure.ID{id("venue", 0), id("venue", 4), id("venue", 8)}},
		{"case and width", query(root+"/venues", "q", "ｌＵCKY 酒店02"), []disclosure.ID{id("venue", 2)}},
		{"former name", query(root+"/venues", "q", "老码头"), []disclosure.ID{id("venue", 10), id("venue", 0), id("venue", 5)}},
		{"pinyin", query(root+"/venues", "q", "chongqing", "pinyin", "1"), []disclosure.ID{id("venue", 0), id("venue", 4), id("venue", 8)}},
		{"no pinyin unless asked", query(root+"/venues", "q", "chongqing", "pinyin", "0"), []disclosure.ID{}},
		{"permit by its number in other brackets", query(root+"/permits", "q", "青卫公证字[2025]第0003号"), []disclosure.ID{id("permit", 3)}},
		{"without brackets", query(root+"/permits", "q", "青卫公证字2025第0003号"), []disclosure.ID{id("permit", 3)}},
		{"beginning of a code", query(root+"/permits", "q", "91320282ma10000007"), []disclosure.ID{id("permit", 7)}},
		{"inspection by its venue", query(root+"/gradings", "q", "Lucky 06"), []disclosure.ID{id("grading", 6)}},
		{"nothing", query(root+"/permits", "q", "不在此处"), []disclosure.ID{}},
		{"only punctuation", query(root+"/permits", "q", "，。！？"), []disclosure.ID{}},
		{"control characters alone are no terms", query(root+"/venues", "q", "\x00\x07\u200b", "limit", "1"), []disclosure.ID{id("venue", 2)}},
		{"control characters within", query(root+"/venues", "q", "饭\u200b店\x0004"), []disclosure.ID{id("venue", 4)}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := gocmp.Diff(tc.want, f.find(tc.target).ids()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.target, diff)
			}
		})
	}
}

func TestSearchPutsNamesFirstAndCanBeAskedForOtherwise(t *testing.T) {
	f := district(t)
	page := f.find(query(root+"/search", "q", "重庆饭店04号"))
	if len(page.Data) < 5 || page.Data[0].ID != numbered(disclosure.KindVenue, 4) {
		t.Errorf("by relevance: %v", page.ids())
	}
	newest := f.find(query(root+"/search", "q", "重庆饭店04号", "sort", "-decided_on"))
	if len(newest.Data) != len(page.Data) || newest.Data[len(newest.Data)-1].ID != numbered(disclosure.KindVenue, 4) {
		t.Errorf("by date: %v", newest.ids())
	}
}

func TestSuggestionsAreNames(t *testing.T) {
	f := district(t)
	var got struct {
		Data     []map[string]string
		Position int64
		AsOf     *string `json:"as_of"`
	}
	f.decoded(query(root+"/suggest", "q", "庆饭 04"), &got)
	want := []map[string]string{{
		"id": "vn_0000000000004", "kind": "venue", "name": "重庆饭店04号", "url": baseURL + "/venues/vn_0000000000004",
	}}
	if diff := gocmp.Diff(want, got.Data[:1]); diff != "" || got.Position == 0 || got.AsOf == nil {
		t.Errorf("position %d (-want +got):\n%s", got.Position, diff)
	}
	f.decoded(query(root+"/suggest", "q", "青"), &got)
	if len(got.Data) != finder.MaxSuggestions {
		t.Errorf("%d suggestions, want %d", len(got.Data), finder.MaxSuggestions)
	}
	for _, target := range []string{root + "/suggest", root + "/suggest?q=", query(root+"/suggest", "q", " 　"), query(root+"/suggest", "q", "无此名")} {
		f.decoded(target, &got)
		if len(got.Data) != 0 || !strings.Contains(f.get(target).body, `"data":[]`) {
			t.Errorf("%s suggests %v", target, got.Data)
		}
	}
}

func TestTwinsOfSearchedPagesGiveTheSameBytes(t *testing.T) {
	f := district(t)
	for twin, resource := range map[string]string{
		"/search.json?q=%E9%9D%92&limit=3":  root + "/search?q=%E9%9D%92&limit=3",
		"/search.json":                      root + "/search",
		"/venues.json?street=x&facets=year": root + "/venues?street=x&facets=year",
		"/penalties.json?sort=-fine_cny":    root + "/penalties?sort=-fine_cny",
	} {
		a, b := f.get(twin), f.get(resource)
		if a.status != http.StatusOK || a.body != b.body {
			t.Errorf("%s: %d, differs from %s", twin, a.status, resource)
		}
	}
}
