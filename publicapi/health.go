package publicapi

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
)

// health says that the process answers.
func (a *api) health(c *fiber.Ctx) error { return a.probe(c, "ok") }

// readyPatience is how long the store may take to say that it is there: load balancers wait no longer.
const readyPatience = time.Second

// ready says that the store answers too; otherwise the problem is "unavailable", whatever the fault.
func (a *api) ready(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), readyPatience)
	defer cancel()
	if _, err := a.Reader.Head(ctx); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "readiness: %w", err)
	}
	return a.probe(c, "ready")
}

func (a *api) probe(c *fiber.Ctx, status string) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	o := newObject(nil)
	o.text("status", status)
	o.text("build", a.Build)
	return sendJSON(c, o.end())
}
