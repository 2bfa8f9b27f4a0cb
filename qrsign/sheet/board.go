package sheet

import (
	"io"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/qrsign"
)

// Board is what a board says. Texts are drawn as they are, less control and zero-width characters; a character that no font
// has makes the board kind Invalid, and the error names the text and the character. A name or an address of 200
// ideographs fits on every paper; one that does not is kind Invalid as well.
type Board struct {
	// Code is the board's code; it stands in the drawing only, never in what is told about the file.
	Code qrsign.Code
	// URL is the address that the symbol carries, from qrsign.BoardURL.
	URL          string
	Name         string
	Address      string
	PermitNumber string
	Place        string // where at the venue it hangs; empty: at the entrance
	Grade        *Grade // nil: not yet graded
	Earlier      []Grade
	Authority    Publisher
	PrintedOn    disclosure.Date
}

// Grade is one result: the letter (empty: inspected and given no grade), its word and the day of the inspection.
type Grade struct {
	Letter, WordZH, WordEN string
	On                     disclosure.Date
	// Score is never printed: it says more than the letter for a day and less ever after.
	Score string
}

// Publisher is who issues the boards.
type Publisher struct {
	NameZH, NameEN           string
	ComplaintLine            string // a telephone number
	ComplaintMail            string // empty: none
	SiteTitleZH, SiteTitleEN string
}

// Options say how boards are drawn.
type Options struct {
	Paper Paper  // empty: A4
	Theme *Theme // nil: the default that comes with the program
	Marks bool   // with 3 mm bleed and crop marks around the trimmed sheet, for a print shop
	DPI   int    // of PNG: 0 stands for 150; from 36 to 600
}

// The resolutions that a PNG may have, in pixels to the inch: an A3 at the highest takes 280 MB while it is drawn.
const (
	defaultDPI = 150
	leastDPI   = 36
	mostDPI    = 600
)

// prepared are options that have been checked.
type prepared struct {
	plan  plan
	theme *Theme
	marks bool
	dpi   int
}

func (o Options) prepare() (prepared, error) {
	plan, err := planOf(o.Paper)
	if err != nil {
		return prepared{}, err
	}
	theme := o.Theme
	if theme == nil {
		if theme, err = LoadTheme(DefaultTheme, ""); err != nil {
			return prepared{}, err
		}
	}
	dpi := o.DPI
	if dpi == 0 {
		dpi = defaultDPI
	}
	if dpi < leastDPI || dpi > mostDPI {
		return prepared{}, disclosure.Errorf(disclosure.Invalid, "dpi %d: want %d to %d", dpi, leastDPI, mostDPI)
	}
	return prepared{plan: plan, theme: theme, marks: o.Marks, dpi: dpi}, nil
}

// page draws a board in units of a file.
func (o prepared) page(t *typesetter, b *Board, unit float64) (*page, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	symbol, err := qrsign.Symbol(b.URL)
	if err != nil {
		return nil, err
	}
	sheet := newPage(t, o.plan.w, o.plan.h, o.marks, unit)
	sheet.resized(o.plan.resize)
	d := &drawing{page: sheet, plan: o.plan, theme: o.theme, board: b}
	d.draw(symbol)
	return sheet, d.err
}

// check refuses what must never hang at a door: a board without a name, or one whose symbol leads elsewhere than its code.
func (b *Board) check() error {
	if clean(b.Name) == "" {
		return disclosure.Errorf(disclosure.Invalid, "board: no name")
	}
	if code, err := qrsign.ParseCode(string(b.Code)); err != nil || code != b.Code || !strings.HasSuffix(b.URL, "/"+string(b.Code)) {
		return disclosure.Errorf(disclosure.Invalid, "board of %.80q: code and address do not belong together", b.Name) // neither is told
	}
	return nil
}

// PDF is a file of boards, one to a page, while it is written.
type PDF struct {
	options    prepared
	typesetter *typesetter
	document   *document
}

// NewPDF begins a file of boards. Options that cannot be are kind Invalid.
func NewPDF(w io.Writer, o Options) (*PDF, error) {
	options, err := o.prepare()
	if err != nil {
		return nil, err
	}
	return &PDF{options: options, typesetter: newTypesetter(), document: newDocument(w, fileTitle())}, nil
}

// Board adds a board as a page. One that cannot be drawn is kind Invalid, and the file goes on without it.
func (p *PDF) Board(b *Board) error {
	sheet, err := p.options.page(p.typesetter, b, 1)
	if err != nil {
		return err
	}
	p.document.author = clean(b.Authority.NameZH)
	p.document.add(sheet)
	return nil
}

// Close writes the rest of the file. A file without any board is kind Invalid.
func (p *PDF) Close() error { return p.document.close() }

// SVG writes one board as a drawing that stands alone, its texts as text and its fonts embedded.
func SVG(w io.Writer, b *Board, o Options) error {
	options, err := o.prepare()
	if err != nil {
		return err
	}
	sheet, err := options.page(newTypesetter(), b, svgUnit)
	if err != nil {
		return err
	}
	return writeSVG(w, sheet, fileTitle()+" · "+clean(b.Name))
}

// PNG writes one board as a picture.
func PNG(w io.Writer, b *Board, o Options) error {
	options, err := o.prepare()
	if err != nil {
		return err
	}
	sheet, err := options.page(newTypesetter(), b, 1)
	if err != nil {
		return err
	}
	return writePNG(w, sheet, options.dpi)
}

// fileTitle is what a file of boards is called.
func fileTitle() string { return i18n.T(i18n.ZH, "sign.title") }

// typedAt gives where a code is typed: the host of the board's address and the page of the form.
func (b *Board) typedAt() string {
	_, rest, _ := strings.Cut(b.URL, "://")
	host, _, _ := strings.Cut(rest, "/")
	return strings.ToLower(host) + "/s"
}
