package grading

import (
	"cmp"
	"slices"
	"sync"

	"mingshi/internal/disclosure"
)

// Set is the score tables that an authority knows, all editions of each. It does not change; several goroutines may use it.
type Set struct {
	// tables by code, the edition that came into force first before the later ones.
	tables []Table
}

// ShippedSet is the tables that come with the program.
var ShippedSet = sync.OnceValue(func() *Set { return NewSet(nil) })

// NewSet joins the tables that come with the program with an authority's own. An own table takes the place of a shipped one
// with the same code and version; of editions in force from one day the own ones count as later than the shipped.
func NewSet(own []Table) *Set {
	var tables []Table
	for _, table := range shipped() {
		if !slices.ContainsFunc(own, table.sameEdition) {
			tables = append(tables, table)
		}
	}
	tables = append(tables, own...)
	slices.SortStableFunc(tables, func(a, b Table) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), a.EffectiveFrom.Compare(b.EffectiveFrom))
	})
	return &Set{tables: tables}
}

func (t Table) sameEdition(other Table) bool {
	return t.Code == other.Code && t.Version == other.Version
}

// All lists the tables by code, each one's editions by the day from which they are in force.
func (s *Set) All() []Table { return slices.Clone(s.tables) }

// Lookup finds a table by its code, its Chinese name or one of its aliases, written exactly so, in the edition that is in
// force on a day: the latest that had come into force. A day before the first edition, as that of an inspection from before
// the table was taken over, gets the first; no day gets the last.
func (s *Set) Lookup(name string, on disclosure.Date) (Table, bool) {
	var found Table
	known := false
	named := slices.IndexFunc(s.tables, func(t Table) bool { return t.isCalled(name) })
	if named < 0 {
		return found, false
	}
	// A name stands for the table, and not for the editions that happen to list it.
	code := s.tables[named].Code
	for _, table := range s.tables {
		if table.Code != code {
			continue
		}
		if !known || on.IsZero() || !table.EffectiveFrom.After(on) {
			found, known = table, true
		}
	}
	return found, known
}

// Edition finds the table that a record names; where that edition is not known here, the last one of the code, whose bands
// and items may differ from those of the record.
func (s *Set) Edition(of disclosure.ScoreTable) (Table, bool) {
	if at := slices.IndexFunc(s.tables, func(t Table) bool { return t.Code == of.Code && t.Version == of.Version }); at >= 0 {
		return s.tables[at], true
	}
	return s.Lookup(of.Code, disclosure.Date{})
}

func (t Table) isCalled(name string) bool {
	return t.Code == name || t.NameZH == name || slices.Contains(t.Aliases, name)
}
