package publicapi

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

// TestReadingsAreToldInWords publishes readings as programs send them: with the code of the item and times of another zone.
func TestReadingsAreToldInWords(t *testing.T) {
	f := seeded(t)
	for n, tc := range map[int]struct{ item, at, zh, en, when string }{
		60: {"urea", "2025-05-06T01:30:00Z", "检测结果：尿素 <2.1 mg/L（委托检测）", "Test reading: urea <2.1 mg/L (hired laboratory)", "2025-05-06 09:30"},
		61: {"ph", "2025-05-06T23:59:00Z", "检测结果：pH <2.1 mg/L（委托检测）", "Test reading: pH <2.1 mg/L (hired laboratory)", "2025-05-07 07:59"},
		62: {"unheard_of", "2025-05-06", "检测结果：unheard_of <2.1 mg/L（委托检测）", "Test reading: unheard_of <2.1 mg/L (hired laboratory)", "2025-05-06"},
	} {
		reading := sampleReading()
		reading.Item, reading.SampledAt = tc.item, tc.at
		id := f.publish(numbered(disclosure.KindReading, n), reading).ID
		for lang, want := range map[string][2]string{"zh": {tc.zh, "采样时间：" + tc.when}, "en": {tc.en, "Sampled at: " + tc.when}} {
			item := f.jsonFeed("/feeds/changes.json?lang=" + lang).item(id)
			if item.Title != want[0] || !slices.Contains(strings.Split(item.ContentText, "\n"), want[1]) {
				t.Errorf("%s: %s\n%s", lang, item.Title, item.ContentText)
			}
		}
	}
}

// TestReadingsTellWhoTested holds that who tested stands beside the value, and what the limit is worth.
func TestReadingsTellWhoTested(t *testing.T) {
	f := seeded(t)
	said := func(n int, change func(*disclosure.Reading), lang string) (title, text string) {
		reading := sampleReading()
		change(reading)
		id := f.publish(numbered(disclosure.KindReading, n), reading).ID
		item := f.jsonFeed("/feeds/changes.json?lang=" + lang).item(id)
		return item.Title, item.ContentText
	}
	title, text := said(70, func(r *disclosure.Reading) { r.Source, r.TestedBy, r.Limit.Verified = "self", "青禾浴室", false }, "zh")
	if !strings.HasSuffix(title, "<2.1 mg/L（自检）") || !strings.Contains(text, "检测值：<2.1 mg/L\n检测方：自检（青禾浴室）\n限值：0–3.5（GB 37488-2019），尚未核对\n结果：合格\n") {
		t.Errorf("%s\n%s", title, text)
	}
	_, text = said(71, func(r *disclosure.Reading) {
		r.Source, r.TestedBy, r.Comparator, r.Result = "authority", "", ">", ""
		r.Limit = &disclosure.Limit{Min: "1", MinExclusive: true, Max: "3", Basis: "b", Recommended: true, Verified: true}
	}, "en")
	if !strings.Contains(text, "Value: >2.1 mg/L\nTested by: authority's sample\nRecommended: > 1, ≤ 3 (b)\nSampled") {
		t.Error(text)
	}
}

// TestItemsLeadToAPage holds that what has no page of its own is read on its venue's, and that ids stay.
func TestItemsLeadToAPage(t *testing.T) {
	f := seeded(t)
	astray := sampleReading()
	astray.PermitNumber = "青卫公证字〔2025〕第9999号"
	lost := f.publish(numbered(disclosure.KindReading, 63), astray).ID
	feed := f.jsonFeed("/feeds/changes.json")
	parsed := f.atomFeedAt("/feeds/changes.atom")
	at := func(path string, id disclosure.ID) string { return baseURL + path + string(id) }
	for id, want := range map[disclosure.ID][3]string{ // id, page, data
		readingID:   {at("/api/v1/readings/", readingID), at("/venues/", venueID), at("/api/v1/readings/", readingID)},
		gradingID:   {at("/api/v1/gradings/", gradingID), at("/venues/", venueID), at("/api/v1/gradings/", gradingID)},
		lost:        {at("/api/v1/readings/", lost), at("/api/v1/readings/", lost), at("/api/v1/readings/", lost)},
		penaltyID:   {at("/penalties/", penaltyID), at("/penalties/", penaltyID), at("/api/v1/penalties/", penaltyID)},
		withdrawnID: {at("/penalties/", withdrawnID), at("/penalties/", withdrawnID), ""},
	} {
		item := feed.item(id)
		if got := [3]string{item.ID, item.URL, item.Mingshi.URL}; got != want {
			t.Errorf("%s (-want +got):\n%s", id, cmp.Diff(want, got))
		}
		links := []atomLink{{Rel: "alternate", Href: want[1]}}
		if want[2] != "" {
			links = append(links, atomLink{Rel: "related", Type: "application/json", Href: want[2]})
		}
		for _, entry := range parsed.Entries {
			if entry.ID[0] == want[0] && !slices.Equal(entry.Links, links) {
				t.Errorf("%s: %v, want %v", id, entry.Links, links)
			}
		}
	}
}
