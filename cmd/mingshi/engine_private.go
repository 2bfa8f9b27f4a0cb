package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"mingshi/internal/disclosure"
	"mingshi/internal/search/embedded"
)

const (
	// privatePattern names the folders, within that of the index, of processes that found it in use.
	privatePattern = "extra-*"
	// privateGate is locked while such a folder is made or removed, so that none is removed before its maker has locked it.
	privateGate = "extra.lock"
	gateLook    = 20 * time.Millisecond
)

// openPrivate opens an index for this process alone, beside the one that another process has.
func openPrivate(ctx context.Context, dir string, o embedded.Options) (own *embedded.Index, private string, err error) {
	gate, err := passGate(ctx, dir)
	if err != nil {
		return nil, dir, err
	}
	defer func() { err = errors.Join(err, gate.Unlock()) }()
	if private, err = os.MkdirTemp(dir, privatePattern); err != nil {
		return nil, dir, disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	if own, err = embedded.Open(ctx, private, o); err != nil {
		return nil, private, errors.Join(err, os.RemoveAll(private))
	}
	return own, private, nil
}

// sweepPrivate removes the folders of processes that were killed.
func sweepPrivate(ctx context.Context, dir string, log *slog.Logger) {
	left, err := filepath.Glob(filepath.Join(dir, privatePattern))
	if err != nil || len(left) == 0 {
		return // only a wrong pattern fails
	}
	gate, err := passGate(ctx, dir)
	if err != nil {
		log.WarnContext(ctx, "index left by a process that was killed", slog.Any("error", err))
		return
	}
	for _, private := range left {
		own, opened := embedded.Open(ctx, private, embedded.Options{})
		if opened != nil {
			continue // its process lives
		}
		if err := errors.Join(own.Close(), os.RemoveAll(private)); err != nil {
			log.WarnContext(ctx, "index left by a process that was killed", slog.Any("error", err))
		}
	}
	if err := gate.Unlock(); err != nil {
		log.WarnContext(ctx, "index", slog.Any("error", err))
	}
}

func passGate(ctx context.Context, dir string) (*flock.Flock, error) {
	gate := flock.New(filepath.Join(dir, privateGate))
	if _, err := gate.TryLockContext(ctx, gateLook); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	return gate, nil
}
