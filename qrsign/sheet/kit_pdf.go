package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/tdewolff/canvas/renderers/pdf"

	"mingshi/internal/disclosure"
)

// document is a PDF file while it is written: a page is in it as soon as it is added. The same pages give the same bytes.
type document struct {
	out    *tokens
	file   *pdf.PDF
	title  string
	author string
}

// newDocument begins a file. What is told about a document (title, author) is public and stands outside the pages.
func newDocument(w io.Writer, title string) *document {
	return &document{out: &tokens{w: w, values: map[string]string{}, before: map[string]string{}}, title: title}
}

// add writes a page; all pages of a file share its fonts, so they must be set by one typesetter.
func (d *document) add(p *page) {
	w, h := p.canvas.W, p.canvas.H
	if d.file == nil {
		d.file = pdf.New(d.out, w, h, &pdf.Options{Compress: true, SubsetFonts: true})
	} else {
		d.file.NewPage(w, h) // which writes the page before, with its boxes
	}
	d.out.before["/Contents"] = pageBoxes(p)
	p.canvas.RenderTo(d.file)
}

// pageBoxes says where the sheet is cut and how far its ground reaches beyond (PDF 32000-1, 14.11.2).
func pageBoxes(p *page) string {
	if p.margin == 0 {
		return ""
	}
	rectangle := func(d float64) string {
		return fmt.Sprintf("[%.3f %.3f %.3f %.3f]", d*pointsPerMillimetre, d*pointsPerMillimetre,
			(p.canvas.W-d)*pointsPerMillimetre, (p.canvas.H-d)*pointsPerMillimetre)
	}
	return "/TrimBox" + rectangle(slug) + "/BleedBox" + rectangle(slug-bleed)
}

// close writes the last page, the fonts and the table of contents. A file without any page is kind Invalid.
func (d *document) close() error {
	if d.file == nil {
		return disclosure.Errorf(disclosure.Invalid, "pdf: no page")
	}
	d.file.SetInfo(d.title, "", "", d.author, "")
	d.file.SetLang(language)
	d.out.values = map[string]string{
		"/Title":        textString(d.title),
		"/Author":       textString(d.author),
		"/Lang":         "(" + language + ")/ViewerPreferences<</DisplayDocTitle true>>",
		"/CreationDate": "", // so that the same sheets are the same bytes
	}
	d.out.fonts = true
	return d.file.Close()
}

// language is that of the sheets, for who has them read aloud.
const language = "zh-CN"

// textString writes a text as PDF wants it outside the pages: UTF-16 in hexadecimal.
func textString(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	b.WriteByte('>')
	return b.String()
}

// tokens passes a PDF file on while it is written and puts in what the renderer has no setting for. The renderer writes
// token by token, a name and then its value, and counts positions by what a writer says it has written; so a writer that
// replaces tokens and tells their true length keeps the file's table of objects right.
type tokens struct {
	w      io.Writer
	values map[string]string // name → the value to write instead; an empty one drops the name as well
	before map[string]string // name → what to write before it
	fonts  bool              // streams may be fonts now
	state  tokenState
}

// tokenState is what the next token is.
type tokenState uint8

// The states.
const (
	asIs       tokenState = iota
	replaced              // a value that has been replaced
	streamHead            // of what stands between the length of a stream, which may change, and the stream
	streamBody            // a stream
)

// Write writes one token and gives the number of bytes that it became.
func (t *tokens) Write(token []byte) (int, error) {
	switch t.state {
	case replaced:
		t.state = asIs
		return 0, nil
	case streamHead:
		if string(token) == streamBegin {
			t.state = streamBody
		}
		return 0, nil
	case streamBody:
		t.state = asIs
		return t.stream(token)
	case asIs:
	}
	if !bytes.HasPrefix(token, []byte("/")) {
		return t.w.Write(token)
	}
	return t.name(string(token))
}

// name writes what is known under a name before or instead of it.
func (t *tokens) name(name string) (int, error) {
	if name == "/Length" {
		t.state = streamHead
		return 0, nil
	}
	value, ok := t.values[name]
	switch {
	case !ok:
		return io.WriteString(t.w, t.before[name]+name)
	case value == "":
		t.state = replaced
		return 0, nil
	default:
		t.state = replaced
		return io.WriteString(t.w, name+value)
	}
}

// streamBegin stands between the dictionary of a stream and its bytes.
const streamBegin = "stream\n"

// stream writes a stream with its length, a font without the moment of writing and with the length that PDF asks of it
// (PDF 32000-1, table 127).
func (t *tokens) stream(body []byte) (int, error) {
	extra := ""
	if t.fonts {
		packed, length, err := undatedStream(body)
		if err != nil {
			return 0, err
		}
		if length > 0 {
			body, extra = packed, fmt.Sprintf("/Length1 %d", length)
		}
	}
	head, err := fmt.Fprintf(t.w, "/Length %d%s>>%s", len(body), extra, streamBegin)
	if err != nil {
		return head, err
	}
	written, err := t.w.Write(body)
	return head + written, err
}
