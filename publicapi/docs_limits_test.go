package publicapi

import (
	"net/http"
	"strings"
	"testing"

	"mingshi/internal/throttle"
	"mingshi/openapi"
)

// TestTheLimitsThatAreWrittenAreTheDefaults holds the numbers in the description and on its page to those in the code.
func TestTheLimitsThatAreWrittenAreTheDefaults(t *testing.T) {
	d := throttle.Defaults()
	got := strings.Join([]string{d.API.String(), d.Dumps.String(), d.Pages.String(), d.KeyAPI.String()}, " ")
	if got != "10/s+300 30/min+20 50/s+1000 100/s+1000" {
		t.Errorf("the defaults are %s now: say so in description.md, in docs.json and in the head of docs/api.md", got)
	}
	for _, phrase := range []string{
		"`api` holds 300 and gets 10 back a second", "holds 20 and gets 30 back a minute", "holds 1,000 and gets 50 back a second",
		"holds 1,000 and gets 100 back a second", "Authorization: Bearer", "An answer 304 is free",
	} {
		if !strings.Contains(strings.ReplaceAll(string(openapi.YAML()), "\n    ", " "), phrase) {
			t.Errorf("the description does not say %q", phrase)
		}
	}
}

// TestThePageBeginsWithRequestsThatWork asks for each request that a newcomer may copy.
func TestThePageBeginsWithRequestsThatWork(t *testing.T) {
	f := seeded(t)
	for lang, heading := range map[string]string{"zh": "信用管理部门使用要点", "en": "In short, for credit offices"} {
		page := f.get(docsPath + "?lang=" + lang).body
		if !strings.Contains(page, heading) || strings.Count(page, "<li>") < len(shortTexts) {
			t.Errorf("%s: %s", lang, page)
		}
		if strings.Count(page, "curl ") != len(firstRequests) {
			t.Errorf("%s: not all requests are on the page", lang)
		}
	}
	for _, request := range firstRequests {
		if a := f.get(request.address); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", request.address, a.status, a.body)
		}
	}
}
