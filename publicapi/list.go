package publicapi

import (
	"context"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/tabular"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// list answers one page of the kind's records, or all of them: from the store where it can, else from the index. Those of all
// kinds ("") always come from the index.
func (a *api) list(kind disclosure.Kind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		query, form, err := readQuery(c, kind)
		if err != nil {
			return a.refused(err)
		}
		stamp, err := a.stamp(c.UserContext())
		if err != nil {
			return err
		}
		stamp.Form = string(form.format)
		if same, err := web.NotModified(c, stamp); same || err != nil {
			return err
		}
		if form.whole {
			query.Limit = wholePage
		}
		if _, ok := finder.Listing(&query); kind == "" || !ok {
			return a.searched(c, form, query)
		}
		found, err := a.find(c.UserContext(), query)
		if err != nil {
			return a.refused(err)
		}
		return a.send(c, form, query, stamp, found)
	}
}

// find finds one page, in the store where it can, else in the index.
func (a *api) find(ctx context.Context, query search.Query) (finder.Found, error) {
	listing, ok := finder.Listing(&query)
	if !ok {
		return a.finder.Find(ctx, query)
	}
	page, err := a.Reader.List(ctx, listing)
	return finder.Found{
		Records: page.Records,
		Result:  search.Result{Total: page.Total, TotalIsExact: true, Next: page.Next},
	}, err
}

// send answers with what was found, in the form that was asked for.
func (a *api) send(c *fiber.Ctx, f form, query search.Query, stamp web.Stamp, found finder.Found) error {
	if f.format != "" {
		return a.sendFile(c, f, query, stamp, found)
	}
	joined, err := a.join(c, found.Records)
	if err != nil {
		return err
	}
	return a.sendPage(c, joined, stamp, f.codes, marksOf(&query), found)
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
func (a *api) sendPage(
	c *fiber.Ctx, joined *wire.Joined, stamp web.Stamp, codes tabular.Codes, marks *search.Query, found finder.Found,
) error {
	o := wire.NewObject(make([]byte, 0, recordSize*(len(found.Records)+1)))
	if err := appendData(o, joined, codes, marks, found.Records); err != nil {
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

// appendData writes the records of a page in our own members or in the standard's field codes.
func appendData(o *wire.Object, joined *wire.Joined, codes tabular.Codes, marks *search.Query, records []disclosure.Record) error {
	if codes == "" {
		return joined.AppendRecords(o, "data", records, matching(joined, marks))
	}
	return o.Array("data", len(records), func(out []byte, i int) ([]byte, error) {
		return tabular.AppendGen3(out, joined, &records[i])
	})
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
