package web

import "github.com/gofiber/fiber/v2"

// AdmitReader lets the page that is being answered run scripts and use style sheets of this site, and fetch from it: the reader of
// the interface's description needs a style sheet that is too large to stand in the page. Nothing inline is admitted, and
// nothing of another host. The 304 of such a page needs it too.
func AdmitReader(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "+
		"img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
}
