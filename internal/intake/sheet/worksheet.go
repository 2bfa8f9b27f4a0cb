package sheet

import (
	"errors"
	"strconv"
)

// How deep in a worksheet's part its elements stand. Extensions use the same names elsewhere.
const (
	depthRow       = 3 // worksheet, sheetData, row
	depthCell      = 4
	depthMergeCell = 3 // worksheet, mergeCells, mergeCell
)

// worksheetReader reads the rows of one worksheet.
type worksheetReader struct {
	w       *workbook
	t       *tab
	x       *xmlScanner
	merges  *mergeTracker
	skipped Skipped

	row    int    // the present row, from 1
	column int    // the present cell, from 0
	text   []byte // the texts of the row's cells, one after the other
	ends   []int  // where each cell ends in text
	value  []byte // of the present cell, as written
}

func newWorksheetReader(w *workbook, t *tab, x *xmlScanner) *worksheetReader {
	return &worksheetReader{w: w, t: t, x: x, merges: newMergeTracker(t.merges)}
}

// run reads to the end of the part, so that its checksum is checked, or until yield answers false.
func (r *worksheetReader) run(yield func(Row) bool) error {
	for {
		event, err := r.x.next()
		if err != nil || event == xmlEOF {
			return err
		}
		if event != xmlStart || string(r.x.name) != "row" || r.x.depth() != depthRow {
			continue
		}
		hidden := r.x.attrTrue("hidden") || string(r.x.attr("ht")) == "0"
		if err := r.readRow(); err != nil {
			return err
		}
		if row, ok := r.visible(hidden); ok && !yield(row) {
			return nil
		}
		if len(r.merges.active) > MaxColumns {
			// They overlap, which no spreadsheet program writes.
			return errXML
		}
	}
}

// visible makes the row just read into what a person sees of it; false where that is nothing, or a title.
func (r *worksheetReader) visible(hidden bool) (Row, bool) {
	cells := r.cells()
	r.merges.enter(r.row, cells)
	switch {
	case isBlank(cells):
		return Row{}, false
	case hidden:
		r.skipped.HiddenRows++
		return Row{}, false
	case r.merges.onlyTitle(r.row, cells):
		r.skipped.MergedRows++
		return Row{}, false
	}
	return Row{Number: r.row, Cells: r.merges.fill(r.row, cells)}, true
}

// cells cuts the row's text into cells, up to the last that has a value. One string holds them all.
func (r *worksheetReader) cells() []string {
	cells := make([]string, len(r.ends))
	text, begin := string(r.text), 0
	for i := range cells {
		cells[i] = text[begin:r.ends[i]]
		begin = r.ends[i]
	}
	return cells
}

func (r *worksheetReader) readRow() error {
	if err := r.place(); err != nil {
		return err
	}
	r.text, r.ends, r.column = r.text[:0], r.ends[:0], -1
	depth := r.x.depth()
	for {
		event, err := r.x.next()
		if err != nil {
			return err
		}
		if r.x.depth() < depth {
			return nil
		}
		if event == xmlStart && string(r.x.name) == "c" && r.x.depth() == depthCell {
			if err := r.readCell(); err != nil {
				return r.cellFault(err)
			}
		}
	}
}

// place finds the row's number: the one it bears, else the next.
func (r *worksheetReader) place() error {
	number := r.row + 1
	if a := r.x.attr("r"); len(a) > 0 {
		n, err := strconv.Atoi(string(a))
		if err != nil {
			return errXML
		}
		number = n
	}
	if number <= r.row || number > maxRows {
		return problem(FileRowsOutOfOrder, r.w.name, r.t.name, number)
	}
	r.row = number
	return nil
}

