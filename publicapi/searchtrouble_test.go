package publicapi

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/web"
)

func TestWrongQueriesGetTheirProblem(t *testing.T) {
	f := district(t)
	penalties, venues := root+"/penalties", root+"/venues"
	cursor := nextOf(f, query(penalties, "q", "消毒", "limit", "1"))
	ofStore := nextOf(f, query(penalties, "limit", "1"))
	for _, tc := range []struct {
		name, target    string
		code, parameter string
	}{
		{"201 characters", query(penalties, "q", strings.Repeat("字", 201)), "invalid-parameter", "q"},
		{"11 terms", query(root+"/search", "q", "1 2 3 4 5 6 7 8 9 10 11"), "invalid-parameter", "q"},
		{"200 terms", query(venues, "q", manyTerms(200)), "invalid-parameter", "q"},
		{"broken UTF-8", penalties + "?q=%ff%fe", "invalid-parameter", "q"},
		{"broken UTF-8 in a street", penalties + "?street=%ff", "invalid-parameter", "street"},
		{"pinyin", penalties + "?pinyin=yes", "invalid-parameter", "pinyin"},
		{"empty authority", penalties + "?authority=", "invalid-parameter", "authority"},
		{"empty street", penalties + "?street=", "invalid-parameter", "street"},
		{"venue kind", penalties + "?venue_kind=casino", "invalid-parameter", "venue_kind"},
		{"venue kind in Chinese", query(penalties, "venue_kind", "住宿"), "invalid-parameter", "venue_kind"},
		{"several values", penalties + "?grade=A,B", "invalid-parameter", "grade"},
		{"doubled", penalties + "?grade=A&grade=B", "invalid-parameter", "grade"},
		{"grade", penalties + "?grade=a", "invalid-parameter", "grade"},
		{"counterparty kind", penalties + "?counterparty_kind=", "invalid-parameter", "counterparty_kind"},
		{"penalty kind", penalties + "?penalty_kind=1", "invalid-parameter", "penalty_kind"},
		{"state that is gone", penalties + "?state=withdrawn", "invalid-parameter", "state"},
		{"day that does not exist", penalties + "?decided_from=2026-02-30", "invalid-parameter", "decided_from"},
		{"day in another form", penalties + "?decided_to=2026/02/03", "invalid-parameter", "decided_to"},
		{"empty day", penalties + "?decided_to=", "invalid-parameter", "decided_to"},
		{"days the wrong way round", penalties + "?decided_from=2025-02-02&decided_to=2025-02-01", "invalid-parameter", "decided_to"},
		{"fine of three decimals", penalties + "?fine_from=1.001", "invalid-parameter", "fine_from"},
		{"negative fine", penalties + "?fine_to=-1", "invalid-parameter", "fine_to"},
		{"fines the wrong way round", penalties + "?fine_from=2&fine_to=1.99", "invalid-parameter", "fine_to"},
		{"order by name of permits", root + "/permits?sort=name", "invalid-parameter", "sort"},
		{"order by name over all", root + "/search?sort=name", "invalid-parameter", "sort"},
		{"unknown facet", penalties + "?facets=year,colour", "invalid-parameter", "facets"},
		{"facet twice", penalties + "?facets=year,year", "invalid-parameter", "facets"},
		{"empty facets", penalties + "?facets=", "invalid-parameter", "facets"},
		{"facets with a space", penalties + "?facets=year,+kind", "invalid-parameter", "facets"},
		{"kind on a list", penalties + "?kind=penalty", "invalid-parameter", "kind"},
		{"kind that is not searched", root + "/search?kind=board", "invalid-parameter", "kind"},
		{"unknown filter", penalties + "?colour=red", "invalid-parameter", "colour"},
		{"zero limit", root + "/search?limit=0", "invalid-parameter", "limit"},
		{"limit with a sign", root + "/search?limit=%2B5", "invalid-parameter", "limit"},
		{"empty cursor", root + "/search?after=", "invalid-cursor", "after"},
		{"cursor of nobody", root + "/search?after=AAAA", "invalid-cursor", "after"},
		{"cursor of another text", query(penalties, "q", "处罚") + "&after=" + cursor, "invalid-cursor", "after"},
		{"cursor of another filter", query(penalties, "q", "消毒", "grade", "A") + "&after=" + cursor, "invalid-cursor", "after"},
		{"cursor of another list", query(root+"/search", "q", "消毒") + "&after=" + cursor, "invalid-cursor", "after"},
		{"cursor of a search on the store's list", penalties + "?after=" + cursor, "invalid-cursor", "after"},
		{"cursor of the store's list on a search", query(penalties, "q", "消毒") + "&after=" + ofStore, "invalid-cursor", "after"},
		{"tampered cursor", query(penalties, "q", "消毒") + "&after=A" + cursor[1:], "invalid-cursor", "after"},
		{"cut cursor", query(penalties, "q", "消毒") + "&after=" + cursor[:len(cursor)-4], "invalid-cursor", "after"},
		{"suggestion for a book", query(root+"/suggest", "q", strings.Repeat("字", 201)), "invalid-parameter", "q"},
		{"unknown parameter of suggestions", root + "/suggest?limit=3", "invalid-parameter", "limit"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, lang := range []string{"zh", "en"} {
				a := f.get(tc.target, "Accept-Language", lang)
				var p web.Problem
				if err := json.Unmarshal([]byte(a.body), &p); err != nil {
					t.Fatalf("%d %q: %v", a.status, a.body, err)
				}
				if a.status != http.StatusBadRequest || p.Code != tc.code || p.Parameter != tc.parameter {
					t.Errorf("%d %s, want %s of %q", a.status, a.body, tc.code, tc.parameter)
				}
				if p.Detail == "" || strings.ContainsAny(p.Detail, "[%") {
					t.Errorf("%q is no sentence", p.Detail)
				}
			}
		})
	}
	if a := f.get(query(penalties, "q", strings.Repeat("z", 10_000))); a.status != http.StatusRequestURITooLong || a.code() != "uri-too-long" {
		t.Errorf("10,000 characters: %d %s", a.status, a.body)
	}
}

