package grading

import (
	"bytes"
	_ "embed" // the shipped rules
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"mingshi/internal/disclosure"
)

// RulesKind is what a file of rules says of itself in its member kind.
const RulesKind = "grading_rules"

// Rules say how inspections make a venue's grade, and how often it is inspected. They are data: practice differs between
// places, and what nobody has compared with its source says so (domain.md §5.2). Treat them as read-only.
type Rules struct {
	Kind    string `json:"kind"`
	Version string `json:"version"`
	Source  string `json:"source"`
	// Regrades says for every kind of inspection whether it can give a grade. A failed key item ends a grade whatever the kind.
	Regrades   []Regrade  `json:"regrades"`
	Inspectors Inspectors `json:"inspectors"`
	NewVenue   NewVenue   `json:"new_venue"`
	Permit     PermitRule `json:"permit"`
	// Downgrades lower or end a grade for penalties; those that are not enabled are examples.
	Downgrades []Downgrade `json:"downgrades"`
	Frequency  Frequency   `json:"frequency"`
}

// Basis says where a rule comes from, and whether somebody has compared it with that.
type Basis struct {
	Source   string `json:"source"`
	Verified bool   `json:"verified"`
}

// Regrade is whether a kind of inspection can give a grade.
type Regrade struct {
	InspectionKind disclosure.InspectionKind `json:"inspection_kind"`
	Regrades       bool                      `json:"regrades"`
	Basis
}

// Inspectors is how many inspectors have to score together (Penalty Law art. 42: two). An inspection by fewer gives no grade; one of
// which it is not told how many took part is not held against the venue.
type Inspectors struct {
	Least int `json:"least"`
	Basis
}

// NewVenue is when a venue is graded for the first time. A venue is new if its first inspection that can give a grade came
// within WithinMonths of its first permit (or filing); one of which none is known, or that was inspected more than WithinMonths
// before the first that is, is not. It gets no grade before it has had
// so many Inspections, the last of which at least MonthsApart after the first. Inspections 1 grades at once.
type NewVenue struct {
	WithinMonths         int  `json:"within_months"`
	WithinMonthsVerified bool `json:"within_months_verified"`
	Inspections          int  `json:"inspections"`
	MonthsApart          int  `json:"months_apart"`
	Basis
}

// PermitRule is when a permit or filing counts as in force on the day of an inspection. Of a venue without any that we know
// of nothing is said.
type PermitRule struct {
	// RenewalGapDays is how many days may lie between the end of one permit and the start of the next that continues it.
	RenewalGapDays int `json:"renewal_gap_days"`
	// CommitmentWords tell a permit by notice and commitment (告知承诺) by its texts; such a venue is graded only from
	// CommitmentDays after the start of its permit, when its papers have been checked on site.
	CommitmentWords []string `json:"commitment_words"`
	CommitmentDays  int      `json:"commitment_days"`
	Basis
}

// Effect is what a downgrade does.
type Effect string

// The effects.
const (
	EffectLower Effect = "lower_one_band"
	EffectEnd   Effect = "end_grade"
)

// Downgrade lowers or ends a venue's grade on the day of the decision that makes so many Penalties within so many months. The
// next inspection that can give a grade gives one again; penalties before it do not count twice.
type Downgrade struct {
	Enabled      bool   `json:"enabled"`
	Penalties    int    `json:"penalties"`
	WithinMonths int    `json:"within_months"`
	Effect       Effect `json:"effect"`
	Basis
}

// Frequency is by when the next inspection has to come, in months after the last one of whatever kind (C at least twice a
// year, and so on).
type Frequency struct {
	Grades []GradeFrequency `json:"grades"`
	// NotGradedMonths is for a venue whose last inspection gave no grade, SecondMonths for a new one that waits for its
	// second inspection, FirstMonths, counted from its first permit, for one that was never inspected.
	NotGradedMonths int `json:"not_graded_months"`
	SecondMonths    int `json:"second_months"`
	FirstMonths     int `json:"first_months"`
	// CorrectionDays is by when an order to put something right is looked at again where it names no day itself.
	CorrectionDays int `json:"correction_days"`
	Basis
}

// GradeFrequency is how often venues of one grade are inspected.
type GradeFrequency struct {
	Letter      string `json:"letter"`
	EveryMonths int    `json:"every_months"`
	Basis
}

//go:embed rules.json
var shippedRules []byte

// ShippedRules are the rules that come with the program.
var ShippedRules = sync.OnceValue(func() Rules {
	rules, err := ParseRules(bytes.NewReader(shippedRules))
	if err != nil {
		panic(err) // a broken build; the tests read it
	}
	return rules
})

// maxMonths bounds a period in months: longer than any permit.
const maxMonths = 120

