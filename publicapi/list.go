package publicapi

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// Bounds of a list's page.
var pageBounds = web.Bounds{Min: 1, Max: 200, Default: store.DefaultLimit}

// ordering is a value of sort.
type ordering struct {
	name  string
	order store.Order
}

// orderings are the values of sort that a kind's list takes, the default first.
func orderings(kind disclosure.Kind) []ordering {
	if kind == disclosure.KindVenue {
		return []ordering{{"name", store.ByName}}
	}
	return []ordering{{"-decided_on", store.ByDecision}, {"decided_on", store.ByDecisionAscending}}
}

// list answers one page of the kind's records.
func (a *api) list(kind disclosure.Kind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		query, err := listQuery(c, kind)
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
		page, err := a.Reader.List(c.UserContext(), query)
		if errors.Is(err, store.ErrCursor) {
			return web.InvalidCursor()
		}
		if err != nil {
			return err
		}
		joined, err := a.join(c, page.Records)
		if err != nil {
			return err
		}
		if page.Next != "" {
			c.Set(fiber.HeaderLink, "<"+a.nextURL(c, page.Next)+`>; rel="next"`)
		}
		document, err := joined.appendPage(&page, stamp)
		if err != nil {
			return err
		}
		return sendJSON(c, document)
	}
}

func listQuery(c *fiber.Ctx, kind disclosure.Kind) (store.Query, error) {
	if err := web.CheckQuery(c, "limit", "after", "sort"); err != nil {
		return store.Query{}, err
	}
	limit, err := web.QueryInt(c, "limit", pageBounds)
	if err != nil {
		return store.Query{}, err
	}
	order, err := orderOf(c, kind)
	if err != nil {
		return store.Query{}, err
	}
	after := web.Query(c, "after")
	if after == "" && web.HasQuery(c, "after") {
		return store.Query{}, web.InvalidCursor()
	}
	return store.Query{Kind: kind, Order: order, After: after, Limit: int(limit)}, nil
}

func orderOf(c *fiber.Ctx, kind disclosure.Kind) (store.Order, error) {
	choices := orderings(kind)
	if !web.HasQuery(c, "sort") {
		return choices[0].order, nil
	}
	asked, names := web.Query(c, "sort"), make([]string, len(choices))
	for i, choice := range choices {
		if choice.name == asked {
			return choice.order, nil
		}
		names[i] = choice.name
	}
	return 0, web.InvalidParameter("sort", "api.parameter.choice", "sort", strings.Join(names, ", "))
}

// nextURL is the present address with the cursor of the next page.
func (a *api) nextURL(c *fiber.Ctx, next string) string {
	values := url.Values{"after": {next}}
	for _, name := range []string{"limit", "sort", "lang"} {
		if web.HasQuery(c, name) {
			values.Set(name, web.Query(c, name))
		}
	}
	return a.BaseURL + c.Path() + "?" + values.Encode()
}

// recordSize is about what a record takes in an answer; it spares growing the buffer.
const recordSize = 2 << 10

func (j *joined) appendPage(page *store.Page, stamp web.Stamp) ([]byte, error) {
	o := newObject(make([]byte, 0, recordSize*(len(page.Records)+1)))
	if err := j.appendRecords(o, "data", page.Records); err != nil {
		return nil, err
	}
	o.number("total", page.Total)
	endPage(o, page.Next, stamp)
	return o.end(), nil
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

// endPage writes the members with which every list ends. Our totals count the whole list, so they are exact.
func endPage(o *object, next string, stamp web.Stamp) {
	o.name("total_is_exact")
	o.out = append(o.out, "true"...)
	o.textOrNull("next", next)
	o.name("facets")
	o.out = newObject(o.out).end()
	endStamp(o, stamp)
}

// endStamp says as of when an answer is true.
func endStamp(o *object, stamp web.Stamp) {
	o.instant("as_of", stamp.AsOf)
	o.number("position", stamp.Position)
}
