package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// The size of a crowd. Its work is bounded by the batches of its writers; everybody else looks once for each commit.
const (
	crowdWriters      = 8
	crowdBatches      = 12
	crowdBatchesShort = 4
	crowdTries        = 400 // of a batch that meets others; somebody gets on each time
)

func crowdSentences() []sentence {
	return []sentence{
		{"eight writers, four readers and three followers of one store agree", func(w *world) { gather(w, 1).run() }},
		{"eight writers, four readers and three followers of four opened stores agree", func(w *world) { gather(w, 4).run() }},
	}
}

// crowd is many who use a store at once.
type crowd struct {
	w       *world
	stores  []Opened
	batches int

	mu sync.Mutex
	// news tells everybody of each commit and of the end of the writing.
	news    *sync.Cond
	commits int
	writing int
	// written holds what was acknowledged, by position.
	written map[int64]acknowledged
	// latest is the highest acknowledged version of each record.
	latest map[disclosure.ID]acknowledged
}

// acknowledged is a write whose Apply returned nil.
type acknowledged struct {
	write    store.Write
	position int64
}

func gather(w *world, opened int) *crowd {
	w.t.Helper()
	c := &crowd{
		w: w, stores: []Opened{w.Opened}, batches: w.steps(crowdBatches, crowdBatchesShort), writing: crowdWriters,
		written: make(map[int64]acknowledged), latest: make(map[disclosure.ID]acknowledged),
	}
	for len(c.stores) < opened {
		c.stores = append(c.stores, w.open())
	}
	c.news = sync.NewCond(&c.mu)
	return c
}

// store is the opened store that one of the crowd uses.
func (c *crowd) store(n int) Opened { return c.stores[n%len(c.stores)] }

// run lets everybody work until the writers are done, and compares what they saw with what was written.
func (c *crowd) run() {
	c.w.t.Helper()
	var crowd sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	start := func(do func() error) {
		crowd.Go(func() {
			if err := do(); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			}
		})
	}
	for n := range crowdWriters {
		start(func() error {
			defer c.done()
			return c.writeBatches(c.w.ctx(), n)
		})
	}
	followers := []*follower{{limit: 13}, {limit: 1000}, {limit: 3, kind: disclosure.KindPenalty}}
	for i, f := range followers {
		f.crowd, f.Opened = c, c.store(i+1)
		start(func() error { return c.whenNews(f.look) })
	}
	readers := []*reader{{}, {}, {}, {}}
	for i, r := range readers {
		r.crowd, r.Opened, r.random = c, c.store(i), newRandom(uint64(i), 3)
		look := []func(ctx context.Context) error{r.lookUp, r.walk, r.count, r.walkNarrowed}[i]
		start(func() error { return c.whenNews(look) })
	}
	crowd.Wait()
	if err := errors.Join(errs...); err != nil {
		c.w.t.Fatal(err)
	}
	c.compare(followers, readers)
}

// done tells that a writer has ended.
func (c *crowd) done() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writing--
	c.news.Broadcast()
}

// whenNews calls look once for every commit that it has not looked at yet, and once after the end of the writing.
func (c *crowd) whenNews(look func(ctx context.Context) error) error {
	seen := 0
	for {
		c.mu.Lock()
		for c.commits == seen && c.writing > 0 {
			c.news.Wait()
		}
		seen = c.commits
		over := c.writing == 0
		c.mu.Unlock()
		if err := look(c.w.ctx()); err != nil {
			return err
		}
		if over {
			return nil
		}
	}
}

// writeBatches gets a writer's batches into the store, each composed again as long as others come first.
func (c *crowd) writeBatches(ctx context.Context, writer int) error {
	random := newRandom(uint64(writer), 4) //nolint:gosec // a small number
	s := c.store(writer)
	for n := range c.batches {
		err := error(nil)
		for range crowdTries {
			var batch store.Batch
			if batch, err = c.compose(ctx, s, random, writer, n); err != nil {
				return err
			}
			var applied store.Applied
			if applied, err = s.Apply(ctx, batch); err == nil {
				err = c.acknowledge(&batch, applied)
				break
			}
			if disclosure.KindOf(err) != disclosure.Conflict {
				break
			}
		}
		if err != nil {
			return fmt.Errorf("writer %d, batch %d: %w", writer, n, err)
		}
	}
	return nil
}

