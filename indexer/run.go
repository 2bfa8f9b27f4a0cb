package indexer

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"mingshi/internal/store"
)

const (
	// firstPause and longestPause bound how long is waited after failures.
	firstPause   = 100 * time.Millisecond
	longestPause = 10 * time.Second

	// askAgain is how often an idle sink is asked for its state: one that lost its contents is noticed without a change.
	askAgain = time.Second
)

// Run follows the feed until ctx has ended, and then returns nil. It builds the index anew where there is nothing to go on
// from, and tries again whatever fails, after a pause that grows from a tenth of a second to ten.
func (x *Indexer) Run(ctx context.Context) error {
	timer := time.NewTimer(x.poll)
	defer timer.Stop()
	for failures := 0; ; {
		arrived, err := x.look(ctx)
		if ctx.Err() != nil {
			return nil
		}
		wait, wake := x.poll, x.wake
		if err != nil {
			failures++
			wait, wake = pause(failures), nil // being woken is no reason to think that it works again
			x.log.LogAttrs(ctx, slog.LevelWarn, "indexer: tries again",
				slog.Any("error", err), slog.Int("failures", failures), slog.Duration("pause", wait))
		} else {
			if failures > 0 {
				x.log.LogAttrs(ctx, slog.LevelInfo, "indexer: goes on", slog.Int("failures", failures))
			}
			failures = 0
			if !arrived {
				continue
			}
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		case <-timer.C:
		}
	}
}

// pause is how long to wait after so many failures in a row: twice as long each time, less up to a half by chance so that
// several processes do not come back at once.
func pause(failures int) time.Duration {
	longest := longestPause
	if doublings := failures - 1; doublings < 7 { // 2⁷ times the first is beyond the longest
		longest = firstPause << doublings
	}
	return longest/2 + rand.N(longest/2+1) //nolint:gosec // no secret
}

// look does what there is to do now, one page of the feed at most, and tells whether the index has arrived at its end.
func (x *Indexer) look(ctx context.Context) (arrived bool, err error) {
	head, err := x.reader.Head(ctx)
	if err != nil {
		x.report(store.Head{}, 0, err)
		return false, err
	}
	if x.settled(head) {
		x.report(head, head.Position, nil)
		return true, nil
	}
	head, position, err := x.follow(ctx)
	x.report(head, position, err)
	if errors.Is(err, errLost) {
		if err = x.rebuildIfLost(ctx); err == nil {
			return false, nil
		}
		x.report(store.Head{}, 0, err)
	}
	return err == nil && position == head.Position, err
}

// settled reports whether the index is known to be at this end of the feed.
func (x *Indexer) settled(head store.Head) bool {
	x.following.Lock()
	defer x.following.Unlock()
	r := x.running
	return r != nil && r.feedID == head.FeedID && r.position == head.Position && time.Since(x.asked) < askAgain
}

// CatchUp brings the index to the feed's end as it is now, building it anew where there is nothing to go on from. The
// first failure ends it.
func (x *Indexer) CatchUp(ctx context.Context) error {
	goal, err := x.reader.Head(ctx)
	if err != nil {
		return err
	}
	for {
		head, position, err := x.follow(ctx)
		x.report(head, position, err)
		if errors.Is(err, errLost) {
			if err = x.rebuildIfLost(ctx); err == nil {
				continue
			}
			x.report(store.Head{}, 0, err)
		}
		if err != nil {
			return err
		}
		if position >= goal.Position || position == head.Position {
			return nil
		}
	}
}
