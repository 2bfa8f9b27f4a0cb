package embedded

import (
	"cmp"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// A walk through the hits has legs, one behind the other: each is a part of what was found in one of the orders in which a
// segment can be walked.
type leg struct {
	// tier is that of the documents, anyTier for all.
	tier int
	// from whom it is.
	of whom
	// up walks from the earliest to the latest.
	up bool
}

const anyTier = -1

// whom are the documents of a leg.
type whom int

const (
	venues  whom = iota // by name
	others              // all but venues, by date
	withDay             // others that have a date
	without             // others that have none
	fines               // all with a fine, by fine
	unfined             // others that have no fine
)

// legsOf is the walk of each order (package search).
func legsOf(s search.Sort) []leg {
	switch s {
	case search.Newest:
		return []leg{{anyTier, others, false}, {anyTier, venues, false}}
	case search.Oldest:
		return []leg{{anyTier, withDay, true}, {anyTier, without, true}, {anyTier, venues, false}}
	case search.Fine:
		return []leg{{anyTier, fines, false}, {anyTier, unfined, false}, {anyTier, venues, false}}
	case search.Name:
		return []leg{{anyTier, venues, false}}
	case search.Relevance:
	}
	var legs []leg
	for tier := range tiers {
		legs = append(legs, leg{tier, venues, false}, leg{tier, others, false})
	}
	return legs
}

// place is where a document stands in a leg.
type place struct {
	name string
	fine int64
	day  day
	key  idKey
}

// overwritten reports whether the name is gone, as that of a deleted venue may be.
func (p *place) overwritten() bool { return p.name != "" && strings.Trim(p.name, "\x00") == "" }

// compare tells which of two places of the leg comes first.
func (l leg) compare(a, b *place) int {
	if l.of == venues {
		return cmp.Or(cmp.Compare(a.name, b.name), a.key.compare(b.key))
	}
	order := cmp.Or(cmp.Compare(a.day, b.day), a.key.compare(b.key))
	if !l.up {
		order = -order
	}
	if l.of == fines {
		return cmp.Or(cmp.Compare(b.fine, a.fine), order)
	}
	return order
}

// cursor is the place as the next page is asked for.
func (l leg) cursor(nth int, p *place) search.Cursor {
	c := search.Cursor{Tier: nth, ID: p.key.id()}
	if l.of == venues {
		c.Name = p.name
		return c
	}
	c.Date = dateOf(p.day)
	if l.of == fines {
		c.Fine = disclosure.Fen(p.fine)
	}
	return c
}

// placeOf is where the last page ended.
func placeOf(c *search.Cursor) (*place, error) {
	key, err := packID(c.ID)
	if err != nil {
		return nil, err
	}
	p := &place{name: c.Name, fine: int64(c.Fine), day: noDay, key: key}
	if !c.Date.IsZero() {
		p.day = dayOf(c.Date)
	}
	return p, nil
}

// entryPlace is the place of a document in memory.
func entryPlace(e *entry) *place {
	p := &place{fine: e.fine, day: e.day, key: e.key}
	if e.venue() {
		p.name = string(e.pieces.sort)
	}
	return p
}

// holds reports whether a document in memory belongs to the leg, its tier aside.
func (l leg) holds(e *entry) bool {
	switch l.of {
	case venues:
		return e.venue()
	case others:
		return !e.venue()
	case withDay:
		return e.day != noDay
	case without:
		return !e.venue() && e.day == noDay
	case fines:
		return e.fine != noFine
	case unfined:
		return !e.venue() && e.fine == noFine
	}
	return false
}
