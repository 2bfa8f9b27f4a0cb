package searchtest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// world is one test's engine, clock and place in a feed.
type world struct {
	Engine

	t        *testing.T
	clock    *clock
	feed     string
	position int64
}

// firstFeed is the feed of each test's first generation.
const firstFeed = "feed"

// clock is a day that a test sets.
type clock struct {
	mu  sync.Mutex
	day disclosure.Date
}

// firstDay is where each test's clock begins.
const firstDay = "2026-07-01"

// newWorld opens an engine, which is in the zero State.
func newWorld(t *testing.T, open Open) *world {
	t.Helper()
	c := &clock{day: disclosure.MustDate(firstDay)}
	return &world{Engine: open(t, c.today), t: t, clock: c}
}

// begun promotes an empty generation, with which the index leaves the zero State.
func (w *world) begun() *world {
	w.t.Helper()
	w.must(w.rebuild(firstFeed).Promote(w.ctx()))
	return w
}

// Apply is the engine's; a batch that names no feed is of the one that the index has.
func (w *world) Apply(ctx context.Context, b search.Batch) error {
	b.FeedID = cmp.Or(b.FeedID, w.feed)
	return w.Engine.Apply(ctx, b)
}

func (c *clock) today() disclosure.Date {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.day
}

func (w *world) setDay(day string) {
	w.clock.mu.Lock()
	defer w.clock.mu.Unlock()
	w.clock.day = disclosure.MustDate(day)
}

func (w *world) ctx() context.Context { return w.t.Context() }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// put applies the documents as one batch at the next position.
func (w *world) put(drafts ...draft) {
	w.t.Helper()
	w.apply(search.Batch{Put: documents(drafts...)})
}

// remove applies a batch that removes the documents.
func (w *world) remove(ids ...disclosure.ID) {
	w.t.Helper()
	w.apply(search.Batch{Remove: ids})
}

func (w *world) apply(b search.Batch) {
	w.t.Helper()
	w.position++
	b.Position = w.position
	w.must(w.Apply(w.ctx(), b))
}

func documents(drafts ...draft) []search.Document {
	var list []search.Document
	for _, d := range drafts {
		list = append(list, search.Document(d))
	}
	return list
}

// search answers a query whose Limit is, where it has none, more than any test needs.
func (w *world) search(q search.Query) search.Result {
	w.t.Helper()
	if q.Limit == 0 {
		q.Limit = search.MaxLimit
	}
	result, err := w.Search(w.ctx(), q)
	w.must(err)
	return result
}

// wantOrder fails the test if the hits are not the documents in this order.
func (w *world) wantOrder(q search.Query, drafts ...draft) {
	w.t.Helper()
	if diff := diff(idsOf(drafts), w.search(q).Hits); diff != "" {
		w.t.Errorf("hits of %s (-want +got):\n%s", describe(&q), diff)
	}
}

// wantFound fails the test if the hits are not the documents, in any order, or the total is not their number.
func (w *world) wantFound(q search.Query, drafts ...draft) {
	w.t.Helper()
	result := w.search(q)
	if diff := diff(slices.Sorted(slices.Values(idsOf(drafts))), slices.Sorted(slices.Values(result.Hits))); diff != "" {
		w.t.Errorf("hits of %s (-want +got):\n%s", describe(&q), diff)
	}
	w.wantTotal(&q, result, int64(len(drafts)))
}

// wantTotal fails the test if a total is another, or is below it and does not say so.
func (w *world) wantTotal(q *search.Query, result search.Result, want int64) {
	w.t.Helper()
	if result.Total == want || !result.TotalIsExact && result.Total < want {
		return
	}
	w.t.Errorf("total of %s is %d (exact %t), want %d", describe(q), result.Total, result.TotalIsExact, want)
}

// wantKind fails the test if the error is not of one of the kinds.
func (w *world) wantKind(err error, kinds ...disclosure.ErrorKind) {
	w.t.Helper()
	if err == nil || !slices.Contains(kinds, disclosure.KindOf(err)) {
		w.t.Errorf("error is %v, want kind %v", err, kinds)
	}
}

func idsOf(drafts []draft) []disclosure.ID {
	var ids []disclosure.ID
	for _, d := range drafts {
		ids = append(ids, d.ID)
	}
	return ids
}

// diff compares two values, nil and empty being the same.
func diff(want, got any) string { return gocmp.Diff(want, got, cmpopts.EquateEmpty()) }

// text asks for a text.
func text(text string) search.Query { return search.Query{Text: text} }
