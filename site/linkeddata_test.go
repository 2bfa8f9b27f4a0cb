package site_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

// linkedIn reads the linked data of a page: the nodes of its graph; none for a page without.
func linkedIn(t *testing.T, page string) []map[string]any {
	t.Helper()
	var nodes []map[string]any
	for _, node := range checkedHTML(t, page).all("script") {
		if attribute(node, "type") != "application/ld+json" {
			continue
		}
		var data struct {
			Context string           `json:"@context"`
			Graph   []map[string]any `json:"@graph"`
		}
		decoder := json.NewDecoder(strings.NewReader(node.FirstChild.Data))
		decoder.UseNumber()
		if err := decoder.Decode(&data); err != nil {
			t.Fatalf("%v in %s", err, node.FirstChild.Data)
		}
		if data.Context != "https://schema.org" || len(data.Graph) == 0 {
			t.Errorf("the data is %s", node.FirstChild.Data)
		}
		nodes = append(nodes, data.Graph...)
	}
	return nodes
}

// withoutData takes the block of linked data out of a page.
func withoutData(page string) string {
	before, data, found := strings.Cut(page, `<script type="application/ld+json">`)
	_, after, _ := strings.Cut(data, "</script>")
	if !found {
		return page
	}
	return before + after
}

// types are those of the nodes.
func types(nodes []map[string]any) string {
	var list []string
	for _, node := range nodes {
		list = append(list, node["@type"].(string))
	}
	return strings.Join(list, " ")
}

func TestPagesTellEnginesWhatTheyAre(t *testing.T) {
	w, hotelBoard, _ := district(t)
	for path, want := range map[string]string{
		"/":                                     "GovernmentOrganization WebSite DataCatalog",
		"/venues":                               "Dataset",
		"/penalties?lang=en":                    "Dataset",
		"/permits":                              "Dataset",
		"/filings":                              "Dataset",
		"/penalties?after=bad":                  "",
		seek("q", "酒店"):                         "",
		listedAt("/venues", "q", "酒店"):          "",
		"/about":                                "",
		"/S/" + string(hotelBoard):              "",
		address(w, disclosure.KindVenue, hotel): "LodgingBusiness",
		address(w, disclosure.KindVenue, salon): "BeautySalon",
		address(w, disclosure.KindPenalty, "湖光区阿玲理发店"):     "",
		address(w, disclosure.KindPenalty, "示例市湖光大酒店有限公司"): "",
	} {
		if got := types(linkedIn(t, w.get(path).body)); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

// TestLinkedAddressesLeadSomewhere asks for every address of ours in the data of the front page and of a list.
func TestLinkedAddressesLeadSomewhere(t *testing.T) {
	w, _, _ := district(t)
	home := linkedIn(t, w.page("/"))
	target := home[1]["potentialAction"].(map[string]any)["target"].(map[string]any)["urlTemplate"].(string)
	w.page(w.ours(strings.Replace(target, "{q}", "x", 1)))
	ids := map[string]bool{}
	for _, set := range home[2]["dataset"].([]any) {
		ids[set.(map[string]any)["@id"].(string)] = true
	}
	for _, path := range []string{"/venues", "/penalties", "/permits", "/filings"} {
		set := linkedIn(t, w.page(path))[0]
		if !ids[set["@id"].(string)] {
			t.Errorf("%s describes %v, of which the front page does not know", path, set["@id"])
		}
		if w.ours(set["url"].(string)) != path || set["license"] != "https://creativecommons.org/licenses/by/4.0/" {
			t.Errorf("%s describes %v under %v", path, set["url"], set["license"])
		}
		download := set["distribution"].([]any)[0].(map[string]any)["contentUrl"].(string)
		if w.ours(download) != "/api/v1"+path {
			t.Errorf("%s is downloaded from %s", path, download)
		}
	}
}

// TestGradeKeepsItsScale holds that no grade or score stands in the data without its day and its table.
func TestGradeKeepsItsScale(t *testing.T) {
	w, _, _ := district(t)
	venue := linkedIn(t, w.page(address(w, disclosure.KindVenue, hotel)+"?lang=en"))[0]
	if _, rated := venue["aggregateRating"]; rated {
		t.Error("an authority's grade passes for guests' opinion")
	}
	found := map[string]map[string]any{}
	for _, property := range venue["additionalProperty"].([]any) {
		property := property.(map[string]any)
		found[property["propertyID"].(string)] = property
	}
	if found["hygiene_grade"]["value"] != "B" || found["standard_score"]["value"] != json.Number("86.4") {
		t.Errorf("grade and score are %v", found)
	}
	if found["standard_score"]["minValue"] != json.Number("0") || found["standard_score"]["maxValue"] != json.Number("100") {
		t.Errorf("the score has no scale: %v", found["standard_score"])
	}
	for _, name := range []string{"hygiene_grade", "standard_score"} {
		said := found[name]["description"].(string)
		contains(t, said, "2026-11-02", "Lodging hygiene score table 1", "A ≥ 90 · B ≥ 70 · C ≥ 60", "Good")
	}
	ungraded := linkedIn(t, w.page(address(w, disclosure.KindVenue, newVenue)))[0]
	if properties := ungraded["additionalProperty"].([]any); len(properties) != 1 {
		t.Errorf("a venue without a grade has %v", properties)
	}
}

// TestLinkedDataCannotBeLeft publishes a venue whose texts try to end the block of data.
func TestLinkedDataCannotBeLeft(t *testing.T) {
	const hostile = "</script><script>alert(1)</script>\u2028\u2029<!--<script>&amp;\"'\\"
	w := newWorld(t)
	draft := venueDrafts()[0]
	body := draft.Body.(*disclosure.Venue)
	body.Name, body.Address, body.PublicPhone = hostile, hostile, hostile
	draft.Name = hostile
	w.publish(draft)
	got := w.get(address(w, disclosure.KindVenue, hostile))
	if got.status != http.StatusOK {
		t.Fatalf("status %d", got.status)
	}
	venue := linkedIn(t, got.body)[0]
	for _, name := range []string{"name", "address", "telephone"} {
		if venue[name] != hostile {
			t.Errorf("%s is %q", name, venue[name])
		}
	}
	_, block, _ := strings.Cut(got.body, `<script type="application/ld+json">`)
	block, _, _ = strings.Cut(block, "</script>")
	lacks(t, block, "<", ">", "&", "\u2028", "\u2029")
}
