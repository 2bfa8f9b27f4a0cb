package main

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"mingshi/internal/disclosure"
	"mingshi/internal/search/meili"
)

// serverLock is held, in the folder of the index, by the one process of a data folder that writes into the search server.
const serverLock = "server.lock"

// openServer prepares the search server and sends it nothing: it may be down.
func (s *seeking) openServer(ctx context.Context, today func() disclosure.Date, log *slog.Logger) (*meili.Engine, error) {
	return meili.Open(ctx, meili.Options{URL: s.SearchURL, Key: s.SearchKey, Today: today, Log: log})
}

// searchServer names the search server for people: host and port, and nothing that is secret.
func (s *seeking) searchServer() string {
	address, err := url.Parse(s.SearchURL)
	if err != nil {
		return "Meilisearch" // checkSearch has refused it
	}
	return "Meilisearch " + address.Host
}

// followInto opens the search server for a process that follows the feed into it.
func (f *front) followInto(t *terminal, s *settings) error {
	engine, err := s.openServer(t.ctx, func() disclosure.Date { return f.profile.Today(f.now()) }, t.log)
	f.catalogue = &catalogue{Searcher: engine, log: t.log, indexer: f.follow(engine, t.log)}
	return err
}

// followInTurn opens the search server for one of several processes of a data folder: one of them writes, the others answer,
// and one of these writes when it has ended.
func (f *front) followInTurn(t *terminal, s *settings) error {
	dir := filepath.Join(f.dir, indexFolder)
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return environment("index.folder", dir, cause(err))
	}
	err := f.followInto(t, s)
	f.catalogue.turn = flock.New(filepath.Join(dir, serverLock))
	return err
}

// isTurn tells whether this process may write into the index.
func (c *catalogue) isTurn() (bool, error) {
	if c.turn == nil {
		return true, nil
	}
	mine, err := c.turn.TryLock()
	if err != nil {
		return false, disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	return mine, nil
}

// awaitTurn waits until this process may write into the index; false if the context has ended before.
func (c *catalogue) awaitTurn(ctx context.Context) bool {
	mine, err := c.isTurn()
	if mine {
		return true
	}
	if err == nil {
		c.log.InfoContext(ctx, "another process writes into the search server, this one only asks it")
		mine, err = c.turn.TryLockContext(ctx, heedEvery)
	}
	if err != nil && ctx.Err() == nil {
		c.log.ErrorContext(ctx, "index", slog.Any("error", err))
	}
	return mine
}
