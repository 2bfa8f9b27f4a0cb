package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"mingshi/internal/disclosure"
)

const csvBuffer = 64 << 10

// textTable is a CSV file whose encoding is known and checked.
type textTable struct {
	name     string
	file     *io.SectionReader
	encoding string
	crOnly   bool // lines end with CR alone, as old Macintosh programs wrote them
}

func (t *textTable) sheets() []string       { return []string{""} }
func (t *textTable) hiddenSheets() []string { return nil }
func (t *textTable) close() error           { return nil }

// text gives the file from its beginning as UTF-8 without a byte order mark, lines ending with LF.
func (t *textTable) text() (io.Reader, error) {
	var r io.Reader = io.NewSectionReader(t.file, 0, t.file.Size())
	if t.crOnly {
		r = lineFeeds{r}
	}
	if t.encoding == "gb18030" {
		r = gb18030(r)
	}
	b := bufio.NewReaderSize(r, csvBuffer)
	mark, err := b.Peek(len(utf8BOM))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.Equal(mark, utf8BOM) {
		if _, err := b.Discard(len(utf8BOM)); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (t *textTable) rows(sheet string, yield func(Row) bool) (Skipped, error) {
	if sheet != "" {
		return Skipped{}, disclosure.Errorf(disclosure.NotFound, "rows of %q: a text file has no sheet %q", t.name, sheet)
	}
	text, err := t.text()
	if err != nil {
		return Skipped{}, err
	}
	guard := &recordGuard{r: text}
	records := csv.NewReader(bufio.NewReaderSize(guard, csvBuffer))
	records.FieldsPerRecord = -1
	at := position{}
	for found := false; ; {
		at.offset = records.InputOffset()
		cells, err := records.Read()
		if errors.Is(err, io.EOF) && guard.over == "" {
			if !found {
				return Skipped{}, problem(FileEmpty, t.name)
			}
			return Skipped{}, nil
		}
		if err != nil {
			return Skipped{}, t.explain(err, guard, at)
		}
		guard.reset()
		row := Row{Number: at.advance(records, cells), Cells: cells}
		if err := checkCells(t.name, row); err != nil {
			return Skipped{}, err
		}
		if isBlank(cells) {
			continue
		}
		found = true
		if !yield(row) {
			return Skipped{}, nil
		}
	}
}

// position knows where the reading stands. A spreadsheet counts a record over several lines as one row, the file does
// not; what the lines run ahead of the rows is kept in extra.
type position struct {
	offset int64 // where the next record begins in the text
	row    int   // the row of the last record
	extra  int
}

func (p *position) advance(records *csv.Reader, cells []string) int {
	last := len(cells) - 1
	begins, _ := records.FieldPos(0)
	ends, _ := records.FieldPos(last)
	p.row = begins - p.extra
	p.extra += ends - begins + strings.Count(cells[last], "\n")
	return p.row
}

// explain turns what stopped the CSV reader into what the clerk can act on.
func (t *textTable) explain(err error, guard *recordGuard, at position) error {
	switch guard.over {
	case FileLineTooLong:
		return problem(FileLineTooLong, t.name, at.row, MaxRecordBytes>>20)
	case FileTooManyColumns:
		return problem(FileTooManyColumns, t.name, at.row+1, MaxColumns)
	default: // the guard had nothing to object to
	}
	parse, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		return err
	}
	row := parse.StartLine - at.extra
	if errors.Is(parse.Err, csv.ErrQuote) && t.openAtEnd(at.offset) {
		return problem(FileTruncatedCell, t.name, row)
	}
	return problem(FileQuote, t.name, row, parse.Line)
}

// openAtEnd tells a file that ends inside a quoted cell from other faults of quoting: there one more quotation mark at
// the end mends the record. The record has passed the guard, so it is read again within the same bounds.
func (t *textTable) openAtEnd(offset int64) bool {
	text, err := t.text()
	if err != nil {
		return false
	}
	if _, err := io.CopyN(io.Discard, text, offset); err != nil {
		return false
	}
	mended := csv.NewReader(&recordGuard{r: io.MultiReader(text, strings.NewReader(`"`))})
	_, err = mended.Read()
	return err == nil
}

func checkCells(name string, row Row) error {
	if len(row.Cells) > MaxColumns {
		return problem(FileTooManyColumns, name, row.Number, MaxColumns)
	}
	for i, c := range row.Cells {
		if len(c) > MaxCellBytes {
			return problem(FileCellTooLong, name, row.Number, columnName(i), MaxCellBytes>>10)
		}
	}
	return nil
}

func isBlank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// columnName gives column 0 as "A", 26 as "AA", as spreadsheets do.
func columnName(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

var errRecordTooLong = errors.New("record too long")

// recordGuard ends the text where one record grows beyond bounds, before the CSV reader has gathered it in memory.
// It counts what passes between two resets; what the buffer holds already is not counted again.
type recordGuard struct {
	r                     io.Reader
	bytes, lines, columns int
	over                  ProblemCode // which bound was passed, "" while none is
}

// maxSeparators bounds the commas of one record, those within texts included: each costs the CSV reader memory.
const maxSeparators = 64 * MaxColumns

func (g *recordGuard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	lines := bytes.Count(p[:n], []byte{'\n'})
	// Line ends have a bound of their own, because any number of blank lines between two records is no long record.
	g.lines += lines
	g.bytes += n - lines - bytes.Count(p[:n], []byte{'\r'})
	g.columns += bytes.Count(p[:n], []byte{','})
	switch {
	case g.bytes > MaxRecordBytes+csvBuffer || g.lines > MaxRecordBytes:
		g.over = FileLineTooLong
	case g.columns > maxSeparators+csvBuffer:
		g.over = FileTooManyColumns
	default:
		return n, err
	}
	return 0, errRecordTooLong
}

func (g *recordGuard) reset() { g.bytes, g.lines, g.columns = 0, 0, 0 }

// lineFeeds turns CR into LF.
type lineFeeds struct{ r io.Reader }

func (l lineFeeds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
