package publicapi

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// jsonFeed reads a feed and holds it to the musts of JSON Feed 1.1.
func (f *fixture) jsonFeed(target string) JSONFeed {
	f.Helper()
	a := f.get(target)
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/feed+json" {
		f.Fatalf("%s: %d %s %s", target, a.status, a.header.Get("Content-Type"), a.body)
	}
	var feed JSONFeed
	decoder := json.NewDecoder(strings.NewReader(a.body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&feed); err != nil {
		f.Fatalf("%s: %v in %s", target, err, a.body)
	}
	if feed.Version != "https://jsonfeed.org/version/1.1" || feed.Title == "" || feed.Items == nil || feed.Language == "" ||
		len(feed.Authors) != 1 || feed.Authors[0].Name == "" {
		f.Errorf("%s is no JSON Feed: %+v", target, feed)
	}
	if want := baseURL + target; feed.FeedURL != want {
		f.Errorf("feed_url is %s, want %s", feed.FeedURL, want)
	}
	seen := map[string]bool{}
	for _, item := range feed.Items {
		_, err := time.Parse(time.RFC3339, item.DateModified)
		if item.ID == "" || seen[item.ID] || item.ContentText == "" || item.Title == "" || err != nil {
			f.Errorf("%s: item %+v (%v)", target, item, err)
		}
		if strings.Contains(item.Title+item.ContentText, "[api.") || strings.Contains(item.Title+item.ContentText, "%!") {
			f.Errorf("%s: a text is missing in %s: %s", target, item.Title, item.ContentText)
		}
		seen[item.ID] = true
	}
	return feed
}

// atom is a feed as RFC 4287 has it, as far as its musts go.
type atom struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      []string `xml:"http://www.w3.org/2005/Atom id"`
	Title   []string `xml:"http://www.w3.org/2005/Atom title"`
	Updated []string `xml:"http://www.w3.org/2005/Atom updated"`
	Author  []struct {
		Name []string `xml:"name"`
	} `xml:"author"`
	Links   []atomLink `xml:"link"`
	Entries []struct {
		ID      []string   `xml:"id"`
		Title   []string   `xml:"title"`
		Updated []string   `xml:"updated"`
		Links   []atomLink `xml:"link"`
		Summary []string   `xml:"summary"`
	} `xml:"entry"`
}

// atomFeedAt reads a feed and holds it to the musts of RFC 4287.
func (f *fixture) atomFeedAt(target string) atom {
	f.Helper()
	a := f.get(target)
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/atom+xml; charset=utf-8" {
		f.Fatalf("%s: %d %s %s", target, a.status, a.header.Get("Content-Type"), a.body)
	}
	var feed atom
	if err := xml.Unmarshal([]byte(a.body), &feed); err != nil {
		f.Fatalf("%s: %v in %s", target, err, a.body)
	}
	one := func(what string, values []string) string {
		if len(values) != 1 || values[0] == "" {
			f.Errorf("%s: %s is %q, want exactly one", target, what, values)
			return ""
		}
		return values[0]
	}
	instant := func(what string, values []string) {
		if _, err := time.Parse(time.RFC3339, one(what, values)); err != nil {
			f.Errorf("%s: %s: %v", target, what, err)
		}
	}
	one("id", feed.ID)
	one("title", feed.Title)
	instant("updated", feed.Updated)
	if len(feed.Author) != 1 {
		f.Errorf("%s has %d authors", target, len(feed.Author))
	} else {
		one("author's name", feed.Author[0].Name)
	}
	if !slices.Contains(feed.Links, atomLink{Rel: "self", Type: "application/atom+xml", Href: baseURL + target}) {
		f.Errorf("%s does not say where it is: %v", target, feed.Links)
	}
	seen := map[string]bool{}
	for _, entry := range feed.Entries {
		id := one("entry's id", entry.ID)
		one("entry's title", entry.Title)
		instant("entry's updated", entry.Updated)
		// An entry without content must have an alternate link.
		if len(entry.Links) == 0 || entry.Links[0].Rel != "alternate" || seen[id] || len(entry.Summary) != 1 {
			f.Errorf("%s: entry %+v", target, entry)
		}
		seen[id] = true
	}
	return feed
}

// ids are those of the records in a feed.
func (f JSONFeed) ids() []disclosure.ID {
	var ids []disclosure.ID
	for _, item := range f.Items {
		ids = append(ids, item.Mingshi.ID)
	}
	return ids
}

func (f JSONFeed) item(id disclosure.ID) JSONFeedItem {
	for _, item := range f.Items {
		if item.Mingshi.ID == id {
			return item
		}
	}
	return JSONFeedItem{}
}

