package finder

import (
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// The values of sort.
const (
	SortNewest    = "-decided_on"
	SortOldest    = "decided_on"
	SortRelevance = "relevance"
	SortFine      = "-fine_cny"
	SortName      = "name"
)

var sorts = map[string]search.Sort{
	SortNewest: search.Newest, SortOldest: search.Oldest, SortRelevance: search.Relevance, SortFine: search.Fine,
	SortName: search.Name,
}

// Sorts are the values of sort that the list of a kind takes, the default first. Every list takes those of dates, relevance and
// fines; package search says what they mean where the records have no date or no fine. Of all kinds together ("") relevance
// is the default where the text has terms, and the latest decision where it has none.
func Sorts(kind disclosure.Kind) []string {
	switch kind {
	case disclosure.KindVenue:
		return []string{SortName, SortNewest, SortOldest, SortRelevance, SortFine}
	case "":
		return []string{SortRelevance, SortNewest, SortOldest, SortFine}
	case disclosure.KindPermit, disclosure.KindFiling, disclosure.KindGrading, disclosure.KindReading,
		disclosure.KindPenalty, disclosure.KindBoard:
	}
	return []string{SortNewest, SortOldest, SortRelevance, SortFine}
}

// Listing is the query as one of the store, if the store can answer it: all records of one kind in an order of its own. It
// does so whether search answers or not. Venues have no dates: in the orders of dates they stand by name.
func Listing(q *search.Query) (store.Query, bool) {
	narrowed := len(search.Terms(q.Text)) > 0 || len(q.Filters) > 0 || len(q.Facets) > 0 ||
		!q.DecidedFrom.IsZero() || !q.DecidedTo.IsZero() || q.FineFrom != nil || q.FineTo != nil
	if narrowed || len(q.Kinds) != 1 {
		return store.Query{}, false
	}
	listing := store.Query{Kind: q.Kinds[0], After: q.After, Limit: q.Limit}
	switch {
	case q.Sort == search.Relevance, q.Sort == search.Fine:
		return store.Query{}, false
	case listing.Kind == disclosure.KindVenue:
		listing.Order = store.ByName
	case q.Sort == search.Oldest:
		listing.Order = store.ByDecisionAscending
	default:
		listing.Order = store.ByDecision
	}
	return listing, true
}

func (p *parser) sort(kind disclosure.Kind) search.Sort {
	choices := Sorts(kind)
	asked, given := p.get("sort")
	switch {
	case given:
		if p.oneOf("sort", asked, choices) {
			return sorts[asked]
		}
	case kind == "" && len(search.Terms(p.query.Text)) == 0:
		return search.Newest
	}
	return sorts[choices[0]]
}

// oneOf refuses a value that is not among the choices.
func (p *parser) oneOf(name, value string, choices []string) bool {
	if slices.Contains(choices, value) {
		return true
	}
	p.refuse(name, "finder.choice", name, strings.Join(choices, ", "))
	return false
}
