package publicapi

import "sync"

// How many requests may wait for the feed at once. One more is answered at once with what there is, as if its wait were
// over. Who hangs up is noticed only when the wait ends, so no single network may fill all places.
const (
	maxWaiters        = 512
	maxNetworkWaiters = 8
)

// waiters counts the requests that wait, by the networks they come from. The zero value counts none.
type waiters struct {
	mu        sync.Mutex
	total     int
	byNetwork map[string]int
}

// enter takes a place for a request and reports whether there was one; leave gives it back.
func (w *waiters) enter(network string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.total >= maxWaiters || w.byNetwork[network] >= maxNetworkWaiters {
		return false
	}
	if w.byNetwork == nil {
		w.byNetwork = make(map[string]int)
	}
	w.total++
	w.byNetwork[network]++
	return true
}

func (w *waiters) leave(network string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.total--
	if w.byNetwork[network]--; w.byNetwork[network] == 0 {
		delete(w.byNetwork, network)
	}
}
