package site

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/web"
)

// problemView is the page of an error: what happened, and where to go from here.
type problemView struct {
	frame
	Status   int
	Detail   string
	Fix      string
	Instance string
	// Gone: there was a record here, and nothing of it may be shown.
	Gone bool
	// Ours: the fault lies with the server.
	Ours bool
}

func (*problemView) page() string { return "problem" }

// preparedPage is where a handler leaves the page that says what its error means.
type preparedPage struct{}

// prepare leaves a page that is shown in the place of an error's usual one, with the error's status.
func prepare(c *fiber.Ctx, shown view) { c.Locals(preparedPage{}, shown) }

// ErrorPage renders problems as pages, for web.Options. It reads nothing from the store, which may be what failed.
func ErrorPage(d Deps) func(c *fiber.Ctx, p web.Problem) error {
	s := newSite(d)
	return func(c *fiber.Ctx, p web.Problem) error {
		v := s.voiceOf(c)
		if shown, ok := c.Locals(preparedPage{}).(view); ok {
			if shown.suggests() {
				web.AdmitScripts(c)
			}
			return s.render(c, v, shown)
		}
		shown := &problemView{
			frame:  s.frameOf(v, "", p.Title),
			Status: p.Status, Detail: p.Detail, Fix: p.Fix, Instance: p.Instance,
			Gone: p.Status == http.StatusGone, Ours: p.Status >= http.StatusInternalServerError,
		}
		shown.NoIndex = true
		return s.render(c, v, shown)
	}
}
