package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/web"
)

// suggest answers names that fit a text which is still being typed.
func (a *api) suggest(c *fiber.Ctx) error {
	if err := web.CheckQuery(c, "q"); err != nil {
		return err
	}
	stamp, err := a.stamp(c.UserContext())
	if err != nil {
		return err
	}
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	suggested, err := a.finder.Suggest(c.UserContext(), web.Query(c, "q"))
	if err != nil {
		return a.refused(err)
	}
	stamp, same, err := a.restamp(c, suggested.Head, suggested.Position)
	if same || err != nil {
		return err
	}
	joined := &joined{baseURL: a.BaseURL}
	o := newObject(nil)
	o.name("data")
	o.out = append(o.out, '[')
	for i := range suggested.Names {
		if i > 0 {
			o.out = append(o.out, ',')
		}
		record := &suggested.Names[i].Record
		suggestion := newObject(o.out)
		suggestion.text("id", string(record.ID))
		suggestion.text("name", suggested.Names[i].Name)
		suggestion.text("kind", string(record.Kind))
		suggestion.text("url", joined.url(record, nil))
		o.out = suggestion.end()
	}
	o.out = append(o.out, ']')
	endStamp(o, stamp)
	return sendJSON(c, o.end())
}
