package publicapi

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/wire"
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
	board, err := dossier.Decode[*disclosure.Board](&page.Records[0])
	if err != nil {
		return err
	}
	hangs, err := a.hanging(c.UserContext(), board.Facts.Venue)
	if err != nil {
		return err
	}
	joined, err := a.join(c, page.Records)
	if err != nil {
		return err
	}
	document, err := joined.AppendWith(nil, &page.Records[0], func(o *wire.Object, _ disclosure.Body) error {
		if hangs == nil {
			o.Null("venue_status")
			return nil
		}
		o.Text("venue_status", string(hangs.venue.Status))
		if outdated, known := a.outdated(serial, board.Facts, hangs); known {
			o.Flag("outdated", outdated)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return sendJSON(c, document)
}

// hanging is what a board is held against: the venue at whose door it hangs, and its grade.
type hanging struct {
	venue *disclosure.Venue
	// grade is nil if the venue was never inspected.
	grade *dossier.CurrentGrade
}

// hanging reads the venue of a board; nil if it is not public any more.
func (a *api) hanging(ctx context.Context, id disclosure.ID) (*hanging, error) {
	venue, err := dossier.Get[*disclosure.Venue](ctx, a.Reader, id)
	if kind := disclosure.KindOf(err); err != nil && (kind == disclosure.NotFound || kind == disclosure.Gone) {
		return nil, nil //nolint:nilnil // none is an answer
	}
	if err != nil {
		return nil, err
	}
	grades, err := dossier.GradesOf(ctx, a.Reader, a.Scheme, []disclosure.Record{venue.Record})
	if err != nil {
		return nil, err
	}
	return &hanging{venue.Facts, grades[id]}, nil
}

// outdated reports whether the print of a board no longer shows what is true of its venue; known is false where there is no
// print that counts, or no key by which the name on it could be compared.
func (a *api) outdated(serial qrsign.Serial, board *disclosure.Board, at *hanging) (outdated, known bool) {
	if a.Boards == nil || board.Printed == nil || board.Standing != disclosure.BoardInForce {
		return false, false
	}
	face := a.Boards.Face(serial, at.venue.Name, at.venue.Address)
	var letter string
	var decidedOn disclosure.Date
	if at.grade != nil {
		decidedOn = at.grade.DecidedOn
		if at.grade.Letter != nil {
			letter = *at.grade.Letter
		}
	}
	return board.Printed.Outdated(letter, decidedOn, face), face != ""
}
