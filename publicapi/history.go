package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
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
		o := newObject(nil)
		o.text("id", string(id))
		o.text("kind", string(kind))
		o.text("state", string(state))
		o.name("data")
		o.out = append(o.out, '[')
		for i := range changes {
			if i > 0 {
				o.out = append(o.out, ',')
			}
			change := newObject(o.out)
			appendChange(change, &changes[i])
			o.out = change.end()
		}
		o.out = append(o.out, ']')
		o.number("total", int64(len(changes)))
		endPage(o, stamp)
		return sendJSON(c, o.end())
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

// appendChange writes the members that a change has in the feed and in a history.
func appendChange(o *object, change *disclosure.Change) {
	o.number("position", change.Position)
	o.instant("at", change.At)
	o.text("op", string(change.Op))
	o.text("kind", string(change.Kind))
	o.text("id", string(change.ID))
	o.number("version", change.Version)
	o.textOrNull("reason", string(change.Reason))
	if change.Digest == (disclosure.Digest{}) {
		o.null("digest") // the change ended the record: there is no body to vouch for
	} else {
		o.text("digest", change.Digest.String())
	}
}
