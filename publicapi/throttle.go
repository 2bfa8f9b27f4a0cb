package publicapi

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/throttle"
	"mingshi/internal/web"
)

// throttled stands in front of all data. Suggestions are asked for with every letter that somebody types into a page, so they
// count as pages do. Who listens to the feed takes a place before anybody knows what the answer will be, and so pays first:
// the conditions that might make the answer free are kept from the throttle, and heedConditions, behind it, gives them back.
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
		case listens(c):
			keepConditions(c)
		}
		return api(c)
	}
}

// listens reports whether a request holds its connection until there is something to tell.
func listens(c *fiber.Ctx) bool {
	wait := web.Query(c, "wait")
	return c.Path() == root+"/changes/stream" || c.Path() == root+"/changes" && wait != "" && wait != "0"
}

// keptConditions is where a request has the conditions that were kept from the throttle.
const keptConditions = "publicapi.conditions"

// keepConditions takes the conditions of a request away until heedConditions.
func keepConditions(c *fiber.Ctx) {
	kept := make(map[string][]string)
	for _, name := range []string{fiber.HeaderIfNoneMatch, fiber.HeaderIfModifiedSince} {
		for _, line := range c.Request().Header.PeekAll(name) {
			kept[name] = append(kept[name], string(line))
		}
		c.Request().Header.Del(name)
	}
	c.Locals(keptConditions, kept)
}

// heedConditions gives the conditions back that keepConditions took.
func heedConditions(c *fiber.Ctx) error {
	kept, _ := c.Locals(keptConditions).(map[string][]string)
	for name, lines := range kept {
		for _, line := range lines {
			c.Request().Header.Add(name, line)
		}
	}
	return c.Next()
}
