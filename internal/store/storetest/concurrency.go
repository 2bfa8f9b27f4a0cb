package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func concurrencySentences() []sentence {
	return []sentence{
		{"two writers at once give one winner", func(w *world) { oneWinner(w, w.Opened, w.Opened) }},
		{"two writers in two opened stores give one winner", func(w *world) { oneWinner(w, w.Opened, w.open()) }},
		{"another opened store sees a commit at once", func(w *world) {
			other := &world{t: w.t, Opened: w.open()}
			for i := range 20 {
				record := w.publish(sample(disclosure.KindPermit, i))[0]
				other.wantRecord(record)
				if head := other.head(); head.Position != record.Position {
					w.t.Fatalf("got head %d, want %d", head.Position, record.Position)
				}
				page, err := other.List(w.ctx(), store.Query{Kind: disclosure.KindPermit})
				w.must(err)
				if page.Total != int64(i)+1 {
					w.t.Fatalf("got total %d, want %d", page.Total, i+1)
				}
			}
		}},
		{"a follower of four writers sees no gap", noGap},
	}
}

// oneWinner lets two writers change the same version of a record, again and again.
func oneWinner(w *world, stores ...Opened) {
	record := w.publish(sample(disclosure.KindPermit, 1))[0]
	const rounds = 25
	for round := range rounds {
		start := make(chan struct{})
		errs := make([]error, len(stores))
		var wg sync.WaitGroup
		for i, s := range stores {
			write := changing(record, disclosure.OpCorrect, disclosure.ReasonErrorInSource)
			write.Record.Name = fmt.Sprint("writer ", i, " in round ", round)
			wg.Go(func() {
				<-start
				_, errs[i] = s.Apply(w.ctx(), store.Batch{At: w.instant(), Writes: []store.Write{write}})
			})
		}
		close(start)
		wg.Wait()
		winner := -1
		for i, err := range errs {
			switch {
			case err == nil && winner >= 0:
				w.t.Fatalf("round %d: both writers won", round)
			case err == nil:
				winner = i
			default:
				w.wantKind(err, disclosure.Conflict)
			}
		}
		if winner < 0 {
			w.t.Fatalf("round %d: nobody won", round)
		}
		got, err := w.Get(w.ctx(), record.ID)
		w.must(err)
		if want := fmt.Sprint("writer ", winner, " in round ", round); got.Name != want {
			w.t.Fatalf("got the text of %q, want %q", got.Name, want)
		}
		record = got
	}
}

// noGap lets a follower read the feed while four writers in two opened stores write batches of different sizes.
func noGap(w *world) {
	const writers, batches = 4, 20
	second := w.open()
	var wg sync.WaitGroup
	var running atomic.Int32
	running.Store(writers)
	var want atomic.Int64
	for n := range writers {
		s := []Opened{w.Opened, second}[n%2]
		wg.Go(func() {
			defer running.Add(-1)
			for i := range batches {
				batch := store.Batch{At: w.instant()}
				for _, record := range samples(disclosure.KindPermit, i, 1+(n*7+i*3)%40) {
					batch.Writes = append(batch.Writes, w.publishing(record))
				}
				if _, err := s.Apply(w.ctx(), batch); err != nil {
					w.t.Error(err)
					return
				}
				want.Add(int64(len(batch.Writes)))
			}
		})
	}
	var seen int64
	for last := false; ; {
		page := w.changes(seen, 13, "")
		for _, entry := range page.Entries {
			if entry.Position != seen+1 || entry.Record == nil {
				w.t.Fatalf("got position %d behind %d with record %v", entry.Position, seen, entry.Record)
			}
			seen++
		}
		if len(page.Entries) > 0 {
			continue
		}
		if last {
			break
		}
		last = running.Load() == 0 // one more look after the last commit
	}
	wg.Wait()
	if seen != want.Load() {
		w.t.Errorf("the follower saw %d changes, want %d", seen, want.Load())
	}
}
