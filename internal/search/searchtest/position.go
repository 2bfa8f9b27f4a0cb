package searchtest

import (
	"time"

	"mingshi/internal/search"
)

// waitRounds is how often a search and a batch are started together; a search that does not wait is first in some of them.
const waitRounds = 30

func positionSentences() []sentence {
	return []sentence{
		{name: "an answer says which feed and position it reflects", prove: func(w *world) {
			w.put(permit(1))
			if result := w.ask(search.Query{}); result.FeedID != "feed" || result.Position != 1 {
				w.t.Errorf("an answer is of %q at %d, want feed at 1", result.FeedID, result.Position)
			}
			w.rebuilt("other", 7)
			if result := w.ask(search.Query{Limit: 1}); result.FeedID != "other" || result.Position != 7 {
				w.t.Errorf("an answer is of %q at %d, want other at 7", result.FeedID, result.Position)
			}
		}},
		{name: "a position that is reached is answered", prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			for _, position := range []int64{-1, 0, 1} {
				w.wantFound(search.Query{Text: "宾馆", AtLeast: position}, permit(1))
			}
		}},
		{name: "a search waits for the position it is asked for", prove: waitForPosition},
		{name: "patience has an end, and the answer says how far it is", prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			result := w.ask(search.Query{Text: "宾馆", AtLeast: 2, Limit: 1})
			if result.Position != 1 || result.Total != 1 || len(result.Hits) != 1 {
				w.t.Errorf("got %+v, want what position 1 has", result)
			}
		}},
	}
}

// waitForPosition starts a batch when the search that wants it begins. Rounds in which the batch took as long as a search
// waits prove nothing and are not counted.
func waitForPosition(w *world) {
	counted := 0
	for range waitRounds {
		w.position++
		batch := search.Batch{Position: w.position, Put: documents(permit(int(w.position), "宾馆"))}
		begun := make(chan struct{})
		type end struct {
			at  time.Time
			err error
		}
		applied := make(chan end, 1)
		go func() {
			<-begun
			err := w.Apply(w.ctx(), batch)
			applied <- end{time.Now(), err}
		}()
		start := time.Now()
		close(begun)
		result := w.ask(search.Query{Text: "宾馆", AtLeast: batch.Position})
		done := <-applied
		w.must(done.err)
		if done.at.Sub(start) >= search.Patience {
			continue
		}
		counted++
		if result.Position < batch.Position || result.Total != batch.Position {
			w.t.Errorf("asked for position %d while it was applied: position %d, total %d", batch.Position, result.Position, result.Total)
		}
	}
	if counted == 0 {
		w.t.Skip("each batch took longer than a search waits")
	}
}
