package site

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/qrsign"
)

// drawing is how the address of a board's QR symbol ends.
const drawing = ".svg"

// boardForgedView says that a board was not issued here.
type boardForgedView struct {
	frame
	// Unregistered: the code is rightly made, but no board is in force under it.
	Unregistered bool
}

func (*boardForgedView) page() string { return "boardforged" }

// board shows what stands behind a code: a live venue, or the loud answer that the board is none of ours.
func (s *site) board(c *fiber.Ctx) error {
	if isTwin(c) {
		return errNoBoardData
	}
	if err := web.CheckPageQuery(c); err != nil {
		return err
	}
	typed, asDrawing := strings.CutSuffix(c.Params(codeParameter), drawing)
	code, err := qrsign.ParseCode(typed)
	if err != nil {
		return s.malformed(c, typed)
	}
	if !s.Boards.Genuine(code) { // before anything conditional: a forged code has no state to keep
		return s.forged(c, false)
	}
	v, err := s.visit(c)
	if err != nil {
		return err
	}
	entry, found, err := s.boardOf(v, code)
	if err != nil {
		return err
	}
	if !found {
		return s.forged(c, true)
	}
	if asDrawing {
		return s.drawBoard(c, code)
	}
	shown, err := s.scanned(v, code, entry)
	if err != nil {
		return err
	}
	s.countScan(c, entry.Facts.Serial)
	err = s.answer(v, shown)
	keepToYourself(c)
	return err
}

// countScan counts whoever opens the page of a board, those who have it already among them.
func (s *site) countScan(c *fiber.Ctx, serial string) {
	if s.Scans != nil && c.Method() == http.MethodGet {
		s.Scans.Count(serial)
	}
}

// keepToYourself lets nobody but the visitor keep an answer whose address is a board's code: caches between us would hold codes,
// and we would not see the scans that they answer.
func keepToYourself(c *fiber.Ctx) {
	if c.GetRespHeader(fiber.HeaderCacheControl) == "no-cache" {
		c.Set(fiber.HeaderCacheControl, "private, no-cache")
	}
}

// errNoBoardData answers who looks for a board's twin. It is the same for a genuine code and for any other: the interface
// never takes a whole code, so there is nothing it could say of one.
var errNoBoardData = &web.Refusal{
	Code: web.CodeNotFound, Detail: web.Text{Key: "site.board.no_data"}, Fix: web.Text{Key: "site.board.no_data.fix"},
}

func (s *site) forged(c *fiber.Ctx, unregistered bool) error {
	v := s.voiceOf(c)
	title := v.T("site.board.forged.title")
	if unregistered {
		title = v.T("site.board.unregistered.title")
	}
	shown := &boardForgedView{frame: s.frameOf(v, sectionBoards, title), Unregistered: unregistered}
	shown.NoIndex = true
	return s.renderMissing(c, v, shown)
}

// malformed answers who follows an address that ends in no code: most have lost a part of it on the way, but a board that
// carries it is none of ours.
func (s *site) malformed(c *fiber.Ctx, typed string) error {
	v := s.voiceOf(c)
	shown := &boardFormView{
		frame: s.frameOf(v, sectionBoards, v.T("site.board.form.title")), Misread: misreadOf(typed), Followed: true,
	}
	shown.NoIndex = true
	return s.renderMissing(c, v, shown)
}

// boardOf finds the record of the board that a code names.
func (s *site) boardOf(v *visit, code qrsign.Code) (dossier.Entry[*disclosure.Board], bool, error) {
	page, err := s.Reader.List(v.UserContext(), store.Query{
		Kind: disclosure.KindBoard, Places: []string{code.Serial().String()}, Limit: 1,
	})
	if err != nil || len(page.Records) == 0 {
		return dossier.Entry[*disclosure.Board]{}, false, err
	}
	entry, err := dossier.Decode[*disclosure.Board](&page.Records[0])
	return entry, true, err
}

// drawBoard answers with a board's QR symbol alone.
func (s *site) drawBoard(c *fiber.Ctx, code qrsign.Code) error {
	drawn, err := s.symbol(s.voiceOf(c), code)
	if disclosure.KindOf(err) == disclosure.Invalid {
		return disclosure.Errorf(disclosure.NotFound, "board symbol: %w", err)
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/svg+xml")
	c.Set(fiber.HeaderCacheControl, "no-cache")
	keepToYourself(c)
	c.Vary(fiber.HeaderAcceptLanguage)
	return c.Send(drawn)
}

// symbol draws the board's QR symbol. It is kind Invalid where the public address is one that no board can carry (too
// long, not public): the page then does without.
func (s *site) symbol(v voice, code qrsign.Code) ([]byte, error) {
	url, err := qrsign.BoardURL(s.BaseURL, code)
	if err != nil {
		return nil, err
	}
	symbol, err := qrsign.Symbol(url)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "board symbol: %w", err)
	}
	return symbol.SVG(v.T("site.board.symbol")), nil
}
