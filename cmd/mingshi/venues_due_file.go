package main

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// cells are the cells of a venue in the order of due.columns: texts, days and a number.
func (v *dueVenue) cells(t *terminal) []any {
	var letter string
	var graded disclosure.Date
	if v.Grade != nil {
		letter, graded = i18n.T(t.lang, "due.ungraded"), v.Grade.DecidedOn
		if v.Grade.Letter != nil {
			letter = *v.Grade.Letter
		}
	}
	kind := disclosure.VenueKinds.Label(v.VenueKind, t.lang == i18n.EN)
	return []any{
		v.Street, v.Grid, v.GridDuty, v.Name, kind, v.Address, v.PermitNumber, letter, graded, v.LastInspected, v.DueBy, v.why(t),
		v.OverdueDays,
	}
}

// writeDueCSV writes the venues, and no sums, as other tables for spreadsheets: UTF-8 with a byte order mark, CRLF. Cells stand as
// they are.
func writeDueCSV(w io.Writer, t *terminal, l *dueList) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{strings.Split(i18n.T(t.lang, "due.columns"), "|")}
	for i := range l.Venues {
		var row []string
		for _, cell := range l.Venues[i].cells(t) {
			switch cell := cell.(type) {
			case string:
				row = append(row, cell)
			case disclosure.Date:
				row = append(row, cell.String())
			case int:
				row = append(row, strconv.Itoa(cell))
			}
		}
		rows = append(rows, row)
	}
	return out.WriteAll(rows)
}

// dueWidths are how wide the columns of due.columns are in a workbook, in characters.
var dueWidths = []float64{14, 18, 24, 28, 12, 40, 30, 10, 12, 12, 12, 20, 10}

// writeDueWorkbook writes the list as a workbook: the venues, and the sums by street and unit on a sheet of their own.
func writeDueWorkbook(w io.Writer, t *terminal, l *dueList) (err error) {
	b := dueWorkbook{File: excelize.NewFile(), t: t}
	defer func() { _ = b.Close() }() // removes temporary files
	if err := b.styles(); err != nil {
		return err
	}
	venues := i18n.T(t.lang, "due.title")
	if err := b.SetSheetName("Sheet1", venues); err != nil {
		return err
	}
	rows := make([][]any, len(l.Venues))
	for i := range l.Venues {
		rows[i] = l.Venues[i].cells(t)
	}
	if err := b.sheet(venues, "due.columns", dueWidths, rows); err != nil {
		return err
	}
	sums := i18n.T(t.lang, "due.sums")
	if _, err := b.NewSheet(sums); err != nil {
		return err
	}
	rows = make([][]any, len(l.Sums))
	for i, sum := range l.Sums {
		rows[i] = []any{sum.Street, sum.Unit, int(sum.Overdue), int(sum.Due), int(sum.Corrections)}
	}
	if err := b.sheet(sums, "due.screen_sums", []float64{14, 24, 10, 10, 14}, rows); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}

// dueWorkbook is a workbook while it is written.
type dueWorkbook struct {
	*excelize.File

	t          *terminal
	bold, date int
}

func (b *dueWorkbook) styles() (err error) {
	form := "yyyy-mm-dd"
	if b.date, err = b.NewStyle(&excelize.Style{CustomNumFmt: &form}); err != nil {
		return err
	}
	b.bold, err = b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	return err
}

// sheet writes a sheet with a row of headings that stays in sight.
func (b *dueWorkbook) sheet(name, headings string, widths []float64, rows [][]any) error {
	out, err := b.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, width := range widths {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	var head []any
	for heading := range strings.SplitSeq(i18n.T(b.t.lang, headings), "|") {
		head = append(head, excelize.Cell{StyleID: b.bold, Value: heading})
	}
	if err := out.SetRow("A1", head); err != nil {
		return err
	}
	for i, row := range rows {
		for column, cell := range row {
			if day, ok := cell.(disclosure.Date); ok {
				row[column] = b.day(day)
			}
		}
		if err := out.SetRow("A"+strconv.Itoa(i+2), row); err != nil {
			return err
		}
	}
	return out.Flush()
}

// day is a cell with a day that a spreadsheet can count with; nil for none.
func (b *dueWorkbook) day(day disclosure.Date) any {
	if day.IsZero() {
		return nil
	}
	epoch := disclosure.Date{Year: 1899, Month: time.December, Day: 30} // day 0 of spreadsheets
	return excelize.Cell{StyleID: b.date, Value: epoch.DaysUntil(day)}
}
