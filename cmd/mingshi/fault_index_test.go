package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/indexer"
	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

// checkIndex holds that the index in a place's data folder, in whatever state it was left, comes to the end of the feed by
// itself and then answers as one does that is built anew from the same records. A place without an index has none to check.
func checkIndex(t *testing.T, f *findings, p place, db database) {
	t.Helper()
	left := filepath.Join(p.data, indexFolder)
	if _, err := os.Stat(left); errors.Is(err, fs.ErrNotExist) {
		return
	}
	grown := answersOf(t, db, left, func(x *indexer.Indexer) error { return x.CatchUp(t.Context()) })
	anew := answersOf(t, db, filepath.Join(t.TempDir(), indexFolder), func(x *indexer.Indexer) error {
		return x.Rebuild(t.Context(), nil)
	})
	for name, want := range anew {
		if diff := cmp.Diff(want, grown[name]); diff != "" {
			f.add(fmt.Sprintf("index: %s: (-built anew +as it was left and caught up):\n%.2000s", name, diff))
		}
	}
	if all := anew["everything"]; len(all.Hits) == 0 {
		if head, err := db.Head(t.Context()); err != nil || head.Position > 0 {
			f.add(fmt.Sprintf("index: nothing is found, and the feed is at %d, %v", head.Position, err))
		}
	}
}

// indexQuestions are asked of both indexes.
func indexQuestions() map[string]search.Query {
	facets := search.Fields()
	return map[string]search.Query{
		"everything":    {Sort: search.Newest, Facets: facets, Limit: search.MaxLimit},
		"two terms":     {Text: "旅馆 罚款", Facets: facets, Limit: search.MaxLimit},
		"one character": {Text: "店", Facets: facets, Limit: search.MaxLimit},
		"a long term":   {Text: "有限公司", Sort: search.Oldest, Limit: search.MaxLimit},
		"a number":      {Text: "〔2026〕", Facets: facets, Limit: search.MaxLimit},
		"a code":        {Text: "914199", Limit: search.MaxLimit},
		"pinyin":        {Text: "lvguan", Pinyin: true, Limit: search.MaxLimit},
		"fines":         {Kinds: []disclosure.Kind{disclosure.KindPenalty}, Sort: search.Fine, Facets: facets, Limit: search.MaxLimit},
		"venues":        {Kinds: []disclosure.Kind{disclosure.KindVenue}, Sort: search.Name, Facets: facets, Limit: search.MaxLimit},
	}
}

// indexAnswer is what an index says to a question, over all pages.
type indexAnswer struct {
	Hits   []disclosure.ID
	Total  int64
	Facets map[search.Field][]search.Count
}

// answersOf opens an index, brings it to the present, and asks it everything.
func answersOf(t *testing.T, db database, dir string, bring func(*indexer.Indexer) error) map[string]indexAnswer {
	t.Helper()
	own, err := embedded.Open(t.Context(), dir, embedded.Options{Today: asOf})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := own.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := bring(indexer.New(indexer.Options{Reader: db, Feed: db, Sink: own})); err != nil {
		t.Fatal(err)
	}
	answers := make(map[string]indexAnswer)
	for name, q := range indexQuestions() {
		if answers[name], err = askAll(t.Context(), own, q); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return answers
}

// askAll walks all pages of an answer.
func askAll(ctx context.Context, s search.Searcher, q search.Query) (indexAnswer, error) {
	var all indexAnswer
	for {
		page, err := s.Search(ctx, q)
		if err != nil {
			return all, err
		}
		if q.After == "" {
			all.Total, all.Facets = page.Total, page.Facets
		}
		all.Hits = append(all.Hits, page.Hits...)
		if q.After = page.Next; q.After == "" {
			return all, nil
		}
	}
}