func manyTerms(n int) string {
	var terms strings.Builder
	for i := range n {
		terms.WriteString(string(rune('一'+i)) + " ")
	}
	return terms.String()
}

func TestWhatEndsIsInNoHitTotalOrFacet(t *testing.T) {
	f := district(t)
	gone := f.publish(numbered(disclosure.KindPenalty, 90), samplePenalty("2025-03-05", marker))
	target := query(root+"/penalties", "q", marker, "facets", "penalty_kind")
	if page := f.find(target); page.Total != 1 || len(page.Data) != 1 {
		t.Fatalf("while it is public: %+v", page)
	}
	f.end(gone, disclosure.OpWithdraw, disclosure.ReasonRevoked, disclosure.StateWithdrawn)
	empty := func(what string) {
		t.Helper()
		page := f.find(target)
		if page.Total != 0 || len(page.Data) != 0 || len(page.Facets[search.FieldPenaltyKind]) != 0 || !page.Exact {
			t.Errorf("%s: %+v", what, page)
		}
	}
	empty("withdrawn")
	overdue := samplePenalty("2025-01-05", marker)
	overdue.ValidUntil = disclosure.MustDate("2025-05-20")
	f.publish(numbered(disclosure.KindPenalty, 91), overdue)
	if page := f.find(target); page.Total != 1 {
		t.Errorf("on its last day: %+v", page)
	}
	f.now = f.now.AddDate(0, 0, 1)
	empty("past its last day")
}

