package tabular

import (
	"bytes"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// The limits of the format.
const (
	// MaxSheetRows is how many rows a worksheet, and so an XLSX file, holds below its headings.
	MaxSheetRows = excelize.TotalRows - 1
	// maxCell is how many UTF-16 units a cell holds.
	maxCell = excelize.TotalCellChars
	// maxDigits is how many digits a number cell keeps; a longer number is written as text.
	maxDigits = 15
)

// workbookSink writes a workbook: the records, what they are, and the dictionary of the columns. Rows go to a temporary file
// as they come; nothing reaches the writer before all of them are there.
type workbookSink struct {
	w       io.Writer
	columns []Column
	options *Options
	book    *excelize.File
	records *excelize.StreamWriter
	values  []any
	row     int
	max     int // rows below the headings

	dateStyle, moneyStyle int
}

func newWorkbookSink(w io.Writer, columns []Column, o *Options) (*workbookSink, error) {
	s := &workbookSink{
		w: w, columns: columns, options: o, book: excelize.NewFile(), values: make([]any, len(columns)), row: 1, max: MaxSheetRows,
	}
	if err := s.begin(); err != nil {
		s.free()
		return nil, disclosure.Errorf(disclosure.KindOf(err), "begin workbook: %w", err)
	}
	return s, nil
}

func (s *workbookSink) begin() error {
	name := i18n.T(s.lang(), "kind."+string(s.options.Kind))
	if err := s.book.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	var err error
	dateForm, moneyForm := "yyyy-mm-dd", "0.00"
	if s.dateStyle, err = s.book.NewStyle(&excelize.Style{CustomNumFmt: &dateForm}); err != nil {
		return err
	}
	if s.moneyStyle, err = s.book.NewStyle(&excelize.Style{CustomNumFmt: &moneyForm}); err != nil {
		return err
	}
	headings := make([]string, len(s.columns))
	widths := make([]float64, len(s.columns))
	for i := range s.columns {
		headings[i], widths[i] = s.heading(&s.columns[i]), width(&s.columns[i])
	}
	s.records, err = s.sheet(name, headings, widths)
	return err
}

// lang is the language of what is not asked for in any.
func (s *workbookSink) lang() i18n.Lang {
	if s.options.Lang == "" {
		return i18n.ZH
	}
	return s.options.Lang
}

// heading is what a column is headed by. The standard's columns are headed by its own names or by its codes, never by
// translations, so that the import knows them.
func (s *workbookSink) heading(c *Column) string {
	switch {
	case s.options.Lang == "", s.options.Codes != "" && s.options.Lang != i18n.ZH:
		return c.Name
	}
	return c.Title(s.options.Lang)
}

// sheet begins a sheet with a bold row of headings that stays in sight.
func (s *workbookSink) sheet(name string, headings []string, widths []float64) (*excelize.StreamWriter, error) {
	if at, err := s.book.GetSheetIndex(name); err != nil || at < 0 {
		if _, err := s.book.NewSheet(name); err != nil {
			return nil, err
		}
	}
	bold, err := s.book.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	if err != nil {
		return nil, err
	}
	sheet, err := s.book.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	for i, width := range widths {
		if err := sheet.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	cells := make([]any, len(headings))
	for i, heading := range headings {
		cells[i] = excelize.Cell{StyleID: bold, Value: heading}
	}
	return sheet, sheet.SetRow("A1", cells)
}

// width is how wide a column is, in characters.
func width(c *Column) float64 {
	const narrow, middle, wide = 14, 22, 40
	switch c.Type {
	case TypeDate, TypeInteger, TypeNumber, TypeMoney, TypeWan, TypeFlag:
		return narrow
	case TypeJSON:
		return wide
	case TypeText, TypeCode, TypeCodes, TypeInstant:
	}
	switch c.Path {
	case "facts", "content", "legal_basis", "violation_type", "counterparty.name", "url":
		return wide
	}
	return middle
}

func (s *workbookSink) add(texts [][]byte) error {
	if s.row-1 >= s.max {
		return disclosure.Errorf(disclosure.Invalid, "workbook: more than %d records; narrow the query or take another format", s.max)
	}
	s.row++
	for i, text := range texts {
		value, err := s.value(&s.columns[i], text)
		if err != nil {
			return disclosure.Errorf(disclosure.KindOf(err), "column %s: %w", s.columns[i].Name, err)
		}
		s.values[i] = value
	}
	if err := s.records.SetRow("A"+strconv.Itoa(s.row), s.values); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "row %d: %w", s.row, err) // the temporary file
	}
	return nil
}

// value makes a cell of a text; nil leaves it out. What a number cell would not keep to the last digit stays text.
func (s *workbookSink) value(c *Column, text []byte) (any, error) {
	if len(text) == 0 {
		return nil, nil //nolint:nilnil // an empty cell is no error
	}
	switch c.Type {
	case TypeInteger, TypeNumber, TypeWan:
		if number, ok := exactNumber(text); ok {
			return number, nil
		}
	case TypeMoney:
		if number, ok := exactNumber(text); ok {
			return excelize.Cell{StyleID: s.moneyStyle, Value: number}, nil
		}
	case TypeFlag:
		return string(text) == "true", nil
	case TypeDate:
		if serial, ok := dateSerial(text); ok && s.options.Codes == "" {
			return excelize.Cell{StyleID: s.dateStyle, Value: serial}, nil
		}
	case TypeText, TypeCode, TypeCodes, TypeInstant, TypeJSON:
	}
	if units := utf16Units(text); units > maxCell {
		return nil, disclosure.Errorf(
			disclosure.Invalid, "text of %d characters, more than the %d of a cell; take another format", units, maxCell,
		)
	}
	return string(text), nil
}

func exactNumber(text []byte) (float64, bool) {
	if len(bytes.Trim(text, "-")) > maxDigits {
		return 0, false
	}
	number, err := strconv.ParseFloat(string(text), 64)
	return number, err == nil
}

// utf16Units counts as the format does: signs beyond the basic plane are two.
func utf16Units(text []byte) int {
	if len(text) <= maxCell {
		return len(text) // no fewer bytes than units
	}
	units := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if units++; r > 0xFFFF {
			units++
		}
		text = text[size:]
	}
	return units
}

// dateSerial is a spreadsheet's number of a day. Days before March 1900 have none that all programs agree on.
func dateSerial(text []byte) (int, bool) {
	day, err := disclosure.ParseDate(string(text))
	firstAgreed := disclosure.Date{Year: 1900, Month: time.March, Day: 1}
	if err != nil || day.Before(firstAgreed) {
		return 0, false
	}
	return disclosure.Date{Year: 1899, Month: time.December, Day: 30}.DaysUntil(day), true
}

func (s *workbookSink) end() error {
	if err := s.records.Flush(); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "end workbook: %w", err)
	}
	if err := s.describe(); err != nil {
		return disclosure.Errorf(disclosure.KindOf(err), "describe workbook: %w", err)
	}
	_, err := s.book.WriteTo(s.w)
	return written(err)
}

// free removes the temporary files.
func (s *workbookSink) free() { _ = s.book.Close() }
