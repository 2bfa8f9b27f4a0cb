package intake

import (
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/limits"
)

// reading reads one test result. What its limit is, and whether it keeps it, hangs on the venue too: see judge.
func (c *check) reading() disclosure.Draft {
	c.cells("")
	number := c.docNumber("number")
	shown := c.shown("number", number)
	c.keep = append(c.keep, shown)
	sampled := c.timed("sampled_at")
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
	if limits.IsFound(raw) && !item.NoneAllowed() {
		c.failSaying(CodeScoreRange, "score.range.found", "value", c.quote(raw), c.itemName(item))
		return
	}
	r.Value, r.Comparator = value.Number, value.Comparator
}

// itemName is what an item is called in messages.
func (c *check) itemName(item *limits.Item) string {
	if c.lang == i18n.EN {
		return item.EN
	}
	return item.ZH
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
	case unit == "":
		c.failSaying(CodeUnitUnknown, "unit.unknown.empty", "unit", item.Unit)
	case item.Unit == "":
		c.failSaying(CodeUnitUnknown, "unit.unknown.none", "unit", c.quote(unit))
	default:
		c.fail(CodeUnitUnknown, "unit", c.quote(unit), item.Unit)
	}
}
