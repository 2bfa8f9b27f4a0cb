package site

import "github.com/gofiber/fiber/v2"

// InstallCut is Install with sitemaps of other lengths.
func InstallCut(app *fiber.App, d Deps, length, longest int) {
	s := newSite(d)
	s.courses.length, s.courses.longest = length, longest
	s.install(app)
}
