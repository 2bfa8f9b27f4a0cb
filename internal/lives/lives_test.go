package lives

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
)

func graded(score, letter string) *disclosure.Grading {
	g := &disclosure.Grading{
		InspectedOn: disclosure.MustDate("2026-05-06"), InspectionKind: "routine",
		Table:         disclosure.ScoreTable{Code: "lodging", Version: "1"},
		ScoreObtained: "1", ScoreApplicable: "100",
	}
	g.StandardScore = json.Number(score)
	if letter != "" {
		g.Grade = &disclosure.Grade{Letter: letter, Word: letter}
	}
	return g
}

// TestScores holds every score that is given to what the legend says of it.
func TestScores(t *testing.T) {
	scale := NewScale(grading.ShippedSet())
	cases := []struct{ name, standard, letter, want string }{
		{"full", "100", "A", "100"},
		{"first of a band", "90", "A", "90"},
		{"never rounded up", "89.99", "B", "89"},
		{"last band", "60", "C", "60"},
		{"below the last band", "59.99", "", "59"},
		{"nothing", "0", "", "0"},
		{"failed key item", "95", "", ""},
		{"another grade than the legend's", "95", "B", ""},
		{"no number", "x", "A", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := scale.score(graded(c.standard, c.letter)); got != c.want {
				t.Errorf("%s %s: score %q, want %q", c.standard, c.letter, got, c.want)
			}
		})
	}
}

// TestScaleIsOneForAll gives no score to what was scored by a table with other bands than the legend's.
func TestScaleIsOneForAll(t *testing.T) {
	own, _ := grading.ShippedSet().Lookup("lodging", disclosure.Date{})
	own.Code, own.Version = "stars", "1"
	own.Bands = []grading.Band{{Letter: "A", WordZH: "优", WordEN: "good", AtLeast: 8950}}
	scale := NewScale(grading.NewSet([]grading.Table{own}))
	if got := scale.score(graded("95", "A")); got != "95" {
		t.Errorf("the table of most: %q", got)
	}
	other := graded("95", "A")
	other.Table = disclosure.ScoreTable{Code: "stars", Version: "1"}
	if got := scale.score(other); got != "" {
		t.Errorf("the other table: %q", got)
	}
	scale.bands = own.Bands
	want := [][]string{{"90", "100", "A 优 good"}, {"0", "89", own.NotGraded.ZH + " " + own.NotGraded.EN}}
	if diff := cmp.Diff(want, scale.legend()); diff != "" {
		t.Error(diff)
	}
	if got := scale.score(other); got != "95" {
		t.Errorf("by its own legend: %q", got)
	}
	other.StandardScore = "89.6" // an A that whole points cannot tell from what is below
	if got := scale.score(other); got != "" {
		t.Errorf("cut below its band: %q", got)
	}
}

