package meili

import (
	"context"
	"errors"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// sameNames is how many documents are fetched for each suggestion: a venue and its records have one name.
const sameNames = 4

// Suggest implements search.Searcher.
func (e *Engine) Suggest(ctx context.Context, text string, limit int) ([]disclosure.ID, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	q := search.Query{Text: text, Limit: limit}
	if err := q.Check(); err != nil {
		return nil, err
	}
	if limit == 0 || len(search.Terms(text)) == 0 {
		return nil, nil
	}
	ctx, cancel := within(ctx, e.patient.question)
	defer cancel()
	found, err := e.newInquiry(&q).suggestions(ctx)
	if errors.Is(err, errMissing) {
		return nil, e.nothing(ctx)
	}
	return found, err
}

// suggestions are the first hits with all terms in their names, one for each first name.
func (in *inquiry) suggestions(ctx context.Context) ([]disclosure.ID, error) {
	// Elsewhere than in names nothing is looked for; the parts of the last tier fall away.
	in.all, in.exact = in.names, false
	in.parts = in.parts[:2*tierElsewhere]
	result, err := in.count(ctx)
	if err != nil {
		return nil, err
	}
	if result.Total <= int64(in.engine.bounds.candidates) {
		if err := in.gather(ctx, &result); err != nil {
			return nil, err
		}
	}
	var found []disclosure.ID
	seen := make(map[string]bool)
	_, err = in.visit(ctx, nil, sameNames*in.query.Limit, func(h hit) bool {
		if !seen[h.First] {
			seen[h.First] = true
			found = append(found, h.ID)
		}
		return len(found) < in.query.Limit
	})
	return found, err
}
