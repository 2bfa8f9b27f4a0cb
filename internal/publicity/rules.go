package publicity

import (
	"bytes"
	_ "embed" // for rules.json
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"mingshi/internal/disclosure"
)

//go:embed rules.json
var shippedFile []byte

// Rules answer whether and how long a penalty is public. They never change and may be shared by goroutines.
type Rules struct {
	// regimes stand in the order of their dates.
	regimes              []Regime
	notPublicKinds       []disclosure.PenaltyKind
	simpleProcedureMarks []string
}

// Term is how long one decision is public.
type Term struct {
	// Regime and Class are codes; Class is empty where the regime knows no classes.
	Regime string
	Class  string
	// Until is the last public day, inclusive.
	Until disclosure.Date
	// EarliestRepair is the first day on which repair may be applied for; zero where publication ends before it.
	EarliestRepair disclosure.Date
	// Verified is false when the periods or the class rest on a table that nobody has compared with its source.
	Verified bool
}

// Shipped returns the rules that come with the program, read once.
func Shipped() *Rules { return shipped() }

// shipped panics on a faulty embedded file: that is a broken build, and the tests read it.
var shipped = sync.OnceValue(func() *Rules {
	rules, err := Parse(bytes.NewReader(shippedFile))
	if err != nil {
		panic(err)
	}
	return rules
})

// Parse reads a rules file in the form of the shipped rules.json: regimes in the order of their dates, not_public_kinds
// and simple_procedure_marks. Unknown fields, kinds and classes, periods that are none, and regimes out of order are
// of kind Invalid.
func Parse(r io.Reader) (*Rules, error) {
	var file struct {
		Regimes              []Regime                 `json:"regimes"`
		NotPublicKinds       []disclosure.PenaltyKind `json:"not_public_kinds"`
		SimpleProcedureMarks []string                 `json:"simple_procedure_marks"`
	}
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "read publicity rules: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, disclosure.Errorf(disclosure.Invalid, "read publicity rules: text behind the object")
	}
	rules := &Rules{
		regimes: file.Regimes, notPublicKinds: file.NotPublicKinds, simpleProcedureMarks: file.SimpleProcedureMarks,
	}
	if err := rules.check(); err != nil {
		return nil, err
	}
	return rules, nil
}

// check reports the first thing that keeps the rules from being used.
func (r *Rules) check() error {
	if len(r.regimes) == 0 {
		return disclosure.Errorf(disclosure.Invalid, "publicity rules: no regimes")
	}
	for i := range r.regimes {
		regime := &r.regimes[i]
		if err := regime.check(); err != nil {
			return disclosure.Errorf(disclosure.Invalid, "publicity regime %q: %w", regime.Code, err)
		}
		for _, earlier := range r.regimes[:i] {
			if earlier.Code == regime.Code || !earlier.InForceFrom.Before(regime.InForceFrom) {
				return disclosure.Errorf(disclosure.Invalid, "publicity regime %q: same code as, or not later than, %q",
					regime.Code, earlier.Code)
			}
		}
	}
	for _, kind := range r.notPublicKinds {
		if !disclosure.PenaltyKinds.Has(kind) {
			return disclosure.Errorf(disclosure.Invalid, "publicity rules: not_public_kinds: unknown kind %q", kind)
		}
	}
	if slices.Contains(r.simpleProcedureMarks, "") {
		return disclosure.Errorf(disclosure.Invalid, "publicity rules: simple_procedure_marks: empty mark")
	}
	return nil
}

// Regimes lists the regimes by date, for people who ask what applies. Treat them as read-only.
func (r *Rules) Regimes() []Regime { return slices.Clone(r.regimes) }

// Term returns how long a decision is public, by the regime in force on its day; decisions older than all regimes fall
// under the first. Of several kinds the longest period wins. The period is counted as the Civil Code counts (arts.
// 201–203): the day of the decision is not counted, and the last day is the corresponding one, or the month's last.
// A class without a minimum may be repaired from the day of the decision on. The zero Date has the zero Term.
func (r *Rules) Term(decided disclosure.Date, kinds []disclosure.PenaltyKind) Term {
	if decided.IsZero() {
		return Term{}
	}
	regime := r.regimeOn(decided)
	class := regime.classOf(kinds)
	until, earliest := decided.AddMonths(class.MaxMonths), decided
	if class.MinMonths > 0 {
		earliest = decided.AddMonths(class.MinMonths).AddDays(regime.RepairDaysAfterMinimum)
	}
	if earliest.After(until) {
		earliest = disclosure.Date{}
	}
	return Term{
		Regime:         regime.Code,
		Class:          class.Code,
		Until:          until,
		EarliestRepair: earliest,
		Verified:       regime.Verified && class.Verified && regime.Classification.Verified,
	}
}

// regimeOn finds the regime for a day of decision.
func (r *Rules) regimeOn(decided disclosure.Date) *Regime {
	for i := len(r.regimes) - 1; i > 0; i-- {
		if !decided.Before(r.regimes[i].InForceFrom) {
			return &r.regimes[i]
		}
	}
	return &r.regimes[0]
}

// NotPublic reports whether a decision is counted but not published because of its kinds: nothing but warning or public
// criticism (domain.md §3.2). A decision that names no kind is not such a one.
func (r *Rules) NotPublic(kinds []disclosure.PenaltyKind) bool {
	for _, kind := range kinds {
		if !slices.Contains(r.notPublicKinds, kind) {
			return false
		}
	}
	return len(kinds) > 0
}

// SimpleProcedure reports whether a document number is one of simple procedure, whose penalties are counted but not
// published: it holds one of the marks, as in 示卫公简罚〔2024〕12号 (domain.md §9.4).
func (r *Rules) SimpleProcedure(documentNumber string) bool {
	return slices.ContainsFunc(r.simpleProcedureMarks, func(mark string) bool {
		return strings.Contains(documentNumber, mark)
	})
}
