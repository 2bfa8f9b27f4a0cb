package demo

import (
	"slices"

	"mingshi/internal/disclosure"
)

// legalCase is what a penalty is made from.
type legalCase struct {
	venue      *venue
	violation  *violation
	generation generation
	// measure is nil where chance decides.
	measure *measure
	naming  naming
	// personal puts an identity number and a telephone number into the facts, which the public copy has to hide.
	personal bool
	decided  disclosure.Date
}

// naming is how the facts tell which of a business's venues they are about.
type naming int

const (
	namesNothing naming = iota
	namesPermit
	namesAddress
)

// span is a time before today in days, both ends included.
type span struct{ from, until int }

// When the penalties of each generation were decided. A penalty needs a permit that is older by caseLead days.
var spans = map[generation]span{
	generation3: {15, 540},
	generation2: {400, 800},
	generation1: {500, 950},
}

const caseLead = 70

// share is a number of penalties of one generation.
type share struct {
	generation generation
	count      int
}

// How many of a block's penalties are of which kind, by generation, beside those of punishShown.
var (
	notoriousShares  = []share{{generation3, 5}, {generation2, 1}, {generation1, 1}}
	warningShares    = []share{{generation3, 2}, {generation2, 2}, {generation1, 1}}
	unlicensedShares = []share{{generation2, 2}, {generation1, 1}}
	otherShares      = []share{{generation3, 4}, {generation2, 5}, {generation1, 2}}
)

// recentPenalties were decided within the last seven working days.
const recentPenalties = 5

// punish makes the penalties of a block: the cases worth showing, then others by chance.
func (d *district) punish(b *block) {
	d.punishShown(b)
	each(notoriousShares, func(g generation) {
		d.decide(legalCase{
			venue: b.notorious, violation: d.fitting(b.notorious), generation: g, measure: warnedAndFined, decided: d.within(spans[g]),
		})
	})
	for i := range recentPenalties {
		v := d.anyVenue(b, span{caseLead, ordinaryUntil})
		d.decide(legalCase{
			venue: v, violation: d.fitting(v), generation: generation3, measure: warnedAndFined, decided: d.ago(i),
		})
	}
	each(warningShares, func(g generation) { d.decideAny(b, g, warnedOnly) })
	each(unlicensedShares, func(g generation) { d.punishUnlicensed(b, g) })
	each(otherShares, func(g generation) { d.decideAny(b, g, nil) })
}

func each(shares []share, do func(generation)) {
	for _, s := range shares {
		for range s.count {
			do(s.generation)
		}
	}
}

// punishShown makes one penalty of each sort that a visitor or a tester wants to find.
func (d *district) punishShown(b *block) {
	lately := span{20, 200}
	shown := []legalCase{
		{venue: b.hairChain[1], naming: namesPermit, measure: warnedAndFined},
		{venue: b.hairChain[2], naming: namesAddress, measure: warnedAndFined},
		{venue: b.hotelChain[0], naming: namesNothing, measure: warnedAndFined},
		{venue: d.anyVenue(b, span{lately.until + caseLead, ordinaryUntil}), personal: true, measure: warnedAndFined},
		{venue: b.closed[0], measure: revoked},
		{venue: b.hairChain[0], violation: d.words.violation("medicine"), naming: namesAddress, measure: confiscated},
		{venue: d.anyVenue(b, span{lately.until + caseLead, ordinaryUntil}), measure: onTheSpot},
		{venue: b.poolChain[0], violation: d.words.violation("pool-water"), naming: namesPermit, measure: suspended},
	}
	for _, c := range shown {
		if c.violation == nil {
			c.violation = d.fitting(c.venue)
		}
		c.generation = generation3
		c.decided = d.within(lately)
		d.decide(c)
	}
	// Three years is the longest that any regime publishes; this one is past it and has to stay invisible.
	const pastPublication = 38 * 30
	d.decide(legalCase{
		venue: b.lapsing, violation: d.fitting(b.lapsing), generation: generation1, measure: warnedAndFined,
		decided: d.ago(pastPublication),
	})
}

// punishUnlicensed punishes a venue for what it did before it got its permit.
func (d *district) punishUnlicensed(b *block, g generation) {
	v := d.anyVenue(b, span{ordinaryFrom, 850})
	d.decide(legalCase{
		venue: v, violation: d.words.violation("no-permit"), generation: g, measure: warnedAndFined,
		decided: weekday(v.permit.from.AddDays(-d.draw.between(20, 60))),
	})
}

// decideAny punishes some venue for something at some time of the generation.
func (d *district) decideAny(b *block, g generation, m *measure) {
	s := spans[g]
	v := d.anyVenue(b, span{s.from + caseLead, ordinaryUntil})
	s.until = min(s.until, v.permit.from.DaysUntil(d.today)-caseLead)
	d.decide(legalCase{venue: v, violation: d.fitting(v), generation: g, measure: m, decided: d.within(s)})
}

// anyVenue gives a venue that is its operator's only one and got its permit in a span before today (weekends apart).
func (d *district) anyVenue(b *block, s span) *venue {
	var fitting []*venue
	for _, v := range b.ordinary {
		if age := v.permit.from.DaysUntil(d.today); age >= s.from && age <= s.until+2 {
			fitting = append(fitting, v)
		}
	}
	if len(fitting) == 0 {
		return b.lapsing
	}
	return pick(d.draw, fitting)
}

// fitting gives a violation that the trade of a venue can commit.
func (d *district) fitting(v *venue) *violation {
	var fitting []*violation
	for _, some := range d.words.Violations {
		if slices.Contains(some.Tables, v.trade.Table) {
			fitting = append(fitting, some)
		}
	}
	return pick(d.draw, fitting)
}

// within gives a weekday in a span before today.
func (d *district) within(s span) disclosure.Date { return d.ago(d.draw.between(s.from, s.until)) }
