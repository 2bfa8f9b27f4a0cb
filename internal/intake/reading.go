package intake

import (
	"context"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/limits"
)

// reading reads one test result. What its limit is, and whether it keeps it, hangs on the venue too: see judge.
func (c *check) reading() disclosure.Draft {
	c.cells("")
	number := c.docNumber("number")
	shown := c.shown("number", number)
	c.keep = append(c.keep, shown)
	sampled := c.moment("sampled_at")
	c.past("sampled_at", sampled.date)
	r := &disclosure.Reading{
		PermitNumber: shown,
		SampledAt:    sampled.instant(c.profile.Zone),
		Place:        c.name("place"),
		TestedBy:     c.name("tested_by"),
		Source:       choice(c, "source", disclosure.ReadingSources),
	}
	c.measure(r)
	return disclosure.Draft{
		Body: r, NaturalKey: []string{number, r.SampledAt, r.Item, nameKey(c.raw("place"))},
		Places: places(number, shown), Authority: c.profile.USCC, DecidedOn: sampled.date,
	}
}

// measure reads item, value and unit. Another unit is refused, not converted.
func (c *check) measure(r *disclosure.Reading) {
	name := plain(c.raw("item"))
	item, known := c.items.Find(name)
	if !known {
		c.unknownItem(name)
		return
	}
	c.unitOf(item)
	r.Item, r.Unit = item.Code, item.Unit
	raw := plain(c.raw("value"))
	if raw == "" {
		return
	}
	value, err := limits.ParseValue(raw)
	if err != nil || isPersonal(raw) {
		c.failSaying(CodeScoreRange, "score.range.value", "value", c.quote(raw))
		return
	}
	r.Value, r.Comparator = value.Number, value.Comparator
}

// unknownItem names the items that are most like the one that is none; all of them where none is.
func (c *check) unknownItem(name string) {
	if name == "" {
		return // it is missing, which is said already
	}
	if near := c.items.Near(name); len(near) > 0 {
		c.failSaying(CodeItemUnknown, "item.unknown.near", "item", c.quote(name), strings.Join(near, "、"))
		return
	}
	c.fail(CodeItemUnknown, "item", c.quote(name), strings.Join(c.items.Names(), "、"))
}

// unitOf refuses a unit that is not the item's own. Full width and ² for 2 make no other unit.
func (c *check) unitOf(item *limits.Item) {
	unit := plain(c.raw("unit"))
	same := func(known string) bool { return plain(known) == unit }
	switch {
	case same(item.Unit), slices.ContainsFunc(item.UnitAlso, same):
	case item.Unit == "":
		c.failSaying(CodeUnitUnknown, "unit.unknown.none", "unit", c.quote(unit))
	default:
		c.fail(CodeUnitUnknown, "unit", c.quote(unit), item.Unit)
	}
}

// kindsOfVenues knows of which kind the venues are that have readings: those of this import, and published ones.
type kindsOfVenues struct {
	// lookUp asks the store; nil knows none.
	lookUp func(ctx context.Context, number string) (disclosure.VenueKind, error)
	known  map[string]disclosure.VenueKind
}

// note keeps the kind of a venue that comes by.
func (k *kindsOfVenues) note(d *disclosure.Draft) {
	venue, ok := d.Body.(*disclosure.Venue)
	if !ok {
		return
	}
	for _, number := range d.Places {
		k.set(number, venue.VenueKind)
	}
}

func (k *kindsOfVenues) set(number string, kind disclosure.VenueKind) {
	if k.known == nil {
		k.known = make(map[string]disclosure.VenueKind)
	}
	k.known[number] = kind
}

// of gives the kind of the venue with a number; "" where it is not known.
func (k *kindsOfVenues) of(ctx context.Context, number string) (disclosure.VenueKind, error) {
	if kind, asked := k.known[number]; asked || k.lookUp == nil {
		return kind, nil
	}
	kind, err := k.lookUp(ctx, number)
	if err != nil {
		return "", err
	}
	k.set(number, kind)
	return kind, nil
}

// judge holds a reading that stands against the limit for its place, its venue's kind and its day.
func (k *kindsOfVenues) judge(ctx context.Context, c *check, d *disclosure.Draft) error {
	r, ok := d.Body.(*disclosure.Reading)
	if !ok || len(d.Places) == 0 {
		return nil
	}
	item, known := c.items.Find(r.Item)
	if !known {
		return nil
	}
	kind, err := k.of(ctx, d.Places[0])
	if err != nil {
		return err
	}
	value := limits.Value{Comparator: r.Comparator, Number: r.Value}
	r.Limit, r.Result = c.items.Judge(item, value, limits.Sample{Place: r.Place, VenueKind: kind, On: d.DecidedOn})
	return nil
}
