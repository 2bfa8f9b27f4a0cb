package site_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

// crowd is a district in which a search has more than a page of hits, of many kinds and values.
func crowd(t *testing.T) *world {
	t.Helper()
	w, _, _ := district(t)
	kinds := []disclosure.PenaltyKind{disclosure.PenaltyWarning, disclosure.PenaltyFine, disclosure.PenaltyOrderSuspension}
	var drafts []disclosure.Draft
	for i := range 57 {
		draft := penalty(fmt.Sprintf("湖光卫公罚〔2026〕%03d号", 200+i), fmt.Sprintf("示例市第%02d宾馆", i), "", fmt.Sprintf("202%d-0%d-1%d", 5+i%2, 1+i%9, i%7))
		body := draft.Body.(*disclosure.Penalty)
		body.PenaltyKinds = kinds[i%3 : i%3+1]
		fine := disclosure.Fen(1000_00 * int64(i%10))
		body.Fine = &fine
		draft.PublicUntil = disclosure.MustDate("2030-01-01")
		drafts = append(drafts, draft)
	}
	for i := range 12 {
		number := fmt.Sprintf("湖光卫公证字〔2025〕第%04d号", i)
		drafts = append(drafts, disclosure.Draft{
			Body: &disclosure.Venue{
				Name: fmt.Sprintf("第%02d宾馆", i), VenueKind: []disclosure.VenueKind{"lodging", "bathing"}[i%2], Address: "示例市",
				Street: fmt.Sprintf("第%d街道", i), PermitNumber: number, PermitNumbers: []string{number}, Status: disclosure.VenueOpen,
				Operator: disclosure.Party{Name: "某宾馆"},
			},
			NaturalKey: []string{number}, Name: fmt.Sprintf("第%02d宾馆", i), Places: []string{number}, Authority: bureau.USCC,
		})
	}
	w.publish(drafts...)
	return w
}

// TestFacetsLeadWhereTheirCountsSay follows every facet of several searches.
func TestFacetsLeadWhereTheirCountsSay(t *testing.T) {
	w := crowd(t)
	for _, start := range []string{
		seek("q", "宾馆"), seek("q", "湖光"), seek("sort", "-decided_on"), seek("q", "宾馆", "kind", "penalty"),
		seek("decided_from", "2025-03-01", "decided_to", "2026-05-31"), seek("street", "青禾街道"), seek("pinyin", "1", "q", "bg"),
	} {
		d := checkedHTML(t, w.page(start))
		followed := 0
		for _, list := range d.classed("facets") {
			for _, a := range within(list, "a") {
				want := number(t, text(within(a, "span")[0]))
				if want >= d.total(t) {
					t.Errorf("%s: %q narrows nothing", start, text(a))
				}
				if got := checkedHTML(t, w.page(attribute(a, "href"))).total(t); got != want {
					t.Errorf("%s: %q leads to %d records, at %s", start, text(a), got, attribute(a, "href"))
				}
				followed++
			}
		}
		if followed < 3 {
			t.Errorf("%s has %d facets", start, followed)
		}
	}
	// Thirteen streets are too many to be seen at once.
	contains(t, checkedHTML(t, w.page(seek("q", "宾馆"))).said(), "其余 5 项")
}

