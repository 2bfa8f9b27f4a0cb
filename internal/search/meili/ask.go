package meili

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"mingshi/internal/search"
)

// stateID names the document of an index that says how far it has come. It has no kind, so that no search finds it.
const stateID = "state"

// progress is that document.
type progress struct {
	ID       string `json:"id"`
	Feed     string `json:"feed"`
	Position int64  `json:"position"`
	// Building is what the generation under way is called by its maker; "" in one that is whole.
	Building string `json:"building"`
}

// request is one query of the server. Nothing is retrieved but fields, and with limit 0 only the total is answered.
func request(index, text string, wanted filter, limit int64, fields ...string) *meilisearch.SearchRequest {
	r := &meilisearch.SearchRequest{
		IndexUID: index, Query: text, Filter: string(wanted), MatchingStrategy: meilisearch.All, Locales: []string{locale},
		AttributesToRetrieve: fields,
	}
	if limit == 0 {
		r.HitsPerPage = &limit // with pages totals are counted, not estimated
		return r
	}
	r.Limit = limit
	return r
}

func stateRequest(index string) *meilisearch.SearchRequest {
	return request(index, "", oneOf(fieldID, []string{stateID}), 1, fieldID, fieldFeed, fieldPosition, fieldBuilding)
}

// ask sends queries together; the server answers them in their order.
func (e *Engine) ask(ctx context.Context, operation string, queries ...*meilisearch.SearchRequest) ([]meilisearch.SearchResponse, error) {
	response, err := e.client.MultiSearchWithContext(ctx, &meilisearch.MultiSearchRequest{Queries: queries})
	if err == nil && len(response.Results) != len(queries) {
		err = errors.New("fewer answers than questions")
	}
	if err := e.answered(ctx, operation, err); err != nil {
		return nil, err
	}
	return response.Results, nil
}

// decode reads hits.
func decode[T any](ctx context.Context, e *Engine, operation string, hits meilisearch.Hits) ([]T, error) {
	decoded := make([]T, 0, len(hits))
	for _, hit := range hits {
		raw, err := json.Marshal(hit)
		if err != nil {
			return nil, e.down(ctx, operation, errors.New("a hit that is no JSON"))
		}
		var one T
		if err := json.Unmarshal(raw, &one); err != nil {
			return nil, e.down(ctx, operation, errors.New("a hit of another form"))
		}
		decoded = append(decoded, one)
	}
	return decoded, nil
}

// stateOf reads the answer to a stateRequest; errMissing where the index was made and never promoted.
func stateOf(ctx context.Context, e *Engine, operation string, answer *meilisearch.SearchResponse) (progress, error) {
	found, err := decode[progress](ctx, e, operation, answer.Hits)
	if err != nil {
		return progress{}, err
	}
	if len(found) == 0 {
		return progress{}, errMissing
	}
	return found[0], nil
}

// progressOf reads how far an index has come; errMissing without one.
func (e *Engine) progressOf(ctx context.Context, operation, index string) (progress, error) {
	ctx, cancel := within(ctx, e.patient.question)
	defer cancel()
	answers, err := e.ask(ctx, operation, stateRequest(index))
	if err != nil {
		return progress{}, err
	}
	return stateOf(ctx, e, operation, &answers[0])
}

// State implements search.Searcher and search.Sink.
func (e *Engine) State(ctx context.Context) (search.State, error) {
	if err := ctx.Err(); err != nil {
		return search.State{}, err
	}
	ctx, cancel := within(ctx, e.patient.question)
	defer cancel()
	var state search.State
	rebuilding, err := e.isBuilding(ctx, "search state")
	if err != nil {
		return search.State{}, err
	}
	state.Rebuilding = rebuilding
	answers, err := e.ask(ctx, "search state", stateRequest(e.live), request(e.live, "", kindFilter(search.Kinds()), 0, fieldID))
	if errors.Is(err, errMissing) {
		return state, nil
	}
	if err != nil {
		return search.State{}, err
	}
	now, err := stateOf(ctx, e, "search state", &answers[0])
	if errors.Is(err, errMissing) {
		return state, nil
	}
	if err != nil {
		return search.State{}, err
	}
	state.FeedID, state.Position, state.Documents = now.Feed, now.Position, answers[1].TotalHits
	return state, nil
}

// isBuilding tells whether another generation is under way, in this process or another one.
func (e *Engine) isBuilding(ctx context.Context, operation string) (bool, error) {
	found, err := e.progressOf(ctx, operation, e.next)
	if err != nil && !errors.Is(err, errMissing) {
		return false, err
	}
	return found.Building != "", nil
}

// await returns when the position is reached, patience is at its end or there is nothing to wait for.
func (e *Engine) await(ctx context.Context, position int64) error {
	if position <= 0 {
		return nil
	}
	end := time.NewTimer(search.Patience)
	defer end.Stop()
	for wait := e.patient.poll; ; wait = min(2*wait, search.Patience/4) {
		now, err := e.progressOf(ctx, "search position", e.live)
		if errors.Is(err, errMissing) {
			return nil
		}
		if err != nil {
			return err
		}
		if now.Position >= position {
			return nil
		}
		next := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			next.Stop()
			return e.answered(ctx, "search position", ctx.Err())
		case <-end.C:
			next.Stop()
			return nil
		case <-next.C:
		}
	}
}
