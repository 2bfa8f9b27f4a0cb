package publish

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Expire ends every record whose last public day is over, and returns how many. Readers have not shown them since
// midnight; this takes their bodies out of the store and tells the feed.
func (p *Publisher) Expire(ctx context.Context) (int, error) {
	total := 0
	for {
		ended := 0
		err := untilSettled(ctx, func(ctx context.Context) error {
			due, err := p.store.Ended(ctx, batchSize)
			if err != nil || len(due) == 0 {
				return err
			}
			d := &decision{batch: store.Batch{At: p.instant()}, figures: make(map[store.Figure]int64)}
			for i := range due {
				p.end(d, &due[i], disclosure.StateExpired, disclosure.OpExpire, disclosure.ReasonExpired, store.Trail{By: p.by})
			}
			d.sumFigures()
			if _, err = p.store.Apply(ctx, d.batch); err == nil {
				ended = len(due)
			}
			return err
		})
		total += ended
		if err != nil || ended == 0 {
			return total, err
		}
	}
}
