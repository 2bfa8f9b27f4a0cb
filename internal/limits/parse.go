package limits

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// maxBytes bounds a file of test items: the whole standard is a hundredth of it.
const maxBytes = 4 << 20

// Parse reads a file of test items. An error is kind Invalid; the content is told of by one *Flaw for each thing wrong.
func Parse(r io.Reader) (*Items, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "test limits: %w", err)
	}
	if len(raw) > maxBytes {
		return nil, disclosure.Errorf(disclosure.Invalid, "test limits: more than %d bytes", maxBytes)
	}
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.DisallowUnknownFields()
	items := new(Items)
	if err := decoder.Decode(items); err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "test limits: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, disclosure.Errorf(disclosure.Invalid, "test limits: something follows the list")
	}
	if err := items.check(); err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "test limits: %w", err)
	}
	return items, nil
}

// check finds every flaw of a list and makes its items findable.
func (s *Items) check() error {
	var found flaws
	if s.Kind != Kind {
		found.add("kind", FlawOneOf, s.Kind, Kind)
	}
	if blank(s.Edition) {
		found.add("edition", FlawEmpty)
	}
	if len(s.Items) == 0 {
		found.add("items", FlawEmpty)
	}
	s.byName = make(map[string]*Item, len(s.Items))
	for n := range s.Items {
		item, where := &s.Items[n], nth("items", n)
		found.item(where, item, s.ValidFrom)
		s.enter(where, item, &found)
	}
	return errors.Join(found...)
}

// enter puts an item where its names find it.
func (s *Items) enter(where string, item *Item, found *flaws) {
	for _, name := range item.names() {
		key := nameKey(name)
		if other, taken := s.byName[key]; taken && other != item {
			found.add(where, FlawTaken, name, other.Code)
			continue
		}
		s.byName[key] = item
	}
}

// codeCharacters are those of codes, and maxCode bounds their number as it does for score tables.
const (
	codeCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_"
	maxCode        = 60
)

func (f *flaws) item(where string, i *Item, since disclosure.Date) {
	if i.Code == "" || strings.Trim(i.Code, codeCharacters) != "" || len(i.Code) > maxCode {
		f.add(where+".code", FlawCharacters, i.Code, "a-z 0-9 _", maxCode)
	}
	f.blanks(where+".zh", i.ZH)
	f.blanks(where+".en", i.EN)
	f.blankEntries(where+".also", i.Also)
	if trimmed := strings.TrimSpace(i.Unit); i.Unit != trimmed {
		f.add(where+".unit", FlawOneOf, i.Unit, trimmed)
	}
	f.blankEntries(where+".unit_also", i.UnitAlso)
	if n := slices.Index(i.UnitAlso, i.Unit); n >= 0 && !blank(i.Unit) {
		f.add(nth(where+".unit_also", n), FlawTaken, i.Unit, where+".unit")
	}
	always := ""
	for n := range i.Limits {
		b, at := &i.Limits[n], nth(where+".limits", n)
		if always != "" {
			f.add(at, FlawUnreached, always)
		}
		f.bound(at, b, since)
		if always == "" && b.always() {
			always = at
		}
	}
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// blanks notes a member that should say something and does not.
func (f *flaws) blanks(where, text string) {
	if blank(text) {
		f.add(where, FlawEmpty)
	}
}

// blankEntries notes the entries of a list that say nothing.
func (f *flaws) blankEntries(where string, texts []string) {
	for n, text := range texts {
		f.blanks(nth(where, n), text)
	}
}

// always reports that there is no sample to which the bound does not apply.
func (b *Bound) always() bool {
	return len(b.Places) == 0 && len(b.NotPlaces) == 0 && len(b.VenueKinds) == 0 && b.ValidFrom.IsZero() && b.ValidUntil.IsZero()
}

func (f *flaws) bound(where string, b *Bound, since disclosure.Date) {
	f.span(where, b)
	f.blankEntries(where+".places", b.Places)
	f.blankEntries(where+".not_places", b.NotPlaces)
	for n, kind := range b.VenueKinds {
		at := nth(where+".venue_kinds", n)
		if !disclosure.VenueKinds.Has(kind) {
			f.add(at, FlawOneOf, string(kind), venueKinds())
		}
		if first := slices.Index(b.VenueKinds, kind); first < n {
			f.add(at, FlawTaken, string(kind), nth(where+".venue_kinds", first))
		}
	}
	f.blanks(where+".basis", b.Basis)
	if !b.ValidFrom.IsZero() {
		since = b.ValidFrom
	}
	if !b.ValidUntil.IsZero() && b.ValidUntil.Before(since) {
		f.add(where+".valid_until", FlawLeast, b.ValidUntil, since)
	}
}

func venueKinds() string {
	names := make([]string, len(disclosure.VenueKinds))
	for i, entry := range disclosure.VenueKinds {
		names[i] = string(entry.ID)
	}
	return strings.Join(names, ", ")
}

// span looks at what the bound allows: something, but not everything.
func (f *flaws) span(where string, b *Bound) {
	if b.Min == "" && b.Max == "" {
		f.add(where, FlawNeither)
		return
	}
	before := len(*f)
	f.end(where, "min", end{b.Min, b.MinComparator, ">=", ">"})
	f.end(where, "max", end{b.Max, b.MaxComparator, "<=", "<"})
	if len(*f) > before || b.Min == "" || b.Max == "" {
		return
	}
	switch cmp := rational(b.Min).Cmp(rational(b.Max)); {
	case cmp > 0:
		f.add(where+".min", FlawMost, b.Min, b.Max)
	case cmp == 0 && b.MinComparator == ">":
		f.add(where+".min_comparator", FlawOneOf, b.MinComparator, ">=")
	case cmp == 0 && b.MaxComparator == "<":
		f.add(where+".max_comparator", FlawOneOf, b.MaxComparator, "<=")
	}
}

// end is one end of what is allowed, with the comparators that it may have.
type end struct {
	at                            json.Number
	comparator, inclusive, strict string
}

func (f *flaws) end(where, member string, e end) {
	if e.at != "" && !isDecimal(e.at) {
		f.add(where+"."+member, FlawDecimal, string(e.at))
	}
	switch at := where + "." + member + "_comparator"; {
	case e.comparator == "":
	case e.at == "":
		f.add(at, FlawAlone, member)
	case e.comparator != e.inclusive && e.comparator != e.strict:
		f.add(at, FlawOneOf, e.comparator, e.inclusive+", "+e.strict)
	}
}
