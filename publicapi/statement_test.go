package publicapi

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

const statementOfVenue = "/venues/" + string(venueID) + "/statement.jws"

// claimed reads a statement as a delivery platform does, by another library than the one that signs: with the keys of the site and
// at an instant. Its payload is held against the description.
func (f *fixture) claimed(text string, at time.Time) (map[string]any, error) {
	f.Helper()
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal([]byte(f.get(keySetPath).body), &keys); err != nil {
		return nil, err
	}
	token, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		return nil, err
	}
	var registered jwt.Claims
	var raw json.RawMessage
	var all map[string]any
	if err := token.Claims(keys, &registered, &raw, &all); err != nil {
		return nil, err
	}
	if err := bodyDescribed("/components/schemas/Statement", string(raw)); err != nil {
		return nil, err
	}
	return all, registered.ValidateWithLeeway(jwt.Expected{Issuer: baseURL, Subject: string(venueID), Time: at}, 0)
}

// stated asks for the statement of the venue and reads it.
func (f *fixture) stated() (text string, claims map[string]any) {
	f.Helper()
	a := f.get(statementOfVenue)
	if a.status != http.StatusOK {
		f.Fatalf("%d %s", a.status, a.body)
	}
	claims, err := f.claimed(a.body, f.now)
	if err != nil {
		f.Fatal(err)
	}
	return a.body, claims
}