func TestWhatEndedBehindTheIndexIsNotShown(t *testing.T) {
	f := district(t)
	target := query(root+"/penalties", "q", marker)
	first := f.publish(numbered(disclosure.KindPenalty, 90), samplePenalty("2025-03-05", marker))
	f.publish(numbered(disclosure.KindPenalty, 92), samplePenalty("2025-03-06", marker))
	f.index.paused = true
	f.end(first, disclosure.OpWithdraw, disclosure.ReasonRevoked, disclosure.StateWithdrawn)
	page := f.find(target)
	if diff := gocmp.Diff([]disclosure.ID{numbered(disclosure.KindPenalty, 92)}, page.ids()); diff != "" || page.Total != 1 || page.Exact {
		t.Errorf("total %d, exact %t (-want +got):\n%s", page.Total, page.Exact, diff)
	}
	// Neither the counts of the page that has only what ended nor those of any other tell of it.
	alone := f.find(query(root+"/penalties", "q", marker, "sort", "decided_on", "limit", "1", "facets", allFacets()))
	if len(alone.Data) != 0 || alone.Total != 0 || alone.Exact || len(alone.Facets) != 0 {
		t.Errorf("alone on its page: %+v", alone)
	}
	f.index.paused = false
	f.index.catchUp()
	if page := f.find(target); page.Total != 1 || !page.Exact || len(page.Data) != 1 {
		t.Errorf("caught up: %+v", page)
	}
}

func TestAnswerOfAnIndexThatIsBehindSaysSo(t *testing.T) {
	f := district(t)
	target := query(root+"/filings", "q", "书店")
	before := f.find(target)
	f.index.paused = true
	f.now = f.now.Add(90 * 60 * 1e9)
	f.publish(numbered(disclosure.KindFiling, 90), sampleFiling())
	behind := f.get(target)
	var page foundPage
	if err := json.Unmarshal([]byte(behind.body), &page); err != nil {
		t.Fatal(err)
	}
	if page.Position != before.Position || page.AsOf == nil || *page.AsOf != *before.AsOf || page.Total != before.Total {
		t.Errorf("behind: position %d as of %v with %d hits, before %d as of %s with %d",
			page.Position, page.AsOf, page.Total, before.Position, *before.AsOf, before.Total)
	}
	notKept(t, behind)
	if a := f.get("/readyz"); a.status != http.StatusServiceUnavailable || a.code() != "unavailable" {
		t.Errorf("/readyz behind: %d %s", a.status, a.body)
	}
	f.index.paused = false
	f.index.catchUp()
	tag := f.get(target).header.Get("ETag")
	if a := f.get(target, "If-None-Match", tag); tag == "" || a.status != http.StatusNotModified {
		t.Errorf("caught up: %d under tag %q", a.status, tag)
	}
	if a := f.get(root+"/filings", "If-None-Match", tag); a.status != http.StatusOK {
		t.Errorf("the store's list under the tag of a search: %d", a.status)
	}
	if page := f.find(target); page.Total != before.Total+1 || page.Position != before.Position+1 {
		t.Errorf("caught up: %+v", page)
	}
	if a := f.get("/readyz"); a.status != http.StatusOK {
		t.Errorf("/readyz caught up: %d %s", a.status, a.body)
	}
}

// notKept fails for an answer that anybody may keep, or ask for again under a condition.
func notKept(t *testing.T, a answer) {
	t.Helper()
	if a.status != http.StatusOK || a.header.Get("Cache-Control") != "no-store" || a.header.Get("ETag") != "" || a.header.Get("Last-Modified") != "" {
		t.Errorf("%d, Cache-Control %q, ETag %q, Last-Modified %q", a.status, a.header.Get("Cache-Control"), a.header.Get("ETag"), a.header.Get("Last-Modified"))
	}
}

// TestNoCopyOfWhatIsWithdrawnIsConfirmed withdraws a record while the index stands still: whoever has a copy of an answer with
// it, from before or from meanwhile, gets the answer without it.
func TestNoCopyOfWhatIsWithdrawnIsConfirmed(t *testing.T) {
	for _, target := range []string{query(root+"/search", "q", marker), query(root+"/penalties", "q", marker), query(root+"/suggest", "q", marker)} {
		t.Run(target, func(t *testing.T) {
			f := district(t)
			f.publish(numbered(disclosure.KindPenalty, 92), samplePenalty("2025-03-06", "别的事实"))
			body := samplePenalty("2025-03-05", marker)
			body.Counterparty.Name = marker
			gone := f.publish(numbered(disclosure.KindPenalty, 90), body)
			f.index.paused = true
			f.now = f.now.Add(time.Hour)
			copies := []answer{f.get(target)}
			f.publish(numbered(disclosure.KindPenalty, 93), samplePenalty("2025-03-07", "别的事实"))
			f.now = f.now.Add(time.Hour)
			copies = append(copies, f.get(target))
			notKept(t, copies[1])
			f.end(gone, disclosure.OpWithdraw, disclosure.ReasonRevoked, disclosure.StateWithdrawn)
			for i, held := range copies {
				if !strings.Contains(held.body, string(gone.ID)) {
					t.Fatalf("copy %d has no such record: %s", i, held.body)
				}
				for _, conditional := range [][]string{{"If-None-Match", held.header.Get("ETag")}, {"If-Modified-Since", held.header.Get("Last-Modified")}} {
					again := f.get(target, conditional...)
					notKept(t, again)
					if strings.Contains(again.body, string(gone.ID)) {
						t.Errorf("copy %d: the record is still shown", i)
					}
				}
			}
		})
	}
}

