package embedded

import (
	"container/list"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// phrase names what was found for a term, or a filter, in a segment.
type phrase struct {
	segment *segment
	field   int
	text    string
}

// byFilter is the field under which the filters of a group are remembered, beside the dictionary's.
func byFilter(group int) int { return -1 - group }

// phraseCache remembers the sets that took long to find, the least used first to go, and which ones were asked for before.
// Segments never change, so nothing in it gets old; what belongs to a segment goes with it.
type phraseCache struct {
	mutex sync.Mutex
	most  int64
	size  int64
	order *list.List // of *remembered, the last used first
	known map[phrase]*list.Element
}

// remembered is an entry; its sets are nil as long as its name was only asked for.
type remembered struct {
	name phrase
	sets *sets
	size int64
}

func newPhraseCache(most int64) *phraseCache {
	return &phraseCache{most: most, order: list.New(), known: map[phrase]*list.Element{}}
}

// look gives what is remembered, or nil. It must not be changed.
func (c *phraseCache) look(name phrase) *sets {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	known, ok := c.known[name]
	if !ok {
		return nil
	}
	c.order.MoveToFront(known)
	return known.Value.(*remembered).sets //nolint:forcetypeassert // nothing else is put there
}

// get gives what is remembered, else finds and remembers it. It must not be changed.
func (c *phraseCache) get(name phrase, find func() *sets) *sets {
	if known := c.look(name); known != nil {
		return known
	}
	found := find()
	if c.most == 0 {
		return found
	}
	for _, set := range []*roaring.Bitmap{found.names, found.starts, found.rest} {
		set.RunOptimize()
	}
	c.put(&remembered{name, found, found.size() + entrySize(name)})
	return found
}

// getOne is get for a single set.
func (c *phraseCache) getOne(name phrase, find func() *roaring.Bitmap) *roaring.Bitmap {
	return c.get(name, func() *sets { return &sets{find(), nothing, nothing} }).names
}

var nothing = roaring.New()

// again tells whether a name was asked for before, and notes that it was now.
func (c *phraseCache) again(name phrase) bool {
	c.mutex.Lock()
	_, asked := c.known[name]
	c.mutex.Unlock()
	if !asked {
		c.put(&remembered{name: name, size: entrySize(name)})
	}
	return asked
}

// entrySize is about what an entry takes beside its sets.
func entrySize(name phrase) int64 { return int64(len(name.text)) + 200 }

func (c *phraseCache) put(r *remembered) {
	if r.size > c.most {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if known, ok := c.known[r.name]; ok {
		if r.sets == nil {
			return // somebody asked at the same time
		}
		c.drop(known)
	}
	c.known[r.name] = c.order.PushFront(r)
	for c.size += r.size; c.size > c.most; {
		c.drop(c.order.Back())
	}
}

// forget drops what belongs to a segment.
func (c *phraseCache) forget(s *segment) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for name, known := range c.known {
		if name.segment == s {
			c.drop(known)
		}
	}
}

func (c *phraseCache) drop(known *list.Element) {
	r := c.order.Remove(known).(*remembered) //nolint:forcetypeassert // nothing else is put there
	delete(c.known, r.name)
	c.size -= r.size
}
