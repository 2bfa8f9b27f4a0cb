package publicapi

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/qrsign"
)

// badge is what a badge shows.
type badge struct {
	lang      i18n.Lang
	publisher string
	// venue is nil once it is not public any more.
	venue *disclosure.Venue
	// grade is nil if the venue was never inspected.
	grade *dossier.CurrentGrade
	// words are those of its letter.
	words qrsign.Words
	// disputed: an objection to the last inspection runs.
	disputed bool
	// lapsed: none of the venue's permits and filings is in force.
	lapsed bool
}

// look is how a badge looks: the mouth of its face tells grades apart where colours do not.
type look struct{ ink, ground, mouth string }

// looks are those of the pages, by letter: A smiles, B has a straight mouth and C a sad one, as on the printed boards. A letter
// that is not here has the face of no grade: an official picture smiles or frowns only where it knows why.
var looks = map[string]look{
	"A": {"#14603a", "#e3f2e7", "M14.5 28c2.5 5 6 7 9.5 7s7-2 9.5-7"},
	"B": {"#1b5083", "#e2eef8", "M15.5 31h17"},
	"C": {"#665012", "#f3ecd5", "M14.5 35c2.5 -5 6 -7 9.5 -7s7 2 9.5 7"},
}

// noLook is that of no grade: its face has no eyes.
var noLook = look{"#4a5158", "#ebeae6", "M15 24h18"}

// Measures of a badge in its own units.
const (
	badgeWidth  = 320
	badgeHeight = 116
	// textWidth is that of the column of texts, which begins at textAt.
	textAt    = 104
	textWidth = 206
)

// The fixed parts of a badge. It is drawn with the fonts of whoever looks.
const (
	badgeHead = `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" ` +
		`xml:lang="%[3]s"><title>%[4]s</title>`
	badgeGround = `<rect x="1" y="1" width="318" height="114" rx="10" fill="#fff" stroke="%s" stroke-width="2"/>` +
		`<path d="M92 2H11a9 9 0 0 0-9 9v94a9 9 0 0 0 9 9h81z" fill="%s"/>`
	badgeFace = `<g transform="translate(11 22) scale(1.5)" fill="none" stroke="%s" stroke-width="2.4" stroke-linecap="round">` +
		`<circle cx="24" cy="24" r="20"/><path d="%s"/>`
	badgeEyes  = `<path d="M17 19v2M31 19v2" stroke-width="3.6"/>`
	badgeTexts = `</g><g fill="#1f2428" ` +
		`font-family="system-ui,-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans SC',sans-serif">`
	badgeEnd = `</g></svg>`
)

// softInk is the colour of what stands beside.
const softInk = "#586169"

// draw gives the badge as SVG. It has no style, script or address in it, so that it is the same under every content security
// policy.
func (b *badge) draw() []byte {
	face, letter, words, when := b.say()
	var out bytes.Buffer
	fmt.Fprintf(&out, badgeHead, badgeWidth, badgeHeight, i18n.T(b.lang, "site.language_tag"), escaped(b.title()))
	fmt.Fprintf(&out, badgeGround, face.ink, face.ground)
	fmt.Fprintf(&out, badgeFace, face.ink, face.mouth)
	if face != noLook {
		out.WriteString(badgeEyes)
	}
	out.WriteString(badgeTexts)
	line(&out, textLine{y: 21, size: 11, fill: softInk, text: i18n.T(b.lang, "api.badge.heading")})
	if b.venue != nil {
		line(&out, textLine{y: 40, size: 15, bold: true, text: b.venue.Name})
	}
	if letter != "" {
		line(&out, textLine{y: 71, size: 30, bold: true, fill: face.ink, text: letter})
		line(&out, textLine{x: letterWidth, y: 71, size: 21, bold: true, fill: face.ink, text: words})
	} else {
		line(&out, textLine{y: 69, size: 21, bold: true, fill: face.ink, text: words})
	}
	line(&out, textLine{y: 90, size: 12.5, text: when})
	line(&out, textLine{y: 106, size: 11, fill: softInk, text: b.publisher})
	for i, mark := range b.marks() {
		line(&out, textLine{
			x: faceMiddle - textAt, y: markLines[i], size: 10.5, bold: true, centred: true, fill: face.ink,
			text: i18n.T(b.lang, mark.short),
		})
	}
	out.WriteString(badgeEnd)
	return out.Bytes()
}

