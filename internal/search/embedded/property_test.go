package embedded_test

import (
	"os"
	"slices"
	"testing"

	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

// TestShapesAnswerAlike holds one set of documents in every shape an index may have: in memory, in one segment, in many, in
// many merged, with replaced and removed ones, without a cache, and after it was closed and opened again.
func TestShapesAnswerAlike(t *testing.T) {
	t.Parallel()
	const documents = 600
	for seed := range uint64(3) {
		if seed > 0 && !faults() {
			break
		}
		d := rolled(seed)
		old, docs := d.documents(0, documents), d.documents(0, documents)
		more, queries := d.documents(documents, documents+30), d.queries(40)
		ids := []int{d.IntN(documents), d.IntN(documents), d.IntN(documents)}
		truth := truthOf(t, step(5, docs))
		want := answersOf(t, truth, queries)
		caches := map[string]int64{"": 0, " without a cache": -1, " with a tiny cache": 2000}
		if !faults() {
			delete(caches, " with a tiny cache")
		}
		for name, shape := range shapesOf(old, docs, more) {
			for cache, most := range caches {
				t.Run(name+cache, func(t *testing.T) {
					t.Parallel()
					dir := t.TempDir()
					ix := open(t, dir, embedded.Options{Today: today, PhraseCache: most})
					shape(t, ix)
					for range 2 { // the second time from the cache
						want.wantFrom(t, ix)
					}
					for _, n := range ids {
						wantSameNeighbours(t, truth, ix, nthID(kindOf(n), n))
					}
					must(t, ix.Close())
					again := open(t, dir, embedded.Options{Today: today, PhraseCache: most})
					want.wantFrom(t, again)
				})
			}
		}
	}
}

// shapesOf are the ways in which an index comes to hold docs, and nothing of old ones with the same ids or of more ones.
func shapesOf(old, docs, more []search.Document) map[string]func(t *testing.T, ix *embedded.Index) {
	return map[string]func(t *testing.T, ix *embedded.Index){
		"memory": func(t *testing.T, ix *embedded.Index) {
			t.Helper()
			begin(t, ix)
			for n := 0; n < len(docs); n += 60 {
				apply(t, ix, step(5, docs[n:n+60]))
			}
		},
		"one segment": func(t *testing.T, ix *embedded.Index) {
			t.Helper()
			begin(t, ix, step(5, docs))
		},
		"many segments": func(t *testing.T, ix *embedded.Index) {
			t.Helper()
			begin(t, ix)
			for n := 0; n < len(docs); n += 300 {
				apply(t, ix, step(5, docs[n:n+300]))
			}
		},
		"merged": func(t *testing.T, ix *embedded.Index) {
			t.Helper()
			begin(t, ix)
			for n := 0; n < len(docs); n += 300 {
				apply(t, ix, step(5, docs[n:n+300]))
			}
			must(t, embedded.Merge(ix))
		},
		"merged after replacements": func(t *testing.T, ix *embedded.Index) {
			t.Helper()
			begin(t, ix, step(1, old))
			for n := 0; n < len(docs); n += 300 {
				apply(t, ix, step(5, slices.Concat(docs[n:n+300], more)))
			}
			for n := len(docs); n < len(docs)+len(more); n++ {
				apply(t, ix, step(5, nil, nthID(kindOf(n), n)))
			}
			must(t, embedded.Merge(ix))
		},
		"replaced": func(t *testing.T, ix *embedded.Index) {
			t.Helper()
			begin(t, ix, step(1, old))
			for n := 0; n < len(docs); n += 50 {
				apply(t, ix, step(5, docs[n:n+50]))
			}
		},
	}
}

// TestFewAndManyAnswerAlike asks the same of documents one by one and by sets: a term that fewer documents than FewMost have
// is answered in the one way, more in the other.
func TestFewAndManyAnswerAlike(t *testing.T) {
	t.Parallel()
	for _, copies := range []int{embedded.FewMost / 2, embedded.FewMost + 1000} {
		d := rolled(7, copies)
		docs := d.documents(0, 800)
		for n := 800; n < 800+copies; n++ {
			doc := docs[n%800]
			doc.ID = nthID(doc.ID.Kind(), n)
			docs = append(docs, doc)
		}
		ix, truth := openNew(t, embedded.Options{}, step(1, docs))
		wantSame(t, truth, ix, d.queries(40)...)
	}
}

// faults tells whether the long form of the tests that break things was asked for.
func faults() bool { return os.Getenv("MINGSHI_TEST_FAULTS") == "full" }

// everything asks for all documents with every facet.
func everything() search.Query {
	return search.Query{Limit: search.MaxLimit, Facets: search.Fields()}
}
