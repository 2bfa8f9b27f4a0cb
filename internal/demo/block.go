package demo

import "mingshi/internal/disclosure"

// block is the unit of size: about 120 venues of every trade with every case worth showing. The venues of chains and
// the single venues together are all of them; the named cases are single venues that are no swimming pools.
type block struct {
	// Chains: several venues of one business at different doors.
	hairChain, poolChain, hotelChain, shopChain []*venue

	// lapsing has a permit about to end, lapsed one that has ended.
	lapsing, lapsed *venue
	closed          []*venue
	// notorious was punished again and again.
	notorious *venue
	// renewed venues hold a second permit after an earlier one ended.
	renewed  []*venue
	ordinary []*venue
}

// How many venues of a block are such a case. The fresh got their permit in the last days; they and the unvisited await
// their first inspection.
const (
	freshCases     = 5
	unvisitedCases = 6
	closedCases    = 3
	renewedCases   = 2
	longNameCases  = 2
)

// soleTraders is the share of single venues that are run by a sole trader, in percent.
const soleTraders = 65

// Ages of permits in days before today. A permit ends four years after it began, 1,461 days.
const (
	permitYears   = 4
	ordinaryFrom  = 240
	ordinaryUntil = 1400
	oldFrom       = 1200
)

func (d *district) newBlock() *block {
	b := new(block)
	quota := map[string]int{}
	for _, t := range d.words.Trades {
		quota[t.Table] = t.Quota
	}
	chain := func(table string, size int, soleTrader bool) []*venue {
		quota[table] -= size
		return d.newChain(d.words.trade(table), size, soleTrader)
	}
	b.hairChain = chain("hair-beauty", 4, false)
	b.poolChain = chain("swimming", 3, true)
	b.hotelChain = chain("lodging", 3, false)
	b.shopChain = chain("mall", 2, false)
	d.addSingles(b, quota)
	return b
}

// newChain opens several venues of one business, each named after its road.
func (d *district) newChain(t *trade, size int, soleTrader bool) []*venue {
	operator, sign := d.newOperator(t, soleTrader)
	roads := d.draw.Perm(len(d.words.Roads))
	venues := make([]*venue, size)
	for i := range venues {
		branch := sign + "（" + d.words.Roads[roads[i]] + "店）"
		venues[i] = d.newVenue(operator, t, branch, d.ago(d.draw.between(500, ordinaryUntil)))
	}
	return venues
}

// addSingles opens the venues whose operator has no other, in random order but the pools last.
func (d *district) addSingles(b *block, quota map[string]int) {
	var dry, pools []*trade
	for _, t := range d.words.Trades {
		for range quota[t.Table] {
			if t.Table == "swimming" {
				pools = append(pools, t)
			} else {
				dry = append(dry, t)
			}
		}
	}
	shuffle(d.draw, dry)
	cases := d.addCases(b, dry)
	for i, t := range append(dry[cases:], pools...) {
		long := i < longNameCases
		v := d.newSingle(t, d.ago(d.draw.between(ordinaryFrom, ordinaryUntil)), !long && d.draw.chance(soleTraders))
		if long {
			v.business.name = fill(d.words.LongName, "brand", v.business.brand)
			v.sign = fill(d.words.LongSign, "brand", v.business.brand)
		}
		b.ordinary = append(b.ordinary, v)
	}
}

// addCases opens the named cases, one for each of the first trades, and tells how many they are.
func (d *district) addCases(b *block, trades []*trade) int {
	n := 0
	open := func(from disclosure.Date) *venue {
		n++
		return d.newSingle(trades[n-1], from, d.draw.chance(soleTraders))
	}
	for i := range freshCases {
		open(d.ago(i))
	}
	for range unvisitedCases {
		open(d.ago(d.draw.between(30, 150)))
	}
	term := d.today.AddMonths(-12 * permitYears)
	b.lapsing, b.lapsed = open(weekday(term.AddDays(20))), open(weekday(term.AddDays(-35)))
	b.notorious = open(d.ago(d.draw.between(oldFrom, ordinaryUntil)))
	for range closedCases {
		v := open(d.ago(d.draw.between(oldFrom, ordinaryUntil)))
		v.closed = true
		b.closed = append(b.closed, v)
	}
	for range renewedCases {
		v := open(d.ago(d.draw.between(ordinaryFrom, 700)))
		d.newPermit(v.business, v.trade, weekday(v.permit.from.AddMonths(-12*permitYears)))
		b.renewed = append(b.renewed, v)
	}
	return n
}

// newSingle opens the only venue of a new operator.
func (d *district) newSingle(t *trade, from disclosure.Date, soleTrader bool) *venue {
	operator, sign := d.newOperator(t, soleTrader)
	return d.newVenue(operator, t, sign, from)
}

// inspected lists the venues that have been inspected, the closed ones first.
func (b *block) inspected() []*venue {
	venues := append([]*venue{}, b.closed...)
	venues = append(venues, b.lapsing, b.lapsed, b.notorious)
	for _, some := range [][]*venue{b.renewed, b.hairChain, b.poolChain, b.hotelChain, b.shopChain, b.ordinary} {
		venues = append(venues, some...)
	}
	return venues
}
