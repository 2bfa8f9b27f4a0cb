package publicapi

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/gradebook"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// Months of grades that are answered unless others are asked for: of what venues held, and of what changed.
const (
	defaultGradesMonths  = 24
	defaultChangesMonths = 12
)

// gradesStats answers the figures of grades.
//
//	@ID				getGradesStats
//	@Summary		Grades by kind of venue and street, now and at the end of each month
//	@Description	How many venues hold each grade (卫生信誉度等级) today and held it at the end of each month, all together, by kind of venue
//	@Description	and by street, and which grades changed in these months and why.
//	@Description
//	@Description	Counted are the venues that trade now (status open), while /stats counts all public venues. One that has closed or is suspended is left out of earlier months too,
//	@Description	since the register does not tell since when; so the present month says the same as now. A venue counts from its first
//	@Description	permit, filing or inspection on. none are the venues without a grade, and reasons say why they have none; venues equals the
//	@Description	sum of grades and none. The letters mean what the score table of the kind of venue says: C is the usual grade of a venue in
//	@Description	regular operation, and A is rare.
//	@Description
//	@Description	changes counts days on which a venue that had been graded came to another grade, lost it, or was graded again, at all venues on the
//	@Description	register, those that do not trade now included; /stats/grades/changes lists them. A first grade is no change and is counted beside.
//	@Description
//	@Description	At most 120 months are answered at once; more are refused.
//	@Tags			figures
//	@Param			asked	query		GradesQuery	false	"Months and venues"
//	@Success		200		{object}	GradesStats	"The figures"
//	@Success		304		"unchanged"
//	@Router			/api/v1/stats/grades [get]
func (a *api) gradesStats(c *fiber.Ctx) error {
	if err := web.CheckQuery(c, "from", "to", "venue_kind", "street", "authority"); err != nil {
		return err
	}
	asked, err := a.askedGrades(c, defaultGradesMonths)
	if err != nil {
		return err
	}
	book, stamp, same, err := a.gradebook(c)
	if same || err != nil {
		return err
	}
	return sendReport(c, gradesReport(asked, book), stamp)
}

// gradesChanges answers a page of the changes of grades.
//
//	@ID				listGradesChanges
//	@Summary		Changes of grades with their reasons
//	@Description	The days on which a venue that had been graded came to another grade (升级、降级), lost it, or was graded again, the latest first,
//	@Description	those of one day by venue. First grades are not among them. Venues that are on the register count whether they trade now or
//	@Description	not. A walk by next meets each change once, whatever is published meanwhile.
//	@Tags			figures
//	@Param			asked	query		GradesChangesQuery	false	"Months and venues"
//	@Success		200		{object}	GradesChangeList	"A page of changes"
//	@Success		304		"unchanged"
//	@Header			200		{string}	Link	"next"
//	@Router			/api/v1/stats/grades/changes [get]
func (a *api) gradesChanges(c *fiber.Ctx) error {
	if err := web.CheckQuery(c, "from", "to", "venue_kind", "street", "authority", "limit", "after"); err != nil {
		return err
	}
	asked, err := a.askedGrades(c, defaultChangesMonths)
	if err != nil {
		return err
	}
	limit, err := web.QueryInt(c, "limit", web.Bounds{Min: 1, Max: finder.MaxLimit, Default: store.DefaultLimit})
	if err != nil {
		return err
	}
	after, err := asked.placeOf(c)
	if err != nil {
		return err
	}
	book, stamp, same, err := a.gradebook(c)
	if same || err != nil {
		return err
	}
	changes := book.Changes(asked.filter, asked.span)
	page, next := changes.Page(after, int(limit))
	report := GradesChangeReport{
		GradesSelection: asked.selection(), Data: a.gradeChanges(page), Total: int64(len(changes.List)), TotalIsExact: true,
	}
	if next != (gradebook.Place{}) {
		cursor, err := asked.cursor(next)
		if err != nil {
			return err
		}
		report.Next = &cursor
		c.Set(fiber.HeaderLink, "<"+a.nextURL(c, cursor)+`>; rel="next"`)
	}
	return sendReport(c, report, stamp)
}

