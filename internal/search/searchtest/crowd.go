package searchtest

import (
	"fmt"
	"sync"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// The sizes of a crowd: how many read while how many batches are applied.
const (
	crowdReaders      = 4
	crowdBatches      = 150
	crowdBatchesShort = 30
	// crowdGenerations is every how many batches a generation is promoted.
	crowdGenerations = 10
)

func crowdBatchCount() int {
	if testing.Short() {
		return crowdBatchesShort
	}
	return crowdBatches
}

func crowdSentences() []sentence {
	return []sentence{
		{name: "readers see only whole batches", prove: func(w *world) {
			w.put(marked(1)...)
			w.crowd(w.wantWhole, func(int) {
				w.put(marked(w.position + 1)...)
			})
		}},
		{name: "readers see one generation or another, whole", prove: func(w *world) {
			w.put(marked(1)...)
			w.crowd(w.wantWhole, func(batch int) {
				if batch%crowdGenerations > 0 {
					w.put(marked(w.position + 1)...)
					return
				}
				g := w.rebuild(fmt.Sprint("feed ", batch))
				w.position++
				for _, d := range marked(w.position) {
					w.must(g.Apply(w.ctx(), search.Batch{Position: w.position, Put: documents(d)}))
				}
				w.must(g.Promote(w.ctx()))
			})
		}},
		{name: "readers who page see each document that stays once", prove: func(w *world) {
			stay := crowdedDrafts()
			w.put(stay...)
			w.crowd(func() error { return w.wantEachOnce(stay) }, func(batch int) {
				n := 1000 + batch%30
				if batch%2 > 0 {
					w.put(permit(n, "宾馆").on("2026-01-02"), venue(n, "宾馆").sorted("a"), penalty(n, "宾馆").fined(1))
				} else {
					w.remove(idOf(disclosure.KindPermit, n-1), idOf(disclosure.KindVenue, n-1), idOf(disclosure.KindPenalty, n-1))
				}
			})
		}},
	}
}

// marked are documents that all carry the position of their batch as a street: whoever sees two streets sees half a batch.
func marked(position int64) []draft {
	street := idText(int(position))
	return []draft{
		permit(1, "宾馆").street(street).on("2026-01-01"), permit(2, "宾馆").street(street).on("2024-01-01"),
		venue(1, "宾馆").street(street), permit(int(10+position%7), "酒楼").street(street),
	}
}

// crowd lets many read while the batches are applied.
func (w *world) crowd(read func() error, write func(batch int)) {
	w.t.Helper()
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range crowdReaders {
		readers.Go(func() {
			for {
				if err := read(); err != nil {
					w.t.Error(err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	// A writer that fails ends the test's goroutine: the readers must end all the same.
	defer readers.Wait()
	defer close(done)
	for batch := range crowdBatchCount() {
		write(batch)
	}
}

// wantWhole reports hits of different batches, or of another than the answer says.
func (w *world) wantWhole() error {
	q := search.Query{Text: "宾馆", Limit: 10, Facets: []search.Field{search.FieldStreet, search.FieldKind}}
	result, err := w.Search(w.ctx(), q)
	if err != nil {
		return err
	}
	want := map[search.Field][]search.Count{
		search.FieldStreet: {{Value: idText(int(result.Position)), Count: 3}},
		search.FieldKind:   {{Value: "permit", Count: 2}, {Value: "venue", Count: 1}},
	}
	if diff := diff(want, result.Facets); diff != "" || len(result.Hits) != 3 {
		return fmt.Errorf("an answer of position %d has %d hits; facets (-want +got):\n%s", result.Position, len(result.Hits), diff)
	}
	if suggested, err := w.Suggest(w.ctx(), "宾馆", 8); err != nil || len(suggested) != 1 {
		return fmt.Errorf("suggestions are %v, %w", suggested, err)
	}
	return second(w.Neighbours(w.ctx(), result.Hits))
}

// wantEachOnce walks in each order and reports what stays and was not covered once.
func (w *world) wantEachOnce(stay []draft) error {
	for _, q := range every("宾馆") {
		q.Limit = 7
		seen := make(map[disclosure.ID]int)
		for page := 1; page == 1 || q.After != ""; page++ {
			result, err := w.Search(w.ctx(), q)
			switch {
			case err != nil:
				return err
			case page == maxPages:
				return fmt.Errorf("%s does not end", describe(&q))
			}
			for _, id := range result.Hits {
				seen[id]++
			}
			q.After = result.Next
		}
		for _, d := range stay {
			fits := q.Sort != search.Name || d.ID.Kind() == disclosure.KindVenue
			if fits && seen[d.ID] != 1 {
				return fmt.Errorf("%s: %s was covered %d times", describe(&q), d.ID, seen[d.ID])
			}
		}
	}
	return nil
}
