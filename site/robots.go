package site

import "github.com/gofiber/fiber/v2"

// robots lets search engines read every page; pages that shall not be found say so themselves, for which they have to be
// read. The data interface is for programs that know what they want.
func (s *site) robots(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "max-age=3600")
	return c.SendString("User-agent: *\nDisallow: /api/\n\nSitemap: " + s.BaseURL + sitemapIndexPath + "\n")
}
