package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
)

// record answers one record of the kind.
func (a *api) record(kind disclosure.Kind) fiber.Handler {
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
		// The record is read before the tag is looked at: "If-None-Match: *" must not hide that it is gone.
		record, err := a.Reader.Get(c.UserContext(), id)
		if err != nil {
			return err
		}
		if same, err := web.NotModified(c, stamp); same || err != nil {
			return err
		}
		joined, err := a.join(c, []disclosure.Record{record})
		if err != nil {
			return err
		}
		document, err := joined.Append(nil, &record)
		if err != nil {
			return err
		}
		return sendJSON(c, document)
	}
}

// idOf reads the id in the path; one that is malformed or of another kind names nothing here.
func idOf(c *fiber.Ctx, kind disclosure.Kind) (disclosure.ID, error) {
	id, of, err := disclosure.ParseID(c.Params("id"))
	if err != nil || of != kind {
		return "", disclosure.Errorf(disclosure.NotFound, "no %s has this id", kind)
	}
	return id, nil
}
