package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/qrsign"
)

// board answers a board's standing by the serial that it carries, never by the whole code: the tag that proves a board
// stands on boards and in scans only.
//
//	@ID				getBoard
//	@Summary		Standing of one signboard (公示牌)
//	@Description	By the 8 characters of its serial, which stand first in its code. The 12 that prove it are on the board alone and are never taken here.
//	@Tags			boards
//	@Param			serial	path		string	true	"Serial of the board; lower case, hyphens, O for 0, I and L for 1 are read too"	example(04000001)
//	@Success		200		{object}	Board	"The board"
//	@Success		304		"unchanged"
//	@Failure		404		"not-found"
//	@Router			/api/v1/boards/{serial} [get]
func (a *api) board(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	stamp, err := a.stamp(c.UserContext())
	if err != nil {
		return err
	}
	serial, err := qrsign.ParseSerial(c.Params("serial"))
	if err != nil {
		return disclosure.Errorf(disclosure.NotFound, "no board has this serial")
	}
	page, err := a.Reader.List(c.UserContext(), store.Query{
		Kind: disclosure.KindBoard, Places: []string{serial.String()}, Limit: 1,
	})
	if err != nil {
		return err
	}
	if len(page.Records) == 0 {
		return disclosure.Errorf(disclosure.NotFound, "no board has the serial %s", serial)
	}
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	joined, err := a.join(c, page.Records)
	if err != nil {
		return err
	}
	document, err := joined.Append(nil, &page.Records[0])
	if err != nil {
		return err
	}
	return sendJSON(c, document)
}
