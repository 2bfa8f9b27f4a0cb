package main

import (
	"context"
	"errors"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/i18n"
	"mingshi/internal/publish"
)

// ending are the flags of commands that end boards.
type ending struct {
	Serial   []string `arg:"" help:"公示牌编号（代码的前八位） · serials: the first eight characters of the codes"`
	Reason   string   `help:"原因：${enum} · why" enum:"lost,stolen,damaged,moved,closed,misused,superseded" required:"" placeholder:"REASON"`
	Document string   `help:"所依据文书的文号，记入内部留痕 · document behind it, for the internal trail" placeholder:"NUMBER"`
	Note     string   `help:"说明，记入内部留痕 · remark, for the internal trail" placeholder:"TEXT"`
}

func (e *ending) remark() publish.Remark { return publish.Remark{Document: e.Document, Note: e.Note} }

// boards finds all boards that were typed before anything is ended: one that is not ours refuses them all. Those that have
// ended are told apart, so that a command which was cut short can be run again.
func (e *ending) boards(ctx context.Context, h *house) (inForce []*disclosure.Board, ended []string, err error) {
	seen := make(map[string]bool)
	for _, typed := range e.Serial {
		serial, err := h.typedSerial(typed)
		if err != nil {
			return nil, nil, err
		}
		if seen[serial] {
			continue
		}
		seen[serial] = true
		board, err := h.publicBoard(ctx, serial)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case board == nil:
			return nil, nil, usage("board.unknown_serial", serial)
		case board.Facts.Standing != disclosure.BoardInForce:
			ended = append(ended, serial)
		default:
			inForce = append(inForce, board.Facts)
		}
	}
	return inForce, ended, nil
}

// endedBoard is a board that was ended as commands tell of it.
type endedBoard struct {
	Serial     string              `json:"serial"`
	Standing   string              `json:"standing"`
	EndReason  disclosure.BoardEnd `json:"end_reason"`
	ReplacedBy string              `json:"replaced_by,omitempty"`
	Venue      disclosure.ID       `json:"venue,omitempty"`
	Place      string              `json:"place,omitempty"`
}

type boardRevokeCommand struct {
	ending `prefix:""`
}

// Run implements the command.
func (c *boardRevokeCommand) Run(s *settings, t *terminal) error {
	anyBoard := func(*house, *disclosure.Board) error { return nil }
	return c.run(s, t, anyBoard, func(h *house, board *disclosure.Board) (endedBoard, error) {
		reason := disclosure.BoardEnd(c.Reason)
		err := h.publisher(s.by()).RevokeBoard(t.ctx, board.Serial, reason, c.remark())
		return endedBoard{
			Serial: board.Serial, Standing: string(disclosure.BoardRevoked), EndReason: reason, Venue: board.Venue, Place: board.Place,
		}, err
	})
}

type boardReplaceCommand struct {
	ending `prefix:""`
}

// Run implements the command.
func (c *boardReplaceCommand) Run(s *settings, t *terminal) error {
	hasDoor := func(h *house, board *disclosure.Board) error { return h.checkDoor(t.ctx, board) }
	return c.run(s, t, hasDoor, func(h *house, board *disclosure.Board) (endedBoard, error) {
		reason := disclosure.BoardEnd(c.Reason)
		issued, err := h.publisher(s.by()).ReplaceBoard(t.ctx, board.Serial, reason, c.remark(), h.serial)
		return endedBoard{
			Serial: board.Serial, Standing: string(disclosure.BoardReplaced), EndReason: reason, ReplacedBy: issued.Serial,
			Venue: board.Venue, Place: board.Place,
		}, err
	})
}

// checkDoor refuses to replace a board whose venue is closed or public no more: the new one would have no door.
func (h *house) checkDoor(ctx context.Context, board *disclosure.Board) error {
	venue, err := dossier.Get[*disclosure.Venue](ctx, h.store, board.Venue)
	switch kind := disclosure.KindOf(err); {
	case err != nil && (kind == disclosure.NotFound || kind == disclosure.Gone),
		err == nil && venue.Facts.Status == disclosure.VenueClosed:
		return usage("board.no_door", board.Serial)
	}
	return err
}

// run ends the boards one after the other, if each of them may be, and tells which. What had ended before is told, and is no
// reason to leave the rest.
func (e *ending) run(
	s *settings, t *terminal, may func(*house, *disclosure.Board) error, end func(*house, *disclosure.Board) (endedBoard, error),
) (err error) {
	h, err := openBoardHouse(t, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	inForce, before, err := e.boards(t.ctx, h)
	if err != nil {
		return err
	}
	for _, board := range inForce {
		if err := may(h, board); err != nil {
			return err
		}
	}
	ended := []endedBoard{}
	for _, board := range inForce {
		var told endedBoard
		if told, err = end(h, board); err != nil {
			err = endTrouble(board.Serial, err)
			break
		}
		ended = append(ended, told)
	}
	if err := errors.Join(printEnded(t, ended), err); err != nil {
		return err
	}
	for _, serial := range before {
		t.note("board.ended_before", serial)
	}
	if len(before) > 0 {
		return errFaulty
	}
	return nil
}

// endTrouble words why a board that was in force a moment ago cannot be ended.
func endTrouble(serial string, err error) error {
	switch disclosure.KindOf(err) {
	case disclosure.NotFound, disclosure.Gone:
		return usage("board.unknown_serial", serial)
	case disclosure.Invalid:
		return &refusal{code: exitFaulty, key: "board.ended_before", args: []any{serial}}
	default:
		return err
	}
}

func printEnded(t *terminal, ended []endedBoard) error {
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"boards": ended})
	}
	for _, board := range ended {
		reason := disclosure.BoardEnds.Label(board.EndReason, t.lang == i18n.EN)
		if board.ReplacedBy == "" {
			t.say("board.revoked", board.Serial, reason)
			board.sayAnew(t)
			continue
		}
		t.say("board.replaced", board.Serial, reason, board.ReplacedBy)
		t.say("board.render_next", board.Venue, board.ReplacedBy)
	}
	return nil
}

// sayAnew says how a new board comes to the door of a revoked one, unless there is nothing left to hang it at.
func (b *endedBoard) sayAnew(t *terminal) {
	switch {
	case b.EndReason == disclosure.BoardClosed:
	case b.Place != "":
		t.say("board.anew_at_place", b.Venue, b.Place)
	default:
		t.say("board.anew", b.Venue)
	}
}