func TestStatementSaysWhatTheVenuePageSays(t *testing.T) {
	f := seeded(t)
	_, got := f.stated()
	want := map[string]any{
		"iss": baseURL, "sub": string(venueID), "url": baseURL + "/venues/" + string(venueID),
		"iat": float64(f.now.Unix()), "exp": float64(time.Date(2025, 5, 27, 0, 0, 0, 0, f.zone).Unix()),
		"name": "青禾浴室", "address": "青禾路17号", "status": "open",
		"operator": map[string]any{"name": "青禾浴室有限公司", "uscc": business},
		"permit": map[string]any{
			"id": string(permitID), "kind": "permit", "number": permitNumber, "valid_until": "2029-03-31", "status_today": "in_force",
		},
		"grade": map[string]any{
			"letter": "B", "word": map[string]any{"zh": "良好", "en": "Good"}, "decided_on": "2025-04-02", "grading": string(gradingID),
			"state": "published", "table": map[string]any{"code": "bathing", "version": "2025", "verified": true},
		},
		"inspected_on": "2025-04-02",
	}
	for _, name := range []string{"feed_id", "position", "as_of"} { // of the store
		want[name] = got[name]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var health struct {
		Position float64 `json:"position"`
		AsOf     string  `json:"as_of"`
	}
	f.decoded(root+"/penalties", &health)
	if got["position"] != health.Position || got["as_of"] != health.AsOf {
		t.Errorf("position %v as of %v, the lists say %+v", got["position"], got["as_of"], health)
	}
}

func TestStatementIsTheSameTextUntilSomethingChanges(t *testing.T) {
	f := seeded(t)
	first := f.get(statementOfVenue)
	if again := f.get(statementOfVenue, "If-None-Match", first.header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("asked with its tag: %d", again.status)
	}
	f.now = f.now.Add(13 * time.Hour) // the same day
	if later := f.get(statementOfVenue); later.body != first.body || later.header.Get("ETag") != first.header.Get("ETag") {
		t.Error("another text on the same day")
	}
	f.now = f.now.Add(2 * time.Hour) // the next one
	next := f.get(statementOfVenue, "If-None-Match", first.header.Get("ETag"))
	claims, err := f.claimed(next.body, f.now)
	if err != nil {
		t.Fatal(err)
	}
	midnight := time.Date(2025, 5, 21, 0, 0, 0, 0, f.zone)
	if claims["iat"] != float64(midnight.Unix()) || claims["exp"] != float64(midnight.Add(7*24*time.Hour).Unix()) {
		t.Errorf("on the next day iat %v, exp %v", claims["iat"], claims["exp"])
	}
}

// TestStatementFollowsAGradeAtOnce is the way of a venue that is graded again: what was stated before holds as it was signed until it
// ends, what is asked for now says the new grade.
func TestStatementFollowsAGradeAtOnce(t *testing.T) {
	f := seeded(t)
	before, old := f.stated()
	tag := f.get(statementOfVenue).header.Get("ETag")
	f.now = f.now.Add(time.Minute)
	again := sampleGrading()
	again.InspectedOn, again.Grade = disclosure.MustDate("2025-05-20"), &disclosure.Grade{Letter: "A", Word: "优秀"}
	f.publish(numbered(disclosure.KindGrading, 2), again)
	if a := f.get(statementOfVenue, "If-None-Match", tag); a.status != http.StatusOK {
		t.Errorf("with the old tag: %d", a.status)
	}
	_, now := f.stated()
	grade, _ := now["grade"].(map[string]any)
	if grade["letter"] != "A" || grade["decided_on"] != "2025-05-20" || now["iat"] != float64(f.now.Unix()) {
		t.Errorf("after the inspection: %v", now)
	}
	if held, err := f.claimed(before, f.now); err != nil || cmp.Diff(old, held) != "" {
		t.Errorf("what was signed before: %v, %v", held, err)
	}
	end := time.Unix(int64(old["exp"].(float64)), 0)
	if _, err := f.claimed(before, end.Add(time.Second)); err == nil {
		t.Error("what was signed before holds beyond its end")
	}
}

func TestStatementSaysThatAGradeIsDisputed(t *testing.T) {
	f := seeded(t)
	tag := f.get(statementOfVenue).header.Get("ETag")
	for _, step := range []struct {
		do   func(id disclosure.ID)
		want string
	}{{f.dispute, "disputed"}, {f.settle, "published"}} {
		step.do(gradingID)
		if a := f.get(statementOfVenue, "If-None-Match", tag); a.status != http.StatusOK {
			t.Errorf("%s, asked with the tag of before: %d", step.want, a.status)
		}
		_, claims := f.stated()
		grade, _ := claims["grade"].(map[string]any)
		if grade["letter"] != "B" || grade["state"] != step.want {
			t.Errorf("the grade is %v, want one that is %s", grade, step.want)
		}
	}
}

func TestStatementWithoutAGrade(t *testing.T) {
	f := seeded(t)
	f.end(f.mustGet(gradingID), disclosure.OpWithdraw, disclosure.ReasonPublishedInError, disclosure.StateWithdrawn)
	if _, claims := f.stated(); claims["grade"] != nil || claims["inspected_on"] != nil {
		t.Errorf("never inspected: %v", claims)
	}
	failed := sampleGrading()
	failed.Grade, failed.FailedKeyItems = nil, []string{"3.1"}
	f.publish(numbered(disclosure.KindGrading, 2), failed)
	if _, claims := f.stated(); claims["grade"] != nil || claims["inspected_on"] != "2025-04-02" {
		t.Errorf("inspected and not graded: %v", claims)
	}
}

// TestStatementNeverOutlivesItsPermit holds that nobody can show a permit as in force behind its end, statement in hand.
func TestStatementNeverOutlivesItsPermit(t *testing.T) {
	f := seeded(t)
	permit := f.mustGet(permitID)
	body := samplePermit(permitNumber, "2025-05-22")
	f.rewrite(permit, body)
	text, claims := f.stated()
	last := time.Date(2025, 5, 23, 0, 0, 0, 0, f.zone)
	if claims["exp"] != float64(last.Unix()) {
		t.Errorf("ends at %v, want the end of the permit's last day %d", claims["exp"], last.Unix())
	}
	if _, err := f.claimed(text, last.Add(time.Second)); err == nil {
		t.Error("it holds behind the permit's last day")
	}
	f.now = last.Add(time.Hour)
	_, claims = f.stated()
	lapsed, _ := claims["permit"].(map[string]any)
	if lapsed["status_today"] != "lapsed" || lapsed["valid_until"] != "2025-05-22" ||
		claims["exp"] != float64(last.Add(7*24*time.Hour).Unix()) {
		t.Errorf("once it has lapsed: %v", claims)
	}
	f.end(f.mustGet(permitID), disclosure.OpWithdraw, disclosure.ReasonRevoked, disclosure.StateWithdrawn)
	if _, claims = f.stated(); claims["permit"] != nil {
		t.Errorf("once it is withdrawn: %v", claims["permit"])
	}
}

func TestStatementsThatAreNotThere(t *testing.T) {
	f := seeded(t)
	tag := f.get(statementOfVenue).header.Get("ETag")
	f.end(f.mustGet(venueID), disclosure.OpWithdraw, disclosure.ReasonNotInSource, disclosure.StateWithdrawn)
	for target, want := range map[string]int{
		statementOfVenue:                                   http.StatusGone,
		"/venues/vn_000000000000Z/statement.jws":           http.StatusNotFound,
		"/venues/nonsense/statement.jws":                   http.StatusNotFound,
		"/venues/" + string(permitID) + "/statement.jws":   http.StatusNotFound,
		"/venues/" + string(branchID) + "/statement.jws?x": http.StatusBadRequest,
	} {
		for _, condition := range []string{tag, "*", ""} {
			if a := f.get(target, "If-None-Match", condition); a.status != want || a.code() == "" {
				t.Errorf("%s with %q: %d %s", target, condition, a.status, a.body)
			}
		}
	}
	f.api.Statements = nil
	if a := f.get("/venues/" + string(branchID) + "/statement.jws"); a.code() != "unavailable" {
		t.Errorf("without a key: %d %s", a.status, a.body)
	}
	if a := f.get(keySetPath); a.status != http.StatusOK || a.body != `{"keys":[]}` {
		t.Errorf("the keys, without one: %d %s", a.status, a.body)
	}
}

func TestMediaTypesOfStatements(t *testing.T) {
	f := seeded(t)
	for accept, want := range map[string]int{"": 200, "*/*": 200, "application/jwt": 200, "application/jose": 200, "application/json": 406} {
		a := f.get(statementOfVenue, "Accept", accept)
		if a.status != want || want == http.StatusOK && a.header.Get("Content-Type") != "application/jwt" {
			t.Errorf("Accept %q: %d %s", accept, a.status, a.header.Get("Content-Type"))
		}
	}
	for accept, want := range map[string]int{"": 200, "application/json": 200, "application/jwk-set+json": 200, "text/html": 406} {
		a := f.get(keySetPath, "Accept", accept)
		if a.status != want || want == http.StatusOK && a.header.Get("Content-Type") != "application/jwk-set+json" {
			t.Errorf("keys, Accept %q: %d %s", accept, a.status, a.header.Get("Content-Type"))
		}
	}
}

// TestKeysAreKeptForAShortTime holds what a verifier lives by: it may keep the keys, finds out cheaply that they are the same, and has
// the old one as long as it is there.
func TestKeysAreKeptForAShortTime(t *testing.T) {
	f := seeded(t)
	old, _ := f.stated()
	first := f.get(keySetPath)
	if got := first.header.Get("Cache-Control"); got != "public, max-age=300" {
		t.Errorf("Cache-Control is %q", got)
	}
	if first.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("scripts of other sites cannot read the keys")
	}
	tag := first.header.Get("ETag")
	f.publish(numbered(disclosure.KindFiling, 80), sampleFiling())
	same := f.get(keySetPath, "If-None-Match", tag)
	if same.status != http.StatusNotModified || same.header.Get("Cache-Control") != "public, max-age=300" {
		t.Errorf("the same keys: %d %v", same.status, same.header)
	}
	f.api.Statements = signerWith(t, 1, 2)
	if a := f.get(keySetPath, "If-None-Match", tag); a.status != http.StatusOK {
		t.Errorf("with a new key: %d", a.status)
	}
	if _, err := f.claimed(old, f.now); err != nil {
		t.Errorf("signed by the old key: %v", err)
	}
	f.stated()
	f.api.Statements = signerWith(t, 2)
	if _, err := f.claimed(old, f.now); err == nil {
		t.Error("it holds without its key")
	}
	if head := f.do(http.MethodHead, keySetPath); head.status != http.StatusOK || head.body != "" {
		t.Errorf("HEAD: %d %q", head.status, head.body)
	}
}

// TestStatementsHaveNothingThatIsNotPublic compares every text of a statement with the public records of the venue.
func TestStatementsHaveNothingThatIsNotPublic(t *testing.T) {
	f := seeded(t)
	_, claims := f.stated()
	public := f.get(root+"/venues/"+string(venueID)).body + f.get(root+"/gradings/"+string(gradingID)).body +
		f.get(root+"/changes?limit=1").body + `"Good"` + baseURL
	var walk func(at string, value any)
	walk = func(at string, value any) {
		switch value := value.(type) {
		case map[string]any:
			for name, inner := range value {
				walk(at+"."+name, inner)
			}
		case string:
			if !strings.Contains(public, value) && !strings.Contains(f.get(root+"/venues?q="+url.QueryEscape("青禾")).body, value) {
				t.Errorf("%s: %q is in no record", at, value)
			}
		}
	}
	walk("", claims)
}
