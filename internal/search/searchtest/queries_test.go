package searchtest

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

const queriedDocuments = 20_000

func TestQueriesAreTheSameAgain(t *testing.T) {
	first, second := Queries(1, 300, Corpus(42), queriedDocuments), Queries(1, 300, Corpus(42), queriedDocuments)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("the same seeds give other queries:\n%s", diff)
	}
	if other := Queries(2, 300, Corpus(42), queriedDocuments); cmp.Equal(first, other) {
		t.Error("another seed gives the same queries")
	}
}

func TestQueriesAreTheMixTheyClaimToBe(t *testing.T) {
	queries := Queries(1, 300, Corpus(42), queriedDocuments)
	classes := map[string]int{}
	shares := map[string]int{}
	for _, named := range queries {
		q := named.Query
		if err := q.Check(); err != nil {
			t.Errorf("%s %q: %v", named.Class, q.Text, err)
		}
		if q.Limit != PageHits || len(q.Facets) != 3 {
			t.Errorf("%s %q: limit %d, facets %v; want %d hits and three facets", named.Class, q.Text, q.Limit, q.Facets, PageHits)
		}
		for _, term := range search.Terms(q.Text) {
			if utf8.RuneCountInString(term) < 2 {
				t.Errorf("%s %q: a term of one character", named.Class, q.Text)
			}
		}
		classes[named.Class]++
		for name, is := range map[string]bool{
			"venue kind": q.Filters[search.FieldVenueKind] != nil,
			"authority":  q.Filters[search.FieldAuthority] != nil,
			"dates":      !q.DecidedFrom.IsZero() && !q.DecidedTo.Before(q.DecidedFrom),
			"fine":       q.FineFrom != nil,
			"relevance":  q.Sort == search.Relevance,
			"newest":     q.Sort == search.Newest,
			"by fine":    q.Sort == search.Fine,
			"page 50":    named.Page == 50,
		} {
			if is {
				shares[name]++
			}
		}
	}
	want := map[string]int{
		twoCharacters: 60, partOfName: 60, commonWord: 36, codePrefix: 24, documentNumber: 24, severalTerms: 60, filtersOnly: 20,
		streetNumber: 20,
	}
	if diff := cmp.Diff(want, classes); diff != "" {
		t.Errorf("classes (-want +got):\n%s", diff)
	}
	for name, percent := range map[string]int{
		"venue kind": 30, "authority": 20, "dates": 20, "fine": 5, "relevance": 60, "newest": 35, "by fine": 5, "page 50": 20,
	} {
		if got := shares[name] * 100 / len(queries); got < percent*6/10 || got > percent*14/10 {
			t.Errorf("%s: %d%% of the queries, want about %d%%", name, got, percent)
		}
	}
}

func TestMostQueriesFindSomething(t *testing.T) {
	g := Corpus(42)
	const documents = 3_000
	truth := NewTruth(g.Today)
	generation, err := truth.Rebuild(t.Context(), "feed")
	if err != nil {
		t.Fatal(err)
	}
	batch := search.Batch{FeedID: "feed", Position: 1}
	for i := range documents {
		batch.Put = append(batch.Put, g.Document(i))
	}
	if err := generation.Apply(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if err := generation.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, deep := 0, 0
	queries := Queries(1, 100, g, documents)
	for _, named := range queries {
		q, page, err := named.OnPage(t.Context(), truth)
		if err != nil {
			t.Fatal(err)
		}
		got, err := truth.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if got.Total > 0 {
			found++
		}
		if page == deepPage {
			deep++
			if diff := cmp.Diff(wholeList(t, truth, named.Query)[980:min(1000, got.Total)], got.Hits); diff != "" {
				t.Errorf("%s %q: hits on page 50 (-want +got):\n%s", named.Class, q.Text, diff)
			}
		}
	}
	if found < len(queries)*80/100 {
		t.Errorf("%d of %d queries find something, want most of them", found, len(queries))
	}
	if deep == 0 {
		t.Error("no query reached page 50")
	}
}

// wholeList is the first 1,000 hits at once.
func wholeList(t *testing.T, s search.Searcher, q search.Query) []disclosure.ID {
	t.Helper()
	q.Limit = search.MaxLimit
	result, err := s.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return result.Hits
}
