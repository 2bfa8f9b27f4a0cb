package sheet

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// xmlEvent is what xmlScanner.next came upon.
type xmlEvent int

const (
	xmlEOF xmlEvent = iota
	xmlStart
	xmlEnd
	xmlText
)

const (
	xmlBuffer   = 64 << 10
	xmlMaxTag   = 1 << 20 // bytes of one tag
	xmlMaxDepth = 100
)

var (
	errXML      = errors.New("malformed XML")
	errXMLDepth = errors.New("XML nested too deep")
	errXMLDTD   = errors.New("XML with a document type")
	errXMLUTF8  = errors.New("XML in another encoding than UTF-8")
)

type xmlAttr struct{ name, value []byte }

// xmlScanner reads the XML of a workbook's parts event by event in constant memory. It knows what such parts may hold:
// UTF-8, no document type, only the five named entities. Names come without their prefix. Tags must be nested properly
// and closed, so a part that was cut off is never taken for a shorter one. encoding/xml does the same at a fifth of the
// speed; the tests compare the two.
type xmlScanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	readErr  error

	// name is that of the start or end tag just met, attrs those of the start tag, text a piece of character data (one
	// text may come in several pieces). All are valid until the next event.
	name  []byte
	attrs []xmlAttr
	text  []byte

	open     []byte // full names of the open elements, one after the other
	marks    []int  // where each begins in open
	closing  bool   // the start tag just met was an empty element: its end comes next
	begun    bool   // the byte order mark is behind
	rootSeen bool
	entity   [utf8.UTFMax]byte
}

func newXMLScanner(r io.Reader) *xmlScanner {
	return &xmlScanner{r: r, buf: make([]byte, xmlBuffer)}
}

// depth is the number of open elements, the one just started included.
func (x *xmlScanner) depth() int { return len(x.marks) }

// next goes on to the next event. After the end of the root element comes xmlEOF.
func (x *xmlScanner) next() (xmlEvent, error) {
	if x.closing {
		x.closing = false
		x.pop()
		return xmlEnd, nil
	}
	x.begin()
	for {
		if x.pos == x.end && !x.fill() {
			return xmlEOF, x.atEnd()
		}
		if x.buf[x.pos] == '<' {
			event, skip, err := x.markup()
			if err != nil || !skip {
				return event, err
			}
			continue
		}
		if err := x.characters(); err != nil {
			return xmlEOF, err
		}
		if x.depth() > 0 {
			return xmlText, nil
		}
		if rest := bytes.TrimSpace(x.text); len(rest) > 0 {
			return xmlEOF, errXML
		}
	}
}

// begin passes over a byte order mark.
func (x *xmlScanner) begin() {
	for !x.begun {
		if x.end < len(utf8BOM) && x.fill() {
			continue
		}
		if bytes.HasPrefix(x.buf[:x.end], utf8BOM) {
			x.pos = len(utf8BOM)
		}
		x.begun = true
	}
}

