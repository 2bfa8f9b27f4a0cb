package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
	scantally "mingshi/internal/tally"
)

// scansFolder holds, within the data folder, how often boards were scanned.
const scansFolder = "scans"

type boardListCommand struct {
	Street       string `help:"只列这个街道的 · only those on this street" placeholder:"STREET"`
	NeverScanned bool   `help:"只列有效而从未被扫过的 · only those in force that were never scanned"`
	Stale        bool   `help:"只列印制内容已变的 · only those whose print is outdated"`
	Format       string `help:"张贴清单的格式 · a hanging list of the boards in force, to be signed at each door" placeholder:"pdf|csv"`
	Output       string `name:"output" short:"o" help:"张贴清单的文件，不得已存在 · file of the hanging list; it must not exist" placeholder:"FILE"`
}

// listedBoard is a board as the command tells of it: by its serial, never by its code.
type listedBoard struct {
	Serial     string                   `json:"serial"`
	Standing   disclosure.BoardStanding `json:"standing"`
	Venue      disclosure.ID            `json:"venue"`
	Name       string                   `json:"name"`
	Address    string                   `json:"address"`
	Street     string                   `json:"street,omitempty"`
	Place      string                   `json:"place,omitempty"`
	IssuedOn   disclosure.Date          `json:"issued_on"`
	EndedOn    disclosure.Date          `json:"ended_on"`
	EndReason  disclosure.BoardEnd      `json:"end_reason,omitempty"`
	ReplacedBy string                   `json:"replaced_by,omitempty"`
	Printed    *disclosure.Print        `json:"printed"`
	Outdated   bool                     `json:"outdated"`
	Scans      int64                    `json:"scans"`
	LastScan   disclosure.Date          `json:"last_scan"`
}

// Run implements the command.
func (c *boardListCommand) Run(s *settings, t *terminal) (err error) {
	if err := c.check(s.Data); err != nil {
		return err
	}
	h, err := openBoardHouse(t, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	scans, err := scantally.Read(filepath.Join(s.Data, scansFolder))
	if err != nil {
		return err
	}
	var boards []listedBoard
	err = h.look(t.ctx, c.venues, func(_ store.Reader, now *scene) (err error) {
		boards, err = h.listBoards(now, scans, c.Street != "")
		return err
	})
	if err != nil {
		return err
	}
	boards = slices.DeleteFunc(boards, func(b listedBoard) bool { return !c.wants(&b) })
	if c.Format != "" {
		return c.hang(t, h.today(), boards)
	}
	return printBoards(t, boards)
}

func (c *boardListCommand) check(data string) error {
	switch {
	case c.Format != "" && c.Format != formatPDF && c.Format != formatCSV:
		return usage("board.list_format", c.Format)
	case (c.Format == "") != (c.Output == ""):
		return usage("board.format_and_output")
	case c.Output != "":
		return boardFileTarget.check(c.Output, data)
	}
	return nil
}

// venues lists those whose boards are asked for, closed ones among them.
func (c *boardListCommand) venues(ctx context.Context, r store.Reader) ([]venueEntry, error) {
	venues, err := allVenues(ctx, r)
	if err != nil {
		return nil, err
	}
	if street := strings.TrimSpace(c.Street); street != "" {
		if err := checkStreet(venues, street); err != nil {
			return nil, err
		}
		venues = slices.DeleteFunc(venues, func(v venueEntry) bool { return v.Facts.Street != street })
	}
	slices.SortStableFunc(venues, func(a, b venueEntry) int { return compareDoors(a.Facts, b.Facts) })
	return venues, nil
}

func (c *boardListCommand) wants(b *listedBoard) bool {
	inForce := b.Standing == disclosure.BoardInForce
	return (!c.NeverScanned || inForce && b.Scans == 0) && (!c.Stale || b.Outdated) && (c.Format == "" || inForce)
}

// listBoards tells of all boards of the venues. Those of a venue that is public no more come last, with nothing but its number,
// unless a street is asked for.
func (h *house) listBoards(now *scene, scans map[string]scantally.Scans, ofStreet bool) ([]listedBoard, error) {
	var listed []listedBoard
	add := func(venue *disclosure.Venue, boards []boardEntry) error {
		for i := range boards {
			told, err := h.listBoard(now, boards[i].Facts, venue)
			if err != nil {
				return err
			}
			told.Scans, told.LastScan = scans[told.Serial].Total, scans[told.Serial].Last
			listed = append(listed, told)
		}
		return nil
	}
	left := maps.Clone(now.boards)
	for i := range now.venues {
		venue := &now.venues[i]
		slices.SortFunc(left[venue.ID], compareBoards)
		if err := add(venue.Facts, left[venue.ID]); err != nil {
			return nil, err
		}
		delete(left, venue.ID)
	}
	if ofStreet {
		return listed, nil
	}
	gone := slices.Concat(slices.Collect(maps.Values(left))...)
	slices.SortFunc(gone, compareBoards)
	err := add(&disclosure.Venue{}, gone)
	return listed, err
}

func (h *house) listBoard(now *scene, b *disclosure.Board, v *disclosure.Venue) (listedBoard, error) {
	outdated, err := h.outdated(now, b, v)
	return listedBoard{
		Serial: b.Serial, Standing: b.Standing, Venue: b.Venue, Name: v.Name, Address: v.Address, Street: v.Street, Place: b.Place,
		IssuedOn: b.IssuedOn, EndedOn: b.EndedOn, EndReason: b.EndReason, ReplacedBy: b.ReplacedBy, Printed: b.Printed,
		Outdated: outdated,
	}, err
}

// printBoards prints boards as a table for people or as JSON.
func printBoards(t *terminal, boards []listedBoard) error {
	if t.asJSON {
		if boards == nil {
			boards = []listedBoard{}
		}
		return writeJSON(t.out, map[string]any{"boards": boards})
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, strings.ReplaceAll(i18n.T(t.lang, "board.columns"), "|", "\t")) // the flush tells
	for i := range boards {
		b := &boards[i]
		scans, last := strconv.FormatInt(b.Scans, 10), b.LastScan.String()
		if b.Scans == 0 {
			last = noValue
		}
		_, _ = fmt.Fprintln(table, strings.Join([]string{ // as above
			b.Serial, b.standing(t), string(b.Venue), b.Name, b.Address, placeName(t, b.Place),
			b.IssuedOn.String(), b.printed(t), scans, last,
		}, "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	t.say("board.listed", len(boards))
	return nil
}

// noValue stands where there is nothing to tell.
const noValue = "–"

// standing says how a board stands, and for one that has ended since when, why and what follows it.
func (b *listedBoard) standing(t *terminal) string {
	english := t.lang == i18n.EN
	label := disclosure.BoardStandings.Label(b.Standing, english)
	switch {
	case b.Standing == disclosure.BoardInForce:
		return label
	case b.ReplacedBy != "":
		return i18n.T(t.lang, "board.stands_replaced", label, b.EndedOn, b.ReplacedBy)
	}
	return i18n.T(t.lang, "board.stands_ended", label, b.EndedOn, disclosure.BoardEnds.Label(b.EndReason, english))
}

// printed says when a board was printed with which letter, and whether that holds no more.
func (b *listedBoard) printed(t *terminal) string {
	if b.Printed == nil {
		return i18n.T(t.lang, "board.to_print")
	}
	letter := b.Printed.Letter
	if letter == "" {
		letter = noValue
	}
	text := b.Printed.On.String() + " " + letter
	if b.Outdated {
		text += " " + i18n.T(t.lang, "board.outdated")
	}
	return text
}
