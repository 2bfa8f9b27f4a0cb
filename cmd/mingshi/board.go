package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/i18n"
	"mingshi/internal/publish"
	"mingshi/internal/store"
	"mingshi/qrsign"
)

type boardCommand struct {
	Issue  boardIssueCommand  `cmd:"" help:"为尚无公示牌的场所发牌 · give a board to each venue that has none"`
	Verify boardVerifyCommand `cmd:"" help:"查验公示牌代码或网址 · check a board's code or address"`
}

type boardIssueCommand struct {
	Venue   []string `help:"只为这些场所（编号） · only these venues, by id" placeholder:"ID"`
	BaseURL string   `name:"base-url" help:"对外地址，印在公示牌上 · public address that the boards carry" env:"MINGSHI_BASE_URL" placeholder:"URL"`
}

// Run implements the command.
func (c *boardIssueCommand) Run(s *settings, t *terminal) (err error) {
	h, err := openHouse(t, s.Data, disclosure.Date{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	doors, names, err := h.doors(t.ctx, c.Venue)
	if err != nil {
		return err
	}
	issued, err := h.publisher(s.by()).IssueBoards(t.ctx, doors, h.serial)
	if err != nil {
		return err
	}
	return c.print(t, h, issued, names)
}

// issuedBoard is a board as the command tells of it. The code proves the board: it goes on the board and nowhere else.
type issuedBoard struct {
	Board disclosure.ID `json:"board"`
	Venue disclosure.ID `json:"venue"`
	Name  string        `json:"name"`
	Code  string        `json:"code"`
	URL   string        `json:"url,omitempty"`
}

func (c *boardIssueCommand) print(
	t *terminal, h *house, issued []publish.Issued, names map[disclosure.ID]string,
) error {
	boards := make([]issuedBoard, len(issued))
	for i, board := range issued {
		code := h.boards.Issue(board.Number)
		boards[i] = issuedBoard{Board: board.ID, Venue: board.Venue, Name: names[board.Venue], Code: string(code)}
		if c.BaseURL != "" {
			address, err := qrsign.BoardURL(c.BaseURL, code)
			if err != nil {
				return err
			}
			boards[i].URL = address
		}
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"boards": boards})
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for i := range boards {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", boards[i].Venue, qrsign.Code(boards[i].Code).Grouped(), boards[i].Name) // the flush tells
	}
	if err := table.Flush(); err != nil {
		return err
	}
	t.say("board.issued", len(boards))
	return nil
}

// serial writes a board number as the serial of the board made with the newest key.
func (h *house) serial(number uint32) string { return h.boards.Issue(number).Serial().String() }

// doors lists the venues that may have a board: those asked for, or all that are not closed, with the grade to print.
func (h *house) doors(ctx context.Context, ids []string) ([]publish.Door, map[disclosure.ID]string, error) {
	var doors []publish.Door
	names := map[disclosure.ID]string{}
	err := h.eachVenue(ctx, func(page []disclosure.Record) error {
		grades, err := dossier.GradesOf(ctx, h.store, page)
		if err != nil {
			return err
		}
		for i := range page {
			venue, err := dossier.Decode[*disclosure.Venue](&page[i])
			if err != nil {
				return err
			}
			asked := slices.Contains(ids, string(venue.ID))
			if !asked && (len(ids) > 0 || venue.Facts.Status == disclosure.VenueClosed) {
				continue
			}
			names[venue.ID] = venue.Facts.Name
			doors = append(doors, publish.Door{Venue: venue.ID, Printed: printed(grades[venue.ID])})
		}
		return nil
	})
	for _, id := range ids {
		if _, found := names[disclosure.ID(id)]; err == nil && !found {
			err = disclosure.Errorf(disclosure.NotFound, "venue %s: not published here", id)
		}
	}
	return doors, names, err
}

func (h *house) eachVenue(ctx context.Context, visit func(page []disclosure.Record) error) error {
	q := store.Query{Kind: disclosure.KindVenue, Order: store.ByName, Limit: store.MaxLimit}
	for {
		page, err := h.store.List(ctx, q)
		if err != nil {
			return err
		}
		if err := visit(page.Records); err != nil || page.Next == "" {
			return err
		}
		q.After = page.Next
	}
}

func printed(grade *dossier.CurrentGrade) disclosure.PrintedGrade {
	if grade == nil {
		return disclosure.PrintedGrade{}
	}
	p := disclosure.PrintedGrade{DecidedOn: grade.DecidedOn}
	if grade.Letter != nil {
		p.Letter = *grade.Letter
	}
	return p
}

type boardVerifyCommand struct {
	Code string `arg:"" help:"代码或网址 · code or address"`
}

// Run implements the command.
func (c *boardVerifyCommand) Run(s *settings, t *terminal) (err error) {
	code, err := qrsign.ParseCode(codeIn(c.Code))
	if err != nil {
		return err
	}
	h, err := openHouse(t, s.Data, disclosure.Date{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	result := verified{Code: code.Grouped(), Genuine: h.boards.Genuine(code)}
	if result.Genuine {
		if err := h.describeBoard(t.ctx, code, &result); err != nil {
			return err
		}
	}
	if err := result.print(t); err != nil {
		return err
	}
	if result.Venue == "" {
		return errFaulty
	}
	return nil
}

// verified is what the check of a board found.
type verified struct {
	Code    string        `json:"code"`
	Genuine bool          `json:"genuine"`
	Board   disclosure.ID `json:"board,omitempty"`
	Venue   disclosure.ID `json:"venue,omitempty"`
	Name    string        `json:"name,omitempty"`
	Address string        `json:"address,omitempty"`
}

func (h *house) describeBoard(ctx context.Context, code qrsign.Code, result *verified) error {
	page, err := h.store.List(ctx, store.Query{Kind: disclosure.KindBoard, Places: []string{code.Serial().String()}, Limit: 1})
	if err != nil || len(page.Records) == 0 {
		return err
	}
	board, err := dossier.Decode[*disclosure.Board](&page.Records[0])
	if err != nil {
		return err
	}
	venue, err := dossier.Get[*disclosure.Venue](ctx, h.store, board.Facts.Venue)
	if err != nil {
		return err
	}
	result.Board, result.Venue, result.Name, result.Address = board.ID, venue.ID, venue.Facts.Name, venue.Facts.Address
	return nil
}

func (v *verified) print(t *terminal) error {
	if t.asJSON {
		return writeJSON(t.out, v)
	}
	key := "board.genuine"
	switch {
	case !v.Genuine:
		key = "board.forged"
	case v.Venue == "":
		key = "board.unknown"
	}
	_, err := fmt.Fprintln(t.out, i18n.T(t.lang, key, v.Code, v.Name, v.Address))
	return err
}

// codeIn takes the code out of a board's address; anything else is a code as typed.
func codeIn(text string) string {
	if address, err := url.Parse(text); err == nil && address.Host != "" {
		return strings.TrimSuffix(path.Base(address.Path), ".svg")
	}
	return text
}
