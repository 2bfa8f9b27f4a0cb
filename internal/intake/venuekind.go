package intake

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/limits"
)

// kindsOfVenues knows of which kind the venues are that have readings or inspections: those of this import, and published ones.
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

// judge holds a reading that stands against the limit for its place, its venue's kind and its day, and an inspection against
// the kind of venue that its score table is made for.
func (k *kindsOfVenues) judge(ctx context.Context, c *check, d *disclosure.Draft) error {
	if len(d.Places) == 0 {
		return nil
	}
	kind, err := k.of(ctx, d.Places[0])
	if err != nil {
		return err
	}
	switch body := d.Body.(type) {
	case *disclosure.Reading:
		c.judgeReading(body, kind, d.DecidedOn)
	case *disclosure.Grading:
		c.judgeTable(body, kind)
	}
	return nil
}

// judgeReading writes into a reading the limit that applies to it, and whether it keeps that.
func (c *check) judgeReading(r *disclosure.Reading, kind disclosure.VenueKind, on disclosure.Date) {
	item, known := c.items.Find(r.Item)
	if !known {
		return
	}
	value := limits.Value{Comparator: r.Comparator, Number: r.Value}
	r.Limit, r.Result = c.items.Judge(item, value, limits.Sample{Place: r.Place, VenueKind: kind, On: on})
}

// judgeTable warns of a score table that is made for another kind of venue than the one that was inspected. Of a venue whose
// kind nobody knows there is nothing to say.
func (c *check) judgeTable(g *disclosure.Grading, kind disclosure.VenueKind) {
	table, known := c.scheme.Tables.Edition(g.Table)
	if !known || kind == "" || table.VenueKind == "" || table.VenueKind == kind {
		return
	}
	label := func(k disclosure.VenueKind) string { return disclosure.VenueKinds.Label(k, c.lang == i18n.EN) }
	c.warn(CodeTableVenueKind, "table", table.Code, label(table.VenueKind), label(kind))
}
