package demo

import (
	"encoding/csv"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"mingshi/internal/disclosure"
)

// coding is how a CSV file spells its characters.
type coding int

const (
	utf8Plain coding = iota
	utf8Marked
	gb18030
)

// byteOrderMark goes before the first heading of a marked UTF-8 file, as Excel writes it.
const byteOrderMark = "\uFEFF"

// noEnd is how the standard says that something has no end.
const noEnd = "2099/12/31"

// cell is what one field of a row may hold: string, int, float64, yuan, disclosure.Date, or nil for an empty field.
type cell any

// yuan is an amount of money that the standard's columns give in 万元 (10,000 yuan); zero leaves the field empty.
type yuan int

// tenThousands gives the amount in 万元.
func (y yuan) tenThousands() float64 { return float64(y) / 10_000 }

// table is one file: a workbook if its name says so, otherwise comma-separated.
type table struct {
	file string
	// title stands above the headings of a workbook.
	title string
	// coding is that of a comma-separated file.
	coding   coding
	headings []string
	rows     [][]cell
}

func (t *table) write(path string) error {
	file, err := os.Create(path) //nolint:gosec // the caller chooses the directory, the file names are ours
	if err != nil {
		return err
	}
	if strings.HasSuffix(t.file, ".xlsx") {
		err = t.writeWorkbook(file)
	} else {
		err = t.writeCSV(file)
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}

func (t *table) writeCSV(w io.Writer) error {
	switch t.coding {
	case gb18030:
		w = simplifiedchinese.GB18030.NewEncoder().Writer(w)
	case utf8Marked:
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return err
		}
	case utf8Plain:
	}
	lines := csv.NewWriter(w)
	if err := lines.Write(t.headings); err != nil {
		return err
	}
	record := make([]string, len(t.headings))
	for _, row := range t.rows {
		for i, c := range row {
			record[i] = cellText(c)
		}
		if err := lines.Write(record); err != nil {
			return err
		}
	}
	lines.Flush()
	return lines.Error()
}

// cellText writes a field as the standard does: dates YYYY/MM/DD, amounts in 万元.
func cellText(c cell) string {
	switch value := c.(type) {
	case string:
		return value
	case int:
		return strconv.Itoa(value)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	case yuan:
		if value == 0 {
			return ""
		}
		return cellText(value.tenThousands())
	case disclosure.Date:
		return slashDate(value)
	default:
		return ""
	}
}

// slashDate writes YYYY/MM/DD, or nothing for no date.
func slashDate(d disclosure.Date) string { return strings.ReplaceAll(d.String(), "-", "/") }

// The sheets of a workbook and the note on its second one.
const (
	formSheet = "填报表"
	noteSheet = "填报说明"
	noteText  = "金额单位为万元，日期格式为YYYY/MM/DD，长期有效填2099/12/31。"
)

// writeWorkbook writes a title over the headings, the rows with real date and number cells, and a sheet of notes.
func (t *table) writeWorkbook(w io.Writer) (err error) {
	book := excelize.NewFile()
	defer func() {
		if closing := book.Close(); err == nil {
			err = closing
		}
	}()
	if err := book.SetSheetName("Sheet1", formSheet); err != nil {
		return err
	}
	if err := t.fillForm(book); err != nil {
		return err
	}
	if _, err := book.NewSheet(noteSheet); err != nil {
		return err
	}
	if err := book.SetCellStr(noteSheet, "A1", noteText); err != nil {
		return err
	}
	return book.Write(w)
}

// columnWidth is wide enough for most names, in characters.
const columnWidth = 18

func (t *table) fillForm(book *excelize.File) error {
	// Number format 14 is the short date of the reader's own locale.
	date, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return err
	}
	sheet, err := book.NewStreamWriter(formSheet)
	if err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(len(t.headings))
	if err != nil {
		return err
	}
	if err := sheet.SetColWidth(1, len(t.headings), columnWidth); err != nil {
		return err
	}
	if err := sheet.SetRow("A1", []any{t.title}); err != nil {
		return err
	}
	if err := sheet.MergeCell("A1", last+"1"); err != nil {
		return err
	}
	headings := make([]any, len(t.headings))
	for i, h := range t.headings {
		headings[i] = h
	}
	if err := sheet.SetRow("A2", headings); err != nil {
		return err
	}
	for i, row := range t.rows {
		if err := sheet.SetRow("A"+strconv.Itoa(i+3), sheetCells(row, date)); err != nil {
			return err
		}
	}
	return sheet.Flush()
}

// sheetCells turns fields into cells of a workbook; what is empty stays without a cell.
func sheetCells(row []cell, dateStyle int) []any {
	cells := make([]any, len(row))
	for i, c := range row {
		switch value := c.(type) {
		case disclosure.Date:
			if !value.IsZero() {
				cells[i] = excelize.Cell{StyleID: dateStyle, Value: value.In(time.UTC)}
			}
		case yuan:
			if value != 0 {
				cells[i] = value.tenThousands()
			}
		case string:
			if value != "" {
				cells[i] = value
			}
		default:
			cells[i] = value
		}
	}
	return cells
}
