package publicapi

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

func TestMatchesPointAtCharacters(t *testing.T) {
	f := district(t)
	for _, tc := range []struct {
		name, target string
		id           disclosure.ID
		want         []match
	}{
		{
			"name of a venue and of its operator", query(root+"/venues", "q", "04 公司"), numbered(disclosure.KindVenue, 4),
			[]match{{"name", [][2]int{{4, 6}}}, {"operator.name", [][2]int{{3, 5}, {7, 9}}}, {"permit_numbers.0", [][2]int{{14, 16}}}},
		},
		{
			"former names by their place", query(root+"/venues", "q", "码头"), numbered(disclosure.KindVenue, 0),
			[]match{{"former_names.0", [][2]int{{1, 3}}}, {"former_names.1", [][2]int{{1, 3}}}},
		},
		{
			"pinyin", query(root+"/venues", "q", "qfd", "pinyin", "1"), numbered(disclosure.KindVenue, 4),
			[]match{{"name", [][2]int{{1, 4}}}},
		},
		{
			"number in other brackets", query(root+"/penalties", "q", "罚(2025)0007"), numbered(disclosure.KindPenalty, 7),
			[]match{{"document_number", [][2]int{{3, 14}}}},
		},
		{
			"code and venue", query(root+"/penalties", "q", "91320282MA10000007 晨光"), numbered(disclosure.KindPenalty, 7),
			[]match{{"counterparty.uscc", [][2]int{{0, 18}}}, {"venue.name", [][2]int{{0, 2}}}},
		},
		{
			"found by the venue's address alone", query(root+"/readings", "q", "民生路12号"), numbered(disclosure.KindReading, 11), []match{},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			page := f.find(tc.target)
			at := slices.IndexFunc(page.Data, func(record foundRecord) bool { return record.ID == tc.id })
			if at < 0 {
				t.Fatalf("%s was not found: %v", tc.id, page.ids())
			}
			if diff := gocmp.Diff(tc.want, page.Data[at].Matches); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if body := f.get(query(root+"/venues", "street", "青禾街道")).body; strings.Contains(body, "matches") {
		t.Errorf("matches without a text: %s", body)
	}
}

// TestDigestOfAFoundRecordFollowsFromIt does what doc.go tells others to do with what a search gives.
func TestDigestOfAFoundRecordFollowsFromIt(t *testing.T) {
	f := district(t)
	var page struct{ Data []map[string]json.RawMessage }
	f.decoded(query(root+"/search", "q", "青", "limit", "200", "lang", "zh"), &page)
	seen := map[disclosure.Kind]bool{}
	for _, members := range page.Data {
		kind := disclosure.Kind(unquoted(t, members["kind"]))
		seen[kind] = true
		if _, ok := members["matches"]; !ok {
			t.Fatalf("a %s without matches", kind)
		}
		delete(members, "matches")
		if got, want := recomputed(t, kind, members), unquoted(t, members["digest"]); got != want {
			t.Errorf("%s: recomputed digest %s, served %s", kind, got, want)
		}
	}
	if len(seen) != len(kinds) {
		t.Errorf("only kinds %v were found", seen)
	}
}