// ParseRules reads a file of rules: a JSON object with the fields of Rules. Unknown fields, kinds of inspection without a
// rule and periods out of range are of kind Invalid; what the content has against it is a *Flaw.
func ParseRules(r io.Reader) (Rules, error) {
	var rules Rules
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&rules); err != nil {
		return Rules{}, disclosure.Errorf(disclosure.Invalid, "read grading rules: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Rules{}, disclosure.Errorf(disclosure.Invalid, "read grading rules: text behind the object")
	}
	if err := rules.check(); err != nil {
		return Rules{}, disclosure.Errorf(disclosure.Invalid, "read grading rules: %w", err)
	}
	return rules, nil
}

func (r *Rules) check() error {
	if r.Kind != RulesKind {
		return flaw("kind", FlawOneOf, r.Kind, RulesKind)
	}
	if err := checkNamed(namedField{"version", r.Version}, namedField{"source", r.Source}); err != nil {
		return err
	}
	if err := r.checkRegrades(); err != nil {
		return err
	}
	for i, d := range r.Downgrades {
		switch {
		case d.Penalties < 1:
			return flaw(nth("downgrades", i)+".penalties", FlawLeast, d.Penalties, 1)
		case d.Effect != EffectLower && d.Effect != EffectEnd:
			return flaw(nth("downgrades", i)+".effect", FlawOneOf, string(d.Effect), string(EffectLower)+", "+string(EffectEnd))
		}
	}
	for _, n := range []struct {
		where        string
		found, least int
	}{
		{"inspectors.least", r.Inspectors.Least, 1},
		{"new_venue.inspections", r.NewVenue.Inspections, 1},
		{"permit.renewal_gap_days", r.Permit.RenewalGapDays, 0},
		{"permit.commitment_days", r.Permit.CommitmentDays, 0},
		{"frequency.correction_days", r.Frequency.CorrectionDays, 1},
	} {
		if n.found < n.least {
			return flaw(n.where, FlawLeast, n.found, n.least)
		}
	}
	return r.checkMonths()
}

// checkRegrades wants one rule for each kind of inspection, and none for another.
func (r *Rules) checkRegrades() error {
	known := make([]string, 0, len(disclosure.InspectionKinds))
	for _, entry := range disclosure.InspectionKinds {
		known = append(known, string(entry.ID))
	}
	for i, rule := range r.Regrades {
		if !slices.Contains(known, string(rule.InspectionKind)) {
			return flaw(nth("regrades", i)+".inspection_kind", FlawOneOf, string(rule.InspectionKind), strings.Join(known, ", "))
		}
	}
	for _, entry := range disclosure.InspectionKinds {
		if r.countOf(entry.ID) != 1 {
			return flaw("regrades", FlawOnce, string(entry.ID))
		}
	}
	return nil
}

// period is a number of months that a rule names, and the least that it may be.
type period struct {
	name          string
	months, least int
}

func (r *Rules) checkMonths() error {
	named := []period{
		{"new_venue.within_months", r.NewVenue.WithinMonths, 0},
		{"new_venue.months_apart", r.NewVenue.MonthsApart, 0},
		{"frequency.not_graded_months", r.Frequency.NotGradedMonths, 1},
		{"frequency.second_months", r.Frequency.SecondMonths, 1},
		{"frequency.first_months", r.Frequency.FirstMonths, 1},
	}
	for i, d := range r.Downgrades {
		named = append(named, period{nth("downgrades", i) + ".within_months", d.WithinMonths, 1})
	}
	letters := make(map[string]string)
	for i, g := range r.Frequency.Grades {
		where := nth("frequency.grades", i)
		switch {
		case g.Letter == "":
			return flaw(where+".letter", FlawEmpty)
		case letters[g.Letter] != "":
			return flaw(where+".letter", FlawTaken, g.Letter, letters[g.Letter])
		}
		letters[g.Letter] = where
		named = append(named, period{where + ".every_months", g.EveryMonths, 1})
	}
	for _, n := range named {
		if n.months < n.least || n.months > maxMonths {
			return flaw(n.name, FlawRange, n.months, n.least, maxMonths)
		}
	}
	return nil
}

func (r *Rules) countOf(kind disclosure.InspectionKind) int {
	n := 0
	for _, rule := range r.Regrades {
		if rule.InspectionKind == kind {
			n++
		}
	}
	return n
}

// Counts reports whether an inspection can give a grade, by its kind and by how many inspectors took part.
func (r *Rules) Counts(g *disclosure.Grading) bool {
	tooFew := g.InspectorsCount > 0 && g.InspectorsCount < r.Inspectors.Least
	return !tooFew && r.regrades(g.InspectionKind)
}

// regrades reports whether an inspection of the kind can give a grade; one of a kind without a rule cannot.
func (r *Rules) regrades(kind disclosure.InspectionKind) bool {
	for _, rule := range r.Regrades {
		if rule.InspectionKind == kind {
			return rule.Regrades
		}
	}
	return false
}
