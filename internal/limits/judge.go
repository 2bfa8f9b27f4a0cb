package limits

import (
	"math/big"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// Sample is where and when something was tested, as far as limits depend on it.
type Sample struct {
	// Place is the sampling place in words; "" where none is told.
	Place string
	// VenueKind is "" where it is not known. Then nothing is judged whose limit differs by kind.
	VenueKind disclosure.VenueKind
	// On is the day of sampling.
	On disclosure.Date
}

// Fit is how a value stands to a limit.
type Fit string

// The fits. FitUnknown is that of a value of which only a bound is known that does not settle it ("<10" where 5 is allowed).
const (
	FitInside  Fit = "inside"
	FitOutside Fit = "outside"
	FitUnknown Fit = ""
)

// Judge holds a value of the item against the limit in force for the sample. Limit is nil where none is known, or where which
// one it is hangs on the venue's kind and that is not known. The result is "" where there is no limit, where the limit only
// recommends, and where the fit is unknown.
func (s *Items) Judge(i *Item, v Value, sample Sample) (*disclosure.Limit, disclosure.CheckResult) {
	b := i.boundFor(sample, s.ValidFrom)
	if b == nil {
		return nil, ""
	}
	limit := &disclosure.Limit{
		Min: b.Min, Max: b.Max, MinExclusive: b.MinComparator == ">", MaxExclusive: b.MaxComparator == "<",
		Basis: b.Basis, Recommended: b.Recommended, Verified: b.Verified,
	}
	if limit.Recommended {
		return limit, ""
	}
	switch Hold(v, limit) {
	case FitInside:
		return limit, disclosure.ResultPass
	case FitOutside:
		return limit, disclosure.ResultFail
	case FitUnknown:
	}
	return limit, ""
}

// Hold compares a value with a limit. "<n" keeps a limit of none found (zero), whatever n is: that is how laboratories write that
// they found none.
func Hold(v Value, l *disclosure.Limit) Fit {
	value := rational(v.Number)
	if value == nil {
		return FitUnknown
	}
	fits := [2]Fit{FitInside, FitInside}
	if least := rational(l.Min); least != nil {
		fits[0] = overLeast(v.Comparator, value.Cmp(least), l.MinExclusive)
	}
	if most := rational(l.Max); most != nil {
		fits[1] = underMost(v.Comparator, value.Cmp(most), l.MaxExclusive, most)
	}
	switch {
	case slices.Contains(fits[:], FitOutside):
		return FitOutside
	case slices.Contains(fits[:], FitUnknown):
		return FitUnknown
	}
	return FitInside
}

// overLeast tells whether a value that compares so with the least allowed one keeps it.
func overLeast(comparator string, cmp int, exclusive bool) Fit {
	switch comparator {
	case "<":
		if cmp <= 0 {
			return FitOutside
		}
		return FitUnknown
	case ">":
		if cmp >= 0 {
			return FitInside
		}
		return FitUnknown
	}
	return fitIf(cmp > 0 || (cmp == 0 && !exclusive))
}

// underMost tells whether a value that compares so with the most allowed one keeps it.
func underMost(comparator string, cmp int, exclusive bool, most *big.Rat) Fit {
	switch comparator {
	case "<":
		if cmp <= 0 || most.Sign() == 0 {
			return FitInside
		}
		return FitUnknown
	case ">":
		if cmp >= 0 {
			return FitOutside
		}
		return FitUnknown
	}
	return fitIf(cmp < 0 || (cmp == 0 && !exclusive))
}

func fitIf(inside bool) Fit {
	if inside {
		return FitInside
	}
	return FitOutside
}

// boundFor is the first bound that applies to a sample; nil where there is none, or where an earlier one might apply but for the
// venue's kind, which nobody knows.
func (i *Item) boundFor(s Sample, since disclosure.Date) *Bound {
	for n := range i.Limits {
		b := &i.Limits[n]
		if !b.inForce(s.On, since) || !b.at(s.Place) {
			continue
		}
		if len(b.VenueKinds) == 0 || slices.Contains(b.VenueKinds, s.VenueKind) {
			return b
		}
		if s.VenueKind == "" {
			return nil
		}
	}
	return nil
}

// inForce reports whether the bound holds for samples of that day; since is when it began where it does not say so itself.
func (b *Bound) inForce(on, since disclosure.Date) bool {
	if !b.ValidFrom.IsZero() {
		since = b.ValidFrom
	}
	return !on.Before(since) && (b.ValidUntil.IsZero() || !on.After(b.ValidUntil))
}

func (b *Bound) at(place string) bool {
	says := func(word string) bool { return strings.Contains(place, word) }
	return (len(b.Places) == 0 || slices.ContainsFunc(b.Places, says)) && !slices.ContainsFunc(b.NotPlaces, says)
}
