package publicapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

// listedSubject is a business of the list.
type listedSubject struct {
	Code      string
	Name      string
	Penalties int
	Latest    *string `json:"latest_decided_on"`
	URL       string
}

// subjectsPage is an answer of the list of businesses.
type subjectsPage struct {
	Data       []listedSubject
	Total      int
	TotalExact bool `json:"total_is_exact"`
	Next       *string
	Facets     map[string]any
	Position   int64
}

// penaltyOf publishes the n-th penalty, of a business; with "" of a natural person.
func (f *fixture) penaltyOf(n int, code, name, decided string) disclosure.Record {
	f.Helper()
	body := samplePenalty(decided, "未按规定消毒")
	body.Counterparty.Name, body.Counterparty.USCC = name, code
	return f.publish(numbered(disclosure.KindPenalty, n), body)
}

func TestSubjectsAreServedToTheLetter(t *testing.T) {
	f := newFixture(t)
	golden(t, "subjects-empty.json", indented(t, f.get(root+"/subjects").body))
	f.penaltyOf(1, business, "青禾浴室有限公司", "2025-03-03")
	f.penaltyOf(2, business, "青禾浴室（集团）有限公司", "2025-04-03")
	f.penaltyOf(3, districtCode(1), "青禾理发店", "2025-03-04")
	f.penaltyOf(4, "", "赵某", "2025-03-05")
	golden(t, "subjects.json", indented(t, f.get(root+"/subjects").body))
	if page := f.get(root + "/subjects?limit=200"); strings.Contains(page.body, "赵某") {
		t.Errorf("a natural person stands among the businesses: %s", page.body)
	}
}

func TestSubjectsAreWalkedByNext(t *testing.T) {
	f := newFixture(t)
	n := 0
	var want []string
	for i := range 7 {
		code := districtCode(i)
		want = append(want, code)
		for range 7 - i {
			n++
			f.penaltyOf(n, code, "青禾理发店", "2025-03-04")
		}
	}
	var got []string
	target := root + "/subjects?limit=3"
	for target != "" {
		var page subjectsPage
		f.decoded(target, &page)
		if page.Total != len(want) || !page.TotalExact || len(page.Facets) != 0 || page.Position != int64(n) {
			t.Errorf("%s: %+v", target, page)
		}
		for _, one := range page.Data {
			got = append(got, one.Code)
			if whole := f.get(strings.TrimPrefix(one.URL, baseURL) + ".json"); whole.status != http.StatusOK {
				t.Errorf("%s: %d", one.URL, whole.status)
			}
		}
		link := f.get(target).header.Get("Link")
		if (page.Next == nil) != (link == "") {
			t.Errorf("%s: next %v beside the link %q", target, page.Next, link)
		}
		target = strings.TrimPrefix(strings.TrimSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`), baseURL)
	}
	if !slices.Equal(got, want) {
		t.Errorf("a walk meets %v, want %v", got, want)
	}
}

func TestSubjectsDoNotCountWhatIsGone(t *testing.T) {
	f := seeded(t)
	var page subjectsPage
	f.decoded(root+"/subjects", &page)
	if len(page.Data) != 1 || page.Data[0].Code != business || page.Data[0].Penalties != 2 || *page.Data[0].Latest != "2025-03-04" {
		t.Errorf("got %+v, want the business with its two public penalties", page.Data)
	}
	gone := f.penaltyOf(80, districtCode(1), marker, "2025-03-06")
	if body := f.get(root + "/subjects").body; !strings.Contains(body, marker) {
		t.Fatalf("a public penalty is not counted: %s", body)
	}
	f.end(gone, disclosure.OpWithdraw, disclosure.ReasonRevoked, disclosure.StateWithdrawn)
	if body := f.get(root + "/subjects").body; strings.Contains(body, marker) || strings.Contains(body, districtCode(1)) {
		t.Errorf("it still names a business without a public penalty: %s", body)
	}
	f.now = f.now.AddDate(1, 0, 0) // past the last public day of all
	f.decoded(root+"/subjects", &page)
	if len(page.Data) != 0 || page.Total != 0 {
		t.Errorf("got %+v after their last public day", page)
	}
}

func TestWrongQuestionsForSubjectsAreRefused(t *testing.T) {
	f := seeded(t)
	ofPenalties := nextOf(f, root+"/penalties?limit=1")
	for target, want := range map[string]string{
		"?limit=0": "invalid-parameter", "?limit=201": "invalid-parameter", "?limit=all": "invalid-parameter",
		"?after=nonsense": "invalid-cursor", "?after=" + ofPenalties: "invalid-cursor",
		"?sort=name": "invalid-parameter", "?limit=1&limit=2": "invalid-parameter",
	} {
		if a := f.get(root + "/subjects" + target); a.status != http.StatusBadRequest || a.code() != want {
			t.Errorf("%s: %d %s, want %s", target, a.status, a.code(), want)
		}
	}
}
