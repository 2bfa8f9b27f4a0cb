package gradebook

import (
	"cmp"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
)

// NeverInspected is why a venue has no grade of which no inspection has said anything yet.
const NeverInspected grading.Cause = "never_inspected"

// Reasons are why a venue may have no grade, in the order in which they are told.
func Reasons() []grading.Cause {
	return []grading.Cause{
		grading.CauseKeyItem, grading.CauseBelow, grading.CauseFirst, grading.CauseNoPermit, grading.CausePenalties, NeverInspected,
	}
}

// Tally counts venues by the grade that they hold.
type Tally struct {
	Venues int64
	// Grades counts by letter; each letter of the book is there.
	Grades map[string]int64
	// None counts those without a grade, Reasons by why; a reason that none of them has is absent.
	None    int64
	Reasons map[grading.Cause]int64
}

// Month is the tally at the end of a month, or today in the present month.
type Month struct {
	// Month is its first day.
	Month disclosure.Date
	Tally
}

// Group are the figures of some of the venues.
type Group struct {
	// Name is the kind of venue or the street; "" for all, and for those of which the register tells no street.
	Name string
	// Now is the tally of today.
	Now Tally
	// Months are those of the span, the earliest first.
	Months []Month
}

// Span is a range of months, each named by its first day.
type Span struct{ From, To disclosure.Date }

// Until is the span of so many months that ends with the month of a day.
func Until(day disclosure.Date, months int) Span {
	last := FirstOf(day)
	return Span{From: last.AddMonths(1 - months), To: last}
}

// FirstOf is the first day of the month of a day.
func FirstOf(day disclosure.Date) disclosure.Date { return day.AddDays(1 - day.Day) }

// Months is how many months the span has.
func (s Span) Months() int { return s.index(s.To) + 1 }

// index is which month of the span, counted from 0, a day lies in; below 0 for one before it.
func (s Span) index(day disclosure.Date) int {
	const year = 12
	return (day.Year-s.From.Year)*year + int(day.Month) - int(s.From.Month)
}

// has reports whether a day lies in one of the months.
func (s Span) has(day disclosure.Date) bool {
	at := s.index(day)
	return at >= 0 && at < s.Months()
}

// Figures are the grades of the venues that trade now: today, and at the end of each month of a span. Venues that have closed or
// do not trade now are left out of earlier months too, since the register does not tell since when; so the last month says the
// same as today. A venue counts from its first permit, filing or inspection on.
type Figures struct {
	Span  Span
	Total Group
	// Kinds are in the order of the list of kinds, Streets by name, those without one last. What has no venue is absent.
	Kinds, Streets []Group
}

// Idle counts the venues that are on the register and do not trade now, which figures leave out.
func (b *Book) Idle(filter Filter) int64 {
	count := int64(0)
	for i := range b.venues {
		if v := &b.venues[i]; !v.trades && filter.wants(v) {
			count++
		}
	}
	return count
}

// Figures counts. The span must not be empty nor end after the month of today.
func (b *Book) Figures(filter Filter, span Span) Figures {
	c := counting{
		book: b, span: span, reasons: Reasons(), total: newSums(b, span),
		kinds: map[string]*sums{}, streets: map[string]*sums{},
	}
	for i := range b.venues {
		if v := &b.venues[i]; v.trades && filter.wants(v) {
			c.add(v)
		}
	}
	return Figures{
		Span: span, Total: c.group("", c.total),
		Kinds: c.groups(c.kinds, func(a, b string) int {
			return cmp.Or(cmp.Compare(kindOrder(a), kindOrder(b)), cmp.Compare(a, b))
		}),
		Streets: c.groups(c.streets, emptyLast),
	}
}

// counting walks through the venues. A slot is a letter, or behind these a reason for having none.
type counting struct {
	book           *Book
	span           Span
	reasons        []grading.Cause
	total          *sums
	kinds, streets map[string]*sums
}

// sums count by slot: now, and for each month how many more there are than in the month before.
type sums struct {
	now    []int64
	change [][]int64
}

func newSums(b *Book, span Span) *sums {
	slots := len(b.Letters) + len(Reasons())
	s := &sums{now: make([]int64, slots), change: make([][]int64, span.Months())}
	for i := range s.change {
		s.change[i] = make([]int64, slots)
	}
	return s
}

func (c *counting) of(groups map[string]*sums, name string) *sums {
	if groups[name] == nil {
		groups[name] = newSums(c.book, c.span)
	}
	return groups[name]
}

func (c *counting) slot(letter string, cause grading.Cause) int {
	if letter != "" {
		return slices.Index(c.book.Letters, letter)
	}
	return len(c.book.Letters) + slices.Index(c.reasons, cause)
}

// add counts a venue in its groups: where it begins, and where each step moves it. Of several steps in one month the last stays.
func (c *counting) add(v *venue) {
	groups := [...]*sums{c.total, c.of(c.kinds, string(v.kind)), c.of(c.streets, v.street)}
	months := c.span.Months()
	present := c.span.index(c.book.Today) == months-1
	slot := c.slot("", NeverInspected)
	move := func(at, by int) {
		if present { // the present month ends today, whatever a step with a later day may say
			at = min(at, months-1)
		}
		if at < months {
			for _, g := range groups {
				g.change[max(at, 0)][slot] += int64(by)
			}
		}
	}
	begins := 0
	if !v.since.IsZero() {
		begins = c.span.index(v.since)
	}
	move(begins, 1)
	for _, s := range v.steps {
		at := max(begins, c.span.index(s.on))
		move(at, -1)
		slot = c.slot(s.letter, s.cause)
		move(at, 1)
	}
	for _, g := range groups {
		g.now[slot]++
	}
}

func (c *counting) groups(of map[string]*sums, order func(a, b string) int) []Group {
	names := make([]string, 0, len(of))
	for name := range of {
		names = append(names, name)
	}
	slices.SortFunc(names, order)
	groups := make([]Group, len(names))
	for i, name := range names {
		groups[i] = c.group(name, of[name])
	}
	return groups
}

func (c *counting) group(name string, s *sums) Group {
	g := Group{Name: name, Now: c.tally(s.now), Months: make([]Month, len(s.change))}
	held := make([]int64, len(s.now))
	for i, change := range s.change {
		for slot, by := range change {
			held[slot] += by
		}
		g.Months[i] = Month{Month: c.span.From.AddMonths(i), Tally: c.tally(held)}
	}
	return g
}

// tally reads the counts of slots.
func (c *counting) tally(slots []int64) Tally {
	t := Tally{Grades: make(map[string]int64, len(c.book.Letters)), Reasons: map[grading.Cause]int64{}}
	for i, count := range slots {
		t.Venues += count
		switch letters := len(c.book.Letters); {
		case i < letters:
			t.Grades[c.book.Letters[i]] = count
		case count > 0:
			t.Reasons[c.reasons[i-letters]] = count
			t.None += count
		}
	}
	return t
}

// kindOrder is where a kind stands on the list of kinds; one that is not on it comes last.
func kindOrder(kind string) int {
	at := slices.IndexFunc(disclosure.VenueKinds, func(e disclosure.Entry[disclosure.VenueKind]) bool { return string(e.ID) == kind })
	if at < 0 {
		return len(disclosure.VenueKinds)
	}
	return at
}

// emptyLast compares by bytes, with nothing behind everything.
func emptyLast(a, b string) int {
	switch {
	case a == "" && b != "":
		return 1
	case a != "" && b == "":
		return -1
	}
	return cmp.Compare(a, b)
}
