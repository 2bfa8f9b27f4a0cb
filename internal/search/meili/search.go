package meili

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/meilisearch/meilisearch-go"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// inquiry is a query while it is being answered.
type inquiry struct {
	*question

	engine *Engine
	query  *search.Query
	filter filter
	parts  []part
	// gathered are the hits in order, where there are so few candidates that all were fetched.
	gathered []hit
	whole    bool
}

// hit is a document that matches and the part of the order that it belongs to.
type hit struct {
	*entry

	part *part
}

// newInquiry reads a query that was checked.
func (e *Engine) newInquiry(q *search.Query) *inquiry {
	in := &inquiry{question: questionOf(q.Text, q.Pinyin), engine: e, query: q, filter: filterOf(q, e.today())}
	in.parts = partsOf(q, in.question)
	return in
}

// Search implements search.Searcher.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if err := ctx.Err(); err != nil {
		return search.Result{}, err
	}
	if err := q.Check(); err != nil {
		return search.Result{}, err
	}
	after, hasAfter, err := search.DecodeCursor(&q)
	if err != nil {
		return search.Result{}, err
	}
	ctx, cancel := within(ctx, e.patient.question)
	defer cancel()
	if err := e.await(ctx, q.AtLeast); err != nil {
		return search.Result{}, err
	}
	var last *search.Cursor
	if hasAfter {
		last = &after
	}
	result, err := e.newInquiry(&q).answer(ctx, last)
	if errors.Is(err, errMissing) {
		return search.Result{}, e.nothing(ctx)
	}
	return result, err
}

// answer is the whole of a search; errMissing without an index.
func (in *inquiry) answer(ctx context.Context, after *search.Cursor) (search.Result, error) {
	result, err := in.count(ctx)
	if err != nil {
		return search.Result{}, err
	}
	if err := in.gather(ctx, &result); err != nil {
		return search.Result{}, err
	}
	if in.query.Limit == 0 {
		return result, nil
	}
	if err := in.page(ctx, after, &result); err != nil {
		return search.Result{}, err
	}
	return result, nil
}

// nothing answers while there is no index to answer from.
func (e *Engine) nothing(ctx context.Context) error {
	building, err := e.isBuilding(ctx, "search")
	if err != nil {
		return err
	}
	return e.notBuilt(building)
}

// count asks how far the index is, and for totals and facets of the candidates.
func (in *inquiry) count(ctx context.Context) (search.Result, error) {
	queries := []*meilisearch.SearchRequest{stateRequest(in.engine.live)}
	for _, text := range in.all {
		r := request(in.engine.live, text, in.filter, 0, fieldID)
		for _, field := range in.query.Facets {
			r.Facets = append(r.Facets, string(field))
		}
		queries = append(queries, r)
	}
	answers, err := in.engine.ask(ctx, "search", queries...)
	if err != nil {
		return search.Result{}, err
	}
	now, err := stateOf(ctx, in.engine, "search", &answers[0])
	if err != nil {
		return search.Result{}, err
	}
	in.engine.built()
	result := search.Result{FeedID: now.Feed, Position: now.Position, TotalIsExact: in.exact}
	counts := make(map[search.Field]map[string]int64)
	for _, answer := range answers[1:] {
		result.Total += answer.TotalHits
		if err := addFacets(counts, answer.FacetDistribution, in.query.Facets); err != nil {
			return search.Result{}, in.engine.down(ctx, "search", err)
		}
	}
	result.Facets = make(map[search.Field][]search.Count, len(in.query.Facets))
	for _, field := range in.query.Facets {
		result.TotalIsExact = result.TotalIsExact && len(counts[field]) < maxFacetValues
		result.Facets[field] = ranked(counts[field])
	}
	return result, nil
}

// addFacets reads facet counts. Of those of several queries, whose hits may overlap, the highest stands.
func addFacets(counts map[search.Field]map[string]int64, raw json.RawMessage, fields []search.Field) error {
	distribution := make(map[string]map[string]int64)
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &distribution); err != nil {
			return errors.New("facets of another form")
		}
	}
	for _, field := range fields {
		if counts[field] == nil {
			counts[field] = make(map[string]int64)
		}
		for key, count := range distribution[string(field)] {
			value, ok := facetValue(key)
			if !ok {
				return errors.New("a facet that was not made here")
			}
			counts[field][value] = max(counts[field][value], count)
		}
	}
	return nil
}

