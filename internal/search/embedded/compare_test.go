package embedded_test

import (
	"cmp"
	"slices"
	"testing"

	godiff "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
	"mingshi/internal/search/searchtest"
)

func today() disclosure.Date { return disclosure.MustDate("2026-11-20") }

// feed is the one that the indexes of these tests follow.
const feed = "feed"

// step is a batch of that feed.
func step(position int64, put []search.Document, remove ...disclosure.ID) search.Batch {
	return search.Batch{FeedID: feed, Position: position, Put: put, Remove: remove}
}

// begin gives a sink its first generation, or another one, made of batches.
func begin(t testing.TB, sink search.Sink, batches ...search.Batch) {
	t.Helper()
	g, err := sink.Rebuild(t.Context(), feed)
	must(t, err)
	for _, b := range batches {
		must(t, g.Apply(t.Context(), b))
	}
	must(t, g.Promote(t.Context()))
}

func apply(t testing.TB, sink search.Sink, batches ...search.Batch) {
	t.Helper()
	for _, b := range batches {
		must(t, sink.Apply(t.Context(), b))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// openNew opens an index in a new folder, made of batches, and the truth of it.
func openNew(t *testing.T, o embedded.Options, batches ...search.Batch) (*embedded.Index, *searchtest.Truth) {
	t.Helper()
	o.Today = today
	ix := open(t, t.TempDir(), o)
	begin(t, ix, batches...)
	return ix, truthOf(t, batches...)
}

func truthOf(t testing.TB, batches ...search.Batch) *searchtest.Truth {
	t.Helper()
	truth := searchtest.NewTruth(today)
	begin(t, truth, batches...)
	return truth
}

// mostPages is how long a walk may be; one that is longer does not end.
const mostPages = 1 << 12

// walk pages through a query to its end. In place of the cursors, which each engine may write in its own way, it says whether
// there was one.
func walk(t testing.TB, searcher search.Searcher, q search.Query) []search.Result {
	t.Helper()
	var pages []search.Result
	for range mostPages {
		result, err := searcher.Search(t.Context(), q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if q.After = result.Next; q.After == "" {
			return append(pages, result)
		}
		result.Next = "more"
		pages = append(pages, result)
	}
	t.Fatalf("%+v does not end", q)
	return nil
}

// answers are what a searcher says to queries, and its state.
type answers struct {
	queries []search.Query
	walks   [][]search.Result
	state   search.State
}

func answersOf(t testing.TB, searcher search.Searcher, queries []search.Query) answers {
	t.Helper()
	a := answers{queries: queries}
	for _, q := range queries {
		a.walks = append(a.walks, walk(t, searcher, q))
	}
	var err error
	a.state, err = searcher.State(t.Context())
	must(t, err)
	return a
}

// wantFrom fails the test if a searcher does not answer so.
func (a *answers) wantFrom(t testing.TB, searcher search.Searcher) {
	t.Helper()
	for i, q := range a.queries {
		if diff := differ(a.walks[i], walk(t, searcher, q)); diff != "" {
			t.Fatalf("%+v (-truth +index):\n%s", q, diff)
		}
	}
	state, err := searcher.State(t.Context())
	must(t, err)
	if state != a.state {
		t.Fatalf("state is %+v, want %+v", state, a.state)
	}
}

func differ(want, got []search.Result) string { return godiff.Diff(want, got, cmpopts.EquateEmpty()) }

// wantSame holds every page of the queries, and the states, against the truth.
func wantSame(t testing.TB, truth, got search.Searcher, queries ...search.Query) {
	t.Helper()
	a := answersOf(t, truth, queries)
	a.wantFrom(t, got)
}

// wantSameNeighbours holds the neighbours of documents against the truth.
func wantSameNeighbours(t testing.TB, truth, got search.Sink, ids ...disclosure.ID) {
	t.Helper()
	want, err := truth.Neighbours(t.Context(), ids)
	must(t, err)
	near, err := got.Neighbours(t.Context(), ids)
	must(t, err)
	slices.SortFunc(near, cmp.Compare)
	if diff := godiff.Diff(want, near, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("neighbours of %v (-truth +index):\n%s", ids, diff)
	}
}
