package publicapi

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
)

// listed is an answer of a list.
type listed struct {
	Data     []struct{ ID disclosure.ID }
	Total    int
	Next     *string
	Position int64
}

// nextOf is the cursor of the page behind the target.
func nextOf(f *fixture, target string) string {
	f.Helper()
	var page listed
	f.decoded(target, &page)
	if page.Next == nil {
		f.Fatalf("GET %s: no further page", target)
	}
	return url.QueryEscape(*page.Next)
}

func TestListIsServedToTheLetter(t *testing.T) {
	f := seeded(t)
	golden(t, "list.json", indented(t, f.get(root+"/filings").body))
	empty := newFixture(t)
	golden(t, "list-empty.json", indented(t, empty.get(root+"/filings").body))
}

func TestWalkYieldsEachRecordOnceWhileAWriterInserts(t *testing.T) {
	for _, kind := range kinds {
		for _, order := range finder.Sorts(kind) {
			t.Run(string(kind)+" by "+order, func(t *testing.T) { walk(t, kind, order) })
		}
	}
}

func walk(t *testing.T, kind disclosure.Kind, order string) {
	t.Helper()
	const before, limit = 25, 4
	f := newFixture(t)
	insert := func(n int) { f.publish(numbered(kind, n), many(kind, n)) }
	for n := range before {
		insert(n)
	}
	seen := map[disclosure.ID]int{}
	after, inserted := "", before
	for {
		var page listed
		f.decoded(root+"/"+kind.Plural()+"?limit=4&sort="+order+after, &page)
		if page.Total != inserted || len(page.Data) > limit {
			t.Errorf("page of %d with total %d, want %d", len(page.Data), page.Total, inserted)
		}
		for _, record := range page.Data {
			seen[record.ID]++
		}
		if page.Next == nil {
			break
		}
		after = "&after=" + url.QueryEscape(*page.Next)
		insert(inserted) // some before the cursor, some behind it
		inserted++
	}
	for n := range inserted {
		id := numbered(kind, n)
		if n < before && seen[id] != 1 || seen[id] > 1 {
			t.Errorf("%s came %d times", id, seen[id])
		}
	}
}

// many is the n-th of many records of a kind: their dates and names go up and down, and some are equal.
func many(kind disclosure.Kind, n int) disclosure.Body {
	day := disclosure.MustDate("2025-03-10").AddDays(n * 7 % 11)
	switch kind {
	case disclosure.KindVenue:
		return sampleVenue(strings.Repeat("浴", 1+n*7%11), permitNumber+day.String(), "青禾路1号")
	case disclosure.KindPermit:
		permit := samplePermit(permitNumber, "2029-03-31")
		permit.DecidedOn = day
		return permit
	case disclosure.KindFiling:
		filing := sampleFiling()
		filing.DecidedOn = day
		return filing
	case disclosure.KindGrading:
		grading := sampleGrading()
		grading.InspectedOn = day
		return grading
	case disclosure.KindReading:
		reading := sampleReading()
		reading.SampledAt = day.String() + "T09:30:00+08:00"
		return reading
	default:
		return samplePenalty(day.String(), "未按规定消毒")
	}
}

func TestLinkLeadsToTheNextPage(t *testing.T) {
	f := seeded(t)
	a := f.get(root + "/penalties?limit=1&sort=decided_on&lang=en")
	link, ok := strings.CutSuffix(a.header.Get("Link"), `>; rel="next"`)
	link, begins := strings.CutPrefix(link, "<"+baseURL)
	if !ok || !begins {
		t.Fatalf("Link is %q", a.header.Get("Link"))
	}
	next := f.get(link)
	if next.status != http.StatusOK || !strings.Contains(next.body, string(unplacedID)) || !strings.Contains(next.body, "_label") {
		t.Errorf("GET %s: %d %s", link, next.status, next.body)
	}
	if got := next.header.Get("Link"); got != "" {
		t.Errorf("the last page links to %q", got)
	}
}

func TestTwinsOfPagesGiveTheSameBytes(t *testing.T) {
	f := seeded(t)
	for twin, resource := range map[string]string{
		"/venues/" + string(venueID) + ".json":              root + "/venues/" + string(venueID),
		"/permits/" + string(permitID) + ".json":            root + "/permits/" + string(permitID),
		"/filings/" + string(filingID) + ".json":            root + "/filings/" + string(filingID),
		"/penalties/" + string(penaltyID) + ".json?lang=zh": root + "/penalties/" + string(penaltyID) + "?lang=zh",
		"/subjects/" + business + ".json":                   root + "/subjects/" + business,
		"/subjects.json":                                    root + "/subjects",
		"/venues.json":                                      root + "/venues",
		"/permits.json?limit=1":                             root + "/permits?limit=1",
		"/filings.json":                                     root + "/filings",
		"/penalties.json?sort=decided_on":                   root + "/penalties?sort=decided_on",
	} {
		a, b := f.get(twin), f.get(resource)
		if a.status != http.StatusOK || a.body != b.body {
			t.Errorf("%s: %d, differs from %s", twin, a.status, resource)
		}
	}
}
