package publicapi

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/throttle"
	"mingshi/internal/web"
)

// throttled stands in front of all data. Suggestions are asked for with every letter that somebody types into a page, so they
// count as pages do.
func throttled() fiber.Handler {
	pages, api, dumps := web.Throttle(throttle.Pages), web.Throttle(throttle.API), web.Throttle(throttle.Dumps)
	return func(c *fiber.Ctx) error {
		switch path := c.Path(); {
		case !web.IsData(c):
			return c.Next()
		case path == root+"/suggest":
			return pages(c)
		case strings.HasPrefix(path, "/dumps/"):
			return dumps(c)
		}
		return api(c)
	}
}
