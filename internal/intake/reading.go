package intake

import (
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/limits"
)

// reading reads one test result.
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

// measure reads item, value and unit and holds the value against its limit. Another unit is refused, not converted.
func (c *check) measure(r *disclosure.Reading) {
	name := plain(c.raw("item"))
	item, known := c.items.Find(name)
	if !known {
		if name != "" {
			c.fail(CodeItemUnknown, "item", c.quote(name), strings.Join(c.items.Names(), "、"))
		}
		return
	}
	if unit := plain(c.raw("unit")); unit != plain(item.Unit) { // full width and ² for 2 make no other unit
		c.fail(CodeUnitUnknown, "unit", c.quote(unit), firstOf(item.Unit, "—"))
	}
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
	r.Limit, r.Result = item.Judge(value, r.Place)
}
