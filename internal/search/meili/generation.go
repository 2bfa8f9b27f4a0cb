package meili

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"

	"github.com/meilisearch/meilisearch-go"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// generation is an index beside the one that answers.
type generation struct {
	engine *Engine
	// token is how its own state document calls it: another process that began a rebuild has another one there.
	token string
	feed  string

	mu       sync.Mutex
	position int64
	over     bool
}

// Rebuild implements search.Sink. What a crash left of an earlier rebuild is dropped first.
func (e *Engine) Rebuild(ctx context.Context, feedID string) (search.Generation, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	g := &generation{engine: e, token: rand.Text(), feed: feedID}
	e.mu.Lock()
	taken := e.building != nil
	if !taken {
		e.building = g
	}
	e.mu.Unlock()
	if taken {
		return nil, disclosure.Errorf(disclosure.Conflict, "rebuild: another one is under way")
	}
	if err := g.begin(ctx); err != nil {
		g.end()
		return nil, err
	}
	return g, nil
}

func (g *generation) begin(ctx context.Context) error {
	if err := g.engine.drop(ctx, g.engine.next); err != nil {
		return err
	}
	if err := g.engine.make(ctx, g.engine.next); err != nil {
		return err
	}
	return g.engine.write(ctx, g.engine.next, prepared{}, g.progress(g.token))
}

func (g *generation) progress(building string) progress {
	return progress{ID: stateID, Feed: g.feed, Position: g.position, Building: building}
}

// end lets another generation begin.
func (g *generation) end() {
	g.over = true
	g.engine.mu.Lock()
	defer g.engine.mu.Unlock()
	g.engine.building = nil
}

// Apply implements search.Generation.
func (g *generation) Apply(ctx context.Context, b search.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p, err := prepare(&b)
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.over {
		return errOver()
	}
	if err := follows(&b, g.feed, g.position); err != nil {
		return err
	}
	before := g.position
	g.position = b.Position
	if err := g.engine.write(ctx, g.engine.next, p, g.progress(g.token)); err != nil {
		g.position = before
		return err
	}
	return nil
}

// Promote implements search.Generation: the two indexes are swapped, documents, settings and position together, in one task.
// Then the old one is dropped; where that fails the next rebuild does it.
func (g *generation) Promote(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.over {
		return errOver()
	}
	e := g.engine
	e.writing.Lock()
	defer e.writing.Unlock()
	if err := g.own(ctx); err != nil {
		return err
	}
	if _, err := e.progressOf(ctx, "promote", e.live); errors.Is(err, errMissing) {
		if err := e.make(ctx, e.live); err != nil { // only what exists can be swapped
			return err
		}
	} else if err != nil {
		return err
	}
	if err := e.write(ctx, e.next, prepared{}, g.progress("")); err != nil {
		return err
	}
	err := e.task(ctx, "swap indexes", func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return e.client.SwapIndexesWithContext(ctx, []*meilisearch.SwapIndexesParams{{Indexes: []string{e.live, e.next}}})
	})
	if err != nil {
		return err
	}
	g.end()
	if err := e.drop(ctx, e.next); err != nil {
		e.log.WarnContext(ctx, "the old search index was not dropped; the next rebuild does it",
			slog.String("server", e.address), slog.Any("cause", err))
	}
	return nil
}

// own refuses to go on with an index that another process has begun anew. One of ours that was interrupted between its last
// write and the swap is not called by our token any more, but holds what ours would hold.
func (g *generation) own(ctx context.Context) error {
	found, err := g.engine.progressOf(ctx, "promote", g.engine.next)
	if errors.Is(err, errMissing) {
		return disclosure.Errorf(disclosure.Conflict, "promote: another process dropped this generation")
	}
	if err != nil {
		return err
	}
	if found != g.progress(g.token) && found != g.progress("") {
		return disclosure.Errorf(disclosure.Conflict, "promote: another process began a rebuild of its own")
	}
	return nil
}

// Discard implements search.Generation.
func (g *generation) Discard(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.over {
		return nil
	}
	err := g.engine.drop(ctx, g.engine.next)
	g.end() // not before, lest what another rebuild begins is dropped
	return err
}

func errOver() error {
	return disclosure.Errorf(disclosure.Conflict, "rebuild: this generation was promoted or discarded")
}
