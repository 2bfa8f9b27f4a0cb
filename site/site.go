package site

import (
	"html/template"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// site is what all handlers know.
type site struct {
	Deps
	templates map[edition]map[string]*template.Template
}

func newSite(d Deps) *site {
	return &site{Deps: d, templates: parseAll(d.Authority.Zone)}
}

// visit is one request for a page: who asks in which language, and what the answer is made from.
type visit struct {
	*fiber.Ctx
	voice
	head  store.Head
	today disclosure.Date
}

// view is what a template shows: a struct of its own for each page.
type view interface {
	// page names the folder of the page's template.
	page() string
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
		v, err := s.visit(c)
		if err != nil {
			return err
		}
		shown, err := build(v)
		if err != nil {
			return err
		}
		return s.answer(v, shown)
	}
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
	fresh, err := web.NotModified(v.Ctx, web.Stamp{
		FeedID: v.head.FeedID, Position: v.head.Position, AsOf: v.head.AsOf, Today: v.today, Build: s.Build, Zone: s.Authority.Zone,
	})
	if err != nil || fresh {
		return err
	}
	return s.render(v.Ctx, v.voice, shown)
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
