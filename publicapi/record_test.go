package publicapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The names of doc.go, which those who check digests rely on.
var (
	envelopeNames = []string{
		"id", "kind", "version", "state", "position", "published_at", "public_until", "updated_at", "regime", "salt", "digest", "url",
	}
	joinedNames = map[disclosure.Kind][]string{
		disclosure.KindPermit:  {"venue", "status_today"},
		disclosure.KindFiling:  {"venue", "status_today"},
		disclosure.KindPenalty: {"venue"},
		disclosure.KindVenue:   {"grade", "permits", "penalties_in_force", "next_inspection_by"},
		disclosure.KindGrading: {"venue"},
		disclosure.KindReading: {"venue"},
		disclosure.KindBoard:   {"venue_status", "outdated"},
	}
)

// samples are the addresses of one record of each kind.
var samples = map[disclosure.Kind]string{
	disclosure.KindVenue:   root + "/venues/" + string(venueID),
	disclosure.KindPermit:  root + "/permits/" + string(lapsedID),
	disclosure.KindFiling:  root + "/filings/" + string(filingID),
	disclosure.KindPenalty: root + "/penalties/" + string(penaltyID),
	disclosure.KindGrading: root + "/gradings/" + string(gradingID),
	disclosure.KindReading: root + "/readings/" + string(readingID),
	disclosure.KindBoard:   root + "/boards/04000001",
}

func TestRecordOfEachKindIsServedToTheLetter(t *testing.T) {
	f := seeded(t)
	f.now = f.now.AddDate(0, 0, 1) // one of the permits has lapsed
	for kind, target := range samples {
		t.Run(string(kind), func(t *testing.T) {
			golden(t, string(kind)+".json", indented(t, f.get(target).body))
			golden(t, string(kind)+"-labelled.json", indented(t, f.get(target+"?lang=en").body))
		})
	}
}

func TestLabelsSpeakTheLanguageThatWasAskedFor(t *testing.T) {
	f := seeded(t)
	var zh, en struct {
		StatusLabel string `json:"status_label"`
	}
	f.decoded(samples[disclosure.KindVenue]+"?lang=zh", &zh)
	f.decoded(samples[disclosure.KindVenue]+"?lang=en", &en)
	if zh.StatusLabel != "营业" || en.StatusLabel != "open" {
		t.Errorf("labels are %q and %q", zh.StatusLabel, en.StatusLabel)
	}
	if body := f.get(samples[disclosure.KindVenue], "Accept-Language", "en").body; strings.Contains(body, "_label") {
		t.Errorf("labels without lang: %s", body)
	}
}

// TestDigestFollowsFromTheServedRecordAlone does what doc.go tells others to do, and uses nothing else of ours but
// canonical JSON.
func TestDigestFollowsFromTheServedRecordAlone(t *testing.T) {
	f := seeded(t)
	for kind, target := range samples {
		t.Run(string(kind), func(t *testing.T) {
			var members map[string]json.RawMessage
			f.decoded(target+"?lang=zh", &members)
			if got, want := recomputed(t, kind, members), unquoted(t, members["digest"]); got != want {
				t.Errorf("recomputed digest %s, served %s", got, want)
			}
			for name := range members {
				if name != "salt" && name != "digest" && !slices.Contains(envelopeNames, name) &&
					!slices.Contains(joinedNames[kind], name) && !strings.HasSuffix(name, "_label") {
					members[name] = json.RawMessage(`"changed"`)
					break
				}
			}
			if got := recomputed(t, kind, members); got == unquoted(t, members["digest"]) {
				t.Error("a changed body has the same digest")
			}
		})
	}
}

