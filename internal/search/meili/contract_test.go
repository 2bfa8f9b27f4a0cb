package meili

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/searchtest"
)

// without names what of the contract a Meilisearch does not keep.
var without = []string{}

// TestContractWithModel runs the suite against the model. It shows that the adapter keeps the contract if the server is what
// its documentation and source were understood to say.
func TestContractWithModel(t *testing.T) {
	_, server := newModel(t)
	searchtest.Run(t, func(t *testing.T, today func() disclosure.Date) searchtest.Engine {
		t.Helper()
		return open(t, Options{URL: server.URL, Key: modelKey, Index: rand.Text(), Today: today})
	}, without...)
}

// TestContractWithManyCandidates runs the suite as if there were always more candidates than are fetched. Facets count
// candidates then, and a page of pinyin may be short; order, hits, paging and lower bounds stay as they are.
func TestContractWithManyCandidates(t *testing.T) {
	_, server := newModel(t)
	searchtest.Run(t, func(t *testing.T, today func() disclosure.Date) searchtest.Engine {
		t.Helper()
		e := open(t, Options{URL: server.URL, Key: modelKey, Index: rand.Text(), Today: today})
		e.bounds = bounds{candidates: 2, rounds: 1_000_000}
		return e
	}, withoutFew...)
}

// withoutFew is what needs all candidates: a history compares totals and facets too, which are then lower bounds and counts
// of candidates. Its hits are compared by TestHitsAmongManyCandidates.
var withoutFew = []string{"history"}

// TestHitsAmongManyCandidates compares the hits of random queries, page by page to the end, with the truth.
func TestHitsAmongManyCandidates(t *testing.T) {
	const documents, queries = 120, 150
	today := func() disclosure.Date { return disclosure.MustDate("2026-11-22") }
	_, server := newModel(t)
	e := openMade(t, Options{URL: server.URL, Key: modelKey, Today: today})
	e.bounds = bounds{candidates: 5, rounds: 3}
	truth := searchtest.NewTruth(today)
	corpus := searchtest.Corpus(4)
	begin(t, truth)
	batch := search.Batch{FeedID: testFeed, Position: 1}
	for i := range documents {
		batch.Put = append(batch.Put, corpus.Document(i))
	}
	for _, sink := range []search.Sink{e, truth} {
		if err := sink.Apply(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	for _, named := range searchtest.Queries(5, queries, corpus, documents) {
		named.Query.Limit, named.Query.After = 7, ""
		want, _ := walkAll(t, truth, named.Query)
		got, lower := walkAll(t, e, named.Query)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("hits of %+v (-want +got):\n%s", named.Query, diff)
		}
		if lower > int64(len(want)) {
			t.Errorf("total of %+v is at least %d, there are %d", named.Query, lower, len(want))
		}
	}
}

// TestQueriesThatTakeTurns merges the hits of two queries of which the one has the newer half of the documents.
func TestQueriesThatTakeTurns(t *testing.T) {
	const half = 10
	_, server := newModel(t)
	e := openMade(t, Options{URL: server.URL, Key: modelKey})
	e.bounds = bounds{candidates: 2, rounds: 2}
	b := search.Batch{FeedID: testFeed, Position: 1}
	var want []disclosure.ID
	for i := range 2 * half {
		d := penalty()
		d.ID = disclosure.ID(fmt.Sprintf("pn_%013d", i))
		d.DecidedOn, d.PublicUntil = disclosure.MustDate("2026-01-01").AddDays(-i), disclosure.Date{}
		if d.Names = []string{"甲与乙"}; i >= half {
			d.Names = []string{"乙与甲"}
		}
		b.Put, want = append(b.Put, d), append(want, d.ID)
	}
	if err := e.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	got, _ := walkAll(t, e, search.Query{Text: "甲 乙", Limit: 3})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hits (-want +got):\n%s", diff)
	}
}

// walkAll collects the hits of all pages, and the greatest total that was told.
func walkAll(t *testing.T, s search.Searcher, q search.Query) (hits []disclosure.ID, total int64) {
	t.Helper()
	for range 1000 {
		result, err := s.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		hits, total = append(hits, result.Hits...), max(total, result.Total)
		if q.After = result.Next; q.After == "" {
			return hits, total
		}
	}
	t.Fatal("a walk without an end")
	return nil, 0
}

// TestContractWithServers runs the suite against real servers. Where there is none it runs over an empty list and proves
// nothing: the adapter is then unproven, and what says otherwise is wrong.
func TestContractWithServers(t *testing.T) {
	for _, address := range servers() {
		searchtest.Run(t, func(t *testing.T, today func() disclosure.Date) searchtest.Engine {
			t.Helper()
			e := open(t, Options{URL: address, Key: os.Getenv("MINGSHI_TEST_SEARCH_KEY"), Index: "test-" + rand.Text(), Today: today})
			t.Cleanup(func() { dropAll(t, e) })
			return e
		}, without...)
	}
}

func dropAll(t *testing.T, e *Engine) {
	t.Helper()
	for _, index := range []string{e.live, e.next} {
		if err := e.drop(context.Background(), index); err != nil { // the test's own context has ended
			t.Logf("index %s was not dropped: %v", index, err)
		}
	}
}

// servers lists the real servers at hand.
func servers() []string {
	if address := os.Getenv("MINGSHI_TEST_SEARCH_URL"); address != "" {
		return []string{address}
	}
	return nil
}

// openMade opens an engine and promotes an empty generation of testFeed.
func openMade(t *testing.T, o Options) *Engine {
	t.Helper()
	e := open(t, o)
	begin(t, e)
	return e
}

// testFeed is the feed of this package's tests.
const testFeed = "feed-1"

func begin(t *testing.T, s search.Sink) {
	t.Helper()
	g, err := s.Rebuild(t.Context(), testFeed)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, o Options) *Engine {
	t.Helper()
	e, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
