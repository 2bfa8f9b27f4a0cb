package storetest

import (
	"slices"
	"sync"
	"sync/atomic"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func lifecycleSentences() []sentence {
	return []sentence{
		{"a closed store is unavailable", func(w *world) {
			s := w.open()
			calls := w.callable(s)
			before := w.look()
			w.must(s.Close())
			for _, c := range calls {
				w.part(c.name, func(w *world) { w.wantKind(c.do(w.ctx(), s), disclosure.Unavailable) })
			}
			w.must(s.Close()) // twice is no error
			w.wantSame(before)
		}},
		{"closing one opened store leaves the other alone", func(w *world) {
			calls := w.callable(w.Opened)
			w.must(w.open().Close())
			for _, c := range calls {
				w.part(c.name, func(w *world) { w.must(c.do(w.ctx(), w.Opened)) })
			}
		}},
		{"a call that meets the closing of its store is done or unavailable", closing},
		{"reopening keeps everything", func(w *world) {
			w.seed(42, 60)
			w.must(w.Remember(w.ctx(), "board", "aa"))
			before := w.look()
			for range 2 {
				w.reopen()
				w.wantSame(before)
				w.wantFingerprints(map[string]string{"board": "aa"})
			}
			w.publish(sample(disclosure.KindPermit, 1))
		}},
		{"another opened store sees a commit at once", anotherSees},
		{"a slice that the caller changes afterwards does not change the store", func(w *world) {
			record := sample(disclosure.KindPermit, 1)
			write := w.publishing(record)
			write.Record.Body, write.Record.Places = slices.Clone(record.Body), slices.Clone(record.Places)
			record.Position = w.apply(write).Last
			clear(write.Record.Body)
			clear(write.Record.Places)
			got, err := w.Get(w.ctx(), record.ID)
			w.must(err)
			clear(got.Body)
			clear(got.Places)
			w.wantRecord(record)
		}},
		{"a map that the caller changes afterwards does not change the store", func(w *world) {
			w.publish(samples(disclosure.KindPermit, 0, 3)...)
			totals, err := w.Totals(w.ctx())
			w.must(err)
			totals[disclosure.KindPermit] = 99
			w.wantTotals(map[disclosure.Kind]int64{disclosure.KindPermit: 3})
		}},
	}
}

// anotherSees looks through a second opened store, as another process would: within 50 ms is what it is promised
// (design.md §5), and without delay is what can be proved without a clock.
func anotherSees(w *world) {
	other := w.through(w.open())
	records := samples(disclosure.KindPermit, 0, 20)
	for i := range records {
		records[i] = w.publish(records[i])[0]
		if i%3 == 2 {
			records[i-1] = w.correct(records[i-1])
		}
		head := other.head()
		if head != w.head() || head.Position < records[i].Position {
			w.t.Fatalf("got head %+v, want %+v", head, w.head())
		}
		other.wantRecord(records[i])
		other.wantTotals(map[disclosure.Kind]int64{disclosure.KindPermit: int64(i) + 1})
		if last := other.changes(head.Position-1, 1, ""); len(last.Entries) != 1 || last.Head != head {
			w.t.Fatalf("got changes %+v behind %d", last, head.Position-1)
		}
		found, err := other.Find(w.ctx(), []disclosure.Key{keyOfRecord(records[i])})
		w.must(err)
		w.wantEqual(map[disclosure.Key]disclosure.Record{keyOfRecord(records[i]): records[i]}, found)
	}
	w.apply(withdrawing(records[0]))
	_, err := other.Get(w.ctx(), records[0].ID)
	w.wantKind(err, disclosure.Gone)
	other.wantTotals(map[disclosure.Kind]int64{disclosure.KindPermit: 19})
	w.must(w.Remember(w.ctx(), "board", "aa"))
	other.wantFingerprints(map[string]string{"board": "aa"})
}

// closing closes a store while goroutines read and write; what was acknowledged is there afterwards.
func closing(w *world) {
	s := w.open()
	w.publish(samples(disclosure.KindPermit, 0, 30)...)
	before := w.head().Position
	var done, written atomic.Int64
	busy := make(chan struct{})
	until := func(do func() error) func() {
		return func() {
			for {
				if err := do(); err != nil {
					if disclosure.KindOf(err) != disclosure.Unavailable {
						w.t.Errorf("got %v, want kind %q", err, disclosure.Unavailable)
					}
					return
				}
				if done.Add(1) == 40 {
					close(busy)
				}
			}
		}
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(until(func() error { return second(s.List(w.ctx(), store.Query{Kind: disclosure.KindPermit})) }))
		wg.Go(until(func() error { return second(s.Changes(w.ctx(), 0, 10, "")) }))
		wg.Go(until(func() error {
			writes := []store.Write{w.publishing(sample(disclosure.KindPermit, 100))}
			_, err := s.Apply(w.ctx(), store.Batch{At: w.instant(), Writes: writes})
			if err == nil {
				written.Add(1)
			}
			return err
		}))
	}
	over := make(chan struct{})
	go func() {
		wg.Wait()
		close(over)
	}()
	select {
	case <-busy:
	case <-over: // with an error each, which they have told
	}
	err := s.Close()
	<-over
	w.must(err)
	if got, want := w.head().Position, before+written.Load(); got != want {
		w.t.Errorf("got head %d, want %d: as many as were acknowledged", got, want)
	}
}
