package site

import (
	"bytes"
	"compress/gzip"
	"io"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// maxShelf is how much the shelf holds in bytes: more than a hundred full sitemaps, packed. Beyond it the one made first goes.
const maxShelf = 32 << 20

// shelfEdition is what the sitemaps on a shelf were made from. Records end at midnight without a change.
type shelfEdition struct {
	feedID   string
	position int64
	today    disclosure.Date
}

func editionFor(head store.Head, today disclosure.Date) shelfEdition {
	return shelfEdition{feedID: head.FeedID, position: head.Position, today: today}
}

// sitemapShelf keeps the sitemaps of one edition, packed with gzip, each made once however many ask for it at the same time.
type sitemapShelf struct {
	most int

	mu      sync.Mutex
	edition shelfEdition
	made    map[string]*madeSitemap
	// order is the order in which they were made, held how many bytes they are.
	order []string
	held  int
}

type madeSitemap struct {
	once   sync.Once
	packed []byte
	err    error
}

func newSitemapShelf() *sitemapShelf {
	return &sitemapShelf{most: maxShelf, made: map[string]*madeSitemap{}}
}

var errUnwritten = disclosure.Errorf(disclosure.Internal, "sitemap: it was not written to its end")

// get gives a sitemap, packed, and has it written if nobody has before. What failed is written again for whoever asks next.
func (s *sitemapShelf) get(of shelfEdition, name string, write func() ([]byte, error)) ([]byte, error) {
	slot := s.slot(of, name)
	slot.once.Do(func() {
		defer s.settle(name, slot)
		slot.err = errUnwritten // stands if write panics
		document, err := write()
		if err == nil {
			slot.packed, err = packedSitemap(document)
		}
		slot.err = err
	})
	return slot.packed, slot.err
}

// clear takes everything off.
func (s *sitemapShelf) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begin(s.edition)
}

// begin takes off what is of another edition. The caller holds the lock.
func (s *sitemapShelf) begin(of shelfEdition) {
	s.edition, s.made, s.order, s.held = of, map[string]*madeSitemap{}, nil, 0
}

// slot is where a sitemap is or will be.
func (s *sitemapShelf) slot(of shelfEdition, name string) *madeSitemap {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.edition != of {
		s.begin(of)
	}
	slot := s.made[name]
	if slot == nil {
		slot = new(madeSitemap)
		s.made[name] = slot
	}
	return slot
}

// settle counts what was made, drops what failed, and makes room.
func (s *sitemapShelf) settle(name string, slot *madeSitemap) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made[name] != slot {
		return // of an edition that is over
	}
	if slot.err != nil {
		delete(s.made, name)
		return
	}
	s.order, s.held = append(s.order, name), s.held+len(slot.packed)
	for s.held > s.most {
		first := s.order[0]
		s.order, s.held = s.order[1:], s.held-len(s.made[first].packed)
		delete(s.made, first)
	}
}

func packedSitemap(document []byte) ([]byte, error) {
	var out bytes.Buffer
	packer := gzip.NewWriter(&out)
	if _, err := packer.Write(document); err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "pack sitemap: %w", err)
	}
	if err := packer.Close(); err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "pack sitemap: %w", err)
	}
	return out.Bytes(), nil
}

func unpackedSitemap(packed []byte) ([]byte, error) {
	unpacker, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "unpack sitemap: %w", err)
	}
	document, err := io.ReadAll(unpacker)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "unpack sitemap: %w", err)
	}
	return document, nil
}
