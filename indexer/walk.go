package indexer

import (
	"cmp"
	"context"
	"runtime"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// walked is what became of one chunk of the records.
type walked struct {
	derivation

	records int
	err     error
}

// walk applies the documents of all records, as they are at some position or later. It derives on all cores and applies one
// chunk after the other.
func (x *Indexer) walk(ctx context.Context, c *course, least int64, progress func(done, total int64)) error {
	totals, err := x.reader.Totals(ctx)
	if err != nil {
		return err
	}
	var done, total int64
	for _, kind := range search.Kinds() {
		total += totals[kind]
	}
	progress(0, total)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for chunk := range x.deriveAll(ctx, c.witness(x.reader, x.hubs, 0), least) {
		if err == nil {
			err = chunk.err
		}
		if err == nil {
			err = c.put(ctx, x.log, search.Batch{FeedID: c.feedID, Position: c.position, Put: chunk.documents})
		}
		if err != nil {
			cancel() // and wait until nobody is at work any more
			continue
		}
		done += int64(chunk.records)
		progress(done, max(done, total))
	}
	return cmp.Or(err, ctx.Err())
}

// deriveAll derives every record. The channel is closed once that is done, has failed, or ctx has ended.
func (x *Indexer) deriveAll(ctx context.Context, r store.Reader, least int64) <-chan walked {
	chunks, derived := make(chan []disclosure.Record), make(chan walked)
	var workers sync.WaitGroup
	workers.Go(func() {
		defer close(chunks)
		if err := x.readAll(ctx, chunks); err != nil {
			derived <- walked{err: err}
		}
	})
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for records := range chunks {
				documents, err := x.derive(ctx, r, records, least)
				derived <- walked{derivation: documents, records: len(records), err: err}
			}
		})
	}
	go func() {
		workers.Wait()
		close(derived)
	}()
	return derived
}

// readAll sends every record that can be searched, in chunks of one kind.
func (x *Indexer) readAll(ctx context.Context, chunks chan<- []disclosure.Record) error {
	for _, kind := range search.Kinds() {
		for q := (store.Query{Kind: kind, Limit: chunk}); ; {
			page, err := x.reader.List(ctx, q)
			if err != nil {
				return err
			}
			select {
			case chunks <- page.Records:
			case <-ctx.Done():
				return ctx.Err()
			}
			if page.Next == "" {
				break
			}
			q.After = page.Next
		}
	}
	return nil
}
