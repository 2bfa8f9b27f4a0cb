package publicapi

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
)

const badgeOfVenue = "/badge/" + string(venueID) + ".svg"

// picture reads an SVG: all its text and the names of its elements and attributes.
func picture(t *testing.T, document string) (title, text string, names []string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(document))
	var within []string
	for {
		token, err := decoder.Token()
		if err == io.EOF { //nolint:errorlint // the decoder gives it bare
			return title, text, names
		}
		if err != nil {
			t.Fatalf("%v in %s", err, document)
		}
		switch token := token.(type) {
		case xml.StartElement:
			within = append(within, token.Name.Local)
			names = append(names, token.Name.Local)
			for _, a := range token.Attr {
				names = append(names, a.Name.Local)
			}
		case xml.EndElement:
			within = within[:len(within)-1]
		case xml.CharData:
			if within[len(within)-1] == "title" {
				title += string(token)
			} else {
				text += string(token) + "|"
			}
		}
	}
}

func TestBadgeSaysGradeWordLetterAndDate(t *testing.T) {
	f := seeded(t)
	for lang, want := range map[string]struct{ title, text string }{
		"zh": {
			"青禾浴室：B 良好（评定日期 2025-04-02）。卫生信誉度等级由青禾区卫生健康局公示。",
			"卫生信誉度等级|青禾浴室|B|良好|评定日期 2025-04-02|青禾区卫生健康局|",
		},
		"en": {
			"青禾浴室: B Good (Inspected 2025-04-02). Hygiene grades are published by Qinghe District Health Bureau.",
			"Hygiene grade|青禾浴室|B|Good|Inspected 2025-04-02|Qinghe District Health Bureau|",
		},
	} {
		a := f.get(badgeOfVenue + "?lang=" + lang)
		title, text, _ := picture(t, a.body)
		if title != want.title || text != want.text {
			t.Errorf("%s: %q\n%q", lang, title, text)
		}
		if a.header.Get("Content-Language") != lang || a.header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%s: %v", lang, a.header)
		}
	}
}

func TestBadgesWithoutAGrade(t *testing.T) {
	f := seeded(t)
	failed := sampleGrading()
	failed.Grade, failed.InspectedOn = nil, disclosure.MustDate("2025-05-06")
	f.publish(numbered(disclosure.KindGrading, 2), failed)
	closed := sampleVenue("青禾旧馆", "青卫公证字〔2025〕第0009号", "青禾路1号")
	closed.Status = disclosure.VenueClosed
	f.publish(numbered(disclosure.KindVenue, 9), closed)
	for target, want := range map[string]string{
		badgeOfVenue:                            "卫生信誉度等级|青禾浴室|不予评定|评定日期 2025-05-06|青禾区卫生健康局|",
		"/badge/" + string(branchID) + ".svg":   "卫生信誉度等级|青禾浴室二店|尚未评级|青禾区卫生健康局|",
		"/badge/" + "vn_0000000000009" + ".svg": "卫生信誉度等级|青禾旧馆|关闭|青禾区卫生健康局|",
	} {
		if _, text, _ := picture(t, f.get(target).body); text != want {
			t.Errorf("%s: %q, want %q", target, text, want)
		}
	}
}

// TestBadgeIsMarked holds that a grade never looks undisputed while an objection runs, nor as that of a venue with a permit once
// none is in force.
func TestBadgeIsMarked(t *testing.T) {
	f := seeded(t)
	check := func(what string, want map[string][2]string) {
		t.Helper()
		for lang, want := range want {
			title, text, _ := picture(t, f.get(badgeOfVenue+"?lang="+lang).body)
			if !strings.Contains(title, want[0]) || !strings.HasSuffix(text, want[1]) {
				t.Errorf("%s, %s: %q %q, want %q %q", what, lang, title, text, want[0], want[1])
			}
		}
	}
	tag := f.get(badgeOfVenue).header.Get("ETag")
	f.dispute(gradingID)
	if a := f.get(badgeOfVenue, "If-None-Match", tag); a.status != http.StatusOK {
		t.Errorf("disputed, asked with the tag of before: %d", a.status)
	}
	check("disputed", map[string][2]string{
		"zh": {"：B 良好（评定日期 2025-04-02），有异议，正在核实。", "|青禾区卫生健康局|有异议|"},
		"en": {": B Good (Inspected 2025-04-02), disputed, being looked into.", "|Qinghe District Health Bureau|Disputed|"},
	})
	f.rewrite(f.mustGet(permitID), samplePermit(permitNumber, "2025-05-19"))
	check("disputed and lapsed", map[string][2]string{
		"zh": {"，有异议，正在核实，没有现行有效的许可或备案。", "|有异议|无有效许可|"},
		"en": {", disputed, being looked into, no permit or filing in force.", "|Disputed|Permit ended|"},
	})
	f.settle(gradingID)
	check("lapsed", map[string][2]string{
		"zh": {"2025-04-02），没有现行有效的许可或备案。", "|青禾区卫生健康局|无有效许可|"},
		"en": {"2025-04-02), no permit or filing in force.", "|Qinghe District Health Bureau|Permit ended|"},
	})
	closed := sampleVenue("青禾浴室", permitNumber, "青禾路17号")
	closed.Status = disclosure.VenueClosed
	f.rewrite(f.mustGet(venueID), closed)
	check("closed", map[string][2]string{"zh": {"青禾浴室：关闭。", "|关闭|青禾区卫生健康局|"}})
}

