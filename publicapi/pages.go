package publicapi

import (
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/wire"
)

// maxPages is how many pages are kept at once: one for each kind and language that anybody listens to, and some.
const maxPages = 64

// pageKey is everything that decides what a page of events says. The head is part of it, so that nothing is told from before
// a change, and through the lens the day, so that nothing is told beyond its last one.
type pageKey struct {
	head   int64
	feedID string
	after  int64
	kind   disclosure.Kind
	lens   wire.Lens
}

// pages holds the pages of one head, each written once however many listen. The zero value holds none.
type pages struct {
	mu   sync.Mutex
	head int64
	made map[pageKey]*madePage
}

type madePage struct {
	once sync.Once
	page eventPage
	err  error
}

// get gives the page of the key, and has it written if nobody has before. What failed, and what was read from a replica that
// does not know the head yet, is written again for whoever asks next.
func (p *pages) get(key pageKey, write func() (eventPage, error)) (eventPage, error) {
	made := p.slot(key)
	if made == nil {
		return write()
	}
	made.once.Do(func() { made.page, made.err = write() })
	if made.err != nil || made.page.head.Position < key.head {
		p.drop(key, made)
	}
	return made.page, made.err
}

// slot is where the page of the key is or will be; nil if there is no room.
func (p *pages) slot(key pageKey) *madePage {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made == nil || p.head != key.head {
		p.head, p.made = key.head, make(map[pageKey]*madePage)
	}
	made := p.made[key]
	if made == nil && len(p.made) < maxPages {
		made = new(madePage)
		p.made[key] = made
	}
	return made
}

func (p *pages) drop(key pageKey, made *madePage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made[key] == made {
		delete(p.made, key)
	}
}
