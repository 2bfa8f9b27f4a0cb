package row

import (
	"sync"

	"mingshi/internal/disclosure"
)

// TotalsCache keeps the totals of one position and day. Every change of a record moves the position, also one of another
// process, so what is kept is exact or not used.
type TotalsCache struct {
	mu       sync.Mutex
	position int64
	today    int64
	totals   map[disclosure.Kind]int64
}

// Get returns the totals of a position and day, nil if they are not kept. The caller must not write to them.
func (c *TotalsCache) Get(position, today int64) map[disclosure.Kind]int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.position != position || c.today != today {
		return nil
	}
	return c.totals
}

// Put keeps the totals of a position and day instead of those that were kept.
func (c *TotalsCache) Put(position, today int64, totals map[disclosure.Kind]int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.position, c.today, c.totals = position, today, totals
}
