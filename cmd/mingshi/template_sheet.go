package main

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/intake"
)

// sheetHeadings are those of a venue's score sheet, with the widths of their columns.
var sheetHeadings = []struct {
	title string
	width float64
}{{"*项目编号", 14}, {"评查内容", wideColumn}, {"分值", 8}, {"*得分", narrowColumn}, {"合理缺项", narrowColumn}, {"备注", wideColumn}}

// The columns of a venue's score sheet in which something is filled in.
const (
	resultColumn = "D"
	gapColumn    = "E"
)

// writeScoreSheet makes a venue's score sheet: labels and their values on top, then the items by section, and the sum. No
// cell is merged, so that import passes over nothing.
func (b *blank) writeScoreSheet() error {
	if err := b.put(blankSheet, tableTitleRow, b.styles.title, b.table.NameZH); err != nil {
		return err
	}
	if err := b.put(blankSheet, tableNoteRow, b.styles.note, i18n.T(b.lang, "template.note_sheet", blankHelp)); err != nil {
		return err
	}
	row := tableNoteRow
	for i := range b.form.Columns {
		if column := &b.form.Columns[i]; column.Above {
			row++
			if err := b.writeLabel(row, column); err != nil {
				return err
			}
		}
	}
	row++
	for i, heading := range sheetHeadings {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.SetColWidth(blankSheet, name, name, heading.width); err != nil {
			return err
		}
		cell := fmt.Sprintf("%s%d", name, row)
		if err := b.SetCellStr(blankSheet, cell, heading.title); err != nil {
			return err
		}
		if err := b.SetCellStyle(blankSheet, cell, cell, b.styles.heading); err != nil {
			return err
		}
	}
	return b.writeItems(row)
}

// writeLabel writes a label with the cell for its value.
func (b *blank) writeLabel(row int, column *intake.FormColumn) error {
	if err := b.put(blankSheet, row, b.styles.heading, starred(column)); err != nil {
		return err
	}
	cell := fmt.Sprintf("B%d", row)
	if err := b.SetCellStyle(blankSheet, cell, cell, b.styles.ofColumn(column)); err != nil {
		return err
	}
	value := ""
	switch {
	case column.Field == "table":
		value = b.table.NameZH
	case column.Field == "number" && len(b.venues) > 0:
		value = b.venues[0]
		b.filled++
	}
	if value != "" {
		if err := b.SetCellStr(blankSheet, cell, value); err != nil {
			return err
		}
	}
	return b.restrict(cell, column)
}

// writeItems writes the items below the headings, and what they can give. There is no formula that adds up what they were
// given: one that no spreadsheet has worked out keeps a file from being read.
func (b *blank) writeItems(heading int) error {
	row, section := heading, ""
	for i := range b.table.Items {
		item := &b.table.Items[i]
		if item.Section != section {
			section = item.Section
			row++
			if err := b.put(blankSheet, row, b.styles.section, section, nil, nil, nil, nil, nil); err != nil {
				return err
			}
		}
		row++
		if err := b.writeItem(row, item); err != nil {
			return err
		}
	}
	below := row + 1
	if err := b.put(blankSheet, below, b.styles.section, "合计", nil, b.table.FullScore.String(), nil, nil, nil); err != nil {
		return err
	}
	return b.put(blankSheet, below+1, b.styles.note, "监督员签名：")
}

func (b *blank) writeItem(row int, item *grading.Item) error {
	most := "※"
	if !item.Key {
		most = item.Max.String()
	}
	if err := b.put(blankSheet, row, b.styles.fixed, item.No, item.Title, most); err != nil {
		return err
	}
	result, gap := fmt.Sprintf("%s%d", resultColumn, row), fmt.Sprintf("%s%d", gapColumn, row)
	gapStyle := b.styles.fixed
	if item.NotApplicable {
		gapStyle = b.styles.text
	}
	for cell, style := range map[string]int{result: b.styles.number, gap: gapStyle, fmt.Sprintf("F%d", row): b.styles.text} {
		if err := b.SetCellStyle(blankSheet, cell, cell, style); err != nil {
			return err
		}
	}
	return b.restrictItem(result, gap, item)
}

// restrictItem lets an item be given what its table allows.
func (b *blank) restrictItem(result, gap string, item *grading.Item) error {
	title := item.Title
	if runes := []rune(title); len(runes) > mostTitle {
		title = string(runes[:mostTitle])
	}
	points := excelize.NewDataValidation(true)
	points.Sqref = result
	var err error
	if item.Key {
		err = points.SetDropList([]string{"符合", "不符合"})
		points.SetError(excelize.DataValidationErrorStyleStop, title, i18n.T(b.lang, "template.key_item"))
	} else {
		most := float64(item.Max) / float64(pointsInOne)
		err = points.SetRange(0, most, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
		points.SetError(excelize.DataValidationErrorStyleStop, title, i18n.T(b.lang, "template.points", item.Max.String()))
	}
	if err != nil {
		return err
	}
	spared := excelize.NewDataValidation(true)
	spared.Sqref = gap
	answers := []string{"否"}
	if item.NotApplicable {
		answers = []string{"是", "否"}
	}
	if err := spared.SetDropList(answers); err != nil {
		return err
	}
	spared.SetError(excelize.DataValidationErrorStyleStop, title, i18n.T(b.lang, "template.gap"))
	if err := b.AddDataValidation(blankSheet, points); err != nil {
		return err
	}
	return b.AddDataValidation(blankSheet, spared)
}

// pointsInOne is how many hundredths a point has.
const pointsInOne grading.Points = 100

// mostTitle is how long the title of a message may be in a spreadsheet.
const mostTitle = 32
