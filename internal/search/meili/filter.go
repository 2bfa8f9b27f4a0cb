package meili

import (
	"strconv"
	"strings"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// filter is an expression of Meilisearch's filter language that is either empty or can stand between two ANDs.
type filter string

// quote writes a string of the filter language. All but Han and a few plain characters become \u{…}, so that neither a quote
// nor a backslash of the value is in it and nothing can end it early. What is no UTF-8 becomes U+FFFD.
func quote(value string) string {
	var b strings.Builder
	b.Grow(len(value) + 2)
	b.WriteByte('"')
	for _, r := range value {
		if !folds(r) || 'A' <= r && r <= 'Z' || r == '~' {
			b.WriteRune(r)
			continue
		}
		b.WriteString(`\u{`)
		b.WriteString(strconv.FormatInt(int64(r), 16))
		b.WriteByte('}')
	}
	b.WriteByte('"')
	return b.String()
}

// oneOf is the filter for documents that have one of the values in a field.
func oneOf(field string, values []string) filter {
	quoted := make([]string, 0, len(values))
	for _, value := range values {
		quoted = append(quoted, quote(value))
	}
	return filter(field + " IN [" + strings.Join(quoted, ", ") + "]")
}

// than compares a field with a number; the operator is one of the filter language's.
func than(field, operator string, number int64) filter {
	return filter(field + " " + operator + " " + strconv.FormatInt(number, 10))
}

// both joins filters; those that are empty ask for nothing.
func both(filters ...filter) filter {
	var parts []string
	for _, f := range filters {
		if f != "" {
			parts = append(parts, string(f))
		}
	}
	return filter(strings.Join(parts, " AND "))
}

// either joins filters of which one must be met.
func either(filters ...filter) filter {
	parts := make([]string, 0, len(filters))
	for _, f := range filters {
		parts = append(parts, "("+string(f)+")")
	}
	return filter("(" + strings.Join(parts, " OR ") + ")")
}

// filterOf is what a query asks for beside its terms, and that the document is still public.
func filterOf(q *search.Query, today disclosure.Date) filter {
	kinds := q.Kinds
	if len(kinds) == 0 {
		kinds = search.Kinds()
	}
	parts := []filter{kindFilter(kinds), than(fieldUntil, ">=", dayNumber(today))}
	for _, field := range search.Fields() {
		values, ok := q.Filters[field]
		if !ok {
			continue
		}
		keys := make([]string, 0, len(values))
		for _, value := range values {
			keys = append(keys, facetKey(value))
		}
		parts = append(parts, oneOf(string(field), keys))
	}
	if !q.DecidedFrom.IsZero() || !q.DecidedTo.IsZero() {
		parts = append(parts, than(fieldDecided, ">", 0))
	}
	if !q.DecidedFrom.IsZero() {
		parts = append(parts, than(fieldDecided, ">=", dayNumber(q.DecidedFrom)))
	}
	if !q.DecidedTo.IsZero() {
		parts = append(parts, than(fieldDecided, "<=", dayNumber(q.DecidedTo)))
	}
	if q.FineFrom != nil {
		parts = append(parts, than(fieldFine, ">=", int64(*q.FineFrom)))
	}
	if q.FineTo != nil {
		parts = append(parts, than(fieldFine, "<=", int64(*q.FineTo)))
	}
	return both(parts...)
}

func kindFilter(kinds []disclosure.Kind) filter {
	keys := make([]string, 0, len(kinds))
	for _, kind := range kinds {
		keys = append(keys, facetKey(string(kind)))
	}
	return oneOf(fieldKind, keys)
}

// dayNumber writes a date as a number that grows with it: 20261122.
func dayNumber(d disclosure.Date) int64 {
	return int64(d.Year)*10_000 + int64(d.Month)*100 + int64(d.Day)
}

// dateOf is the date of a number that dayNumber made, zero for that of none.
func dateOf(number int64) disclosure.Date {
	if number == undated {
		return disclosure.Date{}
	}
	return disclosure.Date{Year: int(number / 10_000), Month: time.Month(number / 100 % 100), Day: int(number % 100)}
}
