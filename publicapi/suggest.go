package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// suggest answers names that fit a text which is still being typed.
//
//	@ID				suggestNames
//	@Summary		Names that fit a text which is still being typed
//	@Tags			search
//	@Param			q	query		string	false	"Text so far; every term must be in the name, pinyin and initials included"	maxlength(200)	example(青)
//	@Success		200	{object}	Suggestions	"Up to eight names, the best first"
//	@Success		304	"unchanged"
//	@x-keyless		true
//	@Router			/api/v1/suggest [get]
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
	stamp, same, err := a.restamp(c, suggested.Head, suggested.Position, "")
	if same || err != nil {
		return err
	}
	joined := &wire.Joined{Lens: a.lens(c)}
	o := wire.NewObject(nil)
	err = o.Array("data", len(suggested.Names), func(out []byte, i int) ([]byte, error) {
		record := &suggested.Names[i].Record
		suggestion := wire.NewObject(out)
		suggestion.Text("id", string(record.ID))
		suggestion.Text("name", suggested.Names[i].Name)
		suggestion.Text("kind", string(record.Kind))
		suggestion.Text("url", joined.URL(record))
		return suggestion.End(), nil
	})
	if err != nil {
		return err
	}
	endStamp(o, stamp)
	return sendJSON(c, o.End())
}
