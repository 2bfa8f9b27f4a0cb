package limits

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// maxBytes bounds a file of test items: the whole standard is a hundredth of it.
const maxBytes = 4 << 20

// Parse reads a file of test items. An error is kind Invalid and names every fault by item and member.
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

// check finds every fault of a list and makes its items findable.
func (s *Items) check() error {
	var faults []error
	if s.Kind != Kind {
		faults = append(faults, fmt.Errorf("kind %q: want %q", s.Kind, Kind))
	}
	if blank(s.Edition) {
		faults = append(faults, errors.New("edition: missing"))
	}
	if len(s.Items) == 0 {
		faults = append(faults, errors.New("items: none"))
	}
	s.byName = make(map[string]*Item, len(s.Items))
	for n := range s.Items {
		item := &s.Items[n]
		where := fmt.Sprintf("item %q", item.Code)
		if item.Code == "" {
			where = fmt.Sprintf("item number %d", n+1)
		}
		for _, fault := range append(item.check(s.ValidFrom), s.enter(item)...) {
			faults = append(faults, fmt.Errorf("%s: %w", where, fault))
		}
	}
	return errors.Join(faults...)
}

// enter puts an item where its names find it.
func (s *Items) enter(item *Item) []error {
	var faults []error
	for _, name := range item.names() {
		key := nameKey(name)
		if other, taken := s.byName[key]; taken && other != item {
			faults = append(faults, fmt.Errorf("name %q: that is %q already", name, other.Code))
			continue
		}
		s.byName[key] = item
	}
	return faults
}

const codeCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_"

func (i *Item) check(since disclosure.Date) []error {
	var faults []error
	if i.Code == "" || strings.Trim(i.Code, codeCharacters) != "" {
		faults = append(faults, errors.New("code: want lower-case letters, digits and _"))
	}
	for _, name := range []struct{ member, text string }{{"zh", i.ZH}, {"en", i.EN}} {
		if blank(name.text) {
			faults = append(faults, fmt.Errorf("%s: missing", name.member))
		}
	}
	if slices.ContainsFunc(i.Also, blank) {
		faults = append(faults, errors.New("also: an empty name"))
	}
	if i.Unit != strings.TrimSpace(i.Unit) {
		faults = append(faults, fmt.Errorf("unit %q: spaces around it", i.Unit))
	}
	if slices.ContainsFunc(i.UnitAlso, blank) || slices.Contains(i.UnitAlso, i.Unit) {
		faults = append(faults, errors.New("unit_also: empty, or the unit itself"))
	}
	all := false
	for n := range i.Limits {
		b := &i.Limits[n]
		if all {
			faults = append(faults, fmt.Errorf("limits %d: the one before it applies always, so that it never does", n+1))
		}
		for _, fault := range b.check(since) {
			faults = append(faults, fmt.Errorf("limits %d: %w", n+1, fault))
		}
		all = all || b.always()
	}
	return faults
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// always reports that there is no sample to which the bound does not apply.
func (b *Bound) always() bool {
	return len(b.Places) == 0 && len(b.NotPlaces) == 0 && len(b.VenueKinds) == 0 && b.ValidFrom.IsZero() && b.ValidUntil.IsZero()
}

func (b *Bound) check(since disclosure.Date) []error {
	faults := b.checkRange()
	if slices.ContainsFunc(b.Places, blank) {
		faults = append(faults, errors.New("places: an empty word"))
	}
	if slices.ContainsFunc(b.NotPlaces, blank) {
		faults = append(faults, errors.New("not_places: an empty word"))
	}
	for n, kind := range b.VenueKinds {
		if !disclosure.VenueKinds.Has(kind) {
			faults = append(faults, fmt.Errorf("venue_kinds %q: there is no such kind", string(kind)))
		}
		if slices.Contains(b.VenueKinds[:n], kind) {
			faults = append(faults, fmt.Errorf("venue_kinds %q: twice", string(kind)))
		}
	}
	if blank(b.Basis) {
		faults = append(faults, errors.New("basis: missing"))
	}
	if !b.ValidFrom.IsZero() {
		since = b.ValidFrom
	}
	if !b.ValidUntil.IsZero() && b.ValidUntil.Before(since) {
		faults = append(faults, fmt.Errorf("valid_until %s: before its beginning on %s", b.ValidUntil, since))
	}
	return faults
}

// checkRange looks at what the bound allows: something, but not everything.
func (b *Bound) checkRange() []error {
	if b.Min == "" && b.Max == "" {
		return []error{errors.New("min, max: neither is given")}
	}
	faults := slices.Concat(checkEnd("min", b.Min, b.MinComparator, ">=", ">"), checkEnd("max", b.Max, b.MaxComparator, "<=", "<"))
	if len(faults) > 0 || b.Min == "" || b.Max == "" {
		return faults
	}
	cmp := rational(b.Min).Cmp(rational(b.Max))
	if cmp > 0 || (cmp == 0 && (b.MinComparator == ">" || b.MaxComparator == "<")) {
		faults = append(faults, fmt.Errorf("min %s, max %s: nothing lies between them", b.Min, b.Max))
	}
	return faults
}

// checkEnd looks at one end of what is allowed.
func checkEnd(member string, end json.Number, comparator, inclusive, strict string) []error {
	var faults []error
	if end != "" && !isDecimal(end) {
		faults = append(faults, fmt.Errorf("%s %q: want a decimal", member, string(end)))
	}
	if comparator != "" && (end == "" || (comparator != inclusive && comparator != strict)) {
		faults = append(faults, fmt.Errorf("%s_comparator %q: want %s or %s, beside %s", member, comparator, inclusive, strict, member))
	}
	return faults
}