func (x *xmlScanner) atEnd() error {
	if !errors.Is(x.readErr, io.EOF) {
		return x.readErr
	}
	if x.depth() > 0 || !x.rootSeen {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// fill reads more behind what is there, and reports whether there was more.
func (x *xmlScanner) fill() bool {
	if x.pos > 0 {
		x.end = copy(x.buf, x.buf[x.pos:x.end])
		x.pos = 0
	}
	if x.end == len(x.buf) {
		x.buf = append(x.buf, make([]byte, len(x.buf))...)
	}
	for x.readErr == nil {
		n, err := x.r.Read(x.buf[x.end:])
		x.end += n
		x.readErr = err
		if n > 0 {
			return true
		}
	}
	return false
}

// find returns the length of what is ahead up to and including mark, reading on as needed.
func (x *xmlScanner) find(mark string) (int, error) {
	for from := 0; ; {
		ahead := x.buf[x.pos:x.end]
		if i := bytes.Index(ahead[from:], []byte(mark)); i >= 0 {
			return from + i + len(mark), nil
		}
		from = max(0, len(ahead)-len(mark)+1)
		if err := x.more(); err != nil {
			return 0, err
		}
	}
}

// more reads on within a tag or other markup.
func (x *xmlScanner) more() error {
	if x.end-x.pos > xmlMaxTag {
		return errXML
	}
	if x.fill() {
		return nil
	}
	if errors.Is(x.readErr, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return x.readErr
}

// markup takes what begins with "<"; skip means that it is of no interest.
func (x *xmlScanner) markup() (event xmlEvent, skip bool, err error) {
	for x.end-x.pos < 2 {
		if err := x.more(); err != nil {
			return xmlEOF, false, err
		}
	}
	switch x.buf[x.pos+1] {
	case '/':
		err = x.endTag()
		return xmlEnd, false, err
	case '?':
		return xmlEOF, true, x.instruction()
	case '!':
		return x.declaration()
	}
	return xmlStart, false, x.startTag()
}

func (x *xmlScanner) instruction() error {
	n, err := x.find("?>")
	if err != nil {
		return err
	}
	text := bytes.ToLower(x.buf[x.pos : x.pos+n])
	x.pos += n
	if !bytes.HasPrefix(text, []byte("<?xml ")) {
		return nil
	}
	if _, after, ok := bytes.Cut(text, []byte("encoding=")); ok && len(after) > 0 {
		label, _, _ := bytes.Cut(after[1:], after[:1])
		if l := string(label); l != "utf-8" && l != "utf8" && l != "us-ascii" {
			return errXMLUTF8
		}
	}
	return nil
}

// declaration takes a comment or a CDATA section.
func (x *xmlScanner) declaration() (event xmlEvent, skip bool, err error) {
	const cdata, comment = "<![CDATA[", "<!--"
	for x.end-x.pos < len(cdata) {
		if err := x.more(); err != nil {
			return xmlEOF, false, err
		}
	}
	ahead := x.buf[x.pos:x.end]
	switch {
	case bytes.HasPrefix(ahead, []byte(comment)):
		x.pos += len(comment)
		n, err := x.find("-->")
		x.pos += n
		return xmlEOF, true, err
	case bytes.HasPrefix(ahead, []byte(cdata)) && x.depth() > 0:
		x.pos += len(cdata)
		n, err := x.find("]]>")
		if err != nil {
			return xmlEOF, false, err
		}
		x.text = x.buf[x.pos : x.pos+n-len("]]>")]
		x.pos += n
		return xmlText, false, nil
	}
	return xmlEOF, false, errXMLDTD
}

// tagLength finds the ">" that ends the tag ahead; inside quotation marks it is an ordinary character.
func (x *xmlScanner) tagLength() (int, error) {
	var quote byte
	for i := 1; ; i++ {
		if x.pos+i == x.end {
			if err := x.more(); err != nil {
				return 0, err
			}
		}
		switch c := x.buf[x.pos+i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1, nil
		case c == '<':
			return 0, errXML
		}
	}
}

func (x *xmlScanner) startTag() error {
	n, err := x.tagLength()
	if err != nil {
		return err
	}
	tag := x.buf[x.pos+1 : x.pos+n-1]
	x.pos += n
	if x.closing = len(tag) > 0 && tag[len(tag)-1] == '/'; x.closing {
		tag = tag[:len(tag)-1]
	}
	length := nameLength(tag)
	if length == 0 || (x.depth() == 0 && x.rootSeen) {
		return errXML
	}
	if x.depth() >= xmlMaxDepth {
		return errXMLDepth
	}
	x.rootSeen = true
	x.marks = append(x.marks, len(x.open))
	x.open = append(x.open, tag[:length]...)
	x.name = localName(tag[:length])
	return x.attributes(tag[length:])
}

func (x *xmlScanner) attributes(rest []byte) error {
	x.attrs = x.attrs[:0]
	for {
		trimmed := trimSpaceLeft(rest)
		if len(trimmed) == 0 {
			return nil
		}
		length := nameLength(trimmed)
		if length == 0 || len(trimmed) == len(rest) {
			return errXML
		}
		name := localName(trimmed[:length])
		rest = trimSpaceLeft(trimmed[length:])
		if len(rest) == 0 || rest[0] != '=' {
			return errXML
		}
		rest = trimSpaceLeft(rest[1:])
		if len(rest) < 2 || (rest[0] != '"' && rest[0] != '\'') {
			return errXML
		}
		i := bytes.IndexByte(rest[1:], rest[0])
		if i < 0 {
			return errXML
		}
		x.attrs = append(x.attrs, xmlAttr{name: name, value: rest[1 : 1+i]})
		rest = rest[i+2:]
	}
}

func (x *xmlScanner) endTag() error {
	n, err := x.find(">")
	if err != nil {
		return err
	}
	name := bytes.TrimRight(x.buf[x.pos+2:x.pos+n-1], " \t\r\n")
	x.pos += n
	if x.depth() == 0 || !bytes.Equal(name, x.open[x.marks[len(x.marks)-1]:]) {
		return errXML
	}
	x.pop()
	return nil
}

// pop closes the innermost element and leaves its name for the event.
func (x *xmlScanner) pop() {
	last := len(x.marks) - 1
	x.name = localName(x.open[x.marks[last]:])
	x.open = x.open[:x.marks[last]]
	x.marks = x.marks[:last]
}

// characters takes one piece of character data: a run without markup, or one entity.
func (x *xmlScanner) characters() error {
	ahead := x.buf[x.pos:x.end]
	if ahead[0] != '&' {
		n := bytes.IndexByte(ahead, '<')
		if n < 0 {
			n = len(ahead)
		}
		if i := bytes.IndexByte(ahead[:n], '&'); i >= 0 {
			n = i
		}
		x.text = ahead[:n]
		x.pos += n
		return nil
	}
	n, err := x.find(";")
	if err != nil {
		return err
	}
	r, ok := entityRune(x.buf[x.pos+1 : x.pos+n-1])
	if !ok {
		return errXML
	}
	x.pos += n
	x.text = utf8.AppendRune(x.entity[:0], r)
	return nil
}

func nameLength(p []byte) int {
	for i, c := range p {
		switch c {
		case ' ', '\t', '\r', '\n', '=', '/', '"', '\'', '&':
			return i
		}
	}
	return len(p)
}

func localName(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}

func trimSpaceLeft(p []byte) []byte {
	for len(p) > 0 && (p[0] == ' ' || p[0] == '\n' || p[0] == '\t' || p[0] == '\r') {
		p = p[1:]
	}
	return p
}