func recomputed(t *testing.T, kind disclosure.Kind, members map[string]json.RawMessage) string {
	t.Helper()
	body := map[string]json.RawMessage{}
	for name, value := range members {
		if !slices.Contains(envelopeNames, name) && !slices.Contains(joinedNames[kind], name) && !strings.HasSuffix(name, "_label") {
			body[name] = value
		}
	}
	canonical, err := disclosure.CanonicalJSON(body)
	if err != nil {
		t.Fatal(err)
	}
	salt, err := hex.DecodeString(unquoted(t, members["salt"]))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(append(salt, canonical...))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func unquoted(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestNoBodyHasAMemberOfTheOtherParts(t *testing.T) {
	for _, body := range []disclosure.Body{
		&disclosure.Permit{}, &disclosure.Filing{}, &disclosure.Penalty{}, &disclosure.Venue{},
		&disclosure.Grading{}, &disclosure.Reading{}, &disclosure.Board{},
	} {
		for field := range reflect.TypeOf(body).Elem().Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if slices.Contains(envelopeNames, name) || slices.Contains(joinedNames[body.Kind()], name) || strings.HasSuffix(name, "_label") {
				t.Errorf("%s: the body's member %q is also one that is added", body.Kind(), name)
			}
		}
	}
}

// TestMembersThatMayBeAbsentAreDocumented holds doc.go to the bodies, both ways.
func TestMembersThatMayBeAbsentAreDocumented(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "# Members that may be absent")
	_, section, _ = strings.Cut(section, "if it has no value:")
	section, _, found := strings.Cut(section, "A label is absent")
	if !found {
		t.Fatal("doc.go has no section about absent members")
	}
	documented := map[string]bool{}
	for _, word := range strings.FieldsFunc(section, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
		documented[word] = true
	}
	absent := map[string]bool{}
	for _, body := range []disclosure.Body{
		&disclosure.Permit{}, &disclosure.Filing{}, &disclosure.Penalty{}, &disclosure.Venue{},
		&disclosure.Grading{}, &disclosure.Reading{}, &disclosure.Board{},
	} {
		addAbsent(reflect.TypeOf(body), absent)
	}
	words := []string{
		"of", "any", "and", "counterparty", "authority", "source", "operator", "permit", "filing", "penalty", "venue", "grading",
		"reading", "board", "premises", "correction", "deductions", "printed",
	}
	for name := range documented {
		if !absent[name] && !slices.Contains(words, name) {
			t.Errorf("doc.go says that %q may be absent; it is always there", name)
		}
	}
	for name := range absent {
		if !documented[name] {
			t.Errorf("doc.go does not say that %q may be absent", name)
		}
	}
}

// addAbsent collects the members of a type and of those within it that are left out when empty.
func addAbsent(of reflect.Type, absent map[string]bool) {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct {
		return
	}
	for field := range of.Fields() {
		name, option, _ := strings.Cut(field.Tag.Get("json"), ",")
		if option == "omitempty" || option == "omitzero" {
			absent[name] = true
		}
		addAbsent(field.Type, absent)
	}
}

