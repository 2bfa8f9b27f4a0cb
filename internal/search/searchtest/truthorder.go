package searchtest

import (
	"cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// place is where a document stands in an order: the part of the order and what decides within it.
type place struct {
	part int
	name string
	date disclosure.Date
	fine disclosure.Fen
	id   disclosure.ID
}

func placeOf(e *entry, tier int, sort search.Sort) place {
	p := place{name: e.document.SortName, date: e.document.DecidedOn, id: e.id}
	switch sort {
	case search.Relevance:
		p.part = 2 * tier
		if !p.venue() {
			p.part++
		}
	case search.Newest, search.Oldest:
		if p.venue() {
			p.part = 1
		}
	case search.Fine:
		switch fine := e.document.Fine; {
		case fine != nil:
			p.fine = *fine
		case p.venue():
			p.part = 2
		default:
			p.part = 1
		}
	case search.Name:
	}
	return p
}

func (p place) venue() bool { return p.id.Kind() == disclosure.KindVenue }

// compare puts places of one order in that order.
func (p place) compare(other place, sort search.Sort) int {
	switch {
	case p.part != other.part:
		return cmp.Compare(p.part, other.part)
	case sort == search.Fine && p.part == 0:
		return cmp.Or(cmp.Compare(other.fine, p.fine), p.latest(other))
	case p.venue():
		return cmp.Or(cmp.Compare(p.name, other.name), cmp.Compare(p.id, other.id))
	case sort == search.Oldest:
		return p.earliest(other)
	}
	return p.latest(other)
}

// latest is the order by date, latest first; the zero date is before every other and so comes last.
func (p place) latest(other place) int {
	return cmp.Or(other.date.Compare(p.date), cmp.Compare(other.id, p.id))
}

// earliest is the order by ascending date, in which those without one still come last.
func (p place) earliest(other place) int {
	if p.date.IsZero() != other.date.IsZero() {
		if p.date.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(p.date.Compare(other.date), cmp.Compare(p.id, other.id))
}

func (p place) cursor() search.Cursor {
	return search.Cursor{Tier: p.part, Name: p.name, Date: p.date, Fine: p.fine, ID: p.id}
}

func placeOfCursor(c search.Cursor) place {
	return place{part: c.Tier, name: c.Name, date: c.Date, fine: c.Fine, id: c.ID}
}
