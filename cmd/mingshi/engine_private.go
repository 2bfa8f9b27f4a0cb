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
	// gateMode lets any user of the folder wait at a gate, whoever made it: there is nothing in it.
	gateMode = 0o644
	// sharedPatience is how long a process that starts waits for the index of the data folder: whoever has it may only be
	// bringing it along after an import, or be a server that is ending.
	sharedPatience = 5 * time.Second
	// tendSharedEvery is how often a process with an index of its own looks after that of the data folder. With the worker's
	// sweepEvery it leaves some of the 60 s within which text must be gone (design.md §3).
	tendSharedEvery = 20 * time.Second
)

// openShared opens the index of a data folder. What is in use for long is ErrLocked.
func openShared(ctx context.Context, dir string, o embedded.Options) (*embedded.Index, error) {
	for begun := time.Now(); ; {
		own, err := embedded.Open(ctx, dir, o) // waits a little itself
		if !errors.Is(err, embedded.ErrLocked) || time.Since(begun) > sharedPatience {
			return own, err
		}
	}
}

// openPrivate opens an index for this process alone, beside the one that another process has.
func openPrivate(ctx context.Context, dir string, o embedded.Options) (own *embedded.Index, private string, err error) {
	gate, err := passGate(ctx, dir, privateGate)
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
	gate, err := passGate(ctx, dir, privateGate)
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

// tendShared brings the index of the data folder to the present and makes unreadable what is gone, if nobody has it: whoever
// had it, this process has an index of its own and would leave that one as it was.
func (c *catalogue) tendShared(ctx context.Context) error {
	shared, err := embedded.Open(ctx, c.shared, embedded.Options{Log: c.log})
	if errors.Is(err, embedded.ErrLocked) {
		return nil // its holder sees to it
	}
	if err != nil {
		return err
	}
	return errors.Join(c.bring(ctx, shared), shared.Erase(ctx), shared.Close())
}

// tendSharedUntil does so again and again until the context ends.
func (c *catalogue) tendSharedUntil(ctx context.Context) {
	tick := time.NewTicker(tendSharedEvery)
	defer tick.Stop()
	for {
		if err := c.tendShared(ctx); err != nil && ctx.Err() == nil {
			c.log.WarnContext(ctx, "index of the data folder", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// privateInUse lists the folders of processes that found the index in use, less those that were killed.
func privateInUse(dir string) []string {
	folders, err := filepath.Glob(filepath.Join(dir, privatePattern))
	inUse := []string{}
	if err != nil {
		return inUse // only a wrong pattern fails
	}
	for _, folder := range folders {
		found, _ := embedded.Inspect(folder) // it tells whether it is locked in any case
		if found.Locked {
			inUse = append(inUse, folder)
		}
	}
	return inUse
}

// passGate waits for a lock within the folder of an index that is held for moments only.
func passGate(ctx context.Context, dir, name string) (*flock.Flock, error) {
	gate := flock.New(filepath.Join(dir, name), flock.SetPermissions(gateMode))
	if _, err := gate.TryLockContext(ctx, gateLook); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	return gate, nil
}