// TestLegendLeavesNoGap looks for every score from 0 to 100 in exactly one line.
func TestLegendLeavesNoGap(t *testing.T) {
	scale := NewScale(grading.ShippedSet())
	for score := range perfect + 1 {
		found := 0
		for _, s := range scale.steps() {
			if score >= s.least && score <= s.greatest {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%d stands in %d lines", score, found)
		}
	}
}

func written(t *testing.T, venue *disclosure.Venue, inspections ...*disclosure.Grading) string {
	t.Helper()
	feed, err := NewWriter(NewScale(grading.ShippedSet()))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "feed.zip")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	info := Info{Date: disclosure.MustDate("2026-11-20"), Municipality: "示例市", Position: 7}
	for _, err := range []error{feed.Add("id", venue, inspections), feed.Finish(out, &info), out.Close(), feed.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// TestMembersAreAsSpecified holds the members to the specification: names, order of fields, dates, no tab or line end.
func TestMembersAreAsSpecified(t *testing.T) {
	g := graded("89.99", "B")
	g.FailedKeyItems = []string{"a\nb"}
	g.Deductions = []disclosure.Deduction{{Item: "c\td\"e\"", Points: "3"}}
	folder := t.TempDir()
	there, err := Unpack(written(t, &disclosure.Venue{Name: "x,\r\ny"}, g), folder)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(members, there); diff != "" {
		t.Error(diff)
	}
	first := map[string][]string{}
	for _, member := range members {
		raw, err := os.ReadFile(filepath.Join(folder, member))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(Columns(member), rows[0]); diff != "" {
			t.Errorf("%s: %s", member, diff)
		}
		for _, row := range rows {
			if i := slices.IndexFunc(row, func(c string) bool { return strings.ContainsAny(c, "\t\r\n") }); i >= 0 {
				t.Errorf("%s holds %q", member, row[i])
			}
		}
		first[member] = rows[1]
	}
	if diff := cmp.Diff([]string{"id", "20260506", "89", "B"}, first[Inspections][:4]); diff != "" {
		t.Error(diff)
	}
	if got := first[Inspections][5]; got != "routine" {
		t.Errorf("type %q", got)
	}
	if diff := cmp.Diff([]string{"id", "20260506", "a b", "", "true", "routine", "", ""}, first[Violations]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"20261120", "2.0", "示例市"}, first[FeedInfo][:3]); diff != "" {
		t.Error(diff)
	}
}

// TestEveryOccasionHasItsType holds the list of occasions to the four words that the specification allows.
func TestEveryOccasionHasItsType(t *testing.T) {
	for _, kind := range disclosure.InspectionKinds {
		if !slices.Contains([]string{"initial", "routine", "followup", "complaint"}, inspectionTypes[string(kind.ID)]) {
			t.Errorf("%s has the type %q", kind.ID, inspectionTypes[string(kind.ID)])
		}
	}
}

// entry is a member of a ZIP to be made.
type entry struct {
	name  string
	text  string
	flags uint16
}

func zipped(t testing.TB, entries ...entry) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "feed.zip")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(out)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Flags: e.flags}
		into, err := archive.CreateHeader(header)
		if err == nil {
			_, err = io.Copy(into, strings.NewReader(e.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(archive.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestFaultyZIPsAreRefused takes apart what no honest program makes; nothing of it lies outside the folder afterwards.
func TestFaultyZIPsAreRefused(t *testing.T) {
	whole := []entry{{name: Businesses, text: "a\n"}, {name: Inspections, text: "b\n"}, {name: FeedInfo, text: "c\n"}}
	cases := []struct {
		name    string
		entries []entry
		want    Fault
	}{
		{"a member is missing", whole[:2], Fault{WrongMissing, FeedInfo}},
		{"a member twice", append(slices.Clone(whole), entry{name: "sub/Businesses.CSV"}), Fault{WrongTwice, Businesses}},
		{"an absolute path", append(slices.Clone(whole), entry{name: "/etc/passwd"}), Fault{WrongPath, "/etc/passwd"}},
		{"a path that leads out", append(slices.Clone(whole), entry{name: "../x.csv"}), Fault{WrongPath, "../x.csv"}},
		{"a path of Windows", append(slices.Clone(whole), entry{name: `..\x.csv`}), Fault{WrongPath, `..\x.csv`}},
		{"a drive", append(slices.Clone(whole), entry{name: "C:x.csv"}), Fault{WrongPath, "C:x.csv"}},
		{"a password", append(slices.Clone(whole), entry{name: Legend, text: "x", flags: 1}), Fault{WrongEncrypted, Legend}},
		{"a bomb", []entry{{name: Businesses, text: strings.Repeat("0", ratioFloor+1<<20)}, whole[1], whole[2]}, Fault{WrongSize, Businesses}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "inner")
			if err := os.Mkdir(folder, 0o700); err != nil {
				t.Fatal(err)
			}
			_, err := Unpack(zipped(t, c.entries...), folder)
			fault, ok := errors.AsType[*Fault](err)
			if !ok || *fault != c.want || disclosure.KindOf(err) != disclosure.Invalid {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if around, err := os.ReadDir(filepath.Dir(folder)); err != nil || len(around) != 1 {
				t.Errorf("beside the folder lies %v (%v)", around, err)
			}
		})
	}
}

// TestDamagedZIPs flips a byte of a member, and cuts the end off.
func TestDamagedZIPs(t *testing.T) {
	raw, err := os.ReadFile(written(t, &disclosure.Venue{Name: strings.Repeat("venue ", 99)}))
	if err != nil {
		t.Fatal(err)
	}
	flipped := slices.Clone(raw)
	flipped[60] ^= 0xff
	for name, bad := range map[string][]byte{"flipped": flipped, "cut": raw[:len(raw)-9], "text": []byte("PK\x03\x04")} {
		path := filepath.Join(t.TempDir(), "feed.zip")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Unpack(path, t.TempDir())
		if fault, ok := errors.AsType[*Fault](err); !ok || fault.Wrong != WrongDamaged {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRecognise(t *testing.T) {
	cases := []struct {
		name string
		path string
		want bool
	}{
		{"a feed", written(t, &disclosure.Venue{}), true},
		{"part of one", zipped(t, entry{name: "x/inspections.csv"}), true},
		{"a workbook", zipped(t, entry{name: "[Content_Types].xml"}, entry{name: Businesses}), false},
		{"another ZIP", zipped(t, entry{name: "a.txt"}), false},
		{"nothing", filepath.Join(t.TempDir(), "none"), false},
		{"a folder", t.TempDir(), false},
	}
	for _, c := range cases {
		if got := Recognise(c.path); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// FuzzUnpack takes any bytes apart: it never panics, says what is wrong, and writes nothing but tables of a feed.
func FuzzUnpack(f *testing.F) {
	raw, err := os.ReadFile(zipped(f, entry{name: Businesses, text: "a"}, entry{name: Inspections, text: "b"}, entry{name: FeedInfo, text: "c"}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(raw[:len(raw)-4])
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		path := filepath.Join(t.TempDir(), "feed.zip")
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		Recognise(path)
		folder := t.TempDir()
		there, err := Unpack(path, folder)
		if err != nil && disclosure.KindOf(err) != disclosure.Invalid {
			t.Fatal(err)
		}
		files, readErr := os.ReadDir(folder)
		if readErr != nil {
			t.Fatal(readErr)
		}
		if err == nil && len(files) != len(there) {
			t.Errorf("told %q, wrote %v", there, files)
		}
		for _, file := range files {
			if !slices.Contains(members, file.Name()) {
				t.Errorf("wrote %s", file.Name())
			}
		}
	})
}
