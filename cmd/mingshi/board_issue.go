package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/publish"
)

type boardIssueCommand struct {
	doorsOf `prefix:""`

	Place string `help:"挂在场所何处，不填为门口 · where at the venue; else at the entrance" placeholder:"TEXT"`
}

// Run implements the command.
func (c *boardIssueCommand) Run(s *settings, t *terminal) (err error) {
	place, err := checkPlace(c.Place)
	if err != nil {
		return err
	}
	h, err := openBoardHouse(t, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	doors, venues, err := h.doors(t.ctx, &c.doorsOf)
	if err != nil {
		return err
	}
	for i := range doors {
		doors[i].Place = place
	}
	issued, err := h.publisher(s.by()).IssueBoards(t.ctx, doors, h.serial)
	if err := errors.Join(printIssued(t, issued, venues), err); err != nil { // some may be issued all the same
		return err
	}
	switch {
	case len(doors) == 0:
		t.say("board.issue_no_venue")
	case len(issued) == 0:
		t.say("board.issue_none", len(doors), placeName(t, place))
	}
	return nil
}

// issuedBoard is a new board as commands tell of it: by its serial, never by its code.
type issuedBoard struct {
	Board  disclosure.ID `json:"board"`
	Serial string        `json:"serial"`
	Venue  disclosure.ID `json:"venue"`
	Name   string        `json:"name"`
	Place  string        `json:"place,omitempty"`
}

// printIssued prints new boards as a table or as JSON.
func printIssued(t *terminal, issued []publish.Issued, venues []venueEntry) error {
	names := make(map[disclosure.ID]string, len(venues))
	for i := range venues {
		names[venues[i].ID] = venues[i].Facts.Name
	}
	boards := make([]issuedBoard, len(issued))
	for i, board := range issued {
		boards[i] = issuedBoard{Board: board.ID, Serial: board.Serial, Venue: board.Venue, Name: names[board.Venue], Place: board.Place}
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"boards": boards})
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, board := range boards {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", // the flush tells
			board.Serial, board.Venue, board.Name, placeName(t, board.Place))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	t.say("board.issued", len(boards))
	return nil
}

// placeName names a place for people.
func placeName(t *terminal, place string) string {
	if place == "" {
		return i18n.T(t.lang, "board.entrance")
	}
	return place
}
