package publicapi

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/web"
)

// isData reports whether an address is one of data and not of a page.
func isData(c *fiber.Ctx) bool {
	return strings.HasPrefix(c.Path(), "/api/") || strings.HasSuffix(c.Path(), ".json")
}

// hideFromIndexes keeps data out of search engines, errors included: a page may be closed to them because of whom it is
// about (design.md §7), and data that says the same must not be the way around it.
func hideFromIndexes(c *fiber.Ctx) error {
	if isData(c) {
		c.Set("X-Robots-Tag", "noindex")
	}
	return c.Next()
}

// shareAcrossOrigins lets scripts of any site read data (never pages): nothing here depends on who asks. A script that
// sends If-None-Match asks first with OPTIONS, and is answered here for every address of data.
func shareAcrossOrigins(c *fiber.Ctx) error {
	if !isData(c) {
		return c.Next()
	}
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set(fiber.HeaderAccessControlExposeHeaders, "ETag, Last-Modified, Link, Content-Language, Retry-After")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if c.Method() != http.MethodOptions {
		return c.Next()
	}
	c.Set(fiber.HeaderAllow, "GET, HEAD, OPTIONS")
	c.Set(fiber.HeaderAccessControlAllowMethods, "GET, HEAD")
	c.Set(fiber.HeaderAccessControlAllowHeaders, "If-None-Match, If-Modified-Since, Accept-Language")
	c.Set(fiber.HeaderAccessControlMaxAge, "86400")
	c.Status(http.StatusNoContent)
	return nil
}

// onlyJSON refuses who accepts no JSON.
func onlyJSON(c *fiber.Ctx) error {
	c.Vary(fiber.HeaderAccept)
	if c.Accepts(fiber.MIMEApplicationJSON) == "" {
		return &web.Refusal{Code: web.CodeNotAcceptable}
	}
	return c.Next()
}
