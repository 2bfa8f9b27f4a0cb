package publicapi

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/throttle"
	"mingshi/internal/web"
)

// How many whole lists are given at once. Each keeps a processor busy with reading, writing and packing for as long as its reader
// takes it, and a thousand records in memory: six leave room for everybody else on the smallest machine that this is made for (two
// processors, 1 GB), and two let one client take one kind while another is still on its way. The files of /dumps/ are there already
// and have no such limit.
const (
	maxWholes       = 6
	maxClientWholes = 2
	wholeRetryAfter = 5 // seconds
)

// wholes counts the whole lists on their way, by client.
type wholes struct{ places }

func (w *wholes) enter(client string) bool { return w.places.enter(client, maxWholes, maxClientWholes) }

// sendWhole answers with what write gives. It has a place of its own until the last byte is written or the visitor has left, and is
// paid for as a dump.
func (a *api) sendWhole(c *fiber.Ctx, write func(ctx context.Context, w io.Writer) error) error {
	client := web.ClientKey(c)
	gives := c.Method() != http.MethodHead // nothing is written for a question about the head
	if gives && !a.wholes.enter(client) {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(wholeRetryAfter))
		return &web.Refusal{Code: web.CodeTooManyRequests, Detail: web.Text{Key: "api.whole.busy"}, Fix: web.Text{Key: "api.whole.fix"}}
	}
	if err := web.Charge(c, throttle.Dumps); err != nil {
		if gives {
			a.wholes.leave(client)
		}
		return err
	}
	return web.Stream(c, func(ctx context.Context, w io.Writer) error {
		defer a.wholes.leave(client)
		return write(ctx, w)
	})
}
