package indexer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// defaultPoll is how often the store is asked whether something changed.
const defaultPoll = 20 * time.Millisecond

// Options say what is followed into what.
type Options struct {
	Reader store.Reader
	Feed   store.Feed
	Sink   search.Sink
	// Scheme is what decides grades; nil is the one that comes with the program.
	Scheme *grading.Scheme
	// Log is told of failures and rebuilds, never of what records say; nil for nobody.
	Log *slog.Logger
	// Poll is how often the store is asked whether something changed; 0 is 20 ms.
	Poll time.Duration
}

// Indexer follows a store's feed into a search engine. Its methods may be called at once from several goroutines.
type Indexer struct {
	reader store.Reader
	feed   store.Feed
	sink   search.Sink
	scheme *grading.Scheme
	hubs   hubs
	log    *slog.Logger
	poll   time.Duration

	wake chan struct{}
	// building holds one token: whoever has put it in rebuilds.
	building chan struct{}

	// following guards every write to the generation that answers and the fields below.
	following sync.Mutex
	// running is how far that generation is; nil as long as the sink was not asked.
	running *course
	// asked is when the sink was last asked for its state.
	asked time.Time

	reporting sync.Mutex
	lag       Lag
}

// New returns an Indexer; nothing happens before one of its methods is called.
func New(o Options) *Indexer {
	x := &Indexer{
		reader: o.Reader, feed: o.Feed, sink: o.Sink, scheme: o.Scheme, log: o.Log, poll: o.Poll,
		wake: make(chan struct{}, 1), building: make(chan struct{}, 1),
	}
	if x.scheme == nil {
		x.scheme = grading.Shipped()
	}
	x.hubs = hubsOf(x.scheme)
	if x.log == nil {
		x.log = slog.New(slog.DiscardHandler)
	}
	if x.poll <= 0 {
		x.poll = defaultPoll
	}
	return x
}

// Wake has Run look at the feed now: something was published in this process. It never waits.
func (x *Indexer) Wake() {
	select {
	case x.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// errLost says that the index has nothing to go on from: errNone that it holds nothing, else what it holds is of another
// feed or from beyond the end of this one.
var (
	errLost = errors.New("index has nothing to go on from")
	errNone = fmt.Errorf("%w: there is none", errLost)
)

// resume makes running true to the sink's state and returns the feed's end. following must be held. errLost means that the
// index must be built anew.
func (x *Indexer) resume(ctx context.Context) (store.Head, error) {
	state, err := x.sink.State(ctx)
	if err != nil {
		return store.Head{}, err
	}
	head, err := x.reader.Head(ctx)
	if err != nil {
		return store.Head{}, err
	}
	x.asked = time.Now()
	if state.FeedID == "" {
		x.running = nil
		return head, disclosure.Errorf(disclosure.Conflict, "resume: %w", errNone)
	}
	if state.FeedID != head.FeedID {
		x.running = nil
		return head, disclosure.Errorf(disclosure.Conflict, "resume in feed %q: %w", state.FeedID, errLost)
	}
	if r := x.running; r == nil || r.feedID != state.FeedID || r.position != state.Position {
		x.running = x.course(state.FeedID, state.Position, newNotes())
	}
	return head, nil
}

// course is that of the generation that answers.
func (x *Indexer) course(feedID string, position int64, n *notes) *course {
	return &course{feedID: feedID, position: position, apply: x.sink.Apply, neighbours: x.sink.Neighbours, notes: n}
}

// follow takes the generation that answers one page of the feed further. It returns the feed's end, zero where it is not
// known, and the position.
func (x *Indexer) follow(ctx context.Context) (head store.Head, position int64, err error) {
	x.following.Lock()
	defer x.following.Unlock()
	if head, err = x.resume(ctx); err != nil {
		return head, 0, err
	}
	now, err := x.advance(ctx, x.running)
	switch {
	case err == nil:
		head = now
	case errors.Is(err, store.ErrBeyondHead): // only the feed can tell: a reader may be behind it
		err = disclosure.Errorf(disclosure.Conflict, "resume at position %d: %w", x.running.position, errLost)
	}
	return head, x.running.position, err
}