// acknowledge notes what a batch has written.
func (c *crowd) acknowledge(batch *store.Batch, applied store.Applied) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := applied.Last - applied.First + 1; n != int64(len(batch.Writes)) {
		return fmt.Errorf("%d writes got positions %d to %d", len(batch.Writes), applied.First, applied.Last)
	}
	for i := range batch.Writes {
		line := acknowledged{batch.Writes[i], applied.First + int64(i)}
		if _, taken := c.written[line.position]; taken {
			return fmt.Errorf("position %d was given twice", line.position)
		}
		c.written[line.position] = line
		if c.latest[line.write.Record.ID].write.Record.Version < line.write.Record.Version {
			c.latest[line.write.Record.ID] = line
		}
	}
	c.commits++
	c.news.Broadcast()
	return nil
}

// The things that the crowd publishes: each slot holds one public record at a time, under a key of its present life.
const (
	slots = 40
	lives = 4
)

func slotKey(slot, life int) disclosure.Key { return keyOf(fmt.Sprint("slot ", slot, ", life ", life)) }

// compose makes a batch that publishes, corrects or ends what stands in a few slots, in any order, as it is found there.
func (c *crowd) compose(ctx context.Context, s Opened, random *rand.Rand, writer, n int) (store.Batch, error) {
	chosen := random.Perm(slots)[:1+random.IntN(3)]
	var keys []disclosure.Key
	for _, slot := range chosen {
		for life := range lives {
			keys = append(keys, slotKey(slot, life))
		}
	}
	found, err := s.Find(ctx, keys)
	if err != nil {
		return store.Batch{}, err
	}
	journal := fullJournal(fmt.Sprint("writer ", writer))
	journal.ThroughSeq, journal.Done = int64(n), n == c.batches-1
	batch := store.Batch{At: c.w.instant(), Journal: &journal}
	for _, slot := range chosen {
		write := c.writeTo(slot, found, random)
		write.Trail.By = fmt.Sprint("writer ", writer)
		write.Trail.Origin.Row = n
		batch.Writes = append(batch.Writes, write)
	}
	written, other := fullFigure("written"), fullFigure("batches")
	written.Count = int64(len(batch.Writes))
	batch.Figures = []store.Figure{written, other}
	if writer%2 == 0 {
		batch.Figures = []store.Figure{other, written}
	}
	batch.Counted = []store.Counted{{
		Key: keyOf(fmt.Sprint("counted ", n)), Rule: disclosure.NotPublicMinor, Figure: fullFigure("not_public:minor_class"),
	}}
	return batch, nil
}

// writeTo is a write to a slot. A correction keeps what lists are sorted by, so that a walk meets the record once.
func (c *crowd) writeTo(slot int, found map[disclosure.Key]disclosure.Record, random *rand.Rand) store.Write {
	for life := range lives {
		record, known := found[slotKey(slot, life)]
		switch {
		case !known:
			record = sample([]disclosure.Kind{disclosure.KindPermit, disclosure.KindPenalty}[slot%2], slot/4)
			record.Places = []string{fmt.Sprint("place ", slot%5)}
			write := c.w.publishing(record)
			write.Keys = append(write.Keys, slotKey(slot, life))
			return write
		case !record.State.Public():
			continue
		case life < lives-1 && random.IntN(4) == 0:
			return withdrawing(record)
		}
		record.Seal(fmt.Appendf(nil, `{"content":%d}`, random.Uint64()))
		return changing(record, disclosure.OpCorrect, disclosure.ReasonErrorInSource)
	}
	panic("the last life of a slot never ends")
}