// ranked lists counts, the highest first.
func ranked(counts map[string]int64) []search.Count {
	list := make([]search.Count, 0, len(counts))
	for value, count := range counts {
		list = append(list, search.Count{Value: value, Count: count})
	}
	slices.SortFunc(list, func(a, b search.Count) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return list
}

// gather fetches the candidates where the server alone cannot tell the hits or their tiers, holds them against the contract,
// and corrects totals and facets by what is left.
func (in *inquiry) gather(ctx context.Context, result *search.Result) error {
	few := result.Total <= int64(in.engine.bounds.candidates)
	tiered := in.query.Sort == search.Relevance && len(in.terms) > 0 && in.query.Limit > 0
	if in.exact && (!few || !tiered) {
		return nil
	}
	in.whole = few
	if err := in.fetch(ctx); err != nil {
		return err
	}
	if in.exact {
		return nil
	}
	result.Total, result.TotalIsExact = int64(len(in.gathered)), in.whole
	if in.whole {
		in.recount(result)
	}
	return nil
}

// fetch brings the candidates, or the first of them, and keeps those that match, in order.
func (in *inquiry) fetch(ctx context.Context) error {
	var queries []*meilisearch.SearchRequest
	for _, text := range in.all {
		queries = append(queries, request(in.engine.live, text, in.filter, int64(in.engine.bounds.candidates)+1, in.fields()...))
	}
	answers, err := in.engine.ask(ctx, "search", queries...)
	if err != nil {
		return err
	}
	seen := make(map[disclosure.ID]bool)
	for _, answer := range answers {
		in.whole = in.whole && len(answer.Hits) <= in.engine.bounds.candidates
		found, err := decode[*entry](ctx, in.engine, "search", answer.Hits)
		if err != nil {
			return err
		}
		for _, e := range found {
			tier, ok := in.tier(e)
			if p := in.partOf(e, tier); ok && p != nil && !seen[e.ID] {
				seen[e.ID] = true
				in.gathered = append(in.gathered, hit{e, p})
			}
		}
	}
	slices.SortFunc(in.gathered, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.part.number, b.part.number), a.part.compare(a.entry, b.entry))
	})
	return nil
}

// recount counts the values of the hits themselves.
func (in *inquiry) recount(result *search.Result) {
	for _, field := range in.query.Facets {
		counts := make(map[string]int64)
		for _, h := range in.gathered {
			for _, key := range h.keys(field) {
				if value, ok := facetValue(key); ok {
					counts[value]++
				}
			}
		}
		result.Facets[field] = ranked(counts)
	}
}

// partOf is the part of the order that a document belongs to; nil if none of those asked for.
func (in *inquiry) partOf(e *entry, tier int) *part {
	for i := range in.parts {
		if in.parts[i].contains(e, tier) {
			return &in.parts[i]
		}
	}
	return nil
}

// fields are what is retrieved of a candidate.
func (in *inquiry) fields() []string {
	fields := []string{fieldID, fieldSortName, fieldOrder, fieldDecided, fieldOldest, fieldFine}
	if len(in.terms) > 0 {
		fields = append(fields, fieldFirst, fieldNames, fieldTexts, fieldNumbers, fieldCodes)
	}
	for _, field := range in.query.Facets {
		fields = append(fields, string(field))
	}
	return fields
}

// page fills in the hits behind a place, and where the next page begins.
func (in *inquiry) page(ctx context.Context, after *search.Cursor, result *search.Result) error {
	var last hit
	next, err := in.visit(ctx, after, in.query.Limit+1, func(h hit) bool {
		if len(result.Hits) == in.query.Limit {
			result.Next = last.part.cursorAt(last.entry).Encode(in.query)
			return false
		}
		result.Hits, last = append(result.Hits, h.ID), h
		return true
	})
	if err != nil {
		return err
	}
	if next != nil {
		result.Next = next.Encode(in.query)
	}
	if !result.TotalIsExact {
		result.Total = max(result.Total, int64(len(result.Hits)))
	}
	return nil
}
