package publicapi

import (
	"context"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/i18n"
	"mingshi/internal/web"
)

const (
	badgeRoot = "/badge/"
	mimeSVG   = "image/svg+xml"
)

// installBadge puts the badges on the app.
func (a *api) installBadge(app *fiber.App) {
	app.Get(badgeRoot+":id.svg", only(mimeSVG), a.badge)
}

// badge answers the grade of a venue as a picture for pages of others.
//
//	@ID				getBadge
//	@Summary		Live badge of one venue (SVG)
//	@Description	The present grade in words, letter and face, with its date, as a picture for a page of the venue's own:
//	@Description	`<img src="https://HOST/badge/{id}.svg" width="320" height="116" alt="…">`. Do not copy it: asked for anew each time, it never shows
//	@Description	a grade that is over. It has a mark where an objection to the grade runs, and where no permit is in force. Of a venue that is gone it is 410 and a picture that says so.
//	@Tags			venues
//	@Produce		image/svg+xml
//	@Param			id	path		string	true	"Id of the venue"	example(vn_0000000000001)
//	@Success		200	{string}	string	"The badge"
//	@Success		304	"unchanged"
//	@Header			200	{string}	Content-Language	"Language of the badge"
//	@Failure		404	"not-found"
//	@Failure		410	{string}	string	"A badge that says that the venue is not public any more"
//	@Header			410	{string}	Content-Language	"Language of the badge"
//	@x-keyless		true
//	@Router			/badge/{id}.svg [get]
func (a *api) badge(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	id, err := idOf(c, disclosure.KindVenue)
	if err != nil {
		return err
	}
	stamp, err := a.stamp(c.UserContext())
	if err != nil {
		return err
	}
	shown := badge{lang: web.Lang(c), publisher: a.publisherIn(web.Lang(c))}
	venue, err := dossier.Get[*disclosure.Venue](c.UserContext(), a.Reader, id)
	if disclosure.KindOf(err) == disclosure.Gone {
		web.DoNotKeep(c)
		c.Status(http.StatusGone)
		return sendBadge(c, &shown)
	}
	if err != nil {
		return err
	}
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	if err := a.fill(c.UserContext(), &shown, &venue, stamp.Today); err != nil {
		return err
	}
	return sendBadge(c, &shown)
}

// fill puts on a badge what holds of a venue today.
func (a *api) fill(ctx context.Context, shown *badge, venue *dossier.Entry[*disclosure.Venue], today disclosure.Date) error {
	venues := []disclosure.Record{venue.Record}
	around, err := dossier.AroundOf(ctx, a.Reader, a.Scheme, venues)
	if err != nil {
		return err
	}
	at := around[venue.ID]
	shown.venue, shown.grade = venue.Facts, at.Course.Grade()
	if shown.grade != nil && shown.grade.Letter != nil {
		shown.words = a.gradeWords(shown.grade)
	}
	if deciding, inspected := at.Course.Deciding(); inspected {
		shown.disputed = deciding.State == disclosure.StateDisputed
	}
	shown.lapsed, err = noneInForce(at.Permits, today)
	return err
}

// noneInForce reports whether there are permits or filings, and none that is in force: as the venue's page has it.
func noneInForce(permits []disclosure.Record, today disclosure.Date) (bool, error) {
	for i := range permits {
		body, err := disclosure.DecodeBody(permits[i].Kind, permits[i].Body)
		if err != nil {
			return false, err
		}
		var status disclosure.PermitStatus
		switch body := body.(type) {
		case *disclosure.Permit:
			status = body.Status.On(today, body.ValidUntil)
		case *disclosure.Filing:
			status = body.Status.On(today, body.ValidUntil)
		}
		if status == disclosure.PermitInForce {
			return false, nil
		}
	}
	return len(permits) > 0, nil
}

// publisherIn is the name of the authority in a language.
func (a *api) publisherIn(lang i18n.Lang) string {
	if lang == i18n.EN {
		return a.Authority.NameEN
	}
	return a.Authority.NameZH
}

func sendBadge(c *fiber.Ctx, shown *badge) error {
	c.Set(fiber.HeaderContentType, mimeSVG)
	c.Set(fiber.HeaderContentLanguage, string(shown.lang))
	return c.Send(shown.draw())
}