// TestBadgeMayStandOnAnyPage holds what a page of another site needs of it, and that it does nothing there.
func TestBadgeMayStandOnAnyPage(t *testing.T) {
	f := seeded(t)
	a := f.get(badgeOfVenue, "Origin", "https://shop.example", "Accept", "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8")
	for name, want := range map[string]string{
		"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache",
		"X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	_, _, names := picture(t, a.body)
	for _, name := range names {
		switch name {
		case "a", "href", "script", "style", "image", "use", "foreignObject", "id", "class":
			t.Errorf("it has a %s", name)
		}
	}
	if !strings.Contains(a.body, `role="img"`) {
		t.Error("it is no picture to a screen reader")
	}
	if strings.Contains(strings.ReplaceAll(a.body, "http://www.w3.org/2000/svg", ""), "://") {
		t.Errorf("it names an address: %s", a.body)
	}
	if same := f.get(badgeOfVenue, "If-None-Match", a.header.Get("ETag")); same.status != http.StatusNotModified {
		t.Errorf("asked with its tag: %d", same.status)
	}
}

func TestBadgesOfWhatIsNotThere(t *testing.T) {
	f := seeded(t)
	tag := f.get(badgeOfVenue).header.Get("ETag")
	f.end(f.mustGet(venueID), disclosure.OpWithdraw, disclosure.ReasonNotInSource, disclosure.StateWithdrawn)
	for lang, want := range map[string]string{"zh": "卫生信誉度等级|不再公示|青禾区卫生健康局|", "en": "Hygiene grade|No longer public|Qinghe District Health Bureau|"} {
		for _, condition := range []string{tag, "*", ""} {
			a := f.get(badgeOfVenue+"?lang="+lang, "If-None-Match", condition)
			_, text, _ := picture(t, a.body)
			if a.status != http.StatusGone || a.header.Get("Content-Type") != "image/svg+xml" || text != want ||
				a.header.Get("Cache-Control") != "no-store" || a.header.Get("ETag") != "" {
				t.Errorf("gone, with %q: %d %q %v", condition, a.status, text, a.header)
			}
			if strings.Contains(a.body, "青禾浴室") {
				t.Errorf("it names what is gone: %s", a.body)
			}
		}
	}
	for _, target := range []string{"/badge/vn_000000000000Z.svg", "/badge/nonsense.svg", "/badge/" + string(permitID) + ".svg"} {
		if a := f.get(target, "If-None-Match", "*"); a.code() != "not-found" {
			t.Errorf("%s: %d %s", target, a.status, a.body)
		}
	}
}

// TestGradesAreToldApartWithoutColour holds that the drawings differ when all colours are the same.
func TestGradesAreToldApartWithoutColour(t *testing.T) {
	seen := map[string]string{}
	for letter, look := range map[string]look{"A": looks["A"], "B": looks["B"], "C": looks["C"], "": noLook} {
		if other, taken := seen[look.mouth]; taken {
			t.Errorf("%q has the face of %q", letter, other)
		}
		seen[look.mouth] = letter
	}
}

// TestFacesAreThoseOfBoards holds that A smiles, B has a straight mouth and C a sad one; other letters have the face of no grade.
func TestFacesAreThoseOfBoards(t *testing.T) {
	for letter, want := range map[string]string{"A": "smile", "B": "straight", "C": "sad"} {
		f := &badge{lang: "zh", venue: &disclosure.Venue{Status: disclosure.VenueOpen}, grade: gradeOf(letter, "好")}
		face, _, _, _ := f.say()
		var x, y, bend float64
		got := "straight"
		if _, err := fmt.Sscanf(face.mouth, "M%g %gc%g %g", &x, &y, &x, &bend); err == nil {
			if got = "smile"; bend < 0 { // downwards is more
				got = "sad"
			}
		}
		if got != want {
			t.Errorf("%s has the mouth %q, which is %s", letter, face.mouth, got)
		}
	}
	other := &badge{lang: "zh", venue: &disclosure.Venue{Status: disclosure.VenueOpen}, grade: gradeOf("D", "差")}
	if face, _, _, _ := other.say(); face != noLook {
		t.Errorf("D has the face %+v", face)
	}
}

func gradeOf(letter, word string) *dossier.CurrentGrade {
	return &dossier.CurrentGrade{Letter: &letter, Word: &word, DecidedOn: disclosure.MustDate("2025-04-02")}
}

func FuzzBadgeIsAlwaysWellFormed(f *testing.F) {
	for _, name := range []string{"青禾浴室", `<script>alert("x")</script>`, "a&b]]>", "\x00\x1b\u202e\ufffe", "㛃𠮷龘" + strings.Repeat("长", 80), "\xff"} {
		f.Add(name, name, "A")
	}
	f.Fuzz(func(t *testing.T, name, word, letter string) {
		shown := &badge{
			lang: "zh", publisher: name, venue: &disclosure.Venue{Name: name, Status: disclosure.VenueOpen}, grade: gradeOf(letter, word),
			disputed: true, lapsed: true,
		}
		title, text, names := picture(t, string(shown.draw()))
		if title == "" || strings.Count(text, "|") > 9 {
			t.Errorf("%q: %q %q", name, title, text)
		}
		for _, name := range names {
			switch name {
			case "svg", "title", "rect", "path", "g", "circle", "text":
			case "xmlns", "width", "height", "viewBox", "role", "lang", "x", "y", "rx", "fill", "stroke", "stroke-width", "d", "transform",
				"stroke-linecap", "cx", "cy", "r", "font-family", "font-size", "font-weight", "text-anchor":
			default:
				t.Errorf("a text became %s", name)
			}
		}
	})
}
