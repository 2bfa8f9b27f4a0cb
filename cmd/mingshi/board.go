package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/keys"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
	"mingshi/qrsign"
	"mingshi/qrsign/sheet"
)

type boardCommand struct {
	Issue   boardIssueCommand   `cmd:"" help:"为尚无公示牌的场所发牌 · give a board to each venue that has none"`
	Render  boardRenderCommand  `cmd:"" help:"画公示牌：PDF、SVG 或 PNG，并登记付印 · draw boards for print, and note what is printed"`
	List    boardListCommand    `cmd:"" help:"列出公示牌：状态、付印、扫码次数；也可印成张贴清单 · list the boards, also as a hanging list"`
	Revoke  boardRevokeCommand  `cmd:"" help:"作废公示牌 · end boards: lost, stolen, misused …"`
	Replace boardReplaceCommand `cmd:"" help:"以新牌换旧牌 · end boards, and issue new ones for the same doors"`
	Verify  boardVerifyCommand  `cmd:"" help:"查验公示牌：代码、网址或照片 · check a board by its code, address or photo"`
	Plaque  boardPlaqueCommand  `cmd:"" help:"画制度牌：各类场所的卫生制度 · draw rule plaques, by kind of venue"`
	Notice  boardNoticeCommand  `cmd:"" help:"画公告栏用的最近许可和处罚 · draw the latest permits and penalties for a notice board"`
}

// openBoardHouse opens a data folder that has been used before. A new one has no venue to hang a board at: a folder without a
// profile or a database was mistyped, and nothing is made there.
func openBoardHouse(t *terminal, s *settings) (*house, error) {
	if _, err := givenProfile(s.Data); err != nil {
		return nil, err
	}
	if !s.usesPostgres() {
		path := filepath.Join(s.Data, sqlite.FileName)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, usage("board.no_records", path)
		}
	}
	return openHouse(t, s, disclosure.Date{})
}

// checkBoardBase refuses a public address that no board can carry, before anything is issued: a board hangs for years.
func checkBoardBase(base string) error {
	if base == "" {
		return usage("board.base_missing")
	}
	if err := checkBase(base); err != nil {
		return err
	}
	if _, err := qrsign.BoardURL(base, qrsign.NewCode(make([]byte, keys.Size), qrsign.Serial{})); err != nil {
		return usage("board.base_unfit", base, err)
	}
	return nil
}

// loadTheme reads a theme that came with the program or lies in the data folder.
func loadTheme(name, data string) (*sheet.Theme, error) {
	folder := filepath.Join(data, themesFolder)
	theme, err := sheet.LoadTheme(name, folder)
	switch {
	case err == nil:
		return theme, nil
	case disclosure.KindOf(err) == disclosure.NotFound:
		return nil, usage("board.theme_unknown", name, strings.Join(sheet.Themes(), ", "), folder)
	case disclosure.KindOf(err) == disclosure.Invalid:
		return nil, usage("board.theme_bad", name, err)
	}
	return nil, err
}

// serial writes a board number as the serial of the board made with the newest key.
func (h *house) serial(number uint32) string { return h.boards.Issue(number).Serial().String() }

// codeOf makes the full code again from a serial. It goes on the board and nowhere else. Without its key that is kind Gone.
func (h *house) codeOf(serial string) (qrsign.Code, error) {
	parsed, err := qrsign.ParseSerial(serial)
	if err != nil {
		return "", err
	}
	key, ok := h.keys.Boards[parsed.KeyID]
	if !ok {
		return "", disclosure.Errorf(disclosure.Gone, "board %s: its key %d is not in the keys folder", serial, parsed.KeyID)
	}
	return qrsign.NewCode(key, parsed), nil
}

// typedSerial reads which board somebody means: by its serial, or by the whole code as it stands on the board. A code that
// is not genuine names no board of ours. What was typed is never repeated: it may be a code.
func (h *house) typedSerial(typed string) (string, error) {
	if serial, err := qrsign.ParseSerial(typed); err == nil {
		return serial.String(), nil
	}
	code, err := qrsign.ParseCode(typed)
	if err != nil {
		return "", usage("board.serial_form")
	}
	if !h.boards.Genuine(code) {
		return "", usage("board.not_genuine", code.Serial())
	}
	return code.Serial().String(), nil
}

// venueEntry and boardEntry are records that commands about boards speak of.
type (
	venueEntry = dossier.Entry[*disclosure.Venue]
	boardEntry = dossier.Entry[*disclosure.Board]
)

// eachEntry visits all records of a query, whatever its length.
func eachEntry[B disclosure.Body](ctx context.Context, r store.Reader, q store.Query, visit func(dossier.Entry[B])) error {
	q.Limit = store.MaxLimit
	for {
		page, err := r.List(ctx, q)
		if err != nil {
			return err
		}
		for i := range page.Records {
			entry, err := dossier.Decode[B](&page.Records[i])
			if err != nil {
				return err
			}
			visit(entry)
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// allVenues lists the venues by their names.
func allVenues(ctx context.Context, r store.Reader) (venues []venueEntry, err error) {
	err = eachEntry(ctx, r, store.Query{Kind: disclosure.KindVenue, Order: store.ByName}, func(v venueEntry) { venues = append(venues, v) })
	return venues, err
}

// boardsByVenue lists the boards that hang, or hung, at each venue.
func boardsByVenue(ctx context.Context, r store.Reader) (map[disclosure.ID][]boardEntry, error) {
	boards := make(map[disclosure.ID][]boardEntry)
	err := eachEntry(ctx, r, store.Query{Kind: disclosure.KindBoard}, func(b boardEntry) {
		boards[b.Facts.Venue] = append(boards[b.Facts.Venue], b)
	})
	return boards, err
}

// compareDoors orders what hangs at doors as one walks along a street: 假街道2号 comes before 假街道10号.
func compareDoors(a, b *disclosure.Venue) int {
	for _, pair := range [][2]string{{a.Street, b.Street}, {a.Address, b.Address}, {a.Name, b.Name}} {
		if order := compareNatural(pair[0], pair[1]); order != 0 {
			return order
		}
	}
	return 0
}

// compareNatural compares two texts, in which runs of digits count as numbers.
func compareNatural(a, b string) int {
	for a != "" && b != "" {
		n, m := digitsAtStart(a), digitsAtStart(b)
		if n > 0 && m > 0 {
			x, y := strings.TrimLeft(a[:n], "0"), strings.TrimLeft(b[:m], "0")
			if len(x) != len(y) {
				return len(x) - len(y)
			}
			if order := strings.Compare(x, y); order != 0 {
				return order
			}
			a, b = a[n:], b[m:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

// digitsAtStart is the length of the number that a text begins with.
func digitsAtStart(text string) int {
	return len(text) - len(strings.TrimLeft(text, "0123456789"))
}
