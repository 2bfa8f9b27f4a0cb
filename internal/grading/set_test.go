package grading

import (
	"slices"
	"testing"

	"mingshi/internal/disclosure"
)

// edition is the lodging table as another edition, in force from a day.
func edition(version, from string) Table {
	table, _ := ShippedSet().Lookup("lodging", disclosure.Date{})
	table.Version, table.EffectiveFrom = version, day(from)
	return table
}

// day reads a date that the test itself wrote; "" is none.
func day(text string) disclosure.Date {
	date, err := disclosure.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return date
}

func TestLookupByName(t *testing.T) {
	for name, want := range map[string]string{
		"hair-beauty": "hair-beauty", "住宿业卫生监督量化分级评分表": "lodging", "游泳场所": "swimming", "沐浴": "bathing", "候车室": "waiting-hall",
		"候诊室": "clinic-waiting", "Lodging": "", "": "", "餐饮": "",
	} {
		table, ok := ShippedSet().Lookup(name, disclosure.Date{})
		if table.Code != want || ok != (want != "") {
			t.Errorf("%q: got %q, %t; want %q", name, table.Code, ok, want)
		}
	}
}

func TestLookupByDay(t *testing.T) {
	first := edition("1", "2020-01-01")
	set := NewSet([]Table{edition("3", "2026-07-01"), first, edition("10", "2024-03-01")})
	for on, want := range map[string]string{
		"2019-12-31": "1", // before the first edition: the first
		"2020-01-01": "1", "2024-02-29": "1", "2024-03-01": "10", "2026-06-30": "10", "2026-07-01": "3", "2030-01-01": "3",
		"": "3", // no day: the last
	} {
		if table, ok := set.Lookup("住宿", day(on)); !ok || table.Version != want {
			t.Errorf("on %q: got edition %q, %t; want %q", on, table.Version, ok, want)
		}
	}
}

// TestANameStandsForTheTable holds that a name which a later edition no longer lists does not lead back to an earlier one.
func TestANameStandsForTheTable(t *testing.T) {
	renamed := edition("2", "2026-01-01")
	renamed.NameZH, renamed.Aliases = "住宿场所新评分表", []string{"新表"}
	set := NewSet([]Table{renamed})
	for _, name := range []string{"住宿", "住宿业卫生监督量化分级评分表", "lodging", "新表", "住宿场所新评分表"} {
		for on, want := range map[string]string{"2025-12-31": "1", "2026-03-01": "2"} {
			if table, ok := set.Lookup(name, day(on)); !ok || table.Version != want {
				t.Errorf("%s on %s: got edition %q, %t; want %q", name, on, table.Version, ok, want)
			}
		}
	}
}

func TestOwnEditionOfTheSameDayIsLater(t *testing.T) {
	// Whatever its version is called, and whatever order a sorting of versions would give.
	for _, version := range []string{"0.9", "2", "A"} {
		set := NewSet([]Table{edition(version, "")})
		for _, on := range []string{"", "2001-01-01", "2026-01-01"} {
			if table, _ := set.Lookup("lodging", day(on)); table.Version != version {
				t.Errorf("own %q on %q: got %q", version, on, table.Version)
			}
		}
	}
}

func TestOwnTableTakesThePlaceOfTheShippedOne(t *testing.T) {
	own := edition("1", "")
	own.NameEN = "Our own"
	set := NewSet([]Table{own})
	if table, _ := set.Lookup("lodging", disclosure.Date{}); table.NameEN != "Our own" {
		t.Errorf("got %q", table.NameEN)
	}
	editions := 0
	for _, table := range set.All() {
		if table.Code == "lodging" {
			editions++
		}
	}
	if want := len(ShippedSet().All()); editions != 1 || len(set.All()) != want {
		t.Errorf("%d editions, %d tables; want 1, %d", editions, len(set.All()), want)
	}
}

func TestEdition(t *testing.T) {
	set := NewSet([]Table{edition("2", "2026-01-01")})
	for _, test := range []struct {
		code, version, want string
		known               bool
	}{
		{"lodging", "1", "1", true},
		{"lodging", "2", "2", true},
		{"lodging", "7", "2", true}, // an edition that is not known here: the last one
		{"bathing", "1", "1", true},
		{"住宿", "1", "2", true}, // a name is found too, in its last edition
		{"spa", "1", "", false},
	} {
		table, ok := set.Edition(disclosure.ScoreTable{Code: test.code, Version: test.version})
		if ok != test.known || table.Version != test.want {
			t.Errorf("%s %s: got %q, %t; want %q, %t", test.code, test.version, table.Version, ok, test.want, test.known)
		}
	}
}

func TestAllIsACopy(t *testing.T) {
	set := NewSet(nil)
	all := set.All()
	slices.Reverse(all)
	all[0].Code = "changed"
	if set.All()[0].Code != "bathing" {
		t.Error("changing what All gave has changed the set")
	}
}
