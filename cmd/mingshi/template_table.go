package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"mingshi/internal/i18n"
	"mingshi/internal/intake"
)

// blankStyles are the styles of a workbook to be filled in.
type blankStyles struct {
	title, note, heading, text, day, number, wrapped, section, fixed int
}

func (b *blank) makeStyles() error {
	var thin []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		thin = append(thin, excelize.Border{Type: side, Color: "999999", Style: 1})
	}
	grey := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}}
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	text, day := "@", "yyyy/mm/dd"
	for _, style := range []struct {
		into *int
		what excelize.Style
	}{
		{&b.styles.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}}},
		{&b.styles.note, excelize.Style{Font: &excelize.Font{Color: "666666"}}},
		{&b.styles.heading, excelize.Style{Font: &excelize.Font{Bold: true}, Border: thin, Fill: grey, Alignment: wrap}},
		{&b.styles.text, excelize.Style{CustomNumFmt: &text, Border: thin}},
		{&b.styles.day, excelize.Style{CustomNumFmt: &day, Border: thin, Alignment: &excelize.Alignment{Horizontal: "left"}}},
		{&b.styles.number, excelize.Style{Border: thin}},
		{&b.styles.wrapped, excelize.Style{Border: thin, Alignment: wrap}},
		{&b.styles.section, excelize.Style{Font: &excelize.Font{Bold: true}, Fill: grey}},
		{&b.styles.fixed, excelize.Style{Fill: grey, Border: thin, Alignment: wrap}},
	} {
		id, err := b.NewStyle(&style.what)
		if err != nil {
			return err
		}
		*style.into = id
	}
	return nil
}

// ofColumn is the style of a column's cells.
func (s *blankStyles) ofColumn(column *intake.FormColumn) int {
	switch {
	case column.Day:
		return s.day
	case column.Number:
		return s.number
	}
	return s.text
}

// The rows of the table to be filled in.
const (
	tableTitleRow   = 1
	tableNoteRow    = 2
	tableHeadingRow = 3
	tableRows       = 2000 // that are formatted and have lists
)

// Widths of columns, in characters.
const (
	narrowColumn = 12
	columnWidth  = 20
	wideColumn   = 44
)

// tableColumns are the columns of the table. One of items also tells what each item is, which import passes over.
func (b *blank) tableColumns() []intake.FormColumn {
	columns := slices.Clone(b.form.Columns)
	at := slices.IndexFunc(columns, func(c intake.FormColumn) bool { return c.Field == "item" })
	if b.form.Name == intake.FormItems && at >= 0 {
		columns = slices.Insert(columns, at+1, intake.FormColumn{Title: "评查内容"}, intake.FormColumn{Title: "分值"})
	}
	return columns
}

// writeTable makes a table with one record a row.
func (b *blank) writeTable() error {
	columns := b.tableColumns()
	if err := b.put(blankSheet, tableTitleRow, b.styles.title, b.title()); err != nil {
		return err
	}
	if err := b.put(blankSheet, tableNoteRow, b.styles.note, i18n.T(b.lang, "template.note", blankHelp)); err != nil {
		return err
	}
	for i := range columns {
		if err := b.writeColumn(i+1, &columns[i]); err != nil {
			return err
		}
	}
	if err := b.fillRows(columns); err != nil {
		return err
	}
	below, err := excelize.CoordinatesToCellName(1, tableHeadingRow+1)
	if err != nil {
		return err
	}
	return b.SetPanes(blankSheet, &excelize.Panes{Freeze: true, YSplit: tableHeadingRow, TopLeftCell: below, ActivePane: "bottomLeft"})
}

// writeColumn writes the heading of a column, and formats its cells.
func (b *blank) writeColumn(at int, column *intake.FormColumn) error {
	name, err := excelize.ColumnNumberToName(at)
	if err != nil {
		return err
	}
	width := float64(columnWidth)
	if column.Day || column.Number || len(column.Values) > 0 {
		width = narrowColumn
	}
	first, last := fmt.Sprintf("%s%d", name, tableHeadingRow+1), fmt.Sprintf("%s%d", name, tableHeadingRow+tableRows)
	heading := fmt.Sprintf("%s%d", name, tableHeadingRow)
	if err := b.SetColWidth(blankSheet, name, name, width); err != nil {
		return err
	}
	if err := b.SetCellStr(blankSheet, heading, starred(column)); err != nil {
		return err
	}
	if err := b.SetCellStyle(blankSheet, heading, heading, b.styles.heading); err != nil {
		return err
	}
	if err := b.SetColStyle(blankSheet, name, b.styles.ofColumn(column)); err != nil {
		return err
	}
	// The style of a whole column would frame the rows above the headings too.
	for row := tableTitleRow; row <= tableNoteRow; row++ {
		style := b.styles.title
		if row == tableNoteRow {
			style = b.styles.note
		}
		cell := fmt.Sprintf("%s%d", name, row)
		if err := b.SetCellStyle(blankSheet, cell, cell, style); err != nil {
			return err
		}
	}
	if err := b.SetCellStyle(blankSheet, heading, heading, b.styles.heading); err != nil {
		return err
	}
	return b.restrict(first+":"+last, column)
}

// starred is a heading, with a star if the column must be filled.
func starred(column *intake.FormColumn) string {
	if column.Need == intake.NeedAlways {
		return "*" + column.Title
	}
	return column.Title
}

// The days between which a date is taken for one, as a spreadsheet counts them: 2000-01-01 and 2099-12-31.
const (
	firstSerial = 36526
	lastSerial  = 73050
)