// readCell reads the cell whose tag was just met and adds its text to the row.
func (r *worksheetReader) readCell() error {
	r.column++
	if ref := r.x.attr("r"); len(ref) > 0 {
		column, row, ok := parseCell(ref)
		if !ok || row != r.row || column < r.column {
			return errXML
		}
		r.column = column
	}
	kind, shift := cellKind(r.x.attr("t")), r.shift()
	begin := len(r.text)
	found, err := r.readValue(kind)
	if err != nil {
		return err
	}
	if found {
		if err := r.appendValue(kind, shift); err != nil {
			return err
		}
	}
	if len(r.text) == begin {
		return nil
	}
	if r.column >= MaxColumns {
		return problem(FileTooManyColumns, r.w.name, r.row, MaxColumns)
	}
	for len(r.ends) < r.column {
		r.ends = append(r.ends, begin)
	}
	r.ends = append(r.ends, len(r.text))
	return nil
}

// shift is what has to be added to a date so that it counts from 1900.
func (r *worksheetReader) shift() float64 {
	if !r.w.from1904 {
		return 0
	}
	style, err := strconv.Atoi(string(r.x.attr("s")))
	if err != nil {
		style = 0
	}
	if style >= 0 && style < len(r.w.dates) && r.w.dates[style] {
		return days1904
	}
	return 0
}

// cellType is how a cell's value is to be understood (ECMA-376 part 1, 18.18.11).
type cellType int

const (
	cellNumber cellType = iota
	cellShared
	cellPlain // the result of a formula, or the error it ended in
	cellInline
	cellBool
	cellDate
)

func cellKind(t []byte) cellType {
	switch string(t) {
	case "s":
		return cellShared
	case "str", "e":
		return cellPlain
	case "inlineStr":
		return cellInline
	case "b":
		return cellBool
	case "d":
		return cellDate
	}
	return cellNumber
}

// readValue reads the cell to its end: an inline text goes to the row at once, any other value to r.value, and found
// tells that there is one.
func (r *worksheetReader) readValue(kind cellType) (found bool, err error) {
	depth, parts := r.x.depth(), cellParts{}
	for {
		event, err := r.x.next()
		if err != nil {
			return false, err
		}
		if r.x.depth() < depth {
			break
		}
		if event != xmlStart {
			continue
		}
		if err := r.readPart(&parts); err != nil {
			return false, err
		}
	}
	if parts.formula && !parts.value && !parts.text {
		return false, problem(FileUncalculated, r.w.name, r.t.name, columnName(r.column)+strconv.Itoa(r.row))
	}
	return parts.value && !parts.text && (kind == cellPlain || len(r.value) > 0), nil
}

// cellParts tells what a cell was found to hold.
type cellParts struct {
	value, text, formula bool
}

func (r *worksheetReader) readPart(parts *cellParts) (err error) {
	switch string(r.x.name) {
	case "v":
		r.value, err = r.x.appendText(r.value[:0], MaxCellBytes)
		parts.value = true
	case "is":
		r.text, err = appendRichText(r.text, r.x)
		parts.text = true
	case "f":
		err = r.x.skip()
		parts.formula = true
	default:
		err = r.x.skip()
	}
	return err
}

func (r *worksheetReader) appendValue(kind cellType, shift float64) error {
	switch kind {
	case cellShared:
		i, err := strconv.ParseInt(string(r.value), 10, 64)
		if err != nil {
			return errXML
		}
		r.text, err = r.w.strings.appendString(r.text, i)
		return err
	case cellPlain, cellInline:
		begin := len(r.text)
		r.text = unescape(append(r.text, r.value...), begin)
	case cellBool:
		r.text = append(r.text, truth(string(r.value))...)
	case cellDate:
		r.text = appendISODate(r.text, r.value)
	case cellNumber:
		r.text = appendNumber(r.text, r.value, shift)
	}
	return nil
}

func truth(value string) string {
	if value == "1" || value == "true" {
		return "TRUE"
	}
	return "FALSE"
}

func (r *worksheetReader) cellFault(err error) error {
	if errors.Is(err, errCellTooLong) {
		return problem(FileCellTooLong, r.w.name, r.row, columnName(max(r.column, 0)), MaxCellBytes>>10)
	}
	return err
}
