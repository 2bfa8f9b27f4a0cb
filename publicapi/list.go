package publicapi

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// list answers one page of the kind's records: from the store where it can, else from the index.
func (a *api) list(kind disclosure.Kind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		query, err := readQuery(c, kind)
		if err != nil {
			return a.refused(err)
		}
		stamp, err := a.stamp(c.UserContext())
		if err != nil {
			return err
		}
		if same, err := web.NotModified(c, stamp); same || err != nil {
			return err
		}
		listing, ok := finder.Listing(&query)
		if !ok {
			return a.searched(c, query)
		}
		page, err := a.Reader.List(c.UserContext(), listing)
		if err != nil {
			return a.refused(err)
		}
		joined, err := a.join(c, page.Records)
		if err != nil {
			return err
		}
		return a.sendPage(c, joined, stamp, nil, finder.Found{
			Records: page.Records,
			Result:  search.Result{Total: page.Total, TotalIsExact: true, Next: page.Next},
		})
	}
}

// readQuery reads the parameters of a list, or with "" those of the search over all kinds.
func readQuery(c *fiber.Ctx, kind disclosure.Kind) (search.Query, error) {
	if err := web.CheckQuery(c, finder.Parameters(kind)...); err != nil {
		return search.Query{}, err
	}
	return finder.Parse(func(name string) (string, bool) { return web.Query(c, name), web.HasQuery(c, name) }, kind)
}

// nextURL is the present address with the cursor of the next page.
func (a *api) nextURL(c *fiber.Ctx, next string) string {
	values := url.Values{}
	for name, value := range c.Context().QueryArgs().All() {
		values.Set(string(name), string(value))
	}
	values.Set("after", next)
	return a.BaseURL + c.Path() + "?" + values.Encode()
}

// recordSize is about what a record takes in an answer; it spares growing the buffer.
const recordSize = 2 << 10

// sendPage answers with one page of records; marks, if not nil, is the query whose matches are told with each.
func (a *api) sendPage(c *fiber.Ctx, joined *wire.Joined, stamp web.Stamp, marks *search.Query, found finder.Found) error {
	o := wire.NewObject(make([]byte, 0, recordSize*(len(found.Records)+1)))
	if err := joined.AppendRecords(o, "data", found.Records, matching(joined, marks)); err != nil {
		return err
	}
	o.Number("total", found.Total)
	o.Flag("total_is_exact", found.TotalIsExact)
	o.TextOrNull("next", found.Next)
	if err := o.Value("facets", a.facets(joined, found.Facets)); err != nil {
		return err
	}
	endStamp(o, stamp)
	if found.Next != "" {
		c.Set(fiber.HeaderLink, "<"+a.nextURL(c, found.Next)+`>; rel="next"`)
	}
	return sendJSON(c, o.End())
}

// endPage writes the members with which a list ends that is given whole, and so counted exactly.
func endPage(o *wire.Object, stamp web.Stamp) {
	o.Flag("total_is_exact", true)
	o.Null("next")
	o.Raw("facets", []byte("{}"))
	endStamp(o, stamp)
}

// endStamp says as of when an answer is true.
func endStamp(o *wire.Object, stamp web.Stamp) {
	o.Instant("as_of", stamp.AsOf)
	o.Number("position", stamp.Position)
}
