package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"mingshi/indexer"
	"mingshi/internal/i18n"
	"mingshi/internal/search/embedded"
	"mingshi/internal/store"
)

// announcing is a store that tells when something was published through it.
type announcing struct {
	database

	tell func()
}

// Apply implements store.Writer.
func (a announcing) Apply(ctx context.Context, b store.Batch) (store.Applied, error) {
	applied, err := a.database.Apply(ctx, b)
	if err == nil {
		a.tell()
	}
	return applied, err
}

// published notes that something was published by this process, and has its indexer look.
func (h *house) published() {
	h.wrote.Store(true)
	h.catalogue.wake()
}

// settle brings the index of the data folder up to what this process has published, unless an indexer of its own or
// another process follows the feed. What fails here is caught up by the next who opens the index: it is derived data.
func (h *house) settle(t *terminal, s *settings) {
	if h.catalogue != nil || s.usesSearchServer() || s.usesPostgres() || t.ctx.Err() != nil || !h.wrote.Swap(false) {
		return
	}
	own, err := embedded.Open(t.ctx, filepath.Join(h.dir, indexFolder), embedded.Options{Log: t.log})
	if errors.Is(err, embedded.ErrLocked) {
		return
	}
	if err == nil {
		err = h.catchUp(t, own)
		err = errors.Join(err, closeErased(own))
	}
	if err != nil {
		t.log.WarnContext(t.ctx, "index after publication", slog.Any("error", err))
		t.note("index.left_behind")
	}
}

// catchUp brings an index to the present and draws how far it is.
func (h *house) catchUp(t *terminal, own *embedded.Index) error {
	x := h.follow(own, t.log)
	state, err := own.State(t.ctx)
	if err != nil {
		return err
	}
	head, err := h.store.Head(t.ctx)
	if err != nil {
		return err
	}
	progress := newProgress(t)
	defer progress.done()
	if state.FeedID != head.FeedID {
		return rebuildWith(t, x, progress)
	}
	watched, stop := context.WithCancel(t.ctx)
	drawn := make(chan struct{})
	go func() {
		defer close(drawn)
		progress.watch(watched, own, state.Position, head.Position)
	}()
	err = x.CatchUp(t.ctx)
	stop()
	<-drawn
	return err
}

// watch draws how far an index is on its way from one position to another, until the context ends.
func (p *progress) watch(ctx context.Context, own *embedded.Index, from, to int64) {
	if !p.on {
		return
	}
	tick := time.NewTicker(drawEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if state, err := own.State(ctx); err == nil && to > from {
			done := state.Position - from
			p.draw(i18n.T(p.t.lang, "index.catching_up"), done, float64(done)/float64(to-from))
		}
	}
}

// rebuildWith builds an index anew and draws how far it is.
func rebuildWith(t *terminal, x *indexer.Indexer, progress *progress) error {
	return x.Rebuild(t.ctx, progress.tellIndex())
}

// tellIndex draws how far an index is built.
func (p *progress) tellIndex() func(done, total int64) {
	return func(done, total int64) {
		p.draw(i18n.T(p.t.lang, "index.building"), done, float64(done)/float64(max(total, 1)))
	}
}