func TestFeedsHoldWhatChangedLastFirst(t *testing.T) {
	f := seeded(t)
	for name, want := range map[string][]disclosure.ID{
		"permits":   {lapsedID, permitID},
		"gradings":  {gradingID},
		"penalties": {unplacedID, penaltyID},
		"changes": {
			overdueID, withdrawnID, unplacedID, penaltyID, readingID, gradingID, filingID, lapsedID, permitID, branchID, venueID,
		},
	} {
		feed := f.jsonFeed("/feeds/" + name + ".json")
		if diff := cmp.Diff(want, feed.ids()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		parsed := f.atomFeedAt("/feeds/" + name + ".atom")
		if len(parsed.Entries) != len(feed.Items) {
			t.Fatalf("%s: %d entries, %d items", name, len(parsed.Entries), len(feed.Items))
		}
		for i, item := range feed.Items {
			if parsed.Entries[i].ID[0] != item.ID || parsed.Entries[i].Title[0] != item.Title || parsed.Entries[i].Summary[0] != item.ContentText {
				t.Errorf("%s: entry %+v, item %+v", name, parsed.Entries[i], item)
			}
		}
	}
}

func TestFeedsAreServedToTheLetter(t *testing.T) {
	f := seeded(t)
	for _, target := range []string{"/feeds/changes.json?lang=zh", "/feeds/changes.json?lang=en", "/feeds/changes.atom?lang=zh"} {
		a := f.get(target)
		got := a.body
		if strings.Contains(target, ".json") {
			feed := f.jsonFeed(target)
			got = indented(t, strings.ReplaceAll(a.body, feed.Mingshi.FeedID, "FEED")) // another one in each store
		} else {
			got = strings.ReplaceAll(got, "><", ">\n<")
		}
		golden(t, strings.NewReplacer("/", "", "?lang=", "-").Replace(strings.TrimPrefix(target, "/feeds"))+".golden", got)
	}
}

func TestAnItemSaysTheEssentialFacts(t *testing.T) {
	f := seeded(t)
	for target, parts := range map[string]map[disclosure.ID][]string{
		"/feeds/changes.json?lang=zh": {
			penaltyID: {"青禾浴室有限公司", "青卫公罚〔2025〕0001号", "违反公共场所卫生管理规定", "警告、罚款", "3000.00", "青禾区卫生健康局", "2025-03-03", "2026-03-03"},
			permitID:  {permitNumber, "普通", "2025-04-01", "2029-03-31", "有效"},
			gradingID: {"青禾浴室", "B（良好）", "2025-04-02", "86.36", "2025"},
			venueID:   {"青禾路17号", "沐浴", "B（良好）"},
			filingID:  {"青禾书店", filingNumber, "长期"},
			readingID: {"尿素", "<2.1 mg/L", "0–3.5", "GB 37488-2019", "合格", "采样时间：2025-05-06 09:30\n"},
		},
		"/feeds/changes.json?lang=en": {
			penaltyID: {"Penalty", "warning, fine", "3000.00 yuan"},
			gradingID: {"grade B (Good)"},
			lapsedID:  {"2025-05-20", "in force"},
		},
	} {
		feed := f.jsonFeed(target)
		for id, words := range parts {
			item := feed.item(id)
			for _, word := range words {
				if !strings.Contains(item.Title+"\n"+item.ContentText, word) {
					t.Errorf("%s, %s: %q is missing in %s\n%s", target, id, word, item.Title, item.ContentText)
				}
			}
		}
	}
}

func TestFeedOfAVenueHoldsExactlyItsRecords(t *testing.T) {
	f := seeded(t)
	here := samplePenalty("2025-05-06", "持"+permitNumber+"经营，未按规定消毒")
	f.publish(numbered(disclosure.KindPenalty, 40), here)
	for target, want := range map[string][]disclosure.ID{
		"/feeds/changes.json?venue=" + string(venueID): {
			numbered(disclosure.KindPenalty, 40), penaltyID, readingID, gradingID, permitID, venueID,
		},
		"/feeds/changes.json?venue=" + string(branchID):   {lapsedID, branchID},
		"/feeds/penalties.json?venue=" + string(venueID):  {numbered(disclosure.KindPenalty, 40), penaltyID},
		"/feeds/penalties.json?venue=" + string(branchID): nil,
		"/feeds/gradings.json?venue=" + string(venueID):   {gradingID},
		"/feeds/permits.json?venue=" + string(venueID):    {permitID},
	} {
		feed := f.jsonFeed(target)
		if diff := cmp.Diff(want, feed.ids()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", target, diff)
		}
		f.atomFeedAt(strings.Replace(target, ".json", ".atom", 1))
		if !strings.HasPrefix(feed.HomePageURL, baseURL+"/venues/") {
			t.Errorf("%s is at home at %s", target, feed.HomePageURL)
		}
	}
	if a := f.get("/feeds/changes.json?venue=" + string(unusedVenue)); a.code() != "not-found" {
		t.Errorf("an unknown venue: %d %s", a.status, a.body)
	}
	if a := f.get("/feeds/changes.json?venue=" + string(permitID)); a.code() != "not-found" {
		t.Errorf("a permit as a venue: %d %s", a.status, a.body)
	}
	record, err := f.store.Get(t.Context(), branchID)
	if err != nil {
		t.Fatal(err)
	}
	f.end(record, disclosure.OpWithdraw, disclosure.ReasonNotInSource, disclosure.StateWithdrawn)
	if a := f.get("/feeds/changes.json?venue="+string(branchID), "If-None-Match", "*"); a.code() != "gone" {
		t.Errorf("a venue that is gone: %d %s", a.status, a.body)
	}
}

const unusedVenue = disclosure.ID("vn_000000000000Z")

func TestWhatIsGoneIsInNoFeedButByItsEnd(t *testing.T) {
	f := seeded(t)
	record := f.publish(numbered(disclosure.KindPenalty, 41), samplePenalty("2025-04-05", marker))
	all := []string{
		"/feeds/changes.json", "/feeds/penalties.json", "/feeds/penalties.json?authority=" + deciding,
		"/feeds/changes.json?authority=" + deciding, "/feeds/changes.json?street=" + url.QueryEscape("青禾街道"),
	}
	for _, target := range all {
		before := f.jsonFeed(target) // also so that what is remembered is from before
		if has := before.item(record.ID).ID != ""; !has && !strings.Contains(target, "street") {
			t.Fatalf("%s does not hold what is public", target)
		}
	}
	f.end(record, disclosure.OpRepair, disclosure.ReasonRepaired, disclosure.StateRepaired)
	for _, target := range all {
		for _, form := range []string{target, strings.Replace(target, ".json", ".atom", 1)} {
			a := f.get(form)
			if strings.Contains(a.body, marker) || a.status != http.StatusOK {
				t.Errorf("%s: %d %s", form, a.status, a.body)
			}
			for _, id := range []disclosure.ID{record.ID, withdrawnID, overdueID} {
				if told := strings.HasPrefix(form, "/feeds/changes.") && !strings.Contains(form, "?"); told != strings.Contains(a.body, string(id)) {
					t.Errorf("%s names %s: %t", form, id, !told)
				}
			}
		}
	}
	feed := f.jsonFeed("/feeds/changes.json?lang=en")
	for id, want := range map[disclosure.ID][2]string{
		record.ID:   {"repaired", "The credit repair was completed; publication ended early."},
		withdrawnID: {"revoked", "The decision was revoked; the record was withdrawn and is no longer public."},
		overdueID:   {"expired", "The publication period has ended; the record is no longer public."},
	} {
		item := feed.item(id)
		if item.ContentText != want[1] || string(item.Mingshi.Reason) != want[0] || item.DatePublished != "" || item.Mingshi.Digest != "" {
			t.Errorf("%s: %+v", id, item)
		}
	}
}

func TestFeedsNarrowed(t *testing.T) {
	f := seeded(t)
	abroad := sampleVenue("城南泳池", "青卫公证字〔2025〕第0009号", "城南路1号")
	abroad.Street = "城南街道"
	f.publish(numbered(disclosure.KindVenue, 50), abroad)
	f.publish(numbered(disclosure.KindPermit, 50), samplePermit("青卫公证字〔2025〕第0009号", "2029-03-31"))
	south, north := url.QueryEscape("城南街道"), url.QueryEscape("青禾街道")
	for target, want := range map[string][]disclosure.ID{
		"/feeds/permits.json?street=" + south:      {numbered(disclosure.KindPermit, 50)},
		"/feeds/permits.json?street=" + north:      {lapsedID, permitID},
		"/feeds/changes.json?street=" + south:      {numbered(disclosure.KindPermit, 50), numbered(disclosure.KindVenue, 50)},
		"/feeds/permits.json?street=nowhere":       nil,
		"/feeds/penalties.json?authority=" + "911": nil,
	} {
		if diff := cmp.Diff(want, f.jsonFeed(target).ids()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", target, diff)
		}
	}
	// The venue moves: its permit follows it, although the permit did not change.
	record, err := f.store.Get(t.Context(), numbered(disclosure.KindVenue, 50))
	if err != nil {
		t.Fatal(err)
	}
	abroad.Street = "城北街道"
	moved := f.record(record.ID, abroad)
	moved.Version = record.Version + 1
	f.apply(store.Write{Op: disclosure.OpAmend, Record: moved, Expect: record.Version})
	if got := f.jsonFeed("/feeds/permits.json?street=" + south).ids(); len(got) != 0 {
		t.Errorf("in the street that the venue left: %v", got)
	}
	if got := f.jsonFeed("/feeds/permits.json?street=" + url.QueryEscape("城北街道")).ids(); len(got) != 1 {
		t.Errorf("in the street that the venue moved to: %v", got)
	}
}

func TestFeedRefusesWhatItDoesNotUnderstand(t *testing.T) {
	f := seeded(t)
	for target, want := range map[string]string{
		"/feeds/changes.json?limit=3":                                    "invalid-parameter",
		"/feeds/changes.json?street=":                                    "invalid-parameter",
		"/feeds/changes.atom?venue=":                                     "invalid-parameter",
		"/feeds/changes.json?street=a&venue=" + string(venueID):          "invalid-parameter",
		"/feeds/changes.json?authority=" + deciding + "&venue=" + "vn_1": "invalid-parameter",
		"/feeds/boats.json":                                              "not-found",
	} {
		if a := f.get(target); a.code() != want {
			t.Errorf("%s: %d %s, want %s", target, a.status, a.body, want)
		}
	}
}

func TestFeedsAreAskedConditionally(t *testing.T) {
	f := seeded(t)
	for _, target := range []string{"/feeds/permits.json", "/feeds/permits.atom", "/feeds/permits.json?venue=" + string(venueID)} {
		tag := f.get(target).header.Get("ETag")
		if a := f.get(target, "If-None-Match", tag); tag == "" || a.status != http.StatusNotModified || a.body != "" {
			t.Errorf("%s: %d %s", target, a.status, a.body)
		}
	}
}

func TestAFeedBeginsWithWhatCameLongAgo(t *testing.T) {
	f := newFixture(t)
	if err := f.adds(disclosure.KindPermit, 1, 60); err != nil {
		t.Fatal(err)
	}
	for from := 0; from < 2*recentMost; from += 4000 {
		if err := f.adds(disclosure.KindFiling, 1000+from, 4000); err != nil {
			t.Fatal(err)
		}
	}
	got := f.jsonFeed("/feeds/permits.json").ids()
	if len(got) != feedItems || got[0] != numbered(disclosure.KindPermit, 60) {
		t.Errorf("%d permits, the first is %s", len(got), got[0])
	}
	f.publish(numbered(disclosure.KindPermit, 61), samplePermit(branchNumber, "2029-03-31"))
	if got := f.jsonFeed("/feeds/permits.json").ids(); len(got) != feedItems || got[0] != numbered(disclosure.KindPermit, 61) {
		t.Errorf("then the first is %s", got[0])
	}
	for kind, want := range map[disclosure.Kind]int{disclosure.KindPermit: 61, disclosure.KindFiling: recentMost} {
		now, err := f.api.recentOf(kind).last(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := len(now.list); got != want {
			t.Errorf("%s: %d are remembered, want %d", kind, got, want)
		}
	}
}

func TestAFeedOfNothing(t *testing.T) {
	f := newFixture(t)
	for name := range feedKinds {
		if feed := f.jsonFeed("/feeds/" + name + ".json"); len(feed.Items) != 0 {
			t.Errorf("%s: %+v", name, feed)
		}
		f.atomFeedAt("/feeds/" + name + ".atom")
	}
}

func TestNewerKeepsEachRecordOnce(t *testing.T) {
	a, b, c := latest{id: "a", position: 1}, latest{id: "b", position: 2}, latest{id: "a", position: 3}
	for name, test := range map[string]struct{ earlier, later, want []latest }{
		"nothing":          {nil, nil, nil},
		"nothing new":      {[]latest{a, b}, nil, []latest{a, b}},
		"changed again":    {[]latest{a, b}, []latest{c}, []latest{b, c}},
		"twice in a page":  {nil, []latest{a, b, c}, []latest{b, c}},
		"behind another":   {[]latest{a}, []latest{b}, []latest{a, b}},
		"nothing to begin": {nil, []latest{a}, []latest{a}},
	} {
		if diff := cmp.Diff(test.want, newer(test.earlier, test.later), cmp.AllowUnexported(latest{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestOnlyWhatXMLCanWriteIsLeft(t *testing.T) {
	f := newFixture(t)
	venue := sampleVenue("青禾\u0001<浴室>\u000b&\ufffe", permitNumber, "]]>青禾路")
	f.publish(venueID, venue)
	feed := f.atomFeedAt("/feeds/changes.atom")
	if got := feed.Entries[0].Title[0]; !strings.HasSuffix(got, "青禾<浴室>&") {
		t.Errorf("the title is %q", got)
	}
	if !strings.Contains(feed.Entries[0].Summary[0], "]]>青禾路") {
		t.Errorf("the summary is %q", feed.Entries[0].Summary[0])
	}
}
