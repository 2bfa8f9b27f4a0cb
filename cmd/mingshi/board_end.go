package main

import (
	"errors"
	"slices"

	"mingshi/internal/disclosure"
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

// serials reads all that was typed before anything is ended.
func (e *ending) serials(h *house) ([]string, error) {
	serials := make([]string, 0, len(e.Serial))
	for _, typed := range e.Serial {
		serial, err := h.typedSerial(typed)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(serials, serial) {
			serials = append(serials, serial)
		}
	}
	return serials, nil
}

// endedBoard is a board that was ended as commands tell of it.
type endedBoard struct {
	Serial     string              `json:"serial"`
	Standing   string              `json:"standing"`
	EndReason  disclosure.BoardEnd `json:"end_reason"`
	ReplacedBy string              `json:"replaced_by,omitempty"`
	Venue      disclosure.ID       `json:"venue,omitempty"`
}

type boardRevokeCommand struct {
	ending `prefix:""`
}

// Run implements the command.
func (c *boardRevokeCommand) Run(s *settings, t *terminal) error {
	return c.run(s, t, func(h *house, serial string) (endedBoard, error) {
		reason := disclosure.BoardEnd(c.Reason)
		err := h.publisher(s.by()).RevokeBoard(t.ctx, serial, reason, c.remark())
		return endedBoard{Serial: serial, Standing: string(disclosure.BoardRevoked), EndReason: reason}, err
	})
}

type boardReplaceCommand struct {
	ending `prefix:""`
}

// Run implements the command.
func (c *boardReplaceCommand) Run(s *settings, t *terminal) error {
	return c.run(s, t, func(h *house, serial string) (endedBoard, error) {
		reason := disclosure.BoardEnd(c.Reason)
		issued, err := h.publisher(s.by()).ReplaceBoard(t.ctx, serial, reason, c.remark(), h.serial)
		return endedBoard{
			Serial: serial, Standing: string(disclosure.BoardReplaced), EndReason: reason, ReplacedBy: issued.Serial, Venue: issued.Venue,
		}, err
	})
}

// run ends the boards one after the other and tells which; it stops at the first that cannot be ended.
func (e *ending) run(s *settings, t *terminal, end func(h *house, serial string) (endedBoard, error)) (err error) {
	h, err := openHouse(t, s, disclosure.Date{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	serials, err := e.serials(h)
	if err != nil {
		return err
	}
	ended := []endedBoard{}
	for _, serial := range serials {
		var board endedBoard
		if board, err = end(h, serial); err != nil {
			err = endTrouble(serial, err)
			break
		}
		ended = append(ended, board)
	}
	return errors.Join(printEnded(t, ended), err)
}

// endTrouble words why a board cannot be ended.
func endTrouble(serial string, err error) error {
	switch disclosure.KindOf(err) {
	case disclosure.NotFound, disclosure.Gone:
		return usage("board.unknown_serial", serial)
	case disclosure.Invalid:
		return usage("board.ended_before", serial)
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
			continue
		}
		t.say("board.replaced", board.Serial, reason, board.ReplacedBy)
		t.say("board.render_next", board.Venue, board.ReplacedBy)
	}
	return nil
}