// gradebook gives the book that an answer is made from; same says that the visitor has the answer.
func (a *api) gradebook(c *fiber.Ctx) (book *gradebook.Book, stamp web.Stamp, same bool, err error) {
	if stamp, err = a.stamp(c.UserContext()); err != nil {
		return nil, stamp, false, err
	}
	if same, err = web.NotModified(c, stamp); same || err != nil {
		return nil, stamp, same, err
	}
	book, err = a.Grades.Book(c.UserContext(), store.Head{FeedID: stamp.FeedID, Position: stamp.Position}, stamp.Today)
	return book, stamp, false, err
}

// gradesQuery is what was asked of grades.
type gradesQuery struct {
	span   gradebook.Span
	filter gradebook.Filter
}

// askedGrades reads months and venues; where no first month is asked for, the span has so many.
func (a *api) askedGrades(c *fiber.Ctx, months int) (q gradesQuery, err error) {
	today := a.today()
	q.span.To = gradebook.FirstOf(today)
	if web.HasQuery(c, "to") {
		if q.span.To, err = firstOf("to", web.Query(c, "to")); err != nil {
			return q, err
		}
	}
	q.span.From = q.span.To.AddMonths(1 - months)
	if web.HasQuery(c, "from") {
		if q.span.From, err = firstOf("from", web.Query(c, "from")); err != nil {
			return q, err
		}
	}
	switch {
	case q.span.From.After(q.span.To):
		return q, web.InvalidParameter("to", "finder.range", "from", "to")
	case q.span.To.After(today):
		return q, web.InvalidParameter("to", "api.stats.to_come", "to")
	case !q.span.From.AddMonths(maxStatsMonths).After(q.span.To):
		return q, web.InvalidParameter("from", "api.stats.months", maxStatsMonths)
	}
	q.filter, err = askedVenues(c)
	return q, err
}

// askedVenues reads which venues are to be counted.
func askedVenues(c *fiber.Ctx) (f gradebook.Filter, err error) {
	if f.Authority, err = askedAuthority(c); err != nil {
		return f, err
	}
	if f.Street = web.Query(c, "street"); f.Street == "" && web.HasQuery(c, "street") {
		return f, web.InvalidParameter("street", "finder.empty", "street")
	}
	if web.HasQuery(c, "venue_kind") {
		f.Kind = disclosure.VenueKind(web.Query(c, "venue_kind"))
		if !disclosure.VenueKinds.Has(f.Kind) {
			ids := make([]string, len(disclosure.VenueKinds))
			for i := range disclosure.VenueKinds {
				ids[i] = string(disclosure.VenueKinds[i].ID)
			}
			return f, web.InvalidParameter("venue_kind", "finder.choice", "venue_kind", strings.Join(ids, ", "))
		}
	}
	return f, nil
}

// gradesCursor is where a list of changes goes on, and of what it is the list.
type gradesCursor struct {
	Asked GradesSelection `json:"q"`
	On    disclosure.Date `json:"d"`
	Venue disclosure.ID   `json:"v"`
	Step  int             `json:"n"`
}

// sealed is the cursor as it goes out.
func (c *gradesCursor) sealed() (string, error) {
	raw, err := json.Marshal(c)
	return base64.RawURLEncoding.EncodeToString(raw), err
}

// cursor is a place in the list as it goes out.
func (q gradesQuery) cursor(at gradebook.Place) (string, error) {
	c := gradesCursor{Asked: q.selection(), On: at.On, Venue: at.Venue, Step: at.Step}
	return c.sealed()
}

// placeOf reads a cursor of the same question; the zero place where there is none.
func (q gradesQuery) placeOf(c *fiber.Ctx) (gradebook.Place, error) {
	if !web.HasQuery(c, "after") {
		return gradebook.Place{}, nil
	}
	after := web.Query(c, "after")
	raw, err := base64.RawURLEncoding.DecodeString(after)
	var read gradesCursor
	if err != nil || json.Unmarshal(raw, &read) != nil || read.On.IsZero() {
		return gradebook.Place{}, web.InvalidCursor()
	}
	read.Asked = q.selection()
	if again, err := read.sealed(); err != nil || again != after {
		return gradebook.Place{}, web.InvalidCursor()
	}
	return gradebook.Place{On: read.On, Venue: read.Venue, Step: read.Step}, nil
}
