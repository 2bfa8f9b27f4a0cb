package dump

import (
	"context"
	"sync"
)

// spread hands everything that produce emits to each of the takers, which run beside it, and returns the first error of any of
// them. The channel of a taker is closed at the end, also when all was in vain: a taker that has an end to write looks at its
// context first.
func spread[T any](
	ctx context.Context, produce func(ctx context.Context, emit func(T) error) error,
	takers ...func(ctx context.Context, in <-chan T) error,
) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var beside sync.WaitGroup
	outs := make([]chan T, len(takers))
	for i, take := range takers {
		outs[i] = make(chan T, 1)
		beside.Go(func() {
			if err := take(ctx, outs[i]); err != nil {
				fail(err)
			}
		})
	}
	err := produce(ctx, func(one T) error {
		for _, out := range outs {
			select {
			case out <- one:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		return nil
	})
	if err != nil {
		fail(err)
	}
	for _, out := range outs {
		close(out)
	}
	beside.Wait()
	return context.Cause(ctx)
}
