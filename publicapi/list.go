package publicapi

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/web"
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
		return a.sendPage(c, joined, stamp, finder.Found{
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

// sendPage answers with one page of records.
func (a *api) sendPage(c *fiber.Ctx, joined *joined, stamp web.Stamp, found finder.Found) error {
	o := newObject(make([]byte, 0, recordSize*(len(found.Records)+1)))
	if err := joined.appendRecords(o, "data", found.Records); err != nil {
		return err
	}
	o.number("total", found.Total)
	o.flag("total_is_exact", found.TotalIsExact)
	o.textOrNull("next", found.Next)
	if err := o.value("facets", a.facets(joined, found.Facets)); err != nil {
		return err
	}
	endStamp(o, stamp)
	if found.Next != "" {
		c.Set(fiber.HeaderLink, "<"+a.nextURL(c, found.Next)+`>; rel="next"`)
	}
	return sendJSON(c, o.end())
}

// appendRecords writes the records as an array.
func (j *joined) appendRecords(o *object, name string, records []disclosure.Record) error {
	o.name(name)
	o.out = append(o.out, '[')
	for i := range records {
		if i > 0 {
			o.out = append(o.out, ',')
		}
		var err error
		if o.out, err = j.append(o.out, &records[i]); err != nil {
			return err
		}
	}
	o.out = append(o.out, ']')
	return nil
}

// endPage writes the members with which a list ends that is given whole, and so counted exactly.
func endPage(o *object, stamp web.Stamp) {
	o.flag("total_is_exact", true)
	o.null("next")
	o.name("facets")
	o.out = newObject(o.out).end()
	endStamp(o, stamp)
}

// endStamp says as of when an answer is true.
func endStamp(o *object, stamp web.Stamp) {
	o.instant("as_of", stamp.AsOf)
	o.number("position", stamp.Position)
}
