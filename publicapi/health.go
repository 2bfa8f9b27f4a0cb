package publicapi

import (
	"context"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// health says that the process answers.
//
//	@ID				getHealth
//	@Summary		Whether the process answers
//	@Tags			service
//	@Success		200	{object}	Probe	"It answers"
//	@Router			/healthz [get]
func (a *api) health(c *fiber.Ctx) error { return a.probe(c, "ok") }

// readyPatience is how long the store may take to say that it is there: load balancers wait no longer.
const readyPatience = time.Second

// ready says that the store answers too, and that the index has all that was published when it was asked; otherwise the
// problem is "unavailable", whatever the fault, and says which of the two it is.
//
//	@ID				getReadiness
//	@Summary		Whether the store answers and the index has caught up
//	@Description	Otherwise 503, which says which of the two it is. Load balancers should ask this one.
//	@Tags			service
//	@Success		200	{object}	Probe	"Ready"
//	@Router			/readyz [get]
func (a *api) ready(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), readyPatience)
	defer cancel()
	head, err := a.Reader.Head(ctx)
	if err != nil {
		return notReady(disclosure.Errorf(disclosure.Unavailable, "readiness of the store: %w", err), "api.ready.store")
	}
	if err := a.caughtUp(ctx, head); err != nil {
		return err
	}
	return a.probe(c, "ready")
}

func notReady(err error, detailKey string, args ...any) error {
	return &web.Refusal{Code: web.CodeUnavailable, Detail: web.Text{Key: detailKey, Args: args}, Err: err}
}

// firstLookAgain is after how long a probe that waits for the index looks at it again; each further time it waits twice as long.
const firstLookAgain = 20 * time.Millisecond

// caughtUp waits until the index has reached the head.
func (a *api) caughtUp(ctx context.Context, head store.Head) error {
	for wait := firstLookAgain; ; wait *= 2 {
		state, err := a.Searcher.State(ctx)
		switch {
		case err != nil:
			err = disclosure.Errorf(disclosure.Unavailable, "readiness of the index: %w", err)
			if down, ok := errors.AsType[*search.Down](err); ok {
				return a.noSearch(down, err)
			}
			return notReady(err, "api.ready.search")
		case head.Position == 0, state.FeedID == head.FeedID && state.Position >= head.Position:
			return nil
		case state.FeedID != head.FeedID:
			state.Position = 0 // of other records
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			err := disclosure.Errorf(
				disclosure.Unavailable, "readiness of the index: position %d of %d", state.Position, head.Position,
			)
			return notReady(err, "api.ready.index", state.Position, head.Position)
		}
	}
}

func (a *api) probe(c *fiber.Ctx, status string) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	o := wire.NewObject(nil)
	o.Text("status", status)
	o.Text("build", a.Build)
	return sendJSON(c, o.End())
}
