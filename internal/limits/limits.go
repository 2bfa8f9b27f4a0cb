// Package limits owns the hygiene test items: their names, units and limits, as data, and the judgement of a test result
// against the limit in force. It depends only on disclosure.
package limits

import (
	"bytes"
	"cmp"
	_ "embed" // the shipped items
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"mingshi/internal/disclosure"
)

// Kind is what a file of test items says of itself in its member kind.
const Kind = "test_limits"

// Items is a closed list of test items. Treat it as read-only.
type Items struct {
	Kind string `json:"kind"`
	// Edition tells one state of the list from another.
	Edition string `json:"edition"`
	// ValidFrom is the first day of sampling on which bounds without a day of their own hold; none: ever since.
	ValidFrom disclosure.Date `json:"valid_from"`
	// Source says where the list comes from, for people.
	Source string `json:"source"`
	Items  []Item `json:"items"`
	byName map[string]*Item
}

// Item is something that is tested. The same quantity in another unit is another item: nothing is ever converted.
type Item struct {
	// Code is our identifier ("free_chlorine").
	Code string `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
	// Unit is the only one accepted; "" has no unit.
	Unit string `json:"unit"`
	// UnitAlso lists other spellings of that very unit met in files ("cfu/ml").
	UnitAlso []string `json:"unit_also,omitempty"`
	// Also lists other names met in files.
	Also []string `json:"also,omitempty"`
	// Limits are tried in order: the first that applies counts. Without any, the item is shown and not judged.
	Limits []Bound `json:"limits"`
}

// Bound is one limit of an item, for some places, kinds of venue and days.
type Bound struct {
	// Places holds words of a sampling place for which the bound applies; empty: all places.
	Places []string `json:"places,omitempty"`
	// NotPlaces holds words of a place for which it does not, whatever Places says ("浴池" is no swimming pool).
	NotPlaces []string `json:"not_places,omitempty"`
	// VenueKinds are those for which the bound applies; empty: all.
	VenueKinds []disclosure.VenueKind `json:"venue_kinds,omitempty"`
	// Min and Max are decimals; one of them may be "". Both belong to what is allowed unless the comparator says otherwise.
	Min json.Number `json:"min,omitempty"`
	Max json.Number `json:"max,omitempty"`
	// MinComparator is ">=", also where it is "", or ">"; MaxComparator is "<=", also where it is "", or "<".
	MinComparator string `json:"min_comparator,omitempty"`
	MaxComparator string `json:"max_comparator,omitempty"`
	// Basis is the standard that sets the bound, and Edition the one of this list in which it last changed, if told.
	Basis   string `json:"basis"`
	Edition string `json:"edition,omitempty"`
	// ValidFrom and ValidUntil are the first and the last day of sampling for which the bound holds; none: that of the list, and
	// for good.
	ValidFrom  disclosure.Date `json:"valid_from,omitzero"`
	ValidUntil disclosure.Date `json:"valid_until,omitzero"`
	// Recommended marks a clause that only recommends (推荐性条款). Nobody fails or passes by it: it is shown beside the value.
	Recommended bool `json:"recommended,omitempty"`
	// Source says where the row comes from; Verified is true once somebody has compared it with that.
	Source   string `json:"source"`
	Verified bool   `json:"verified"`
}

//go:embed limits.json
var shipped []byte

// Shipped returns the items of GB 37488-2019 as far as they are known (domain.md §6), with their verified marks.
func Shipped() (*Items, error) {
	items, err := Parse(bytes.NewReader(shipped))
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "shipped limits: %w", err)
	}
	return items, nil
}

// Default is Shipped for those who are given no items of their own. It panics on faulty shipped data: that is a broken build.
var Default = sync.OnceValue(func() *Items {
	items, err := Shipped()
	if err != nil {
		panic(err)
	}
	return items
})

// Find looks an item up by its code or by a name as files write it; case and spaces do not matter.
func (s *Items) Find(name string) (*Item, bool) {
	item, ok := s.byName[nameKey(name)]
	return item, ok
}

// names are all by which an item is found.
func (i *Item) names() []string { return append([]string{i.Code, i.ZH, i.EN}, i.Also...) }

// nameKey is the form in which names are compared.
func nameKey(name string) string {
	if strings.ContainsAny(name, " \t") {
		name = strings.Join(strings.Fields(name), "")
	}
	return strings.ToLower(name)
}

// Names gives the Chinese names, to say what would have been right.
func (s *Items) Names() []string {
	names := make([]string, len(s.Items))
	for i := range s.Items {
		names[i] = s.Items[i].ZH
	}
	return names
}

// mostNear is how many names Near gives.
const mostNear = 5

// Near gives the Chinese names of the items whose names are most like a name that is none, the likest first; empty where
// there is no likeness at all.
func (s *Items) Near(name string) []string {
	type candidate struct {
		name     string
		likeness float64
	}
	wanted := nameKey(name)
	var found []candidate
	for i := range s.Items {
		best := 0.0
		for _, known := range s.Items[i].names() {
			best = max(best, likeness(wanted, nameKey(known)))
		}
		if best >= leastLikeness {
			found = append(found, candidate{s.Items[i].ZH, best})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.likeness, a.likeness) })
	names := make([]string, 0, mostNear)
	for _, c := range found[:min(len(found), mostNear)] {
		names = append(names, c.name)
	}
	return names
}

// leastLikeness is where a likeness begins; less is a chance.
const leastLikeness = 0.25

// likeness is what part of the traits of two names is common to both.
func likeness(a, b string) float64 {
	of, with := traits(a), traits(b)
	common := 0
	for trait := range of {
		if with[trait] {
			common++
		}
	}
	if common == 0 {
		return 0
	}
	return 2 * float64(common) / float64(len(of)+len(with))
}

// traits are the Chinese characters of a name and its pairs of neighbouring Latin ones: a letter alone tells nothing.
func traits(name string) map[string]bool {
	set := make(map[string]bool)
	before := ""
	for _, r := range name {
		switch {
		case unicode.Is(unicode.Han, r):
			set[string(r)] = true
			before = ""
		case r < utf8.RuneSelf && before != "":
			set[before+string(r)] = true
			before = string(r)
		case r < utf8.RuneSelf:
			before = string(r)
		}
	}
	return set
}
