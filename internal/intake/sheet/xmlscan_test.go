package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// ours lists a document's events as xmlScanner reports them, pieces of a text joined.
func ours(r io.Reader) (string, error) {
	x := newXMLScanner(r)
	var out strings.Builder
	for {
		event, err := x.next()
		if err != nil || event == xmlEOF {
			return out.String(), err
		}
		switch event {
		case xmlStart:
			fmt.Fprintf(&out, "<%s", x.name)
			for _, a := range x.attrs {
				fmt.Fprintf(&out, " %s=%q", a.name, x.attrText(string(a.name)))
			}
			out.WriteString(">")
		case xmlEnd:
			fmt.Fprintf(&out, "</%s>", x.name)
		case xmlText:
			out.Write(x.text)
		case xmlEOF: // seen above
		}
	}
}

// theirs does the same with encoding/xml; doctype tells of what only encoding/xml accepts.
func theirs(document []byte) (events string, doctype bool, err error) {
	d := xml.NewDecoder(bytes.NewReader(document))
	var out strings.Builder
	depth, roots := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String(), doctype || roots != 1, nil
		}
		if err != nil {
			return "", doctype, err
		}
		switch k := token.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				roots++
			}
			fmt.Fprintf(&out, "<%s", k.Name.Local)
			seen := map[string]bool{}
			for _, a := range k.Attr {
				doctype = doctype || seen[a.Name.Local]
				seen[a.Name.Local] = true
				fmt.Fprintf(&out, " %s=%q", a.Name.Local, a.Value)
			}
			out.WriteString(">")
		case xml.EndElement:
			depth--
			fmt.Fprintf(&out, "</%s>", k.Name.Local)
		case xml.CharData:
			if depth > 0 {
				out.Write(k)
			} else {
				doctype = doctype || len(bytes.TrimSpace(k)) > 0
			}
		case xml.Directive, xml.ProcInst:
			doctype = true
		}
	}
}

var documents = []string{
	`<a/>`,
	"\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a b=\"1\" c='&lt;&#x4e2d;\"'> x&amp;y <!-- > --><b/></a>\n",
	`<p:a xmlns:p="u"><p:b p:r='1>2'/>text<![CDATA[<&]]]>more</p:a>`,
	`<a><b></a></b>`, `<a`, `<a>`, `</a>`, `<a b></a>`, `<a b=c/>`, `<a>&nope;</a>`, `<a>&#0;</a>`, `<a/><b/>`, `x<a/>`, ``, `<a></a >`,
	`<!DOCTYPE a><a/>`, `<?xml version="1.0" encoding="GBK"?><a/>`, `<a b="1"c="2"/>`, `<a><!--</a>`, `<a><![CDATA[</a>`, `<>x</>`,
}

func TestXMLScanner(t *testing.T) {
	good := map[int]string{
		0: "<a></a>", 1: `<a b="1" c="<中\""> x&y <b></b></a>`, 2: `<a p="u"><b r="1>2"></b>text<&]more</a>`, 14: "<a></a>",
	}
	for i, d := range documents {
		want, ok := good[i]
		for name, r := range map[string]io.Reader{"whole": strings.NewReader(d), "byte by byte": iotest.OneByteReader(strings.NewReader(d))} {
			got, err := ours(r)
			if (err == nil) != ok || (ok && got != want) {
				t.Errorf("%s, %s: %s, %v; want %s", d, name, got, err, want)
			}
		}
	}
	deep := strings.Repeat("<a>", xmlMaxDepth+1)
	if _, err := ours(strings.NewReader(deep)); !errors.Is(err, errXMLDepth) {
		t.Errorf("deep document: %v, want %v", err, errXMLDepth)
	}
	if _, err := ours(io.MultiReader(strings.NewReader("<a b='"), endless{})); !errors.Is(err, errXML) {
		t.Errorf("endless tag: %v, want %v", err, errXML)
	}
}

// endless is a reader without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// FuzzXMLScanner holds the scanner against encoding/xml: what both accept, they read alike, and how the bytes arrive
// makes no difference.
func FuzzXMLScanner(f *testing.F) {
	for _, d := range documents {
		f.Add([]byte(d))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		got, err := ours(bytes.NewReader(document))
		slow, slowErr := ours(iotest.OneByteReader(bytes.NewReader(document)))
		if (err == nil) != (slowErr == nil) || (err == nil && got != slow) {
			t.Fatalf("%q: %q %v at once, %q %v byte by byte", document, got, err, slow, slowErr)
		}
		want, special, refused := theirs(bytes.TrimPrefix(document, utf8BOM))
		if err != nil || refused != nil || special || !utf8.Valid(document) || bytes.ContainsAny(document, "\r:") {
			return
		}
		if got != want {
			t.Fatalf("%q: %q, encoding/xml %q", document, got, want)
		}
	})
}
