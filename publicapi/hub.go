package publicapi

import (
	"context"
	"sync"
	"time"

	"mingshi/internal/store"
)

const (
	// lookEvery is how often the head is looked at while anybody listens.
	lookEvery = 100 * time.Millisecond
	// lookWithin is how long one look, or the reading of one page for a listener, may take; less than a shutdown waits.
	lookWithin = 5 * time.Second
)

// hub tells everybody who listens to the feed that it has moved. One goroutine looks at the head for all of them, as long as
// there is anybody; who listens costs nothing until there is something to tell.
type hub struct {
	reader store.Reader

	mu        sync.Mutex
	listeners int
	// moved is closed, and replaced, when the head is not what it was.
	moved chan struct{}
	// head is what the last look found; known says whether it found anything.
	head  store.Head
	known bool
	stop  context.CancelFunc
}

func newHub(reader store.Reader) *hub { return &hub{reader: reader, moved: make(chan struct{})} }

// join begins to look, if nobody has yet; each join is followed by one leave.
func (h *hub) join() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners++; h.listeners > 1 {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	h.stop, h.known = stop, false
	go h.look(ctx)
}

func (h *hub) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners--; h.listeners == 0 {
		h.stop()
	}
}

// news gives a channel that is closed at the next move. It must be taken before the feed is looked at, so that nothing that
// comes in between is missed.
func (h *hub) news() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.moved
}

// seen is the head that the last look found; false if none has found any yet, or the last one failed.
func (h *hub) seen() (store.Head, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.head, h.known
}

// again fires soon if the feed, as somebody has just read it, is behind what the last look found: a replica may lag, and no
// news would come of what has been told already. Otherwise it never fires.
func (h *hub) again(read store.Head) <-chan time.Time {
	if seen, known := h.seen(); known && seen.FeedID == read.FeedID && seen.Position > read.Position {
		return time.After(lookEvery)
	}
	return nil
}

// look watches the head until ctx ends. What the first look finds is news, since nobody knows what came before it; so is
// the first failure, so that who listens meets it too.
func (h *hub) look(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	failed := false
	for ctx.Err() == nil {
		within, cancel := context.WithTimeout(ctx, lookWithin)
		head, err := h.reader.Head(within)
		cancel()
		if ctx.Err() != nil {
			return
		}
		h.found(head, err == nil, err != nil && !failed)
		failed = err != nil
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
}

// found notes what a look has found, and wakes everybody if that is news.
func (h *hub) found(head store.Head, known, firstFailure bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	moved := known && (!h.known || head.FeedID != h.head.FeedID || head.Position != h.head.Position)
	if known {
		h.head = head
	}
	h.known = known
	if moved || firstFailure {
		close(h.moved)
		h.moved = make(chan struct{})
	}
}
