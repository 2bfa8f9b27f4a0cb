package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// history answers what happened to one record and when, also after it is gone, and never what it said before.
func (a *api) history(kind disclosure.Kind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := web.CheckQuery(c); err != nil {
			return err
		}
		id, err := idOf(c, kind)
		if err != nil {
			return err
		}
		stamp, err := a.stamp(c.UserContext())
		if err != nil {
			return err
		}
		state, err := a.stateOf(c, id)
		if err != nil {
			return err
		}
		if same, err := web.NotModified(c, stamp); same || err != nil {
			return err
		}
		changes, err := a.Feed.History(c.UserContext(), id)
		if err != nil {
			return err
		}
		o := wire.NewObject(nil)
		o.Text("id", string(id))
		o.Text("kind", string(kind))
		o.Text("state", string(state))
		err = o.Array("data", len(changes), func(out []byte, i int) ([]byte, error) {
			change := wire.NewObject(out)
			wire.AppendChange(change, &changes[i])
			return change.End(), nil
		})
		if err != nil {
			return err
		}
		o.Number("total", int64(len(changes)))
		endPage(o, stamp)
		return sendJSON(c, o.End())
	}
}

// stateOf is the record's present state; that it is gone is no error here.
func (a *api) stateOf(c *fiber.Ctx, id disclosure.ID) (disclosure.State, error) {
	record, err := a.Reader.Get(c.UserContext(), id)
	if err == nil {
		return record.State, nil
	}
	if tombstone, gone := disclosure.TombstoneOf(err); gone {
		return tombstone.State, nil
	}
	return "", err
}
