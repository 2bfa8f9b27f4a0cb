package publicity

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

func TestTerm(t *testing.T) {
	fine, warning := disclosure.PenaltyFine, disclosure.PenaltyWarning
	revoke, other := disclosure.PenaltyRevokeLicense, disclosure.PenaltyOther
	tests := []struct {
		name, decided  string
		kinds          []disclosure.PenaltyKind
		regime, class  string
		until, repair  string
		classTableSeen bool
	}{
		// The dates of force (domain.md §3.1): each regime's first and last day.
		{"before all regimes", "2018-03-01", kinds(fine), "ndrc_2019", "general", "2019-03-01", "2018-06-02", false},
		{"2019, first day", "2019-07-01", kinds(fine), "ndrc_2019", "general", "2020-07-01", "2019-10-02", false},
		{"2019, last day", "2023-04-30", kinds(fine), "ndrc_2019", "general", "2024-04-30", "2023-07-31", false},
		{"Order 58, first day", "2023-05-01", kinds(fine), "order_58", "", "2026-05-01", "2023-08-02", true},
		{"Order 58, last day", "2026-03-31", kinds(fine), "order_58", "", "2029-03-31", "2026-07-01", true},
		{"Order 36, first day", "2026-04-01", kinds(fine), "order_36", "general", "2027-04-01", "2026-07-02", false},
		// Classes.
		{"2019, serious", "2022-01-10", kinds(revoke), "ndrc_2019", "serious", "2025-01-10", "2022-07-11", false},
		{"Order 58 knows no classes", "2024-06-15", kinds(revoke), "order_58", "", "2027-06-15", "2024-09-16", true},
		{"Order 36, minor, if published", "2026-05-10", kinds(warning), "order_36", "minor", "2026-08-10", "2026-05-10", false},
		{"Order 36, serious", "2026-05-10", kinds(revoke), "order_36", "serious", "2029-05-10", "2027-05-11", false},
		{"no kind named", "2026-05-10", nil, "order_36", "general", "2027-05-10", "2026-08-11", false},
		{"a kind that is not listed", "2022-01-10", kinds(other), "ndrc_2019", "general", "2023-01-10", "2022-04-11", false},
		// Several kinds: the longest wins, wherever it stands.
		{"warning and fine", "2026-05-10", kinds(warning, fine), "order_36", "general", "2027-05-10", "2026-08-11", false},
		{"revocation first", "2026-05-10", kinds(revoke, fine, warning), "order_36", "serious", "2029-05-10", "2027-05-11", false},
		{"revocation last", "2026-05-10", kinds(warning, fine, revoke), "order_36", "serious", "2029-05-10", "2027-05-11", false},
		// Months of unequal length (Civil Code art. 202).
		{"no corresponding day", "2026-11-30", kinds(fine), "order_36", "general", "2027-11-30", "2027-03-01", false},
		{"end of a short month", "2027-02-28", kinds(fine), "order_36", "general", "2028-02-28", "2027-05-29", false},
		{"leap day", "2024-02-29", kinds(fine), "order_58", "", "2027-02-28", "2024-05-30", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := Term{
				Regime: test.regime, Class: test.class, Until: disclosure.MustDate(test.until),
				EarliestRepair: disclosure.MustDate(test.repair), Verified: test.classTableSeen,
			}
			got := Shipped().Term(disclosure.MustDate(test.decided), test.kinds)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTermWithoutADecision(t *testing.T) {
	if got := Shipped().Term(disclosure.Date{}, kinds(disclosure.PenaltyFine)); got != (Term{}) {
		t.Errorf("got %+v, want none", got)
	}
}

func TestTermIsWhatTheFileSays(t *testing.T) {
	rules := parse(t, func(file map[string]any) {
		order36 := regime(file, 2)
		order36["repair_days_after_minimum"] = 0
		order36["classification"].(map[string]any)["verified"] = true
		order36["classification"].(map[string]any)["kinds"].(map[string]any)["fine"] = "serious"
	})
	got := rules.Term(disclosure.MustDate("2026-05-10"), kinds(disclosure.PenaltyFine))
	want := Term{
		Regime: "order_36", Class: "serious", Until: disclosure.MustDate("2029-05-10"),
		EarliestRepair: disclosure.MustDate("2027-05-10"), Verified: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTermOfAFixedPeriodHasNoRepair(t *testing.T) {
	rules := parse(t, func(file map[string]any) {
		regime(file, 0)["classification"].(map[string]any)["default"] = "especially_serious"
	})
	got := rules.Term(disclosure.MustDate("2022-01-10"), nil)
	if got.Until != disclosure.MustDate("2025-01-10") || !got.EarliestRepair.IsZero() {
		t.Errorf("got %+v, want 36 months without repair", got)
	}
}

func TestEveryKindHasAClassUnderOrder36(t *testing.T) {
	regimes := Shipped().Regimes()
	classification := regimes[len(regimes)-1].Classification
	for _, kind := range disclosure.PenaltyKinds {
		if classification.Kinds[kind.ID] == "" {
			t.Errorf("%s: not classified", kind.ID)
		}
	}
	if classification.Verified {
		t.Error("the classification is marked verified, though the sector's table was not found")
	}
}

func TestNotPublic(t *testing.T) {
	tests := []struct {
		name  string
		kinds []disclosure.PenaltyKind
		want  bool
	}{
		{"warning", kinds(disclosure.PenaltyWarning), true},
		{"public criticism", kinds(disclosure.PenaltyCriticismNotice), true},
		{"both", kinds(disclosure.PenaltyCriticismNotice, disclosure.PenaltyWarning), true},
		{"warning and fine", kinds(disclosure.PenaltyWarning, disclosure.PenaltyFine), false},
		{"fine and warning", kinds(disclosure.PenaltyFine, disclosure.PenaltyWarning), false},
		{"fine", kinds(disclosure.PenaltyFine), false},
		{"none", nil, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Shipped().NotPublic(test.kinds); got != test.want {
				t.Errorf("got %t, want %t", got, test.want)
			}
		})
	}
}

func TestSimpleProcedure(t *testing.T) {
	for number, want := range map[string]bool{
		"示卫公简罚〔2026〕12号": true,
		"示卫当罚〔2026〕3号":   true,
		"示卫公罚〔2026〕12号":  false,
		"示卫简公罚〔2026〕12号": false,
		"":               false,
	} {
		if got := Shipped().SimpleProcedure(number); got != want {
			t.Errorf("%q: got %t, want %t", number, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	class := func(file map[string]any, i int) map[string]any {
		return regime(file, 2)["classes"].([]any)[i].(map[string]any)
	}
	classification := func(file map[string]any) map[string]any { return regime(file, 2)["classification"].(map[string]any) }
	tests := []struct {
		name   string
		change func(map[string]any)
		want   string
	}{
		{"an unknown field", func(m map[string]any) { m["regimez"] = 1 }, `unknown field "regimez"`},
		{"no regimes", func(m map[string]any) { m["regimes"] = []any{} }, "no regimes"},
		{"regimes out of order", func(m map[string]any) { slices.Reverse(m["regimes"].([]any)) }, "not later than"},
		{"two regimes of one code", func(m map[string]any) { regime(m, 2)["code"] = "order_58" }, "same code as"},
		{"a regime without a name", func(m map[string]any) { delete(regime(m, 2), "name_en") }, "names and source are needed"},
		{"a regime without a date", func(m map[string]any) { delete(regime(m, 2), "in_force_from") }, "in_force_from: missing"},
		{"a date that does not exist", func(m map[string]any) { regime(m, 2)["in_force_from"] = "2026-04-31" }, "2026-04-31"},
		{"repair long after", func(m map[string]any) { regime(m, 2)["repair_days_after_minimum"] = 2 }, "want 0 or 1"},
		{"no classes", func(m map[string]any) { regime(m, 2)["classes"] = []any{} }, "classes: empty"},
		{"a class twice", func(m map[string]any) { class(m, 1)["code"] = "minor" }, `class "minor": given twice`},
		{"a nameless class beside others", func(m map[string]any) { class(m, 1)["code"] = "" }, "class without a code"},
		{"a class without a label", func(m map[string]any) { delete(class(m, 1), "name_zh") }, "names are needed"},
		{"a period backwards", func(m map[string]any) { class(m, 1)["max_months"] = 2 }, "3 to 2 months is no period"},
		{"a negative period", func(m map[string]any) { class(m, 1)["min_months"] = -1 }, "-1 to 12 months is no period"},
		{"a period of no months", func(m map[string]any) { class(m, 0)["max_months"] = 0 }, "0 to 0 months is no period"},
		{"a period beyond five years", func(m map[string]any) { class(m, 2)["max_months"] = 61 }, "12 to 61 months"},
		{"an unknown default", func(m map[string]any) { classification(m)["default"] = "mild" }, `default class "mild"`},
		{"an unknown class", func(m map[string]any) { classification(m)["kinds"] = map[string]any{"fine": "mild"} }, `"fine" is "mild"`},
		{"an unknown kind", func(m map[string]any) { classification(m)["kinds"] = map[string]any{"flogging": "minor"} }, `"flogging"`},
		{"an unknown kind not public", func(m map[string]any) { m["not_public_kinds"] = []any{"flogging"} }, `"flogging"`},
		{"an empty mark", func(m map[string]any) { m["simple_procedure_marks"] = []any{""} }, "empty mark"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse(strings.NewReader(changed(t, test.change)))
			if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want invalid rules with %q", err, test.want)
			}
		})
	}
	t.Run("text behind", func(t *testing.T) {
		_, err := Parse(strings.NewReader(string(shippedFile) + "{}"))
		if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "text behind") {
			t.Errorf("got %v", err)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(string(shippedFile))
	f.Add(`{"regimes": []}`)
	f.Fuzz(func(t *testing.T, text string) {
		rules, err := Parse(strings.NewReader(text))
		if err != nil {
			if disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("kind of %v is %s", err, disclosure.KindOf(err))
			}
			return
		}
		// Any rules that are accepted give every kind a term that begins with the decision and ends.
		decided := disclosure.MustDate("2026-05-10")
		for _, kind := range disclosure.PenaltyKinds {
			term := rules.Term(decided, kinds(kind.ID))
			repairable := !term.EarliestRepair.IsZero()
			if !term.Until.After(decided) || repairable && (term.EarliestRepair.Before(decided) || term.EarliestRepair.After(term.Until)) {
				t.Errorf("%s: %+v", kind.ID, term)
			}
		}
	})
}

// kinds makes a list.
func kinds(list ...disclosure.PenaltyKind) []disclosure.PenaltyKind { return list }

// regime picks a regime out of a decoded file.
func regime(file map[string]any, i int) map[string]any {
	return file["regimes"].([]any)[i].(map[string]any)
}

// changed is the shipped file with one change.
func changed(t *testing.T, change func(map[string]any)) string {
	t.Helper()
	var file map[string]any
	if err := json.Unmarshal(shippedFile, &file); err != nil {
		t.Fatal(err)
	}
	change(file)
	raw, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// parse reads the shipped file with one change.
func parse(t *testing.T, change func(map[string]any)) *Rules {
	t.Helper()
	rules, err := Parse(strings.NewReader(changed(t, change)))
	if err != nil {
		t.Fatal(err)
	}
	return rules
}