func TestPermitsOfAVenueAreLatestFirst(t *testing.T) {
	f := seeded(t)
	number := "青卫公证字〔2025〕第0003号"
	f.publish(numbered(disclosure.KindVenue, 50), sampleVenue("青禾书店", number, "青禾路9号"))
	for n, decided := range []string{"2023-01-01", "2025-01-01"} {
		permit := samplePermit(number, "2029-03-31")
		permit.DecidedOn = disclosure.MustDate(decided)
		f.publish(numbered(disclosure.KindPermit, 51+n), permit)
	}
	for n, decided := range []string{"2024-01-01", "2025-01-01", "2025-05-01"} {
		filing := sampleFiling()
		filing.DocumentNumber, filing.DecidedOn = number, disclosure.MustDate(decided)
		f.publish(numbered(disclosure.KindFiling, 53+n), filing)
	}
	var venue struct{ Permits []struct{ ID disclosure.ID } }
	f.decoded(root+"/venues/"+string(numbered(disclosure.KindVenue, 50)), &venue)
	want := []disclosure.ID{
		numbered(disclosure.KindFiling, 55), numbered(disclosure.KindPermit, 52), numbered(disclosure.KindFiling, 54),
		numbered(disclosure.KindFiling, 53), numbered(disclosure.KindPermit, 51),
	}
	var got []disclosure.ID
	for _, permit := range venue.Permits {
		got = append(got, permit.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("permits (-want +got):\n%s", diff)
	}
}

func TestPenaltyThatNamesSeveralVenuesIsShownAtEachAndBelongsToNone(t *testing.T) {
	f := seeded(t)
	id := numbered(disclosure.KindPenalty, 60)
	f.publish(id, samplePenalty("2025-03-06", "持"+permitNumber+"、"+branchNumber+"经营，均未按规定消毒"))
	var penalty struct{ Venue *struct{ Name string } }
	f.decoded(root+"/penalties/"+string(id), &penalty)
	if penalty.Venue != nil {
		t.Errorf("the penalty belongs to %v alone", penalty.Venue)
	}
	var list struct {
		Data []struct {
			ID        disclosure.ID
			Penalties int `json:"penalties_in_force"`
		}
	}
	f.decoded(root+"/venues", &list)
	for _, venue := range list.Data {
		whole, err := dossier.OfVenue(t.Context(), f.store, grading.Shipped(), venue.ID)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[disclosure.ID]int{venueID: 2, branchID: 1}[venue.ID]; venue.Penalties != want || len(whole.Penalties) != want {
			t.Errorf("%s: %d penalties in data, %d on the page, want %d", venue.ID, venue.Penalties, len(whole.Penalties), want)
		}
	}
}

func TestNoMemberIsServedTwice(t *testing.T) {
	f := seeded(t)
	for kind, target := range samples {
		decoder := json.NewDecoder(strings.NewReader(f.get(target + "?lang=en").body))
		if _, err := decoder.Token(); err != nil {
			t.Fatal(err)
		}
		seen := map[any]bool{}
		for decoder.More() {
			name, err := decoder.Token()
			if err != nil {
				t.Fatal(err)
			}
			if seen[name] {
				t.Errorf("%s: member %q twice", kind, name)
			}
			seen[name] = true
			var value json.RawMessage
			if err := decoder.Decode(&value); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestPenaltyIsShownAtTheVenueItNamesAndNeverAtAnother(t *testing.T) {
	f := seeded(t)
	type venue struct {
		Name      string
		Penalties int `json:"penalties_in_force"`
	}
	var penalty, unplaced struct{ Venue *venue }
	f.decoded(root+"/penalties/"+string(penaltyID), &penalty)
	f.decoded(root+"/penalties/"+string(unplacedID), &unplaced)
	if penalty.Venue == nil || penalty.Venue.Name != "青禾浴室" || unplaced.Venue != nil {
		t.Errorf("penalties are shown at %v and %v", penalty.Venue, unplaced.Venue)
	}
	var list struct{ Data []venue }
	f.decoded(root+"/venues", &list)
	if diff := cmp.Diff([]venue{{"青禾浴室", 1}, {"青禾浴室二店", 0}}, list.Data); diff != "" {
		t.Errorf("venues differ (-want +got):\n%s", diff)
	}
}

func TestPermitLapsesAtLocalMidnight(t *testing.T) {
	f := seeded(t)
	state := func() [2]string {
		var permit struct {
			Status string
			Today  string `json:"status_today"`
		}
		f.decoded(root+"/permits/"+string(lapsedID), &permit)
		return [2]string{permit.Status, permit.Today}
	}
	if got := state(); got != [2]string{"in_force", "in_force"} {
		t.Errorf("on its last day the permit is %v", got)
	}
	f.now = f.now.AddDate(0, 0, 1)
	if got := state(); got != [2]string{"in_force", "lapsed"} {
		t.Errorf("after its last day the permit is %v", got)
	}
}