// watched counts how often an engine is asked how far it has come.
type watched struct {
	*index
	looks int
}

func (w *watched) State(ctx context.Context) (search.State, error) {
	w.looks++
	return w.index.State(ctx)
}

// TestProbeLooksSeldomAtAnIndexThatIsBehind holds that waits of 20, 40, 80, … ms fill the second that a probe has.
func TestProbeLooksSeldomAtAnIndexThatIsBehind(t *testing.T) {
	f := seeded(t)
	f.index.paused = true
	f.publish(numbered(disclosure.KindFiling, 90), sampleFiling())
	engine := &watched{index: f.index}
	f.api.Searcher = engine
	if a := f.get("/readyz"); a.status != http.StatusServiceUnavailable || engine.looks < 1 || engine.looks > 6 {
		t.Errorf("%d after %d looks", a.status, engine.looks)
	}
}

// searchTargets need the index; listTargets do not.
func searchTargets() []string {
	return []string{
		root + "/search", "/search.json?q=a", root + "/permits?q=a", root + "/venues?sort=relevance", root + "/penalties?sort=-fine_cny",
		root + "/penalties?facets=year", root + "/gradings?grade=A", root + "/readings?decided_from=2025-01-01", root + "/suggest?q=a",
		root + "/penalties?fine_to=1", "/filings.json?state=disputed",
	}
}

func listTargets() []string {
	return []string{
		root + "/permits", root + "/permits?q=", root + "/permits?q=+&pinyin=1", root + "/penalties?sort=decided_on&limit=3", "/venues.json?sort=name", root + "/venues?sort=-decided_on",
		root + "/venues/" + string(numbered(disclosure.KindVenue, 1)), root + "/changes", root + "/authorities", root + "/subjects/" + districtCode(1),
	}
}

func TestWithoutSearchListsAnswerAndSearchSaysSinceWhen(t *testing.T) {
	f := district(t)
	f.index.close()
	for _, target := range searchTargets() {
		a := f.get(target, "Accept-Language", "en")
		if a.status != http.StatusServiceUnavailable || a.code() != "unavailable" || a.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", target, a.status, a.body)
		}
		var p web.Problem
		if err := json.Unmarshal([]byte(a.body), &p); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(p.Detail, "has not answered since 20") || !strings.Contains(p.Fix, "Lists without") {
			t.Errorf("%s: %q %q", target, p.Detail, p.Fix)
		}
	}
	for _, target := range listTargets() {
		if a := f.get(target); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", target, a.status, a.body)
		}
	}
	if a := f.get("/readyz", "Accept-Language", "en"); a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "Search has not answered") {
		t.Errorf("/readyz: %d %s", a.status, a.body)
	}
	if a := f.get(root + "/penalties?q=a&sort=name"); a.status != http.StatusBadRequest {
		t.Errorf("a wrong query: %d %s", a.status, a.body)
	}
}

func TestIndexOfAnotherFeedAnswersNobody(t *testing.T) {
	f := district(t)
	g, err := f.index.Rebuild(t.Context(), "another feed")
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, target := range append(searchTargets(), "/readyz") {
		a := f.get(target, "Accept-Language", "en")
		if a.status != http.StatusServiceUnavailable || a.code() != "unavailable" {
			t.Errorf("%s: %d %s", target, a.status, a.body)
		}
		if !strings.Contains(a.body, "its index is not built yet") && target != "/readyz" {
			t.Errorf("%s does not say that the index is being built: %s", target, a.body)
		}
	}
}

