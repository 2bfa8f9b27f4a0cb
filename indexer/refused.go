package indexer

import (
	"context"
	"log/slog"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// put applies a batch. A document that the engine refuses for what it is (kind Invalid: it would be refused again) is logged,
// taken out of the index and left out, so that one such record does not keep all others from being found.
func (c *course) put(ctx context.Context, log *slog.Logger, b search.Batch) error {
	err := c.apply(ctx, b)
	if disclosure.KindOf(err) != disclosure.Invalid || len(b.Put) == 0 {
		return err
	}
	if len(b.Put) == 1 {
		log.LogAttrs(ctx, slog.LevelError, "indexer: document refused", slog.String("id", string(b.Put[0].ID)))
		return c.apply(ctx, search.Batch{FeedID: b.FeedID, Position: b.Position, Remove: append(b.Remove, b.Put[0].ID)})
	}
	half := len(b.Put) / 2
	if err := c.put(ctx, log, search.Batch{FeedID: b.FeedID, Position: c.position, Put: b.Put[:half]}); err != nil {
		return err
	}
	return c.put(ctx, log, search.Batch{FeedID: b.FeedID, Position: b.Position, Put: b.Put[half:], Remove: b.Remove})
}
