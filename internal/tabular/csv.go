package tabular

import (
	"bytes"
	"io"
)

// byteOrderMark is that of UTF-8.
const byteOrderMark = "\uFEFF"

// csvSink writes RFC 4180: commas, CRLF, quotes only where a cell needs them, the first line the names of the columns. Cells
// stand as they are; see the package comment on formulas.
type csvSink struct {
	w   io.Writer
	out []byte
}

func newCSVSink(w io.Writer, columns []Column, mark bool) *csvSink {
	s := &csvSink{w: w}
	if mark {
		s.out = append(s.out, byteOrderMark...)
	}
	for i := range columns {
		s.out = appendCell(s.out, []byte(columns[i].Name), i > 0)
	}
	s.out = append(s.out, '\r', '\n')
	return s
}

// appendCell appends a cell, behind a comma if it is not the first of its line.
func appendCell(out, text []byte, comma bool) []byte {
	if comma {
		out = append(out, ',')
	}
	if !needsQuotes(text) {
		return append(out, text...)
	}
	out = append(out, '"')
	for {
		quote := bytes.IndexByte(text, '"')
		if quote < 0 {
			break
		}
		out = append(append(out, text[:quote+1]...), '"')
		text = text[quote+1:]
	}
	return append(append(out, text...), '"')
}

// needsQuotes looks for one sign after the other: that is faster than for any of them.
func needsQuotes(text []byte) bool {
	return bytes.IndexByte(text, ',') >= 0 || bytes.IndexByte(text, '"') >= 0 || bytes.IndexByte(text, '\n') >= 0 ||
		bytes.IndexByte(text, '\r') >= 0
}

func (s *csvSink) add(texts [][]byte) error {
	for i, text := range texts {
		s.out = appendCell(s.out, text, i > 0)
	}
	s.out = append(s.out, '\r', '\n')
	if len(s.out) < chunk {
		return nil
	}
	return s.end()
}

func (s *csvSink) end() error {
	_, err := s.w.Write(s.out)
	s.out = s.out[:0]
	return written(err)
}

func (*csvSink) free() {}
