package search

import (
	"slices"
	"unicode/utf8"

	"mingshi/internal/disclosure"
)

// Check refuses a query that no engine may answer; every engine calls it first. The cursor is looked at by DecodeCursor.
func (q *Query) Check() error {
	// What is invisible or repeated does not count, but nobody is made to read a book to find that out.
	if len(q.Text) > MaxText*utf8.UTFMax*4 || utf8.RuneCountInString(Normalize(q.Text)) > MaxText {
		return disclosure.Errorf(disclosure.Invalid, "%w: more than %d characters", ErrText, MaxText)
	}
	if n := len(Terms(q.Text)); n > MaxTerms {
		return disclosure.Errorf(disclosure.Invalid, "%w: %d terms, at most %d", ErrText, n, MaxTerms)
	}
	if q.Limit < 0 || q.Limit > MaxLimit {
		return disclosure.Errorf(disclosure.Invalid, "search: limit %d is not within 0 to %d", q.Limit, MaxLimit)
	}
	if err := q.checkFields(); err != nil {
		return err
	}
	return q.checkSort()
}

func (q *Query) checkFields() error {
	for _, kind := range q.Kinds {
		if !slices.Contains(Kinds(), kind) {
			return disclosure.Errorf(disclosure.Invalid, "%w: kind %q", ErrFilter, kind)
		}
	}
	for field, values := range q.Filters {
		if field == FieldYear || !slices.Contains(Fields(), field) {
			return disclosure.Errorf(disclosure.Invalid, "%w: %q", ErrFilter, field)
		}
		if len(values) == 0 || len(values) > MaxValues {
			return disclosure.Errorf(disclosure.Invalid, "%w: %q with %d values", ErrFilter, field, len(values))
		}
	}
	for i, field := range q.Facets {
		if !slices.Contains(Fields(), field) || slices.Contains(q.Facets[:i], field) {
			return disclosure.Errorf(disclosure.Invalid, "%w: facet %q", ErrFilter, field)
		}
	}
	return nil
}

func (q *Query) checkSort() error {
	switch q.Sort {
	case Relevance, Newest, Oldest, Fine:
		return nil
	case Name:
		if len(q.Kinds) == 1 && q.Kinds[0] == disclosure.KindVenue {
			return nil
		}
		return disclosure.Errorf(disclosure.Invalid, "%w: only venues are in the order of names", ErrSort)
	}
	return disclosure.Errorf(disclosure.Invalid, "%w: %d", ErrSort, q.Sort)
}
