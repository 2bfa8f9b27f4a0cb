package site

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/gradebook"
	"mingshi/internal/grading"
	"mingshi/internal/limits"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/throttle"
	"mingshi/internal/web"
	"mingshi/qrsign"
)

// Deps is what the pages are made from.
type Deps struct {
	Reader store.Reader
	// Searcher finds records by words and filters; nil is one that does not answer.
	Searcher search.Searcher
	// Authority is who publishes.
	Authority *disclosure.Authority
	// Scheme is what decides grades, Items what tests are held against; nil are those that come with the program.
	Scheme *grading.Scheme
	Items  *limits.Items
	// Grades keeps the figures of grades; nil: the pages keep their own.
	Grades *gradebook.Shelf
	// Boards tells genuine board codes from others.
	Boards *qrsign.Keyring
	// BaseURL is the public address that boards carry, "https://gs.example.cn", without a slash at its end.
	BaseURL string
	// Now gives the present instant.
	Now func() time.Time
	// Build is the version of the program: pages of another build are never taken for the same.
	Build string
	// Scans counts the scans of boards; nil: nobody does.
	Scans ScanCounter
}

func (d *Deps) scales() scales { return scales{scheme: d.Scheme, items: d.Items} }

// ScanCounter counts a scan of the board with a serial. It must not keep the visitor waiting.
type ScanCounter interface{ Count(serial string) }

// Install adds every page to the app. It panics on a template that cannot be parsed, which is a broken build.
func Install(app *fiber.App, d Deps) { newSite(d).install(app) }

func (s *site) install(app *fiber.App) {
	app.Get("/", s.page(s.home))
	app.Get("/robots.txt", s.robots)
	mapped := web.ThrottleAlways(throttle.Pages) // a sitemap of records costs more than any page
	app.Get(sitemapIndexPath, mapped, s.sitemapIndex)
	app.Get(sitemapFolder+":name"+sitemapEnding, mapped, s.sitemap)
	app.Get(scriptPath, script)
	get := func(path string, handlers ...fiber.Handler) {
		app.Get(path, handlers...)
		app.Get(path+"/", withoutSlash)
	}
	searched := web.Throttle(throttle.Pages) // all other pages but sitemaps are free, board scans above all
	get("/about", s.page(s.about))
	get("/statistics", s.page(s.statistics))
	get("/stats", guessed("/statistics"))
	get("/feeds", s.page(s.feeds))
	get(searchPath, searched, s.ask(searchPath, "", s.search))
	get("/venues", searched, s.ask("/venues", disclosure.KindVenue, s.venues))
	get("/penalties", searched, s.ask("/penalties", disclosure.KindPenalty, s.penalties))
	get("/permits", searched, s.ask("/permits", disclosure.KindPermit, s.permits))
	get("/filings", searched, s.ask("/filings", disclosure.KindFiling, s.filings))
	get("/venues/:id", s.page(s.venue))
	get("/penalties/:id", s.page(s.penalty))
	get("/permits/:id", s.page(s.permit))
	get("/filings/:id", s.page(s.filing))
	get(lookUpPath, s.lookUp)
	get("/subjects/:code", s.subjectPage)
	get("/problems/:code", s.page(s.problemType))
	get("/s", s.boardForm)
	for _, path := range []string{"/s/:code", "/S/:code"} { // boards carry the upper-case one
		app.Get(path, s.board)
		app.Get(path+"/", boardWithoutSlash)
	}
}

// guessed leads from an address that people guess to the page that they mean, with what they asked of it.
func guessed(page string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		to := url.URL{Path: page, RawQuery: string(c.Context().QueryArgs().QueryString())}
		return c.Redirect(to.String(), http.StatusMovedPermanently)
	}
}

// boardWithoutSlash leads to a board's page. Nobody may keep the answer: both of its addresses hold the board's code.
func boardWithoutSlash(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return withoutSlash(c)
}

// withoutSlash leads from a page's address with a slash at its end to the page. It stands on the pages' own routes alone,
// so the address begins with one of ours and never with a host.
func withoutSlash(c *fiber.Ctx) error {
	path, slash := strings.CutSuffix(c.Path(), "/")
	if !slash {
		return c.Next() // behind a parameter Fiber takes the slash for optional
	}
	to := url.URL{Path: path, RawQuery: string(c.Context().QueryArgs().QueryString())}
	return c.Redirect(to.String(), http.StatusMovedPermanently)
}

// twin is how the address of a page's JSON twin ends, which publicapi answers.
const twin = ".json"

// isTwin reports whether the request asks for data and not for a page.
func isTwin(c *fiber.Ctx) bool { return strings.HasSuffix(c.Path(), twin) }
