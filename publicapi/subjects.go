package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/finder"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// subjectsBounds are those of the limit of a page of businesses, as of every list.
var subjectsBounds = web.Bounds{Min: 1, Max: finder.MaxLimit, Default: store.DefaultLimit}

// subjects answers a page of the businesses by their penalties.
//
//	@ID				listSubjects
//	@Summary		Businesses by the number of their penalties
//	@Description	The businesses that have at least one public penalty, most penalties first, those with equally many by credit code. Each stands here once, by its credit
//	@Description	code, under the name in its latest penalty; penalties that were withdrawn, repaired or have expired do not count. Natural persons have no credit code and never
//	@Description	stand here. The number says how often a business was penalised in the time for which penalties are public, and nothing of how serious that was.
//	@Description	A walk by next meets each business once while position stays the same; one whose number changes meanwhile moves, and may be met twice or not at all.
//	@Tags			subjects
//	@Param			limit	query		int		false	"How many businesses a page has at most"	minimum(1)	maximum(200)	default(20)	example(1)
//	@Param			after	query		string	false	"Cursor of the page before: its next"
//	@Success		200		{object}	SubjectList	"A page of businesses"
//	@Success		304		"unchanged"
//	@Header			200		{string}	Link	"next"
//	@Router			/api/v1/subjects [get]
//	@Router			/subjects.json [get]
func (a *api) subjects(c *fiber.Ctx) error {
	if err := web.CheckQuery(c, "limit", "after"); err != nil {
		return err
	}
	limit, err := web.QueryInt(c, "limit", subjectsBounds)
	if err != nil {
		return err
	}
	stamp, err := a.stamp(c.UserContext())
	if err != nil {
		return err
	}
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	page, err := a.Reader.Subjects(c.UserContext(), store.SubjectQuery{After: web.Query(c, "after"), Limit: int(limit)})
	if err != nil {
		return a.refused(err)
	}
	o := wire.NewObject(nil)
	err = o.Array("data", len(page.Subjects), func(out []byte, i int) ([]byte, error) {
		return a.appendSubject(out, &page.Subjects[i]), nil
	})
	if err != nil {
		return err
	}
	o.Number("total", page.Total)
	o.Flag("total_is_exact", true)
	o.TextOrNull("next", page.Next)
	o.Raw("facets", []byte("{}"))
	endStamp(o, stamp)
	if page.Next != "" {
		c.Set(fiber.HeaderLink, "<"+a.nextURL(c, page.Next)+`>; rel="next"`)
	}
	return sendJSON(c, o.End())
}

// appendSubject writes a business of the list, as SubjectBrief describes it.
func (a *api) appendSubject(out []byte, subject *store.Subject) []byte {
	o := wire.NewObject(out)
	o.Text("code", subject.Code)
	o.Text("name", subject.Name)
	o.Number("penalties", subject.Penalties)
	if subject.Latest.IsZero() {
		o.Null("latest_decided_on")
	} else {
		o.Text("latest_decided_on", subject.Latest.String())
	}
	o.Text("url", a.subjectURL(subject.Code))
	return o.End()
}

// subjectURL is the address of the page of a business.
func (a *api) subjectURL(code string) string { return a.BaseURL + "/subjects/" + code }
