package publicapi

import (
	"strconv"
	"unicode/utf8"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/wire"
)

// match tells which characters of a member the terms of the query match: ranges of Unicode code points, the end exclusive.
type match struct {
	Path   string   `json:"path"`
	Ranges [][2]int `json:"ranges"`
}

// matching writes the matches of a query with each record; nil, so that nothing is written, for no query.
func matching(j *wire.Joined, marks *search.Query) func(r *disclosure.Record) wire.More {
	if marks == nil {
		return nil
	}
	return func(r *disclosure.Record) wire.More {
		return func(o *wire.Object, body disclosure.Body) error {
			return o.Value("matches", matches(j, marks, r, body))
		}
	}
}

// matches lists the members of a record, and the name of its venue, in which a term matches; none where it was found by
// something else of its venue.
func matches(j *wire.Joined, marks *search.Query, r *disclosure.Record, body disclosure.Body) []match {
	members := search.Members(body)
	if ref, ok := j.VenueOf(r); ok {
		members = append(members, search.Member{Path: "venue.name", Role: search.RoleName, Text: ref.Name})
	}
	found := []match{}
	numbers := map[string]int{}
	for _, member := range members {
		path := member.Path
		if isArray(path) {
			path += "." + strconv.Itoa(numbers[path])
			numbers[member.Path]++
		}
		if spans := search.Highlight(marks, member.Role, member.Text); len(spans) > 0 {
			found = append(found, match{Path: path, Ranges: ranges(member.Text, spans)})
		}
	}
	return found
}

// isArray tells the members that hold several texts; their paths end with the number of the text, from 0.
func isArray(path string) bool { return path == "former_names" || path == "permit_numbers" }

// ranges turns ranges of bytes, which come in order, into ranges of characters.
func ranges(text string, spans []search.Span) [][2]int {
	counted := make([][2]int, len(spans))
	at, characters := 0, 0
	count := func(to int) int {
		characters += utf8.RuneCountInString(text[at:to])
		at = to
		return characters
	}
	for i, span := range spans {
		counted[i][0] = count(span.From)
		counted[i][1] = count(span.To)
	}
	return counted
}
