package indexer

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// discardWithin is how long a generation that failed may take to be dropped, also when the caller's time is over.
const discardWithin = 10 * time.Second

// Rebuild builds a new generation from all records beside the one that answers, brings it to the feed's end, and puts it in
// the other's place. Run may go on meanwhile. A second one at a time is kind Conflict; after an error the generation that
// answered still does. progress, unless nil, is told how many of about how many records are in.
func (x *Indexer) Rebuild(ctx context.Context, progress func(done, total int64)) error {
	select {
	case x.building <- struct{}{}:
		defer func() { <-x.building }()
		return x.rebuild(ctx, progress)
	default:
		return disclosure.Errorf(disclosure.Conflict, "rebuild: another one is under way")
	}
}

// rebuildIfLost builds the index anew if there still is nothing to go on from once no other rebuild is under way.
func (x *Indexer) rebuildIfLost(ctx context.Context) error {
	select {
	case x.building <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-x.building }()
	_, _, err := x.follow(ctx)
	switch {
	case errors.Is(err, errNone):
		x.log.LogAttrs(ctx, slog.LevelInfo, "indexer: builds the index")
	case errors.Is(err, errLost):
		x.log.LogAttrs(ctx, slog.LevelInfo, "indexer: builds the index anew", slog.String("because", err.Error()))
	default:
		return err
	}
	return x.rebuild(ctx, nil)
}

func (x *Indexer) rebuild(ctx context.Context, progress func(done, total int64)) error {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	head, err := x.reader.Head(ctx) // before the records: what changes after it comes again with the feed
	if err != nil {
		return err
	}
	generation, err := x.sink.Rebuild(ctx, head.FeedID)
	if err != nil {
		return err
	}
	if err := x.build(ctx, generation, head, progress); err != nil {
		dropping, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardWithin)
		defer cancel()
		if dropped := generation.Discard(dropping); dropped != nil {
			return errors.Join(err, dropped)
		}
		return err
	}
	return nil
}

func (x *Indexer) build(ctx context.Context, g search.Generation, head store.Head, progress func(done, total int64)) error {
	c := &course{feedID: head.FeedID, apply: g.Apply, notes: newNotes()}
	if err := x.walk(ctx, c, head.Position, progress); err != nil {
		return err
	}
	if err := g.Apply(ctx, search.Batch{FeedID: head.FeedID, Position: head.Position}); err != nil {
		return err
	}
	c.position = head.Position
	for behind := int64(feedBatch + 1); behind > feedBatch; {
		head, err := x.advance(ctx, c)
		if err != nil {
			return err
		}
		behind = head.Position - c.position
	}
	// Nothing is applied to the generation that answers while it is replaced: that would come after what it precedes.
	x.following.Lock()
	defer x.following.Unlock()
	for arrived := false; !arrived; {
		head, err := x.advance(ctx, c)
		if err != nil {
			return err
		}
		arrived = head.Position == c.position
	}
	if err := g.Promote(ctx); err != nil {
		return err
	}
	c.notes.forget(c.position)
	x.running = x.course(c.feedID, c.position, c.notes)
	return nil
}
