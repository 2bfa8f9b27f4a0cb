package finder

import (
	"errors"

	"mingshi/internal/search"
	"mingshi/internal/store"
)

// Refusal is an error that says which parameter was wrong and, by a key of i18n and what fills its verbs, what would be
// right. It never repeats a value: what somebody searches for is nobody's business, not even the log's.
type Refusal struct {
	Parameter string
	Key       string
	Args      []any
}

// Error names the parameter; it is for logs.
func (r *Refusal) Error() string { return "parameter " + r.Parameter + ": " + r.Key }

func refuse(parameter, key string, args ...any) error {
	return &Refusal{Parameter: parameter, Key: key, Args: args}
}

// Refused tells whether an error is the fault of who asked: a refusal of Parse, or what an engine or the store found wrong
// with a query.
func Refused(err error) (*Refusal, bool) {
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		return refusal, true
	}
	switch {
	case errors.Is(err, search.ErrText):
		return &Refusal{Parameter: "q", Key: "finder.text", Args: []any{search.MaxText, search.MaxTerms}}, true
	case errors.Is(err, search.ErrFilter):
		return &Refusal{Parameter: "facets", Key: "finder.facets", Args: []any{facetNames()}}, true
	case errors.Is(err, search.ErrSort):
		return &Refusal{Parameter: "sort", Key: "finder.sort"}, true
	case errors.Is(err, search.ErrCursor), errors.Is(err, store.ErrCursor):
		return &Refusal{Parameter: "after", Key: "finder.after"}, true
	}
	return nil, false
}