// restrict gives cells a list to choose from, or asks for a date.
func (b *blank) restrict(cells string, column *intake.FormColumn) error {
	validation := excelize.NewDataValidation(true)
	validation.Sqref = cells
	weight := excelize.DataValidationErrorStyleStop
	switch {
	case b.lists[column.Field] != "":
		validation.SetSqrefDropList(b.lists[column.Field])
		if column.Several || column.Open {
			weight = excelize.DataValidationErrorStyleInformation
		}
	case column.Day:
		err := validation.SetRange(firstSerial, lastSerial, excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween)
		if err != nil {
			return err
		}
		weight = excelize.DataValidationErrorStyleWarning // a date written as text is read too
	default:
		return nil
	}
	validation.SetError(weight, column.Title, b.how(column))
	return b.AddDataValidation(blankSheet, validation)
}

// fillRows fills in what is known already: the venues, and the items of the score table.
func (b *blank) fillRows(columns []intake.FormColumn) error {
	if b.form.Name != intake.FormItems {
		for _, number := range b.venues {
			if err := b.fillRow(columns, map[string]any{"number": number}); err != nil {
				return err
			}
		}
		return nil
	}
	for _, number := range b.venues {
		for _, item := range b.table.Items {
			most := "※"
			if !item.Key {
				most = item.Max.String()
			}
			known := map[string]any{"number": number, "table": b.table.NameZH, "item": item.No, "评查内容": item.Title, "分值": most}
			if err := b.fillRow(columns, known); err != nil {
				return err
			}
		}
	}
	return nil
}

// fillRow adds a row with what is known of it, by field, or by title where a column is none of the import's.
func (b *blank) fillRow(columns []intake.FormColumn, known map[string]any) error {
	b.filled++
	for i := range columns {
		value, told := known[columns[i].Field]
		if columns[i].Field == "" {
			value, told = known[columns[i].Title]
		}
		if !told {
			continue
		}
		name, err := excelize.CoordinatesToCellName(i+1, tableHeadingRow+b.filled)
		if err != nil {
			return err
		}
		if err := b.SetCellValue(blankSheet, name, value); err != nil {
			return err
		}
	}
	return nil
}

// writeValues lists the values to choose from, a column each. Its headings are not those of the table, or import would take
// it for one.
func (b *blank) writeValues() error {
	b.lists = make(map[string]string)
	for i := range b.form.Columns {
		column := &b.form.Columns[i]
		if len(column.Values) == 0 {
			continue
		}
		name, err := excelize.ColumnNumberToName(len(b.lists) + 1)
		if err != nil {
			return err
		}
		for row, value := range append([]string{i18n.T(b.lang, "template.possible", column.Title)}, column.Values...) {
			if err := b.SetCellStr(blankValues, fmt.Sprintf("%s%d", name, row+1), value); err != nil {
				return err
			}
		}
		if err := b.SetColWidth(blankValues, name, name, columnWidth); err != nil {
			return err
		}
		b.lists[column.Field] = fmt.Sprintf("'%[1]s'!$%[2]s$2:$%[2]s$%[3]d", blankValues, name, len(column.Values)+1)
	}
	return nil
}

// writeHelp explains each column.
func (b *blank) writeHelp() error {
	if err := b.put(blankHelp, 1, b.styles.title, b.title()); err != nil {
		return err
	}
	row := 2
	if err := b.put(blankHelp, row, b.styles.note, i18n.T(b.lang, "template.help")); err != nil {
		return err
	}
	var headings []any
	for heading := range strings.SplitSeq(i18n.T(b.lang, "template.columns"), "|") {
		headings = append(headings, heading)
	}
	row += 2
	if err := b.put(blankHelp, row, b.styles.heading, headings...); err != nil {
		return err
	}
	for i := range b.form.Columns {
		column := &b.form.Columns[i]
		most := ""
		if column.Most > 0 {
			most = strconv.Itoa(column.Most)
		}
		row++
		if err := b.put(blankHelp, row, b.styles.wrapped, column.Title, column.Code, b.need(column), b.how(column), most); err != nil {
			return err
		}
	}
	widths := map[string]float64{"A": wideColumn, "B": narrowColumn, "C": columnWidth, "D": 2 * wideColumn, "E": narrowColumn}
	for column, width := range widths {
		if err := b.SetColWidth(blankHelp, column, column, width); err != nil {
			return err
		}
	}
	return nil
}

func (b *blank) need(column *intake.FormColumn) string {
	switch column.Need {
	case intake.NeedAlways:
		return i18n.T(b.lang, "template.need_always")
	case intake.NeedBusiness:
		return i18n.T(b.lang, "template.need_business")
	case intake.NeedPerson:
		return i18n.T(b.lang, "template.need_person")
	}
	return ""
}

// how says how a column is filled in.
func (b *blank) how(column *intake.FormColumn) string {
	values := strings.Join(column.Values, "、")
	switch {
	case len(values) > 0 && column.Several:
		return i18n.T(b.lang, "template.how_several", short(values))
	case len(values) > 0 && column.Open:
		return i18n.T(b.lang, "template.how_open", short(values))
	case len(values) > 0:
		return i18n.T(b.lang, "template.how_list", short(values))
	case column.Day:
		return i18n.T(b.lang, "template.how_date")
	case column.Field == "points":
		return i18n.T(b.lang, "template.how_points")
	case column.Field == "deductions":
		return i18n.T(b.lang, "template.how_deductions")
	case column.Number:
		return i18n.T(b.lang, "template.how_number")
	}
	return i18n.T(b.lang, "template.how_text")
}

// shortValues is how much of a list a message shows: a spreadsheet takes 255 characters; the list itself shows all.
const shortValues = 120

func short(values string) string {
	if runes := []rune(values); len(runes) > shortValues {
		return string(runes[:shortValues]) + "…"
	}
	return values
}
