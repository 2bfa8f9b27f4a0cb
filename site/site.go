package site

import (
	"errors"
	"html/template"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/gradebook"
	"mingshi/internal/grading"
	"mingshi/internal/limits"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// site is what all handlers know.
type site struct {
	Deps
	templates map[edition]map[string]*template.Template
	choices   choiceCache
	courses   *courses
	sitemaps  *sitemapShelf
	figures   figuresCache
}

func newSite(d Deps) *site {
	if d.Scheme == nil {
		d.Scheme = grading.Shipped()
	}
	if d.Items == nil {
		d.Items = limits.Default()
	}
	if d.Grades == nil {
		d.Grades = gradebook.NewShelf(d.Reader, d.Scheme)
	}
	return &site{Deps: d, templates: parseAll(d.Authority.Zone, d.scales()), courses: newCourses(), sitemaps: newSitemapShelf()}
}

// visit is one request for a page: who asks in which language, and what the answer is made from.
type visit struct {
	*fiber.Ctx
	voice
	head  store.Head
	today disclosure.Date
	// ask is what the address asks of the records, on pages of such.
	ask *inquiry
	// sought is what the visitor searches for, to be marked where it is shown; nil for nothing.
	sought *search.Query
	// behind: the index has not come as far as the store, and the page may be older than head says.
	behind bool
	// passing: a part of the page was not made from head, and may be another while head is the same.
	passing bool
}

// view is what a template shows: a struct of its own for each page.
type view interface {
	// page names the folder of the page's template.
	page() string
	// suggests reports whether the page has a box that suggests names, and with it our script.
	suggests() bool
}

// builder makes a page's view from the store.
type builder func(v *visit) (view, error)

// page makes a handler of a builder. params are the query parameters that the page takes beside lang.
func (s *site) page(build builder, params ...string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if isTwin(c) {
			return c.Next()
		}
		if err := web.CheckPageQuery(c, params...); err != nil {
			return err
		}
		return s.show(c, build)
	}
}

// ask makes a handler of a builder for a page of records, of one kind or of all, that the visitor can narrow.
func (s *site) ask(path string, kind disclosure.Kind, build func(v *visit, ask *inquiry) (view, error)) fiber.Handler {
	return func(c *fiber.Ctx) error {
		asked, err := readInquiry(c, path, kind)
		if err != nil {
			return err
		}
		return s.show(c, func(v *visit) (view, error) {
			v.ask = asked
			return build(v, asked)
		})
	}
}

// show builds a page and answers with it. What a builder gives beside a refusal is what the visitor sees of it.
func (s *site) show(c *fiber.Ctx, build builder) error {
	v, err := s.visit(c)
	if err != nil {
		return err
	}
	shown, err := build(v)
	if err == nil {
		return s.answer(v, shown)
	}
	if down, ok := errors.AsType[*search.Down](err); ok {
		prepare(c, s.searchDown(v, down))
	} else if _, ok := errors.AsType[*web.Refusal](err); ok && shown != nil {
		prepare(c, shown)
	}
	return err
}

// visit reads the feed's head, before any record, so that a page is never older than it says.
func (s *site) visit(c *fiber.Ctx) (*visit, error) {
	head, err := s.Reader.Head(c.UserContext())
	if err != nil {
		return nil, err
	}
	return &visit{Ctx: c, voice: s.voiceOf(c), head: head, today: s.Authority.Today(s.Now())}, nil
}

// answer shows a page, or says that the visitor has this very one. It is asked for after the view was built: of what is
// missing or gone nobody has a valid copy.
func (s *site) answer(v *visit, shown view) error {
	if shown.suggests() {
		web.AdmitScripts(v.Ctx)
	}
	if v.behind || v.passing {
		web.DoNotKeep(v.Ctx)
		return s.render(v.Ctx, v.voice, shown)
	}
	fresh, err := web.NotModified(v.Ctx, s.stamp(v))
	if err != nil || fresh {
		return err
	}
	return s.render(v.Ctx, v.voice, shown)
}

// stamp is what the answer to a visit is made from.
func (s *site) stamp(v *visit) web.Stamp {
	return web.Stamp{
		FeedID: v.head.FeedID, Position: v.head.Position, AsOf: v.head.AsOf, Today: v.today, Build: s.Build, Zone: s.Authority.Zone,
	}
}

// recordID reads the id of a record of the given kind from the path. An id that no such record can have is kind
// NotFound: for a visitor a mistyped address is a page that does not exist.
func (v *visit) recordID(kind disclosure.Kind) (disclosure.ID, error) {
	id, found, err := disclosure.ParseID(v.Params("id"))
	if err != nil || found != kind {
		return "", disclosure.Errorf(disclosure.NotFound, "page of a %s: no such id", kind)
	}
	return id, nil
}

// address is the path of a record's page.
func address(id disclosure.ID) string { return "/" + id.Kind().Plural() + "/" + string(id) }

// subjectAddress is the path of a business's page; "" where there is none.
func subjectAddress(code string) string {
	if code == "" {
		return ""
	}
	return "/subjects/" + url.PathEscape(code)
}
