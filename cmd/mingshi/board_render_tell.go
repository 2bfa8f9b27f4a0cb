package main

import (
	"fmt"
	"text/tabwriter"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// renderedBoard is a board as the command tells of it.
type renderedBoard struct {
	Serial  string            `json:"serial"`
	Venue   disclosure.ID     `json:"venue"`
	Name    string            `json:"name"`
	Address string            `json:"address"`
	Place   string            `json:"place,omitempty"`
	Print   *disclosure.Print `json:"print,omitempty"`
	// Before is what the board says that hangs there now, and Outdated what of it no longer holds, where only such boards are drawn.
	Before   *disclosure.Print `json:"before,omitempty"`
	Outdated []outdated        `json:"outdated,omitempty"`
	// Reason says why it was not drawn.
	Reason string `json:"reason,omitempty"`
}

// told is what is told of a drawing.
func (r *rendering) told(d *drawing) renderedBoard {
	board := renderedBoard{Serial: d.serial, Venue: d.venue, Name: d.Name, Address: d.Address, Place: d.Place, Reason: d.refused}
	if r.stale && d.before != nil {
		board.Before, board.Outdated = d.before, outdatedParts(d.before, d.printed)
	}
	if d.refused == "" {
		board.Print = &d.printed
	}
	return board
}

// tell says what was drawn and what could not be.
func (r *rendering) tell(output string) error {
	boards, refused := []renderedBoard{}, []renderedBoard{}
	for i := range r.drawings {
		d := &r.drawings[i]
		if d.refused != "" {
			r.t.note("board.refused", d.serial, d.Name, d.refused)
			refused = append(refused, r.told(d))
			continue
		}
		boards = append(boards, r.told(d))
	}
	if r.t.asJSON {
		err := writeJSON(r.t.out, map[string]any{
			"output": output, "boards": boards, "refused": refused, "issued": r.issued, "noted": r.noted,
		})
		if err != nil {
			return err
		}
	}
	if err := r.tellSwaps(boards); err != nil {
		return err
	}
	switch {
	case len(r.drawings) == 0:
		r.t.say("board.nothing")
	case len(boards) > 0:
		r.t.say("board.rendered", len(boards), output, r.issued, r.noted)
		if known := len(boards) - r.noted; known > 0 {
			r.t.say("board.noted_before", known)
		}
	}
	if len(refused) > 0 {
		return errFaulty
	}
	return nil
}

// tellSwaps lists for people which boards on walls the new prints take the place of, and what has changed on each. What a
// board says of name and address is kept as a keyed mark alone, so of these it can only say that they are others.
func (r *rendering) tellSwaps(boards []renderedBoard) error {
	if !r.stale || r.t.asJSON || len(boards) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(r.t.out, 0, 0, 2, ' ', 0)
	for i := range boards {
		b := &boards[i]
		if b.Before == nil {
			continue
		}
		before, now := gradeGiven(b.Before.Letter, b.Before.DecidedOn), gradeGiven(b.Print.Letter, b.Print.DecidedOn)
		change := i18n.T(r.t.lang, "board.swap", before.in(r.t.lang), now.in(r.t.lang))
		if b.Before.Face != b.Print.Face {
			change += i18n.T(r.t.lang, "board.swap_face")
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", // the flush tells
			b.Serial, b.Name, b.Address, placeName(r.t, b.Place), change)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	r.t.say("board.swap_next")
	return nil
}
