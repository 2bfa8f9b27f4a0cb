package meili

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// key is one thing that documents are sorted by.
type key struct {
	field      string
	descending bool
}

// part is a stretch of an order: documents of one filter by the same keys. Parts follow one another.
type part struct {
	// number is Cursor.Tier.
	number int
	filter filter
	keys   []key
	venues bool
	// tier is the tier of Relevance that belongs to the part; any where tiers do not count.
	tier int
	// queries are the server's, whose hits together hold those of the part.
	queries []string
}

// anyTier is the tier of parts in which tiers do not count.
const anyTier = -1

var (
	venueFilter = kindFilter([]disclosure.Kind{disclosure.KindVenue})
	otherFilter = filter("NOT ") + venueFilter

	byName   = []key{{fieldOrder, false}, {fieldID, false}}
	byLatest = []key{{fieldDecided, true}, {fieldID, true}}
	byOldest = []key{{fieldOldest, false}, {fieldID, false}}
	byFine   = []key{{fieldFine, true}, {fieldDecided, true}, {fieldID, true}}
)

// partsOf lists the parts of the order of a query; the package comment of search says what they are.
func partsOf(q *search.Query, asked *question) []part {
	venues := part{filter: venueFilter, keys: byName, venues: true, tier: anyTier, queries: asked.all}
	others := part{filter: otherFilter, keys: byLatest, tier: anyTier, queries: asked.all}
	var parts []part
	switch q.Sort {
	case search.Relevance:
		for tier, queries := range [][]string{asked.begins, asked.names, asked.all} {
			venues.tier, venues.queries = tier, queries
			others.tier, others.queries = tier, queries
			parts = append(parts, venues, others)
		}
		if len(asked.terms) == 0 {
			parts = parts[:2]
		}
	case search.Newest:
		parts = []part{others, venues}
	case search.Oldest:
		others.keys = byOldest
		parts = []part{others, venues}
	case search.Fine:
		fined := part{filter: fieldFine + " EXISTS", keys: byFine, tier: anyTier, queries: asked.all}
		others.filter, venues.filter = both(fieldFine+" NOT EXISTS", others.filter), both(fieldFine+" NOT EXISTS", venues.filter)
		parts = []part{fined, others, venues}
	case search.Name:
		parts = []part{venues}
	}
	for i := range parts {
		parts[i].number = i
	}
	return parts
}

// skips reports whether no document of the kinds asked for can be in the part.
func (p *part) skips(kinds []disclosure.Kind) bool {
	isVenue := func(kind disclosure.Kind) bool { return kind == disclosure.KindVenue }
	isOther := func(kind disclosure.Kind) bool { return !isVenue(kind) }
	switch {
	case len(kinds) == 0 || p.fined():
		return false
	case p.venues:
		return !slices.ContainsFunc(kinds, isVenue)
	}
	return !slices.ContainsFunc(kinds, isOther)
}

// fined tells that the part is ordered by fines and may hold documents of any kind.
func (p *part) fined() bool { return p.keys[0].field == fieldFine }

// sort is what the server is told to sort by.
func (p *part) sort() []string {
	var sorts []string
	for _, k := range p.keys {
		if k.descending {
			sorts = append(sorts, k.field+":desc")
			continue
		}
		sorts = append(sorts, k.field+":asc")
	}
	return sorts
}

// behind is the filter for what comes after a document in the part: after it by the first key, or the same there and after
// it by the next.
func (p *part) behind(last *entry) filter {
	var ways []filter
	same := filter("")
	for _, k := range p.keys {
		operator := " > "
		if k.descending {
			operator = " < "
		}
		value := last.literal(k.field)
		ways = append(ways, both(same, filter(k.field+operator+value)))
		same = both(same, filter(k.field+" = "+value))
	}
	return either(ways...)
}

// compare puts documents of the part in its order.
func (p *part) compare(a, b *entry) int {
	for _, k := range p.keys {
		order := a.compare(b, k.field)
		if k.descending {
			order = -order
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

// idKey is an id as the server compares it. Versions before 1.44 fold what a document has, but not what a filter names.
func idKey(id disclosure.ID) string { return strings.ToLower(string(id)) }

// literal writes what a document is sorted by in the filter language.
func (e *entry) literal(field string) string {
	switch field {
	case fieldOrder:
		return quote(e.Order)
	case fieldID:
		return quote(idKey(e.ID))
	}
	return strconv.FormatInt(e.number(field), 10)
}

func (e *entry) number(field string) int64 {
	switch field {
	case fieldDecided:
		return e.Decided
	case fieldOldest:
		return e.Oldest
	}
	if e.Fine == nil {
		return 0
	}
	return *e.Fine
}

func (e *entry) compare(other *entry, field string) int {
	switch field {
	case fieldOrder:
		return cmp.Compare(e.Order, other.Order)
	case fieldID:
		return cmp.Compare(e.ID, other.ID)
	}
	return cmp.Compare(e.number(field), other.number(field))
}

// contains reports whether a document of a tier belongs to the part.
func (p *part) contains(e *entry, tier int) bool {
	if p.tier != anyTier && p.tier != tier {
		return false
	}
	if p.fined() {
		return e.Fine != nil
	}
	return p.venues == (e.ID.Kind() == disclosure.KindVenue)
}

// cursorAt is the place behind a document.
func (p *part) cursorAt(e *entry) search.Cursor {
	c := search.Cursor{Tier: p.number, Name: e.SortName, Date: dateOf(e.Decided), ID: e.ID}
	if p.fined() {
		c.Fine = disclosure.Fen(e.number(fieldFine))
	}
	return c
}

// entryAt is a document at the place of a cursor.
func entryAt(c *search.Cursor) *entry {
	fine := int64(c.Fine)
	e := &entry{ID: c.ID, SortName: c.Name, Order: sortKey(c.Name), Decided: dayNumber(c.Date), Oldest: undated, Fine: &fine}
	if !c.Date.IsZero() {
		e.Oldest = e.Decided
	}
	return e
}
