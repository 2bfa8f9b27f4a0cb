package searchtest

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// Truth is an engine without an index: it keeps the documents in memory and looks at each of them for every question, in the
// words of the contract. It is slow, and it is what the answers of every other engine are held against.
type Truth struct {
	today func() disclosure.Date

	mu sync.Mutex
	// now is nil in the zero State.
	now      *contents
	building *truthGeneration
	// changed is closed and replaced whenever the contents change.
	changed chan struct{}
	// made is since when there is nothing to answer from, while there is not.
	made time.Time
}

var (
	_ search.Searcher = (*Truth)(nil)
	_ search.Sink     = (*Truth)(nil)
)

// NewTruth makes an empty Truth; today gives the day that decides which documents are still public.
func NewTruth(today func() disclosure.Date) *Truth {
	return &Truth{today: today, changed: make(chan struct{}), made: time.Now()}
}

// Search implements search.Searcher.
func (t *Truth) Search(ctx context.Context, q search.Query) (search.Result, error) {
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
	if err := t.await(ctx, q.AtLeast); err != nil {
		return search.Result{}, err
	}
	today := t.today()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now == nil {
		return search.Result{}, t.unavailable()
	}
	hits := t.now.find(&q, today)
	result := search.Result{
		Total: int64(len(hits)), TotalIsExact: true, Facets: facets(q.Facets, hits),
		FeedID: t.now.feedID, Position: t.now.position,
	}
	rest := hits
	if hasAfter {
		last := placeOfCursor(after)
		rest = slices.DeleteFunc(slices.Clone(hits), func(h hit) bool { return h.place.compare(last, q.Sort) <= 0 })
	}
	page := rest[:min(q.Limit, len(rest))]
	for _, h := range page {
		result.Hits = append(result.Hits, h.id)
	}
	if len(page) > 0 && len(page) < len(rest) {
		result.Next = page[len(page)-1].place.cursor().Encode(&q)
	}
	return result, nil
}

// Suggest implements search.Searcher.
func (t *Truth) Suggest(ctx context.Context, text string, limit int) ([]disclosure.ID, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	q := search.Query{Text: text, Limit: limit}
	if err := q.Check(); err != nil {
		return nil, err
	}
	if len(search.Terms(text)) == 0 {
		return nil, nil
	}
	today := t.today()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now == nil {
		return nil, t.unavailable()
	}
	var (
		found []disclosure.ID
		seen  = make(map[string]bool)
	)
	for _, h := range t.now.find(&q, today) {
		if len(found) == limit || h.tier == tierElsewhere {
			break
		}
		if first := h.document.Names[0]; !seen[first] {
			seen[first] = true
			found = append(found, h.id)
		}
	}
	return found, nil
}

// State implements search.Searcher and search.Sink.
func (t *Truth) State(ctx context.Context) (search.State, error) {
	if err := ctx.Err(); err != nil {
		return search.State{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	state := search.State{Rebuilding: t.building != nil}
	if t.now != nil {
		state.FeedID, state.Position, state.Documents = t.now.feedID, t.now.position, int64(len(t.now.entries))
	}
	return state, nil
}

// errNothing is the cause of what a Truth in the zero State answers.
var errNothing = errors.New("no generation was promoted")

func (t *Truth) unavailable() error { return search.Unavailable(t.made, t.building != nil, errNothing) }

// await returns when the position is reached, patience is at its end or there is nothing to wait for.
func (t *Truth) await(ctx context.Context, position int64) error {
	patience := time.NewTimer(search.Patience)
	defer patience.Stop()
	for {
		t.mu.Lock()
		reached, changed := t.now == nil || t.now.position >= position, t.changed
		t.mu.Unlock()
		if reached {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-patience.C:
			return nil
		case <-changed:
		}
	}
}

// hit is a document that matches and where it stands in the order asked for.
type hit struct {
	*entry
	tier  int
	place place
}

// find lists what matches, in order.
func (c *contents) find(q *search.Query, today disclosure.Date) []hit {
	wanted := newTerms(q)
	var hits []hit
	for _, e := range c.entries {
		if e.ended(today) || !e.passes(q) {
			continue
		}
		if tier, ok := e.tier(wanted); ok {
			hits = append(hits, hit{entry: e, tier: tier, place: placeOf(e, tier, q.Sort)})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return a.place.compare(b.place, q.Sort) })
	return hits
}

// facets counts the values of all hits.
func facets(fields []search.Field, hits []hit) map[search.Field][]search.Count {
	counted := make(map[search.Field][]search.Count, len(fields))
	for _, field := range fields {
		counts := make(map[string]int64)
		for _, h := range hits {
			for _, value := range slices.Compact(slices.Sorted(slices.Values(h.document.Values(field)))) {
				counts[value]++
			}
		}
		list := make([]search.Count, 0, len(counts))
		for value, count := range maps.All(counts) {
			list = append(list, search.Count{Value: value, Count: count})
		}
		slices.SortFunc(list, func(a, b search.Count) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		counted[field] = list
	}
	return counted
}
