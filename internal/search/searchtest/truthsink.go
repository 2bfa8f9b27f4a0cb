package searchtest

import (
	"context"
	"maps"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// contents are what one generation holds.
type contents struct {
	feedID   string
	position int64
	entries  map[disclosure.ID]*entry
}

func newContents(feedID string) *contents {
	return &contents{feedID: feedID, entries: make(map[disclosure.ID]*entry)}
}

// apply takes the whole batch or refuses the whole of it.
func (c *contents) apply(b *search.Batch) error {
	if b.FeedID != c.feedID {
		return disclosure.Errorf(disclosure.Conflict, "apply: a batch of feed %q to an index of feed %q", b.FeedID, c.feedID)
	}
	if b.Position < c.position {
		return disclosure.Errorf(disclosure.Conflict, "apply: position %d is before %d", b.Position, c.position)
	}
	seen := make(map[disclosure.ID]bool, len(b.Put)+len(b.Remove))
	for i := range b.Put {
		if err := b.Put[i].Check(); err != nil {
			return disclosure.Errorf(disclosure.Invalid, "apply: %w", err)
		}
		seen[b.Put[i].ID] = true
	}
	for _, id := range b.Remove {
		seen[id] = true
	}
	if len(seen) < len(b.Put)+len(b.Remove) {
		return disclosure.Errorf(disclosure.Invalid, "apply: a batch names a document twice")
	}
	for i := range b.Put {
		c.entries[b.Put[i].ID] = newEntry(&b.Put[i])
	}
	for _, id := range b.Remove {
		delete(c.entries, id)
	}
	c.position = b.Position
	return nil
}

// Apply implements search.Sink.
func (t *Truth) Apply(ctx context.Context, b search.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now == nil {
		return disclosure.Errorf(disclosure.Conflict, "apply: %w", errNothing)
	}
	if err := t.now.apply(&b); err != nil {
		return err
	}
	t.announce()
	return nil
}

// announce wakes those who wait for a position.
func (t *Truth) announce() {
	close(t.changed)
	t.changed = make(chan struct{})
}

// Neighbours implements search.Sink; the ids are ascending, and there are none in the zero State.
func (t *Truth) Neighbours(ctx context.Context, ids []disclosure.ID) ([]disclosure.ID, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now == nil {
		return nil, nil
	}
	var codes, numbers []string
	found := make(map[disclosure.ID]bool)
	for _, id := range ids {
		if e, ok := t.now.entries[id]; ok {
			found[id] = true
			codes, numbers = append(codes, e.codes...), append(numbers, e.numbers...)
		}
	}
	for id, e := range t.now.entries {
		if share(e.codes, codes) || share(e.numbers, numbers) {
			found[id] = true
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// share reports whether two lists of normal forms have one in common, that of nothing aside.
func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(one string) bool { return one != "" && slices.Contains(b, one) })
}

// Rebuild implements search.Sink.
func (t *Truth) Rebuild(ctx context.Context, feedID string) (search.Generation, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.building != nil {
		return nil, disclosure.Errorf(disclosure.Conflict, "rebuild: another one is under way")
	}
	t.building = &truthGeneration{truth: t, contents: newContents(feedID)}
	return t.building, nil
}

// truthGeneration is the contents that will replace those of a Truth.
type truthGeneration struct {
	truth    *Truth
	contents *contents
}

// Apply implements search.Generation.
func (g *truthGeneration) Apply(ctx context.Context, b search.Batch) error {
	return g.whileBuilding(ctx, func() error { return g.contents.apply(&b) })
}

// Promote implements search.Generation.
func (g *truthGeneration) Promote(ctx context.Context) error {
	return g.whileBuilding(ctx, func() error {
		g.truth.now, g.truth.building = g.contents, nil
		g.truth.announce()
		return nil
	})
}

// Discard implements search.Generation.
func (g *truthGeneration) Discard(context.Context) error {
	g.truth.mu.Lock()
	defer g.truth.mu.Unlock()
	if g.truth.building == g {
		g.truth.building = nil
	}
	return nil
}

func (g *truthGeneration) whileBuilding(ctx context.Context, do func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.truth.mu.Lock()
	defer g.truth.mu.Unlock()
	if g.truth.building != g {
		return disclosure.Errorf(disclosure.Conflict, "rebuild: this generation was promoted or discarded")
	}
	return do()
}
