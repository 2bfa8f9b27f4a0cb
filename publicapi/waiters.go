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
type waiters struct{ places }

// enter takes a place for a client and reports whether there was one; leave gives it back.
func (w *waiters) enter(client string) bool {
	return w.places.enter(client, maxWaiters, maxClientWaiters)
}

// places counts who does something at this moment, by client. The zero value counts none.
type places struct {
	mu       sync.Mutex
	total    int
	byClient map[string]int
}

// enter takes one place of most for a client, who may have mostOfOne, and reports whether there was one; leave gives it back.
func (p *places) enter(client string, most, mostOfOne int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.total >= most || p.byClient[client] >= mostOfOne {
		return false
	}
	if p.byClient == nil {
		p.byClient = make(map[string]int)
	}
	p.total++
	p.byClient[client]++
	return true
}

func (p *places) leave(client string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total--
	if p.byClient[client]--; p.byClient[client] == 0 {
		delete(p.byClient, client)
	}
}
