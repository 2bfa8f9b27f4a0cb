package intake

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"mingshi/internal/i18n"
)

// mark colours the cells that findings of a row speak of, and comments on them.
func (t *tableSheet) mark(row int, found []Finding) error {
	for column, about := range t.byColumn(found) {
		if len(about) == 0 {
			continue
		}
		value := t.cells[column]
		if cell, ok := value.(excelize.Cell); ok {
			value = cell.Value
		}
		t.cells[column] = excelize.Cell{StyleID: t.styles.of(worst(about)), Value: value}
		if err := t.comment(column, row, about); err != nil {
			return err
		}
	}
	return nil
}

// byColumn deals findings out to the columns whose headings they name; those that name none, or one that the file has
// not, speak of the row and go to its first cell.
func (t *tableSheet) byColumn(found []Finding) [][]Finding {
	if len(found) == 0 {
		return nil
	}
	columns := make([][]Finding, len(t.widths))
	for _, finding := range found {
		at := 0
		if finding.Field != "" {
			at = max(0, t.source.header.columnOf(finding.Field))
		}
		columns[at] = append(columns[at], finding)
	}
	return columns
}

func worst(found []Finding) Severity {
	for _, finding := range found {
		if finding.Severity == SeverityError {
			return SeverityError
		}
	}
	return SeverityWarning
}

// Sizes of a comment's box, in pixels.
const (
	commentWidth      = 300
	commentCharacters = 40 // that fit on a line
	commentLine       = 20
	commentMargin     = 12
	commentMaxHeight  = 400
)

// comment adds a note to a cell, as long as there are not too many.
func (t *tableSheet) comment(column, row int, about []Finding) error {
	if t.comments == t.limits.comments {
		t.notes = append(t.notes, i18n.T(t.lang, "workbook.comments_cut", t.limits.comments))
	}
	if t.comments++; t.comments > t.limits.comments {
		return nil
	}
	name, err := excelize.CoordinatesToCellName(column+1, row)
	if err != nil {
		return err
	}
	messages := make([]string, 0, len(about))
	lines := 0
	for _, finding := range about {
		messages = append(messages, finding.Message)
		lines += 1 + displayWidth(finding.Message)/commentCharacters
	}
	return t.book.AddComment(t.name, excelize.Comment{
		Cell: name, Author: i18n.T(t.lang, "workbook.author"),
		Paragraph: []excelize.RichTextRun{{Text: strings.Join(messages, "\n")}},
		Width:     commentWidth, Height: uint(min(commentMargin+lines*commentLine, commentMaxHeight)),
	})
}
