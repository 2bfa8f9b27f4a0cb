package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"mingshi/indexer"
	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

// indexFolder is where the index of a data folder lies.
const indexFolder = "index"

// seeking are the flags that choose the search engine.
type seeking struct {
	SearchURL string `name:"search-url" help:"Meilisearch，不填用自带的 · instead of our own index" env:"MINGSHI_SEARCH_URL" placeholder:"URL"`
	SearchKey string `name:"search-key" help:"Meilisearch 的密钥 · the key for it" env:"MINGSHI_SEARCH_KEY" placeholder:"KEY"`
}

// usesSearchServer tells whether the index lies in a server and not in the data folder.
func (s *seeking) usesSearchServer() bool { return s.SearchURL != "" }

// checkSearch refuses what can be no search server, before anything is opened. It never repeats address or key.
func (s *seeking) checkSearch(ctx context.Context) error {
	if !s.usesSearchServer() {
		if s.SearchKey != "" {
			return usage("search.key_alone")
		}
		return nil
	}
	if _, err := s.openServer(ctx, nil, nil); err != nil && ctx.Err() == nil {
		return usage("search.url", err)
	}
	return nil
}

// catalogue is the search index as one process has it.
type catalogue struct {
	search.Searcher

	log *slog.Logger
	// indexer follows the feed into the index; nil where another process does.
	indexer *indexer.Indexer
	// own is the index where it lies in a folder, which is given back at the end.
	own *embedded.Index
	// dir is that folder. A private one belongs to this process alone and ends with it.
	dir     string
	private bool
	// shared is the index of the data folder where this process has a private one, and bring brings it along.
	shared string
	bring  func(ctx context.Context, shared *embedded.Index) error
	// turn is held by the one process of a data folder that writes into the search server; nil where nobody else would.
	turn *flock.Flock
}

// openCatalogue opens the index for a process that answers the public. Where another process keeps the index of the data
// folder, this one builds an index of its own and says until then that search is being built.
func (f *front) openCatalogue(t *terminal, s *settings) error {
	today := func() disclosure.Date { return f.profile.Today(f.now()) }
	if s.usesSearchServer() {
		if !s.usesPostgres() {
			return f.followInTurn(t, s)
		}
		// `mingshi work` follows the feed: answering needs no right to write.
		engine, err := s.openServer(t.ctx, today, t.log)
		f.catalogue = &catalogue{Searcher: engine, log: t.log}
		return err
	}
	dir, private := filepath.Join(f.dir, indexFolder), false
	options := embedded.Options{Today: today, Log: t.log}
	own, err := openShared(t.ctx, dir, options)
	switch {
	case errors.Is(err, embedded.ErrLocked):
		private = true
		if own, dir, err = openPrivate(t.ctx, dir, options); err == nil {
			t.log.InfoContext(t.ctx, "index in use by another process, building one of its own", slog.String("folder", dir))
		}
	case err == nil:
		sweepPrivate(t.ctx, dir, t.log)
	}
	if err != nil {
		if t.ctx.Err() != nil {
			return t.ctx.Err()
		}
		return environment("index.folder", dir, cause(err))
	}
	f.catalogue = &catalogue{
		Searcher: own, log: t.log, indexer: f.follow(own, t.log), own: own, dir: dir, private: private,
	}
	if private {
		f.catalogue.shared = filepath.Dir(dir)
		f.catalogue.bring = func(ctx context.Context, shared *embedded.Index) error {
			return f.follow(shared, t.log).CatchUp(ctx)
		}
	}
	return nil
}

// follow makes the indexer that brings the records into an index.
func (f *front) follow(sink search.Sink, log *slog.Logger) *indexer.Indexer {
	return indexer.New(indexer.Options{Reader: f.reader, Feed: f.feed, Sink: sink, Scheme: f.scheme(), Log: log})
}

// run keeps the index up to date until the context ends, if that is this process's task.
func (c *catalogue) run(ctx context.Context) {
	if c == nil || c.indexer == nil || !c.awaitTurn(ctx) {
		return
	}
	var beside sync.WaitGroup
	switch {
	case c.private:
		beside.Go(func() { c.tendSharedUntil(ctx) })
	case c.own != nil:
		beside.Go(func() { c.heed(ctx) })
	}
	if err := c.indexer.Run(ctx); err != nil {
		c.log.ErrorContext(ctx, "indexer", slog.Any("error", err))
	}
	beside.Wait()
}

// catchUp brings the index to the present, if that is this process's task.
func (c *catalogue) catchUp(ctx context.Context) error {
	if c == nil || c.indexer == nil {
		return nil
	}
	if mine, err := c.isTurn(); !mine {
		return err
	}
	return c.indexer.CatchUp(ctx)
}

// wake has the indexer look at once: something was published here.
func (c *catalogue) wake() {
	if c != nil && c.indexer != nil {
		c.indexer.Wake()
	}
}

// The end of a process may be held up for so long by reading the last changes, and by making unreadable what is gone.
const (
	catchUpWithin = 2 * time.Second
	eraseWithin   = 5 * time.Second
)

// close gives an index in a folder back, with nothing in it that is gone. What fails is logged: the index is derived, and the
// process has done its work.
func (c *catalogue) close() {
	if c == nil {
		return
	}
	var err error
	switch {
	case c.turn != nil:
		err = c.turn.Unlock()
	case c.own == nil:
	case c.private:
		ctx, cancel := context.WithTimeout(context.Background(), eraseWithin)
		defer cancel()
		err = errors.Join(c.own.Close(), os.RemoveAll(c.dir), c.tendShared(ctx))
	default:
		err = errors.Join(c.catchUpLast(), closeErased(c.own))
	}
	if err != nil {
		c.log.Error("index at the end", slog.Any("error", err)) //nolint:sloglint // the context has ended
	}
}

// catchUpLast takes up what was published while the process ended: a record that went then would stay in the index until
// somebody opens it again. An index that is far behind is left there, as it is not kept up to date by leaving either.
func (c *catalogue) catchUpLast() error {
	ctx, cancel := context.WithTimeout(context.Background(), catchUpWithin)
	defer cancel()
	if err := c.indexer.CatchUp(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// closeErased closes an index once the texts of what is gone are off the disk: it may be long until somebody opens it again.
func closeErased(own *embedded.Index) error {
	ctx, cancel := context.WithTimeout(context.Background(), eraseWithin)
	defer cancel()
	return errors.Join(own.Erase(ctx), own.Close())
}
