package publicapi

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/web"
)

// shareAcrossOrigins lets scripts of any site read data (never pages): nothing here depends on who asks. A script that
// sends If-None-Match asks first with OPTIONS, and is answered here for every address of data.
func shareAcrossOrigins(c *fiber.Ctx) error {
	if path := c.Path(); !strings.HasPrefix(path, "/api/") && !strings.HasSuffix(path, ".json") {
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
