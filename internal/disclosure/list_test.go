package disclosure

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// checkList holds what every closed list promises.
func checkList[T ~string](t *testing.T, name string, list List[T]) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		owner := make(map[string]T)
		for _, entry := range list {
			if entry.ID == "" || entry.ZH == "" || entry.EN == "" {
				t.Errorf("%+v lacks its identifier or a label", entry)
			}
			if strings.ToLower(string(entry.ID)) != string(entry.ID) || strings.ContainsAny(string(entry.ID), " -") {
				t.Errorf("identifier %q is not snake_case", entry.ID)
			}
			for _, text := range append([]string{string(entry.ID), entry.ZH}, entry.Also...) {
				if other, taken := owner[text]; taken {
					t.Errorf("%q stands for %q and %q", text, other, entry.ID)
				}
				owner[text] = entry.ID
				if got, ok := list.Find(text); !ok || got != entry.ID {
					t.Errorf("%q is found as %q, want %q", text, got, entry.ID)
				}
			}
			if !list.Has(entry.ID) || list.Label(entry.ID, false) != entry.ZH || list.Label(entry.ID, true) != entry.EN {
				t.Errorf("%q is not on its own list under its labels", entry.ID)
			}
			if !slices.Contains(list.Values(), entry.ZH) {
				t.Errorf("%q is not among the values", entry.ZH)
			}
		}
		if len(list.Values()) != len(list) {
			t.Errorf("%d values of %d entries", len(list.Values()), len(list))
		}
		for _, text := range []string{"", "nowhere", " ", strings.ToUpper(string(list[0].ID)), list[0].ZH + " "} {
			if got, ok := list.Find(text); ok || got != "" {
				t.Errorf("%q is found as %q", text, got)
			}
		}
		if list.Has("nowhere") || list.Label("nowhere", true) != "nowhere" {
			t.Error("an unknown identifier is on the list or has a label")
		}
	})
}

func TestClosedLists(t *testing.T) {
	checkList(t, "counterparty kinds", CounterpartyKinds)
	checkList(t, "permit kinds", PermitKinds)
	checkList(t, "penalty kinds", PenaltyKinds)
	checkList(t, "permit statuses", PermitStatuses)
	checkList(t, "venue kinds", VenueKinds)
	checkList(t, "venue statuses", VenueStatuses)
	checkList(t, "inspection kinds", InspectionKinds)
	checkList(t, "check results", CheckResults)
	checkList(t, "reading sources", ReadingSources)
	checkList(t, "standings of boards", BoardStandings)
	checkList(t, "ends of boards", BoardEnds)
}

func TestStandardCodes(t *testing.T) {
	for code, want := range map[string]PenaltyKind{
		"1": PenaltyWarning, "2": PenaltyFine, "4": PenaltyOrderSuspension, "6": PenaltyDetention, "9": PenaltyOther,
		"010101": PenaltyWarning, "010103": PenaltyFine, "010108": PenaltyRevokeLicense, "010115": PenaltyOrderDemolition,
	} {
		if got, _ := PenaltyKinds.Find(code); got != want {
			t.Errorf("penalty code %s is %q, want %q", code, got, want)
		}
	}
	for code, want := range map[string]CounterpartyKind{"1": Organization, "2": NaturalPerson, "4": SoleTrader} {
		if got, _ := CounterpartyKinds.Find(code); got != want {
			t.Errorf("counterparty code %s is %q, want %q", code, got, want)
		}
	}
	for code, want := range map[string]PermitKind{"01": "general", "1": "general", "05": "registration", "06": PermitOther, "9": PermitOther} {
		if got, _ := PermitKinds.Find(code); got != want {
			t.Errorf("permit code %s is %q, want %q", code, got, want)
		}
	}
}

func TestOldPairsNameTwoKindsThatAreOnTheList(t *testing.T) {
	for text, pair := range OldPenaltyPairs {
		if len(pair) != 2 || pair[0] == pair[1] || !PenaltyKinds.Has(pair[0]) || !PenaltyKinds.Has(pair[1]) {
			t.Errorf("%q names %v", text, pair)
		}
		if single, ok := PenaltyKinds.Find(text); ok {
			t.Errorf("%q is a pair and also %q alone", text, single)
		}
	}
}

// constantsOf lists the values of the string constants of one type in a file of this package.
func constantsOf(t *testing.T, file, typeName string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if named, ok := spec.Type.(*ast.Ident); ok && named.Name == typeName {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, text)
		}
		return true
	})
	return values
}

func TestReasonsOfEveryOperation(t *testing.T) {
	want := map[Op][]Reason{
		OpPublish: nil, OpReply: nil, OpAmend: nil, OpRenew: nil, OpRevoke: nil, OpDeregister: nil,
		OpWithdraw: {"revoked", "changed", "held_unlawful", "held_void", "published_in_error", "not_in_source"},
		OpRepair:   {"repaired"},
		OpExpire:   {"expired"},
		OpSettle:   {"objection_upheld", "objection_rejected"},
		OpCorrect:  {"error_in_source", "error_in_import"},
		OpDispute:  {"objection_received"},
	}
	ops, used := constantsOf(t, "kind.go", "Op"), make(map[Reason]Op)
	if len(ops) != len(want) {
		t.Errorf("there are %d operations, the contract has %d", len(ops), len(want))
	}
	for _, op := range ops {
		expected, known := want[Op(op)]
		if got := ReasonsOf(Op(op)); !known || !slices.Equal(got, expected) {
			t.Errorf("%s carries %v, want %v", op, got, expected)
		}
		for _, reason := range expected {
			used[reason] = Op(op)
		}
	}
	for _, reason := range constantsOf(t, "kind.go", "Reason") {
		if used[Reason(reason)] == "" {
			t.Errorf("no operation carries %q", reason)
		}
	}
	if got := ReasonsOf("nothing"); got != nil {
		t.Errorf("an unknown operation carries %v", got)
	}
}

func TestEveryOutcomeIsListedOnce(t *testing.T) {
	listed := Outcomes()
	for _, outcome := range constantsOf(t, "draft.go", "Outcome") {
		if !slices.Contains(listed, Outcome(outcome)) {
			t.Errorf("%s is not listed", outcome)
		}
	}
	slices.Sort(listed)
	if unique := slices.Compact(slices.Clone(listed)); len(unique) != len(listed) || len(listed) != 8 {
		t.Errorf("outcomes: %v", listed)
	}
}

func TestStatesAreDividedIntoPublicAndGone(t *testing.T) {
	public := map[State]bool{StatePublished: true, StateDisputed: true, StateWithdrawn: false, StateRepaired: false, StateExpired: false}
	states := constantsOf(t, "kind.go", "State")
	if len(states) != len(public) {
		t.Errorf("states: %v", states)
	}
	for _, state := range states {
		if want, known := public[State(state)]; !known || State(state).Public() != want {
			t.Errorf("%s: public = %t", state, State(state).Public())
		}
	}
}
