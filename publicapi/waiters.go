package publicapi

import "sync"

// How many may listen to the feed at once, be it by a wait or by a stream. One more is refused or, if it only waits, answered
// at once with what there is, as if its wait were over. A client is one address or one line (web.ClientKey); who hangs up
// without a word keeps the place for a while, so no single client may fill all of them.
const (
	maxWaiters       = 4096
	maxClientWaiters = 32
)

// waiters counts those who listen, by client. The zero value counts none.
type waiters struct {
	mu       sync.Mutex
	total    int
	byClient map[string]int
}

// enter takes a place for a client and reports whether there was one; leave gives it back.
func (w *waiters) enter(client string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.total >= maxWaiters || w.byClient[client] >= maxClientWaiters {
		return false
	}
	if w.byClient == nil {
		w.byClient = make(map[string]int)
	}
	w.total++
	w.byClient[client]++
	return true
}

func (w *waiters) leave(client string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.total--
	if w.byClient[client]--; w.byClient[client] == 0 {
		delete(w.byClient, client)
	}
}
