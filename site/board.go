package site

import (
	"html/template"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/qrsign"
)

// codeParameter is the field of the form that takes a typed code.
const codeParameter = "code"

// drawing is how the address of a board's QR symbol ends.
const drawing = ".svg"

// boardStanding is what is known of a genuine board.
type boardStanding struct {
	// Code is grouped as it is printed. It stands on the board's own page and nowhere else.
	Code     string
	IssuedOn disclosure.Date
	Printed  printedView
	// Outdated: another grade was printed than the venue has now.
	Outdated bool
	Now      printedView
	Symbol   template.HTML
}

// printedView is a grade as boards show it; an empty letter is "not yet graded" or "no grade", which Word says.
type printedView struct {
	Letter string
	Word   string
	On     disclosure.Date
}

// boardFormView is the page on which a code is typed.
type boardFormView struct {
	frame
	// Malformed: what was typed has not the form of a code.
	Malformed bool
}

func (*boardFormView) page() string { return "boardform" }

// boardForgedView says that a board was not issued here.
type boardForgedView struct {
	frame
	// Unregistered: the code is rightly made, but no board is in force under it.
	Unregistered bool
}

func (*boardForgedView) page() string { return "boardforged" }

// boardOrphanView is a genuine board whose venue is no longer shown.
type boardOrphanView struct {
	frame
	Board boardStanding
}

func (*boardOrphanView) page() string { return "boardorphan" }

// boardForm shows the form, or leads on to the page of the code that was typed into it.
func (s *site) boardForm(c *fiber.Ctx) error {
	if err := web.CheckPageQuery(c, codeParameter); err != nil {
		return err
	}
	if !web.HasQuery(c, codeParameter) {
		return s.page(func(v *visit) (view, error) {
			return &boardFormView{frame: s.frame(v, sectionBoards, v.T("site.board.form.title"))}, nil
		}, codeParameter)(c)
	}
	v := s.voiceOf(c)
	code, err := qrsign.ParseCode(withoutAddress(web.Query(c, codeParameter)))
	if err == nil {
		c.Set(fiber.HeaderCacheControl, "no-store")
		return c.Redirect(v.link("/s/"+string(code)), http.StatusSeeOther)
	}
	c.Status(http.StatusBadRequest)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.render(c, v, &boardFormView{frame: s.frameOf(v, sectionBoards, v.T("site.board.form.title")), Malformed: true})
}

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
	if err != nil || !s.Boards.Genuine(code) { // before anything conditional: a forged code has no state to keep
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
	shown, err := s.standing(v, code, entry)
	if err != nil {
		return err
	}
	return s.answer(v, shown)
}

// errNoBoardData answers who looks for a board's twin. It is the same for a genuine code and for any other: the interface
// never takes a whole code, so there is nothing it could say of one.
var errNoBoardData = &web.Refusal{
	Code: web.CodeNotFound, Detail: web.Text{Key: "site.board.no_data"}, Fix: web.Text{Key: "site.board.no_data.fix"},
}

// withoutAddress takes the code out of a board's whole address, as a scanner shows it: https://host/S/CODE. Which host it
// names is no matter, since the answer is given here. A text that is no such address stays as it is.
func withoutAddress(typed string) string {
	for _, path := range []string{"/S/", "/s/"} {
		_, after, found := strings.Cut(typed, path)
		if !found {
			continue
		}
		if end := strings.IndexAny(after, "/?#"); end >= 0 {
			after = after[:end]
		}
		return after
	}
	return typed
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

// standing shows a board's venue with the board's standing above it, or the board alone where its venue is not shown.
func (s *site) standing(v *visit, code qrsign.Code, board dossier.Entry[*disclosure.Board]) (view, error) {
	symbol, err := s.symbol(v.voice, code)
	if err != nil && disclosure.KindOf(err) != disclosure.Invalid {
		return nil, err
	}
	standing := boardStanding{
		Code: code.Grouped(), IssuedOn: board.Facts.IssuedOn, Printed: v.printed(board.Facts.Printed),
		Symbol: template.HTML(symbol), //nolint:gosec // drawn by us; its title is escaped
	}
	shown, err := s.venueOf(v, board.Facts.Venue)
	if err != nil && isHidden(err) {
		orphan := &boardOrphanView{frame: s.frame(v, sectionBoards, v.T("site.board.orphan.title")), Board: standing}
		orphan.NoIndex = true
		return orphan, nil
	}
	if err != nil {
		return nil, err
	}
	standing.compare(v, shown.Grade)
	shown.Board = &standing
	shown.Section = sectionBoards
	shown.Title = straight(v.T("site.board.title", shown.Name))
	shown.NoIndex = true // whoever has a code can print a genuine board
	return shown, nil
}

// isHidden reports whether an error says that a record is not, or no longer, public.
func isHidden(err error) bool {
	kind := disclosure.KindOf(err)
	return kind == disclosure.NotFound || kind == disclosure.Gone
}

// compare finds out whether the board shows another grade than the venue has.
func (b *boardStanding) compare(v *visit, grade *gradeView) {
	if grade != nil {
		b.Now = printedView{Letter: grade.Letter, Word: grade.Word, On: grade.On}
		for _, band := range grade.Scale.Bands {
			if band.Letter != "" && band.Letter == b.Printed.Letter {
				b.Printed.Word = band.Word
			}
		}
	} else {
		b.Now.Word = v.T("site.grade.not_yet")
	}
	b.Outdated = b.Printed.Letter != b.Now.Letter
}

func (v *visit) printed(p disclosure.PrintedGrade) printedView {
	shown := printedView{Letter: p.Letter, On: p.DecidedOn}
	if p.Letter == "" {
		shown.Word = v.T("site.grade.not_yet")
	}
	return shown
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
