package publicapi

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/throttle"
	"mingshi/internal/web"
)

// throttled stands in front of all data, statements and their keys too. Suggestions are asked for with every letter that somebody
// types into a page, and badges by whoever opens a page of a shop, so they take from the bucket of pages; a badge is read anew each
// time, so it does that even where nothing is asked of it. Who listens to the feed takes a place before anybody knows what the
// answer will be, and so pays first.
func throttled() fiber.Handler {
	pages, api, dumps := web.Throttle(throttle.Pages), web.Throttle(throttle.API), web.Throttle(throttle.Dumps)
	badges, listening := web.ThrottleAlways(throttle.Pages), web.ThrottleFirst(throttle.API)
	return func(c *fiber.Ctx) error {
		switch path := c.Path(); {
		case !web.IsData(c):
			return c.Next()
		case path == root+"/suggest":
			return pages(c)
		case strings.HasPrefix(path, badgeRoot):
			return badges(c)
		case strings.HasPrefix(path, "/dumps/"):
			return dumps(c)
		case listens(c):
			return listening(c)
		}
		return api(c)
	}
}

// listens reports whether a request holds its connection until there is something to tell.
func listens(c *fiber.Ctx) bool {
	wait := web.Query(c, "wait")
	return c.Path() == root+"/changes/stream" || c.Path() == root+"/changes" && wait != "" && wait != "0"
}
