package publicapi

import (
	"encoding/json"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
)

func TestWrongRequestsGetTheirProblem(t *testing.T) {
	f := seeded(t)
	penalties := root + "/penalties"
	otherOrder := nextOf(f, penalties+"?sort=decided_on&limit=1")
	for _, tc := range []struct {
		name, method, target string
		status               int
		code, parameter      string
	}{
		{"never published", "GET", penalties + "/" + string(unusedID), 404, "not-found", ""},
		{"malformed id", "GET", penalties + "/pn_1", 404, "not-found", ""},
		{"lower-case id", "GET", penalties + "/pn_000000000000z", 404, "not-found", ""},
		{"id of another kind", "GET", root + "/permits/" + string(penaltyID), 404, "not-found", ""},
		{"history of another kind", "GET", root + "/permits/" + string(penaltyID) + "/history", 404, "not-found", ""},
		{"history of nothing", "GET", penalties + "/" + string(unusedID) + "/history", 404, "not-found", ""},
		{"withdrawn", "GET", penalties + "/" + string(withdrawnID), 410, "gone", ""},
		{"withdrawn, its twin", "GET", "/penalties/" + string(withdrawnID) + ".json", 410, "gone", ""},
		{"past its last day", "GET", penalties + "/" + string(overdueID), 410, "gone", ""},
		{"unknown business", "GET", root + "/subjects/91320282MA1NOBODY1", 404, "not-found", ""},
		{"no code", "GET", root + "/subjects/%20", 404, "not-found", ""},
		{"unknown resource", "GET", root + "/boards", 404, "not-found", ""},
		{"no version", "GET", "/api/permits", 404, "not-found", ""},
		{"broken UTF-8 in the path", "GET", penalties + "/%ff%fe", 404, "not-found", ""},
		{"slash in an id", "GET", penalties + "/..%2f..%2fetc", 404, "not-found", ""},
		{"method", "POST", penalties, 405, "method-not-allowed", ""},
		{"unknown method", "PURGE", penalties, 405, "method-not-allowed", ""},
		{"long address", "GET", penalties + "?after=" + strings.Repeat("a", 8<<10), 414, "uri-too-long", ""},
		{"parameter of a list on a record", "GET", penalties + "/" + string(penaltyID) + "?limit=1", 400, "invalid-parameter", "limit"},
		{"doubled", "GET", penalties + "?limit=1&limit=1", 400, "invalid-parameter", "limit"},
		{"limit", "GET", penalties + "?limit=201", 400, "invalid-parameter", "limit"},
		{"huge limit", "GET", penalties + "?limit=9223372036854775808", 400, "invalid-parameter", "limit"},
		{"sort", "GET", penalties + "?sort=name", 400, "invalid-parameter", "sort"},
		{"sort of nothing", "GET", root + "/venues?sort=-name", 400, "invalid-parameter", "sort"},
		{"lang", "GET", penalties + "?lang=fr", 400, "invalid-parameter", "lang"},
		{"no cursor of ours", "GET", penalties + "?after=abc", 400, "invalid-cursor", "after"},
		{"empty cursor", "GET", penalties + "?after=", 400, "invalid-cursor", "after"},
		{"cursor of another order", "GET", penalties + "?after=" + otherOrder, 400, "invalid-cursor", "after"},
		{"cursor of another kind", "GET", root + "/permits?sort=decided_on&after=" + otherOrder, 400, "invalid-cursor", "after"},
		{"tampered cursor", "GET", penalties + "?sort=decided_on&after=A" + otherOrder[1:] + "A", 400, "invalid-cursor", "after"},
		{"feed: negative position", "GET", root + "/changes?after=-1", 400, "invalid-parameter", "after"},
		{"feed: limit", "GET", root + "/changes?limit=1001", 400, "invalid-parameter", "limit"},
		{"feed: wait", "GET", root + "/changes?wait=61", 400, "invalid-parameter", "wait"},
		{"feed: kind", "GET", root + "/changes?kind=penalties", 400, "invalid-parameter", "kind"},
		{"feed: empty kind", "GET", root + "/changes?kind=", 400, "invalid-parameter", "kind"},
		{"feed: empty feed", "GET", root + "/changes?feed=", 400, "invalid-parameter", "feed"},
		{"feed: another feed", "GET", root + "/changes?feed=other", 409, "feed-reset", ""},
		{"feed: beyond the head", "GET", root + "/changes?after=1000", 409, "feed-reset", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := f.do(tc.method, tc.target, "Accept-Language", "en")
			var p web.Problem
			if err := json.Unmarshal([]byte(a.body), &p); err != nil {
				t.Fatalf("%d %q: %v", a.status, a.body, err)
			}
			if a.status != tc.status || a.code() != tc.code || p.Status != tc.status || p.Parameter != tc.parameter {
				t.Errorf("%d %s, want %d %s of %q", a.status, a.body, tc.status, tc.code, tc.parameter)
			}
			for _, text := range []string{p.Title, p.Detail, p.Fix} {
				if text == "" || strings.ContainsAny(text, "[%") {
					t.Errorf("%q is no sentence", text)
				}
			}
			if got := a.header.Get("Access-Control-Allow-Origin"); got != "*" && tc.method == "GET" && tc.status != 414 {
				t.Errorf("scripts of other sites cannot read the problem: %q", got)
			}
		})
	}
}

func TestGoneSaysWhy(t *testing.T) {
	f := seeded(t)
	for id, want := range map[disclosure.ID]string{withdrawnID: "revoked", overdueID: "expired"} {
		var p web.Problem
		if err := json.Unmarshal([]byte(f.get(root+"/penalties/"+string(id)).body), &p); err != nil {
			t.Fatal(err)
		}
		if p.Reason != want {
			t.Errorf("%s: reason %q, want %q", id, p.Reason, want)
		}
	}
}

func TestNotAcceptable(t *testing.T) {
	f := seeded(t)
	for accept, want := range map[string]int{
		"text/csv": 406, "application/json": 200, "*/*": 200, "text/html, application/*;q=0.5": 200, "": 200,
	} {
		if a := f.get(root+"/permits/"+string(permitID), "Accept", accept); a.status != want {
			t.Errorf("Accept %q: %d %s", accept, a.status, a.body)
		}
	}
}

func TestClosedStoreIsUnavailable(t *testing.T) {
	f := seeded(t)
	if err := f.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, target := range everyTarget() {
		if target == "/healthz" {
			if a := f.get(target); a.status != 200 {
				t.Errorf("%s: %d", target, a.status)
			}
			continue
		}
		a := f.get(target)
		if a.status != 503 || a.code() != "unavailable" || a.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", target, a.status, a.body)
		}
	}
}