// TestChipsRemoveTheirCondition holds that each takes away its own condition and nothing else.
func TestChipsRemoveTheirCondition(t *testing.T) {
	w := crowd(t)
	start := []string{
		"q", "宾馆", "kind", "penalty", "penalty_kind", "fine", "counterparty_kind", "organization", "authority", bureau.USCC, "state", "published",
		"decided_from", "2026-01-01", "decided_to", "2026-12-31", "fine_from", "10", "fine_to", "8000", "sort", "-fine_cny",
	}
	d := checkedHTML(t, w.page(seek(start...)))
	if d.total(t) == 0 {
		t.Fatal("nothing was found")
	}
	texts := map[string][]string{
		"行政处罚": {"kind"}, "罚款": {"penalty_kind"}, "法人及非法人组织": {"counterparty_kind"}, bureau.USCC: {"authority"}, "没有异议": {"state"},
		"2026 年": {"decided_from", "decided_to"}, "10.00 元 – 8,000.00 元": {"fine_from", "fine_to"},
	}
	for _, a := range within(d.classed("chips")[0], "a") {
		shown := text(within(a, "bdi")[0])
		dropped, known := texts[shown]
		if !known && shown == w.deps.Authority.NameZH {
			dropped, known = []string{"authority"}, true
		}
		if !known {
			t.Errorf("an unknown chip %q", shown)
		}
		delete(texts, shown)
		want, err := url.ParseQuery(strings.TrimPrefix(seek(start...), "/search?"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range dropped {
			want.Del(name)
		}
		if href := attribute(a, "href"); href != "/search?"+want.Encode() {
			t.Errorf("%q leads to %s", shown, href)
		}
		w.page(attribute(a, "href"))
	}
	delete(texts, bureau.USCC)
	if len(texts) > 0 {
		t.Errorf("no chips for %v", texts)
	}
}

// TestPagesOfASearchCoverIt walks by the next page to the end.
func TestPagesOfASearchCoverIt(t *testing.T) {
	w := crowd(t)
	for start, one := range map[string]string{seek("q", "宾馆", "lang", "en"): "h3", listedAt("/penalties", "q", "宾馆", "lang", "zh"): "th"} {
		seen, total := map[string]int{}, int64(0)
		path, pages := start, 0
		for ; path != "" && pages < 9; pages++ {
			d := checkedHTML(t, w.page(path))
			total = d.total(t)
			for _, title := range d.all(one) {
				for _, a := range within(title, "a") {
					if href := attribute(a, "href"); strings.Contains(href, "_") {
						seen[href]++
					}
				}
			}
			if back := strings.Contains(text(d.all("main")[0]), "回到开头") || strings.Contains(text(d.all("main")[0]), "Back to the"); back != (pages > 0) {
				t.Errorf("page %d: a way back is %v", pages, back)
			}
			path = ""
			for _, a := range d.all("a") {
				if attribute(a, "rel") == "next" {
					path = attribute(a, "href")
				}
			}
		}
		if pages < 3 || int64(len(seen)) != total || total < 57 {
			t.Errorf("%s: %d pages show %d of %d records", start, pages, len(seen), total)
		}
	}
}

func TestSearchIsSorted(t *testing.T) {
	w, _, _ := district(t)
	var drafts []disclosure.Draft
	for i, on := range []string{"2026-03-01", "2026-05-01", "2026-04-01"} {
		draft := penalty(fmt.Sprintf("湖光卫公罚〔2026〕70%d号", i), fmt.Sprintf("顺序%d号公司", i), "", on)
		fine := disclosure.Fen(int64(100_00 * (i + 1)))
		draft.Body.(*disclosure.Penalty).Fine = &fine
		drafts = append(drafts, draft)
	}
	w.publish(drafts...)
	for order, want := range map[string]string{"": "120", "relevance": "120", "-decided_on": "120", "decided_on": "021", "-fine_cny": "210"} {
		d := checkedHTML(t, w.page(seek("q", "顺序", "sort", order)))
		var got []string
		for _, title := range d.titles() {
			got = append(got, digits.FindString(title))
		}
		if diff := cmp.Diff(strings.Split(want, ""), got); diff != "" {
			t.Errorf("sort %q (-want +got):\n%s", order, diff)
		}
		for _, a := range within(d.classed("sorts")[0], "a") {
			w.page(attribute(a, "href"))
		}
	}
	contains(t, w.page(listedAt("/venues", "q", "酒店", "sort", "relevance")), "湖光大")
}

// TestACursorOfAnotherSearchIsRefused leads back to the first page, with everything that was asked.
func TestACursorOfAnotherSearchIsRefused(t *testing.T) {
	w := crowd(t)
	next := ""
	for _, a := range checkedHTML(t, w.page(seek("q", "宾馆"))).all("a") {
		if attribute(a, "rel") == "next" {
			next = attribute(a, "href")
		}
	}
	moved := strings.Replace(next, url.QueryEscape("宾馆"), url.QueryEscape("湖光"), 1)
	got := w.get(moved)
	if got.status != http.StatusBadRequest {
		t.Errorf("status %d", got.status)
	}
	contains(t, got.body, `href="`+seek("q", "湖光")+`"`, `value="湖光"`)
}

// TestListsAreNarrowed holds that the lists take the conditions of their form, and show why a row is there.
func TestListsAreNarrowed(t *testing.T) {
	w, _, _ := district(t)
	for path, want := range map[string]struct {
		total int64
		said  string
	}{
		listedAt("/venues", "q", "酒店"):                                     {2, "湖光大酒店"},
		listedAt("/venues", "grade", "A"):                                  {1, pool},
		listedAt("/venues", "venue_kind", "lodging", "street", "青禾街道"):     {3, newVenue},
		listedAt("/venues", "q", "0333"):                                   {1, "许可或备案编号 " + branchNo},
		listedAt("/penalties", "q", "工具"):                                  {1, "违法事实 理发工具未消毒。"},
		listedAt("/penalties", "decided_from", "2026-07-01"):               {2, "赵某"},
		listedAt("/penalties", "fine_from", "13000.01"):                    {0, "没有找到符合条件的记录。"},
		listedAt("/penalties", "counterparty_kind", "sole_trader"):         {1, "阿玲"},
		listedAt("/permits", "q", "碧波"):                                    {1, "碧波"},
		listedAt("/permits", "street", "青禾街道", "decided_to", "2023-02-06"): {3, "阿玲"},
		listedAt("/filings", "q", "书店"):                                    {1, "书店"},
		listedAt("/filings", "venue_kind", "bookshop"):                     {1, "书店"},
	} {
		page := w.page(path)
		d := checkedHTML(t, page)
		if got := d.total(t); got != want.total {
			t.Errorf("%s: %d records, want %d", path, got, want.total)
		}
		contains(t, unmarked(t, page), want.said)
		contains(t, page, "noindex", "/"+strings.Split(strings.Split(path, "/")[1], "?")[0]+".json?")
		if strings.Contains(path, "q=") && len(d.all("mark")) == 0 {
			t.Errorf("%s: nothing is marked", path)
		}
	}
	lacks(t, w.page("/penalties"), "noindex", "<mark>", `role="status"`)
	got := w.get(listedAt("/permits", "grade", "Q"))
	if got.status != http.StatusBadRequest {
		t.Errorf("an unknown grade: status %d", got.status)
	}
	contains(t, got.body, `action="/permits"`, "这个条件无法识别")
	lacks(t, got.body, "暂无记录")
}
