package indexer

import (
	"time"

	"mingshi/internal/store"
)

// Lag is how far the index is behind the feed.
type Lag struct {
	// Positions is how many changes are not yet in the index, as far as is known.
	Positions int64
	// Since is when the index was last seen to fall behind; zero if it is not.
	Since time.Time
	// Err is what failed last; nil once it works again.
	Err error
}

// Lag tells how far the index was behind when it was last looked at.
func (x *Indexer) Lag() Lag {
	x.reporting.Lock()
	defer x.reporting.Unlock()
	return x.lag
}

// report notes how it stands. Where the feed's end is not known only the error is news.
func (x *Indexer) report(head store.Head, position int64, err error) {
	x.reporting.Lock()
	defer x.reporting.Unlock()
	x.lag.Err = err
	if head.FeedID == "" {
		return
	}
	x.lag.Positions = max(0, head.Position-position)
	switch {
	case x.lag.Positions == 0:
		x.lag.Since = time.Time{}
	case x.lag.Since.IsZero():
		x.lag.Since = time.Now()
	}
}
