package publicapi

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/web"
)

// hideFromIndexes keeps data out of search engines, errors included: a page may be closed to them because of whom it is
// about (design.md §7), and data that says the same must not be the way around it.
func hideFromIndexes(c *fiber.Ctx) error {
	if web.IsData(c) {
		c.Set("X-Robots-Tag", "noindex")
	}
	return c.Next()
}

// allowed are the methods of data that is there.
const allowed = "GET, HEAD, OPTIONS"

// exposed are the headers that scripts of other sites may read beside those that every script may. All that the description of the
// interface names are among them.
const exposed = "ETag, Last-Modified, Link, Content-Language, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate, Accept-Ranges, " +
	"Content-Range, Content-Location, Content-Disposition, Repr-Digest, " +
	headerTotal + ", " + headerTotalIsExact + ", " + headerPosition + ", " + headerAsOf

// shareAcrossOrigins lets scripts of any site read data (never pages): nothing here depends on who asks. A script that
// sends If-None-Match asks first with OPTIONS, and is answered here for every address of data.
func shareAcrossOrigins(c *fiber.Ctx) error {
	if !web.IsData(c) {
		return c.Next()
	}
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set(fiber.HeaderAccessControlExposeHeaders, exposed)
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if c.Method() != http.MethodOptions {
		err := c.Next()
		if c.GetRespHeader(fiber.HeaderAllow) != "" {
			c.Set(fiber.HeaderAllow, allowed) // the router knows of no OPTIONS
		}
		return err
	}
	c.Set(fiber.HeaderAllow, allowed)
	c.Set(fiber.HeaderAccessControlAllowMethods, "GET, HEAD")
	c.Set(fiber.HeaderAccessControlAllowHeaders,
		"If-None-Match, If-Modified-Since, If-Range, Range, Accept-Language, Authorization, Last-Event-ID")
	c.Set(fiber.HeaderAccessControlMaxAge, "86400")
	c.Status(http.StatusNoContent)
	return nil
}

// only refuses who accepts none of the names that the media type of an address goes by.
func only(types ...string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if _, err := web.Accept(c, types...); err != nil {
			return err
		}
		return c.Next()
	}
}

// onlyJSON refuses who accepts no JSON.
var onlyJSON = only(fiber.MIMEApplicationJSON)
