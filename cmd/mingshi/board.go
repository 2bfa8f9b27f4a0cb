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
	"mingshi/internal/keys"
	"mingshi/internal/publish"
	"mingshi/internal/store"
	"mingshi/qrsign"
)

type boardCommand struct {
	Issue  boardIssueCommand  `cmd:"" help:"为尚无公示牌的场所发牌 · give a board to each venue that has none"`
	List   boardListCommand   `cmd:"" help:"列出公示牌及其代码 · list the boards with their codes"`
	Verify boardVerifyCommand `cmd:"" help:"查验公示牌代码或网址 · check a board's code or address"`
}

type boardIssueCommand struct {
	Venue   []string `help:"只为这些场所（编号） · only these venues, by id" placeholder:"ID"`
	BaseURL string   `name:"base-url" help:"对外地址，印在公示牌上 · public address that the boards carry" env:"MINGSHI_BASE_URL" placeholder:"URL"`
}

// Run implements the command.
func (c *boardIssueCommand) Run(s *settings, t *terminal) (err error) {
	h, err := openForBoards(t, s, c.BaseURL)
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

// openForBoards opens the data folder. A public address that boards cannot carry is refused first: once a board is issued,
// its code has to be told.
func openForBoards(t *terminal, s *settings, base string) (*house, error) {
	if err := checkBase(base); err != nil {
		return nil, err
	}
	if base != "" {
		any32 := make([]byte, keys.Size)
		if _, err := qrsign.BoardURL(base, qrsign.NewCode(any32, qrsign.Serial{})); err != nil {
			return nil, err
		}
	}
	return openHouse(t, s, disclosure.Date{})
}

// boardLine is a board as commands tell of it. The code proves the board: it goes on the board and nowhere else.
type boardLine struct {
	Board disclosure.ID `json:"board"`
	Venue disclosure.ID `json:"venue"`
	Name  string        `json:"name"`
	Code  string        `json:"code"`
	URL   string        `json:"url,omitempty"`
}

func (c *boardIssueCommand) print(t *terminal, h *house, issued []publish.Issued, names map[disclosure.ID]string) error {
	boards := make([]boardLine, len(issued))
	for i, board := range issued {
		code := string(h.boards.Issue(board.Number))
		boards[i] = boardLine{Board: board.ID, Venue: board.Venue, Name: names[board.Venue], Code: code}
	}
	return printBoards(t, boards, c.BaseURL, "board.issued")
}

// printBoards prints boards as a table or as JSON, with their addresses if the public address is given.
func printBoards(t *terminal, boards []boardLine, base, end string) error {
	for i := range boards {
		if base == "" {
			break
		}
		var err error
		if boards[i].URL, err = qrsign.BoardURL(base, qrsign.Code(boards[i].Code)); err != nil {
			return err
		}
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"boards": boards})
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, board := range boards {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", // the flush tells
			board.Venue, qrsign.Code(board.Code).Grouped(), board.Name, board.URL)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	t.say(end, len(boards))
	return nil
}

type boardListCommand struct {
	BaseURL string `name:"base-url" help:"对外地址，印在公示牌上 · public address that the boards carry" env:"MINGSHI_BASE_URL" placeholder:"URL"`
}

// Run implements the command.
func (c *boardListCommand) Run(s *settings, t *terminal) (err error) {
	h, err := openForBoards(t, s, c.BaseURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	names := map[disclosure.ID]string{}
	err = h.eachOf(t.ctx, disclosure.KindVenue, func(page []disclosure.Record) error {
		for i := range page {
			names[page[i].ID] = page[i].Name
		}
		return nil
	})
	if err != nil {
		return err
	}
	boards := []boardLine{}
	err = h.eachOf(t.ctx, disclosure.KindBoard, func(page []disclosure.Record) error {
		for i := range page {
			board, err := dossier.Decode[*disclosure.Board](&page[i])
			if err != nil {
				return err
			}
			code, err := h.codeOf(board.Facts.Serial)
			if err != nil {
				return err
			}
			venue := board.Facts.Venue
			boards = append(boards, boardLine{Board: board.ID, Venue: venue, Name: names[venue], Code: code})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return printBoards(t, boards, c.BaseURL, "board.listed")
}

// serial writes a board number as the serial of the board made with the newest key.
func (h *house) serial(number uint32) string { return h.boards.Issue(number).Serial().String() }

// doors lists the venues that may have a board: those asked for, or all that are not closed, with the grade to print.
func (h *house) doors(ctx context.Context, ids []string) ([]publish.Door, map[disclosure.ID]string, error) {
	var doors []publish.Door
	names := map[disclosure.ID]string{}
	err := h.eachOf(ctx, disclosure.KindVenue, func(page []disclosure.Record) error {
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

// eachOf visits all records of a kind, page by page.
func (h *house) eachOf(ctx context.Context, kind disclosure.Kind, visit func(page []disclosure.Record) error) error {
	q := store.Query{Kind: kind, Limit: store.MaxLimit}
	if kind == disclosure.KindVenue {
		q.Order = store.ByName
	}
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
	h, err := openHouse(t, s, disclosure.Date{})
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
