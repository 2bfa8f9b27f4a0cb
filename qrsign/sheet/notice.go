package sheet

import (
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// Notice is the sheet for the notice board in an office's corridor: the latest permits and penalties, as they stood at one
// position of the feed. Paper does not follow what is withdrawn, so the sheet says that the live page decides and where it is.
type Notice struct {
	Authority Publisher
	// AsOf is the instant for which the sheet is true, in the authority's zone ("2026-11-20 10:30"), Position that of the feed.
	AsOf     string
	Position int64
	// Choice says which decisions the sheet lists ("2026-10-21 至 2026-11-20 作出的决定").
	Choice string
	// URL is the address of the live page.
	URL       string
	PrintedOn disclosure.Date
	Permits   []NoticeRow
	Penalties []NoticeRow
}

// NoticeRow is one decision as it is public: names of natural persons are masked before they come here.
type NoticeRow struct {
	DecidedOn disclosure.Date
	Number    string // of the document
	Party     string
	// Subject and Content are cut after NoticeCut characters; the row then gives the address of its page.
	Subject string // of a permit what it is, of a penalty the violation
	Content string
	// Note stands below the content and is never cut: an amount, a term, a dispute.
	Note        string
	PublicUntil disclosure.Date // zero: without end
	Page        string          // the address of the record's own page
}

// NoticeCut is after how many characters a text on the notice sheet is cut.
const NoticeCut = 120

// NoticeResult is what became of a notice sheet.
type NoticeResult struct {
	Pages int
	// Cut counts rows with a text that was cut, Lacking those with a character that no font has: 〓 stands in its place, as
	// printers have it, and the row gives the address of its page. Another row must not fall for it.
	Cut, Lacking int
}

// The notice sheet is drawn as A4 on its side; A3 is the same picture, larger.
const (
	noticeW, noticeH = 297.0, 210.0
	noticeMargin     = 12.0
	noticeFirst      = 48.0 // where the table begins on the first page
	noticeNext       = 21.0 // and on the others
	noticeBottom     = noticeH - 17.0
	noticeSymbol     = 31.0
)

// NoticeSheet writes a notice as a PDF file of as many pages as it takes, on A3 or A4, across. Another paper, or a name of
// the authority that cannot be set, is kind Invalid.
func NoticeSheet(out io.Writer, n *Notice, o Options) (NoticeResult, error) {
	options, err := o.prepare()
	if err != nil {
		return NoticeResult{}, err
	}
	short, long, err := wallPaper(o.Paper)
	if err != nil {
		return NoticeResult{}, err
	}
	d := newDocument(out, i18n.T(i18n.ZH, "notice.title"))
	d.author = clean(n.Authority.NameZH)
	l := noticeLayout{typesetter: newTypesetter(), theme: options.theme}
	if err := l.sections(n); err != nil {
		return NoticeResult{}, err
	}
	l.result.Pages = len(l.pages)
	for i := range l.pages {
		p := newPage(l.typesetter, long, short, options.marks, 1)
		p.resized(long / noticeW)
		if err := p.notice(n, &l, i); err != nil {
			return NoticeResult{}, disclosure.Errorf(disclosure.KindOf(err), "notice: %w", err)
		}
		d.add(p)
	}
	return l.result, d.close()
}

// notice draws one page.
func (p *page) notice(n *Notice, l *noticeLayout, number int) error {
	th := l.theme
	p.ground(0, noticeH, th.paper)
	head := p.noticeHead
	if number > 0 {
		head = p.noticeRunningHead
	}
	if err := head(n, th); err != nil {
		return err
	}
	for _, piece := range l.pages[number] {
		piece.draw(p, th)
	}
	if err := p.noticeFoot(n, th, number, len(l.pages)); err != nil {
		return err
	}
	p.cropMarks()
	return nil
}

// noticeHead draws the head of the first page: what the sheet is, whose, as of when, and the symbol of the live page.
func (p *page) noticeHead(n *Notice, th *Theme) error {
	p.ground(0, 3, th.band)
	room := noticeW - 2*noticeMargin - noticeSymbol - 6
	texts := []noticeText{
		{"title", i18n.T(i18n.ZH, "notice.title"), style{weight: bold, size: 9.6, ink: th.ink}, 11, 3},
		{"title", i18n.T(i18n.EN, "notice.title"), style{size: 4.2, ink: th.quiet}, 5, 2},
		{"authority", n.Authority.NameZH + " · " + n.Authority.NameEN, style{weight: bold, size: 4, ink: th.ink}, 6, 2},
		{"choice", n.Choice + " · " + i18n.T(i18n.ZH, "notice.as_of", n.AsOf, n.Position), style{size: 3.4, ink: th.ink}, 5, 2},
		{"address", i18n.T(i18n.ZH, "notice.live", n.URL), style{size: 3.4, ink: th.quiet}, 5, 2},
	}
	if err := p.noticeTexts(texts, noticeMargin, 7, room); err != nil {
		return err
	}
	return p.address(n.URL, noticeW-noticeMargin-noticeSymbol, 7, noticeSymbol)
}

// noticeText is a line of a head.
type noticeText struct {
	what, text string
	style      style
	h, least   float64
}

// noticeTexts writes lines one below the other, each shrunk to one line where it can be.
func (p *page) noticeTexts(texts []noticeText, x, y, w float64) error {
	for _, text := range texts {
		b, err := p.fitted(text.what, p.printable(text.text), text.style, extent{w, max(text.h, text.style.lineHeight()), text.least})
		if err != nil {
			return err
		}
		y = p.write(b, x, y) + 0.6
	}
	return nil
}

// noticeRunningHead is the head of the pages after the first.
func (p *page) noticeRunningHead(n *Notice, th *Theme) error {
	p.ground(0, 3, th.band)
	text := i18n.T(i18n.ZH, "notice.title") + " · " + n.Authority.NameZH + " · " + i18n.T(i18n.ZH, "notice.as_of", n.AsOf, n.Position)
	return p.noticeTexts([]noticeText{{"head", text, style{weight: bold, size: 3.8, ink: th.ink}, 6, 2}},
		noticeMargin, 8, noticeW-2*noticeMargin)
}

// noticeFoot says that paper does not decide, what was cut, and which page this is.
func (p *page) noticeFoot(n *Notice, th *Theme, number, of int) error {
	top := noticeBottom + 3
	p.line(noticeMargin, top, noticeW-noticeMargin, top, pen{ink: th.band, width: 0.4})
	quiet := style{size: 3, ink: th.quiet}
	texts := []noticeText{
		{"foot", i18n.T(i18n.ZH, "notice.foot", n.PrintedOn, NoticeCut, n.Authority.ComplaintLine), quiet, 4.1, 2},
		{"foot", i18n.T(i18n.EN, "notice.foot", n.PrintedOn, NoticeCut, n.Authority.ComplaintLine), quiet, 4.1, 2},
	}
	const pageRoom = 30.0
	if err := p.noticeTexts(texts, noticeMargin, top+1.4, noticeW-2*noticeMargin-pageRoom); err != nil {
		return err
	}
	strong := style{weight: bold, size: 3.6, ink: th.ink, align: right}
	b, err := p.fitted("page", i18n.T(i18n.ZH, "notice.page", number+1, of), strong, extent{pageRoom, 6, 2})
	if err != nil {
		return err
	}
	p.write(b, noticeW-noticeMargin-pageRoom, top+2)
	return nil
}

// lacking stands for a character that no font has.
const lacking = '〓'

// printable gives a text in which every character can be set, in both weights.
func (t *typesetter) printable(text string) string {
	var b strings.Builder
	runes := []rune(strings.ToValidUTF8(text, string(lacking)))
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		if i+1 < len(runes) && unicode.Is(unicode.Mn, runes[i+1]) { // as passage does
			if one := []rune(norm.NFC.String(string(runes[i : i+2]))); len(one) == 1 {
				r, i = one[0], i+1
			}
		}
		if !unicode.IsSpace(r) && !isInvisible(r) && !t.hasGlyph(r) {
			r = lacking
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (t *typesetter) hasGlyph(r rune) bool {
	for _, w := range []weight{regular, bold} {
		if g, err := t.glyph(r, w); err != nil || g.font == nil {
			return false
		}
	}
	return true
}
