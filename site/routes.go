package site

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/qrsign"
)

// Deps is what the pages are made from.
type Deps struct {
	Reader store.Reader
	// Authority is who publishes.
	Authority *disclosure.Authority
	// Boards tells genuine board codes from others.
	Boards *qrsign.Keyring
	// BaseURL is the public address that boards carry, "https://gs.example.cn", without a slash at its end.
	BaseURL string
	// Now gives the present instant.
	Now func() time.Time
	// Build is the version of the program: pages of another build are never taken for the same.
	Build string
}

// Install adds every page to the app. It panics on a template that cannot be parsed, which is a broken build.
func Install(app *fiber.App, d Deps) {
	s := newSite(d)
	app.Get("/", s.page(s.home))
	app.Get("/about", s.page(s.about))
	app.Get("/venues", s.page(s.venues, afterParameter))
	app.Get("/penalties", s.page(s.penalties, afterParameter))
	app.Get("/permits", s.page(s.permits, afterParameter))
	app.Get("/filings", s.page(s.filings, afterParameter))
	app.Get("/venues/:id", s.page(s.venue))
	app.Get("/penalties/:id", s.page(s.penalty))
	app.Get("/permits/:id", s.page(s.permit))
	app.Get("/filings/:id", s.page(s.filing))
	app.Get("/subjects/:code", s.page(s.subject))
	app.Get("/robots.txt", robots)
	app.Get("/s", s.boardForm)
	for _, path := range []string{"/s/:code", "/S/:code"} { // boards carry the upper-case one
		app.Get(path, s.board)
	}
}

// twin is how the address of a page's JSON twin ends, which publicapi answers.
const twin = ".json"

// isTwin reports whether the request asks for data and not for a page.
func isTwin(c *fiber.Ctx) bool { return strings.HasSuffix(c.Path(), twin) }