// faceMiddle is the middle of the face, under which the marks stand on these lines.
const faceMiddle = 47

var markLines = [...]float64{101, 112}

// mark is what a grade must not be shown without: the keys of its words under the face and of those for a screen reader.
type mark struct{ short, long string }

// marks are those of an open venue; of any other the badge shows no grade.
func (b *badge) marks() []mark {
	var marks []mark
	if b.venue == nil || b.venue.Status != disclosure.VenueOpen {
		return nil
	}
	if b.disputed {
		marks = append(marks, mark{"api.badge.disputed", "api.badge.disputed.means"})
	}
	if b.lapsed {
		marks = append(marks, mark{"api.badge.lapsed", "api.badge.lapsed.means"})
	}
	return marks
}

// letterWidth is what the large letter takes of the column of texts.
const letterWidth = 32

// say is what stands beside the face: the letter, the word, and of when it is.
func (b *badge) say() (face look, letter, words, when string) {
	switch {
	case b.venue == nil:
		return noLook, "", i18n.T(b.lang, "api.badge.gone"), ""
	case b.venue.Status != disclosure.VenueOpen:
		return noLook, "", disclosure.VenueStatuses.Label(b.venue.Status, b.lang == i18n.EN), ""
	case b.grade == nil:
		return noLook, "", i18n.T(b.lang, "api.badge.not_yet"), ""
	}
	when = i18n.T(b.lang, "api.badge.on", b.grade.DecidedOn.String())
	if b.grade.Reason == grading.CauseFirst {
		return noLook, "", i18n.T(b.lang, "api.badge.not_yet"), when
	}
	if b.grade.Letter == nil {
		return noLook, "", i18n.T(b.lang, "api.badge.none"), when
	}
	if words = b.words.ZH; b.lang == i18n.EN {
		words = b.words.EN
	}
	face, known := looks[*b.grade.Letter]
	if !known {
		face = noLook
	}
	return face, *b.grade.Letter, words, when
}

// title is what a screen reader says in place of the badge.
func (b *badge) title() string {
	_, letter, said, when := b.say()
	if letter != "" {
		said = letter + " " + said
	}
	if when != "" {
		said = i18n.T(b.lang, "api.badge.dated", said, when)
	}
	for _, mark := range b.marks() {
		said = i18n.T(b.lang, "api.badge.marked", said, i18n.T(b.lang, mark.long))
	}
	return i18n.T(b.lang, "api.badge.text", b.name(), said, b.publisher)
}

// name is what the title begins with: the venue, or what the badge would tell.
func (b *badge) name() string {
	if b.venue == nil {
		return i18n.T(b.lang, "api.badge.heading")
	}
	return b.venue.Name
}

// textLine is one line of text; x is how far its beginning is moved in, or its middle if it is centred; fill may be "".
type textLine struct {
	x, y, size    float64
	bold, centred bool
	fill, text    string
}

// line writes a text; none for "".
func line(out *bytes.Buffer, l textLine) {
	if l.text == "" {
		return
	}
	fmt.Fprintf(out, `<text x="%g" y="%g" font-size="%g"`, textAt+l.x, l.y, l.size)
	if l.bold {
		out.WriteString(` font-weight="700"`)
	}
	if l.centred {
		out.WriteString(` text-anchor="middle"`)
	}
	if l.fill != "" {
		fmt.Fprintf(out, ` fill="%s"`, l.fill)
	}
	fmt.Fprintf(out, `>%s</text>`, escaped(cut(l.text, l.size, textWidth-l.x)))
}

// Widths of characters in parts of the size of the font, of the fonts that are usual: a badge is drawn with what the visitor has.
const (
	wideCharacter   = 1.0
	narrowCharacter = 0.6
	// firstWide is where scripts begin whose characters fill a square.
	firstWide = 0x2E80
)

// cut shortens a text that does not fit, with an ellipsis. The title of the badge has it whole.
func cut(text string, size, width float64) string {
	characters := []rune(text)
	var taken float64
	for i, r := range characters {
		taken += size * widthOf(r)
		if taken > width {
			return string(characters[:max(i-1, 0)]) + "…"
		}
	}
	return text
}

func widthOf(r rune) float64 {
	if r >= firstWide {
		return wideCharacter
	}
	return narrowCharacter
}

// escaped is a text as XML has it.
func escaped(text string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(text)) // a bytes.Buffer never returns an error
	return out.String()
}