func TestSearchIsNotModifiedUntilSomethingIsPublished(t *testing.T) {
	f := district(t)
	for _, target := range searchTargets() {
		first := f.get(target)
		tag := first.header.Get("ETag")
		if first.header.Get("Cache-Control") != "no-cache" || tag == "" || first.header.Get("Last-Modified") == "" {
			t.Errorf("%s: %v", target, first.header)
		}
		for _, conditional := range [][]string{{"If-None-Match", tag}, {"If-Modified-Since", first.header.Get("Last-Modified")}} {
			if a := f.get(target, conditional...); a.status != http.StatusNotModified || a.body != "" {
				t.Errorf("%s with %v: %d", target, conditional, a.status)
			}
		}
	}
	target := query(root+"/filings", "q", "书店")
	tag := f.get(target).header.Get("ETag")
	f.publish(numbered(disclosure.KindFiling, 91), sampleFiling())
	if a := f.get(target, "If-None-Match", tag); a.status != http.StatusOK || a.header.Get("ETag") == tag {
		t.Errorf("after a publication: %d", a.status)
	}
}

// TestNoLogLineHoldsWhatWasSearched covers answers, refusals and faults.
func TestNoLogLineHoldsWhatWasSearched(t *testing.T) {
	var lines bytes.Buffer
	f := district(t)
	f.app = web.New(web.Options{BaseURL: baseURL, Log: slog.New(slog.NewJSONHandler(&lines, nil))})
	f.api.install(f.app)
	const secret = "秘密查询q.z.x"
	targets := []string{
		query(root+"/search", "q", secret), query(root+"/suggest", "q", secret), query(root+"/venues", "street", secret),
		query(root+"/venues", "grade", secret), query(root+"/search", "q", strings.Repeat(secret, 50)), query(root+"/search", "facets", secret),
		query(root+"/search", "q", secret, "after", secret), query("/search.json", secret, secret),
	}
	for _, target := range targets {
		f.get(target)
	}
	f.index.close()
	for _, target := range targets {
		f.get(target)
	}
	if got := strings.Count(lines.String(), "\n"); got != 2*len(targets) {
		t.Errorf("%d lines for %d requests", got, 2*len(targets))
	}
	for _, trace := range []string{"秘密", "q.z.x", url.QueryEscape("秘密"), "\\u79d8"} {
		if strings.Contains(lines.String(), trace) {
			t.Errorf("the log holds %q:\n%s", trace, lines.String())
		}
	}
}

func TestLinkKeepsEveryParameter(t *testing.T) {
	f := district(t)
	asked := url.Values{
		"q": {"青禾 号"}, "pinyin": {"1"}, "authority": {deciding}, "street": {"青禾街道"}, "venue_kind": {"bathing"}, "state": {"published"},
		"decided_from": {"2024-01-01"}, "decided_to": {"2026-01-01"}, "sort": {"decided_on"}, "limit": {"1"}, "facets": {"year,kind"}, "lang": {"en"},
	}
	link := f.get(root + "/search?" + asked.Encode()).header.Get("Link")
	parsed, err := url.Parse(strings.TrimSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`))
	if err != nil {
		t.Fatal(err)
	}
	next := parsed.Query()
	if !next.Has("after") {
		t.Fatalf("Link is %q", link)
	}
	next.Del("after")
	if diff := gocmp.Diff(asked, next); diff != "" {
		t.Errorf("(-asked +next):\n%s", diff)
	}
}

func TestHeadOfASearchIsThatOfItsGet(t *testing.T) {
	f := district(t)
	for _, target := range searchTargets() {
		get, head := f.get(target), f.do(http.MethodHead, target)
		if head.status != http.StatusOK || head.body != "" || head.header.Get("ETag") != get.header.Get("ETag") ||
			head.header.Get("Link") != get.header.Get("Link") || head.header.Get("X-Robots-Tag") != "noindex" {
			t.Errorf("%s: %d %v", target, head.status, head.header)
		}
	}
}
