package embedded

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// generationFresh is how many documents a generation that is being built keeps in memory.
const generationFresh = 64 << 10

// generation is an index that is being built, beside the one that answers. Its segments are files of the same folder that no
// manifest names yet.
type generation struct {
	index *Index
	// changing is held by whoever changes the shelf, and is taken before index.writing: the index goes on meanwhile.
	changing sync.Mutex
	// shelf is nil once the generation was promoted or discarded.
	shelf *shelf
}

// Rebuild implements search.Sink.
func (ix *Index) Rebuild(ctx context.Context, feedID string) (search.Generation, error) {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case ix.closed:
		return nil, search.Unavailable(ix.broken.since, false, errClosed)
	case ix.generation != nil:
		return nil, disclosure.Errorf(disclosure.Conflict, "index: another generation is being built")
	}
	ix.generation = &generation{index: ix, shelf: &shelf{feedID: feedID}}
	ix.building.Store(true)
	return ix.generation, nil
}

// Apply implements search.Generation.
func (g *generation) Apply(ctx context.Context, b search.Batch) error {
	put, removed, err := prepare(&b)
	if err != nil {
		return err
	}
	g.changing.Lock()
	defer g.changing.Unlock()
	if err := g.check(ctx); err != nil {
		return err
	}
	if err := g.shelf.accepts(&b); err != nil {
		return err
	}
	return g.become(likeSegments*likeSegments, func() (*shelf, error) {
		next, err := g.shelf.add(&g.index.files, put, removed, generationFresh)
		if err == nil {
			next.position = b.Position
		}
		return next, err
	})
}

// check refuses to go on with a generation that has ended.
func (g *generation) check(ctx context.Context) error {
	if g.shelf == nil {
		return disclosure.Errorf(disclosure.Conflict, "index: this generation has ended")
	}
	return ctx.Err()
}

// become puts a next shelf, its small segments merged if there are enough, in the place of the last one, or changes nothing.
func (g *generation) become(enough int, step func() (*shelf, error)) error {
	var made, next *shelf
	err := guard(func() (err error) {
		if made, err = step(); err == nil {
			next, err = g.compact(made, enough)
		}
		return err
	})
	if err != nil {
		if made != nil {
			made.discardBut(g.shelf)
		}
		return unavailable(err)
	}
	made.discardBut(next)
	g.shelf = next
	return nil
}

// compact merges the segments of a shelf that are far from full into as few as there can be, once there are enough of them.
// Those that were merged are left to the caller.
func (g *generation) compact(s *shelf, enough int) (*shelf, error) {
	var small []part
	for _, p := range s.segments {
		if p.living() <= segmentDocs/2 {
			small = append(small, p)
		}
	}
	if len(small) < enough {
		return s, nil
	}
	next := s
	for len(small) > 0 {
		some := fillOne(small)
		small = small[len(some):]
		if len(some) == 1 {
			continue
		}
		m := newMerging(some)
		merged, err := m.file(&g.index.files)
		if err != nil {
			next.discardBut(s)
			return nil, err
		}
		next = next.with(m, merged)
	}
	return next, nil
}

// fillOne picks as many of the parts as fit into one segment, the smallest first; it sorts them so.
func fillOne(parts []part) []part {
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.living(), b.living()) })
	docs, bytes := int64(0), int64(0)
	for i, p := range parts {
		docs += p.living()
		bytes += p.directory.at[secTexts].size
		if i > 0 && (docs > segmentDocs || bytes > segmentBytes) {
			return parts[:i]
		}
	}
	return parts
}

// Promote implements search.Generation.
func (g *generation) Promote(ctx context.Context) error {
	g.changing.Lock()
	defer g.changing.Unlock()
	if err := g.check(ctx); err != nil {
		return err
	}
	if err := g.become(2, func() (*shelf, error) { return g.shelf.flushed(&g.index.files) }); err != nil {
		return err
	}
	ix := g.index
	ix.writing.Lock()
	defer ix.writing.Unlock()
	var replaced []part
	if s := ix.living(); s != nil {
		replaced = s.segments
	}
	next := g.shelf
	g.end()
	return ix.replace(next, replaced, func(s *shelf) error {
		ix.show(s)
		return nil
	})
}

// Discard implements search.Generation.
func (g *generation) Discard(context.Context) error {
	g.drop()
	return nil
}

// drop ends the generation, after what is under way.
func (g *generation) drop() {
	g.changing.Lock()
	defer g.changing.Unlock()
	g.index.writing.Lock()
	defer g.index.writing.Unlock()
	if g.shelf != nil {
		g.shelf.discardBut(new(shelf))
		g.end()
	}
}

// end lets another generation begin. The caller holds index.writing.
func (g *generation) end() {
	g.shelf, g.index.generation = nil, nil
	g.index.building.Store(false)
}
