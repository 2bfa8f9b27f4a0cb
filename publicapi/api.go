package publicapi

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dump"
	"mingshi/internal/finder"
	"mingshi/internal/gradebook"
	"mingshi/internal/grading"
	"mingshi/internal/limits"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/wire"
	"mingshi/internal/workday"
	"mingshi/qrsign"
)

// Deps is what the interface answers from.
type Deps struct {
	Reader store.Reader
	Feed   store.Feed
	// Searcher answers what the store cannot: texts, filters, facets. It is never nil; one that is down says so.
	Searcher  search.Searcher
	Authority *disclosure.Authority
	// Scheme is what decides grades, Items what tests are held against; nil are those that come with the program.
	Scheme *grading.Scheme
	Items  *limits.Items
	// Grades keeps the figures of grades; nil: the interface keeps its own.
	Grades *gradebook.Shelf
	// Calendar tells which days are working days; nil is the one that comes with the program.
	Calendar *workday.Calendar
	// Statements signs statements of venues; nil: there is no key, and none are given.
	Statements *qrsign.Signer
	// Boards tells whether a board was printed with another name or address; nil: that is not told.
	Boards *qrsign.Keyring
	// Dumps are the files to take away; nil: there are none, and no addresses of them.
	Dumps *dump.Shelf
	// BaseURL begins every address that is given out ("https://host"), without a slash at its end.
	BaseURL string
	Now     func() time.Time
	// Build is the version of the program; a new one makes new tags.
	Build string
}

// api answers every route of the package.
type api struct {
	Deps
	finder  finder.Finder
	waiters waiters
	wholes  wholes
	hub     *hub
	streams streaming
	recents recents
}

func newAPI(d Deps) *api {
	d.Calendar = calendarFor(&d)
	if d.Scheme == nil {
		d.Scheme = grading.Shipped()
	}
	if d.Items == nil {
		d.Items = limits.Default()
	}
	if d.Grades == nil {
		d.Grades = gradebook.NewShelf(d.Reader, d.Scheme)
	}
	return &api{
		Deps: d, finder: finder.Finder{Searcher: d.Searcher, Reader: d.Reader}, hub: newHub(d.Reader), streams: newStreaming(),
	}
}

func (a *api) today() disclosure.Date { return a.Authority.Today(a.Now()) }

// stamp reads what the next answer will be made from. It comes before any record is read.
func (a *api) stamp(ctx context.Context) (web.Stamp, error) {
	head, err := a.Reader.Head(ctx)
	if err != nil {
		return web.Stamp{}, err
	}
	return a.stampOf(head), nil
}

// lens is how the records of one answer are looked at.
func (a *api) lens(c *fiber.Ctx) wire.Lens {
	lang, labelled := web.AskedLang(c)
	return wire.Lens{BaseURL: a.BaseURL, Today: a.today(), Lang: lang, Labelled: labelled, Scheme: a.Scheme}
}

// join reads what belongs to the records.
func (a *api) join(c *fiber.Ctx, records []disclosure.Record) (*wire.Joined, error) {
	return wire.Join(c.UserContext(), a.Reader, a.lens(c), records)
}

func (a *api) stampOf(head store.Head) web.Stamp {
	return web.Stamp{
		FeedID: head.FeedID, Position: head.Position, AsOf: head.AsOf,
		Today: a.today(), Build: a.Build, Zone: a.Authority.Zone,
	}
}

// sendJSON answers with a finished document.
func sendJSON(c *fiber.Ctx, document []byte) error {
	c.Response().SetBodyRaw(document)
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return nil
}
