package gradebook

import (
	"cmp"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
)

// Change is a day on which a venue that had been graded came to another grade, lost it, or was graded again.
type Change struct {
	Venue  disclosure.ID
	Name   string
	Kind   disclosure.VenueKind
	Street string
	On     disclosure.Date
	// From and To are letters; "" for no grade.
	From, To string
	Cause    grading.Cause
	// Step tells several changes of one venue apart: later ones have greater numbers.
	Step int
}

// Direction is which way a grade changed.
type Direction string

// The directions.
const (
	Better   Direction = "better"
	Worse    Direction = "worse"
	Ended    Direction = "ended"
	Restored Direction = "restored"
)

// Directions is the list.
func Directions() []Direction { return []Direction{Better, Worse, Ended, Restored} }

// Direction tells which way the grade changed. The letters of a table go from the best down.
func (c *Change) Direction() Direction { return directionOf(c.From, c.To) }

func directionOf(from, to string) Direction {
	switch {
	case to == "":
		return Ended
	case from == "":
		return Restored
	case to < from:
		return Better
	}
	return Worse
}

// compare sorts changes, the latest first; of one day by venue.
func (c *Change) compare(other *Change) int {
	return cmp.Or(other.On.Compare(c.On), cmp.Compare(c.Venue, other.Venue), other.Step-c.Step)
}

// Place is where a list of changes goes on: behind the change with these. The zero value is the beginning.
type Place struct {
	On    disclosure.Date
	Venue disclosure.ID
	Step  int
}

// Transition is how often a grade changed in one way, by why it did.
type Transition struct {
	From, To string
	Count    int64
	Causes   map[grading.Cause]int64
}

// Direction tells which way the grade changed.
func (t *Transition) Direction() Direction { return directionOf(t.From, t.To) }

// Changes are all changes of a span at venues on the register, the latest first, whether the venues trade now or not.
type Changes struct {
	List []Change
	// Transitions count them by both grades, the best first and none last.
	Transitions []Transition
	// First is how many venues were graded for the first time, which is no change.
	First int64
}

// Changes lists what changed in the months of a span.
func (b *Book) Changes(filter Filter, span Span) Changes {
	found := Changes{List: []Change{}}
	for i := range b.venues {
		if v := &b.venues[i]; filter.wants(v) {
			found.add(v, span)
		}
	}
	slices.SortFunc(found.List, func(a, b Change) int { return a.compare(&b) })
	found.count()
	return found
}

func (f *Changes) add(v *venue, span Span) {
	graded, held := false, ""
	for n, s := range v.steps {
		if s.letter == held {
			continue
		}
		from := held
		held = s.letter
		if !span.has(s.on) {
			graded = true
			continue
		}
		if !graded {
			graded = true
			f.First++
			continue
		}
		f.List = append(f.List, Change{
			Venue: v.id, Name: v.name, Kind: v.kind, Street: v.street, On: s.on, From: from, To: s.letter, Cause: s.cause, Step: n,
		})
	}
}

func (f *Changes) count() {
	type pair struct{ from, to string }
	at := map[pair]int{}
	f.Transitions = []Transition{}
	for i := range f.List {
		change := &f.List[i]
		n, known := at[pair{change.From, change.To}]
		if !known {
			n = len(f.Transitions)
			at[pair{change.From, change.To}] = n
			f.Transitions = append(f.Transitions, Transition{From: change.From, To: change.To, Causes: map[grading.Cause]int64{}})
		}
		f.Transitions[n].Count++
		f.Transitions[n].Causes[change.Cause]++
	}
	slices.SortFunc(f.Transitions, func(a, b Transition) int { return cmp.Or(emptyLast(a.From, b.From), emptyLast(a.To, b.To)) })
}

// By counts the changes by direction; each direction is there.
func (f *Changes) By() map[Direction]int64 {
	counts := map[Direction]int64{}
	for _, direction := range Directions() {
		counts[direction] = 0
	}
	for i := range f.Transitions {
		counts[f.Transitions[i].Direction()] += f.Transitions[i].Count
	}
	return counts
}

// Page gives up to limit changes behind a place, and where to go on; the zero place at the end.
func (f *Changes) Page(after Place, limit int) ([]Change, Place) {
	rest := f.List
	if after != (Place{}) {
		last := Change{On: after.On, Venue: after.Venue, Step: after.Step}
		begin, found := slices.BinarySearchFunc(rest, last, func(c, last Change) int { return c.compare(&last) })
		if found {
			begin++
		}
		rest = rest[begin:]
	}
	if len(rest) <= limit {
		return rest, Place{}
	}
	end := &rest[limit-1]
	return rest[:limit], Place{On: end.On, Venue: end.Venue, Step: end.Step}
}
