package grading

import (
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

func TestShippedRules(t *testing.T) {
	rules := ShippedRules()
	if rules.NewVenue.Inspections != 2 || rules.NewVenue.MonthsApart != 3 || rules.Downgrade() {
		t.Errorf("got %+v", rules)
	}
	want := map[string]int{"A": 24, "B": 12, "C": 6} // domain.md §5.2
	for _, g := range rules.Frequency.Grades {
		if g.EveryMonths != want[g.Letter] {
			t.Errorf("%s: every %d months, want %d", g.Letter, g.EveryMonths, want[g.Letter])
		}
		if g.Verified != (g.Letter == "C") {
			t.Errorf("%s: verified is %t", g.Letter, g.Verified)
		}
	}
	for _, kind := range []disclosure.InspectionKind{"initial", "complaint", "unheard_of"} {
		if rules.regrades(kind) {
			t.Errorf("%s gives a grade", kind)
		}
	}
}

func TestParseRulesRefuses(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"no JSON", "{", "[", "invalid character"},
		{"a field that there is not", `"version": "1"`, `"version": "1", "colour": "red"`, "colour"},
		{"another kind of file", RulesKind, "score_table", `kind: "score_table", want grading_rules`},
		{"no version", `"version": "1"`, `"version": ""`, "version"},
		{"a kind of inspection without a rule", `"inspection_kind": "complaint"`, `"inspection_kind": "initial"`, `want one rule for "initial"`},
		{"an unheard-of kind", `"regrades": [`, `"regrades": [{"inspection_kind": "raid", "regrades": true, "source": "", "verified": false},`, `regrades.1.inspection_kind: "raid", want`},
		{"a new venue that is never inspected", `"inspections": 2`, `"inspections": 0`, "new_venue.inspections"},
		{"nobody scores", `"least": 2`, `"least": 0`, "inspectors.least"},
		{"corrections are due before they are ordered", `"correction_days": 30`, `"correction_days": 0`, "frequency.correction_days"},
		{"months before the permit", `"within_months": 12, "within_months_verified"`, `"within_months": -1, "within_months_verified"`, "new_venue.within_months: -1"},
		{"a gap of less than nothing", `"renewal_gap_days": 0`, `"renewal_gap_days": -1`, "permit.renewal_gap_days: -1, want 0 or more"},
		{"an effect that there is not", "lower_one_band", "close_shop", `downgrades.1.effect: "close_shop", want lower_one_band`},
		{"no frequency", `"every_months": 24`, `"every_months": 0`, "frequency.grades.1.every_months: 0, want 1 to 120"},
		{"a grade twice", `{"letter": "B"`, `{"letter": "A"`, `frequency.grades.2.letter: "A" is already that of frequency.grades.1`},
		{"months beyond any permit", `"first_months": 6`, `"first_months": 121`, "frequency.first_months: 121"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(string(shippedRules), test.old, test.new, 1)
			if text == string(shippedRules) {
				t.Fatal("the case changes nothing")
			}
			_, err := ParseRules(strings.NewReader(text))
			if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if _, err := ParseRules(strings.NewReader(string(shippedRules) + "{}")); disclosure.KindOf(err) != disclosure.Invalid {
		t.Errorf("text behind the object: %v", err)
	}
}

func FuzzParseRules(f *testing.F) {
	f.Add(string(shippedRules))
	f.Add(`{"kind":"grading_rules"}`)
	f.Fuzz(func(t *testing.T, text string) {
		rules, err := ParseRules(strings.NewReader(text))
		if err != nil {
			if disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("kind of %v is %s", err, disclosure.KindOf(err))
			}
			return
		}
		scheme := Scheme{Tables: ShippedSet(), Rules: rules}
		course := scheme.Course(history(t, "permit 2024-01-01", "2024-02-01 routine B", "2025-02-01 complaint key", "penalty 2025-03-01"))
		holdsAnyCourse(t, &course)
		course.Next(disclosure.MustDate("2026-01-01"))
	})
}
