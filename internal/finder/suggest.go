package finder

import (
	"context"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// MaxSuggestions is the most names that are suggested at once.
const MaxSuggestions = 8

// Suggested are the records whose names fit a text that is still being typed.
type Suggested struct {
	Records []disclosure.Record
	// Position is how far the index had come at least, Head the store's head before.
	Position int64
	Head     store.Head
}

// Suggest names up to MaxSuggestions records, the best first. It does not wait for the index. Inspections and tests have no
// name of their own; their venue is suggested instead.
func (f *Finder) Suggest(ctx context.Context, text string) (Suggested, error) {
	if err := (&search.Query{Text: text}).Check(); err != nil {
		return Suggested{}, err
	}
	head, err := f.Reader.Head(ctx)
	if err != nil {
		return Suggested{}, err
	}
	state, err := f.Searcher.State(ctx)
	if err != nil {
		return Suggested{}, err
	}
	if err := sameFeed(head, state.FeedID); err != nil {
		return Suggested{}, err
	}
	ids, err := f.Searcher.Suggest(ctx, text, MaxSuggestions)
	if err != nil {
		return Suggested{}, err
	}
	records, err := f.read(ctx, ids)
	records = slices.DeleteFunc(records, func(r disclosure.Record) bool { return r.Name == "" })
	return Suggested{Records: records, Position: state.Position, Head: head}, err
}
