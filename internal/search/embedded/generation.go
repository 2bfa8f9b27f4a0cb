package embedded

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// generationFresh is how many documents a generation that is being built keeps in memory.
const generationFresh = 64 << 10

// generation is an index that is being built, beside the one that answers. Its segments are files of the same folder that no
// manifest names yet.
type generation struct {
	index *Index
	// shelf is nil once the generation was promoted or discarded. Its owner holds index.writing.
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
	last, err := g.begin(ctx)
	if err != nil {
		return err
	}
	if err := last.accepts(&b); err != nil {
		return err
	}
	// Only whoever builds the generation changes it: the index goes on meanwhile.
	var next *shelf
	err = guard(func() (err error) {
		if next, err = last.add(&g.index.files, put, removed, generationFresh); err == nil {
			next.position = b.Position
			next, err = g.compact(next, likeSegments*likeSegments)
		}
		return err
	})
	if err != nil {
		return unavailable(err)
	}
	return g.become(next)
}

// begin is the shelf to go on from.
func (g *generation) begin(ctx context.Context) (*shelf, error) {
	g.index.writing.Lock()
	defer g.index.writing.Unlock()
	if g.shelf == nil {
		return nil, disclosure.Errorf(disclosure.Conflict, "index: this generation has ended")
	}
	return g.shelf, ctx.Err()
}

func (g *generation) become(next *shelf) error {
	g.index.writing.Lock()
	defer g.index.writing.Unlock()
	if g.shelf == nil {
		next.discard()
		return disclosure.Errorf(disclosure.Conflict, "index: this generation has ended")
	}
	g.shelf = next
	return nil
}

// compact merges the segments of a shelf that are far from full into as few as there can be, once there are enough of them.
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
	for len(small) > 0 {
		some := fillOne(small)
		small = small[len(some):]
		if len(some) == 1 {
			continue
		}
		m := newMerging(some)
		merged, err := m.file(&g.index.files)
		if err != nil {
			return nil, err
		}
		s = s.with(m, merged)
		for _, p := range some {
			p.discard()
		}
	}
	return s, nil
}

// fillOne is how many of the parts, from the first on, fit into one segment.
func fillOne(parts []part) []part {
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
	last, err := g.begin(ctx)
	if err != nil {
		return err
	}
	var next *shelf
	err = guard(func() (err error) {
		if next, err = last.flushed(&g.index.files); err == nil {
			next, err = g.compact(next, 2)
		}
		return err
	})
	if err != nil {
		return unavailable(err)
	}
	if err := g.become(next); err != nil {
		return err
	}
	ix := g.index
	ix.writing.Lock()
	defer ix.writing.Unlock()
	var replaced []part
	if s := ix.living(); s != nil {
		replaced = s.segments
	}
	g.end()
	return ix.replace(next, replaced)
}

// Discard implements search.Generation.
func (g *generation) Discard(context.Context) error {
	g.index.writing.Lock()
	defer g.index.writing.Unlock()
	g.drop()
	return nil
}

// drop ends the generation. The caller holds index.writing.
func (g *generation) drop() {
	if g.shelf != nil {
		g.shelf.discard()
		g.end()
	}
}

// end lets another generation begin. The caller holds index.writing.
func (g *generation) end() {
	g.shelf, g.index.generation = nil, nil
	g.index.building.Store(false)
}

// discard removes the segments of a shelf that was never shown.
func (s *shelf) discard() {
	for _, p := range s.segments {
		p.discard()
	}
}
