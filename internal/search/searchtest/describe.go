package searchtest

import (
	"fmt"
	"strings"

	"mingshi/internal/search"
)

var sortNames = map[search.Sort]string{
	search.Relevance: "relevance", search.Newest: "newest", search.Oldest: "oldest", search.Name: "name", search.Fine: "fine",
}

// describe writes a query for people, what is zero left out.
func describe(q *search.Query) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%q by %s", q.Text, sortNames[q.Sort])
	note := func(given bool, format string, args ...any) {
		if given {
			fmt.Fprintf(&s, ", "+format, args...)
		}
	}
	note(q.Pinyin, "pinyin")
	note(len(q.Kinds) > 0, "kinds %v", q.Kinds)
	note(len(q.Filters) > 0, "filters %v", q.Filters)
	note(!q.DecidedFrom.IsZero() || !q.DecidedTo.IsZero(), "decided %s to %s", q.DecidedFrom, q.DecidedTo)
	if q.FineFrom != nil {
		note(true, "fine from %s", q.FineFrom.Yuan())
	}
	if q.FineTo != nil {
		note(true, "fine to %s", q.FineTo.Yuan())
	}
	note(q.Limit > 0, "limit %d", q.Limit)
	note(q.After != "", "after %s", q.After)
	note(len(q.Facets) > 0, "facets %v", q.Facets)
	note(q.AtLeast > 0, "at least %d", q.AtLeast)
	return s.String()
}
