package intake

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/intake/sheet"
)

// addFile adds the sheet of one file and returns its line of the summary.
func (w *workbook) addFile(report *FileReport) (summaryLine, error) {
	line := summaryLine{report: report, sheet: w.names.add(report.File)}
	if _, err := w.book.NewSheet(line.sheet); err != nil {
		return line, err
	}
	if report.Problem != nil {
		line.problem = report.Problem.Message
		return line, w.addProblem(line.sheet, line.problem, report)
	}
	source := &file{report: &FileReport{File: report.File, how: report.how}}
	defer source.close()
	err := source.recognise(report.Path, report.Kind)
	if problem, ok := errors.AsType[*sheet.Problem](err); ok {
		line.problem = i18n.T(w.lang, string(problem.Code), problem.Args...)
		return line, w.addProblem(line.sheet, line.problem, report)
	}
	if err != nil {
		return line, err
	}
	if source.header == nil {
		return line, disclosure.Errorf(disclosure.Unavailable, "read %q: file was changed after the import", report.File)
	}
	source.header = source.header.asWritten()
	line.notes, err = w.addTable(line.sheet, source, report)
	return line, err
}

// tableSheet is one file's table on its way into the workbook. Rows go straight to a stream; the comments wait in memory,
// as the sheet's tail names their drawing.
type tableSheet struct {
	*workbook
	name     string
	source   *file
	findings *findingsByRow
	out      *excelize.StreamWriter
	dates    []bool // by column: holds dates
	widths   []int  // by column, in characters of the Latin alphabet
	comments int
	lastRow  int
	notes    []string
	cells    []any // the row being written
}

// addTable copies a file's table and marks what was found in it. It returns what the summary should say of the file.
func (w *workbook) addTable(name string, source *file, report *FileReport) ([]string, error) {
	findings, err := newFindingsByRow(report.findings)
	if err != nil {
		return nil, err
	}
	t := &tableSheet{workbook: w, name: name, source: source, findings: findings}
	if err := t.measure(); err != nil {
		return nil, err
	}
	t.findDates()
	if err := t.open(); err != nil {
		return nil, err
	}
	for row, err := range source.book.Rows(source.sheet) {
		if err != nil {
			return nil, err
		}
		if row.Number > w.limits.rows {
			t.notes = append(t.notes, i18n.T(w.lang, "workbook.rows_cut", w.limits.rows))
			return t.notes, t.close()
		}
		if err := t.write(row); err != nil {
			return nil, err
		}
	}
	return t.notes, errors.Join(findings.end(), t.close())
}

// Widths of columns, in characters.
const (
	minWidth     = 6
	maxWidth     = 24
	spareWidth   = 3 // for bold headings and the filter's button
	resultWidth  = 50
	measuredRows = 200 // after which the widths are known well enough
)

// measure finds how many columns the table has and how wide they are.
func (t *tableSheet) measure() error {
	t.widths = make([]int, len(t.source.header.titles))
	seen := 0
	for row, err := range t.source.book.Rows(t.source.sheet) {
		if err != nil {
			return err
		}
		for len(t.widths) < len(row.Cells) {
			t.widths = append(t.widths, minWidth)
		}
		// Titles above the headings run over many columns and say nothing of the first one's width.
		if seen++; seen > measuredRows || row.Number < t.source.header.row {
			continue
		}
		for i, cell := range row.Cells {
			t.widths[i] = max(t.widths[i], min(displayWidth(cell)+spareWidth, maxWidth))
		}
	}
	for i := range t.widths {
		t.widths[i] = max(t.widths[i], minWidth)
	}
	return nil
}

// findDates notes which columns hold dates.
func (t *tableSheet) findDates() {
	t.dates = make([]bool, len(t.widths))
	for i, at := range t.source.header.columns {
		if at >= 0 && isDateField(t.source.header.format.Columns[i].Field) {
			t.dates[at] = true
		}
	}
}

// isDateField tells the fields that are read as dates by their names.
func isDateField(field string) bool {
	for _, ending := range []string{"_on", "_at", "_from", "_until"} {
		if strings.HasSuffix(field, ending) {
			return true
		}
	}
	return false
}

// open begins the stream: widths, text format for empty cells too, the headings frozen, and on every printed page the
// headings and the first column.
func (t *tableSheet) open() error {
	width := resultWidth
	for _, w := range t.widths {
		width += w
	}
	titles := fmt.Sprintf("'%[1]s'!$A:$A,'%[1]s'!$%[2]d:$%[2]d", t.name, t.source.header.row)
	err := errors.Join(
		t.layOut(t.name, width),
		t.book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: t.name}),
	)
	if err != nil {
		return err
	}
	out, err := t.book.NewStreamWriter(t.name)
	if err != nil {
		return err
	}
	t.out = out
	t.cells = make([]any, len(t.widths)+1)
	for i, width := range t.widths {
		if err := out.SetColWidth(i+1, i+1, float64(width)); err != nil {
			return err
		}
	}
	result := len(t.cells)
	below, err := excelize.CoordinatesToCellName(1, t.source.header.row+1)
	if err != nil {
		return err
	}
	return errors.Join(
		out.SetColWidth(result, result, resultWidth),
		out.SetColStyle(1, result, t.styles.text),
		out.SetPanes(&excelize.Panes{
			Freeze: true, YSplit: t.source.header.row, TopLeftCell: below, ActivePane: "bottomLeft",
		}),
	)
}

// close ends the stream. The headings get a filter, by which rows with a result can be picked; marks that numbers are
// stored as text are switched off, since all of them are meant so.
func (t *tableSheet) close() error {
	last, err := excelize.CoordinatesToCellName(len(t.cells), max(t.lastRow, t.source.header.row))
	if err != nil {
		return err
	}
	if err := t.book.AddIgnoredErrors(t.name, "A1:"+last, excelize.IgnoredErrorsNumberStoredAsText); err != nil {
		return err
	}
	headings := fmt.Sprintf("A%d:%s", t.source.header.row, last)
	if err := t.book.AutoFilter(t.name, headings, nil); err != nil {
		return err
	}
	return t.out.Flush()
}

// write copies one row to its own number.
func (t *tableSheet) write(row sheet.Row) error {
	found, err := t.findings.of(row.Number)
	if err != nil {
		return err
	}
	clear(t.cells)
	for i, cell := range row.Cells {
		if cell != "" {
			t.cells[i] = t.text(i, cell)
		}
	}
	height := 0.0 // left to the program
	if row.Number == t.source.header.row {
		height = t.head(found)
	} else if len(found) > 0 {
		text := t.lines(found)
		t.cells[len(t.cells)-1] = excelize.Cell{StyleID: t.styles.result, Value: text}
		height = heightOf(text, resultWidth)
	}
	if err := t.mark(row.Number, found); err != nil {
		return err
	}
	t.lastRow = row.Number
	return t.out.SetRow(fmt.Sprintf("A%d", row.Number), t.cells, excelize.RowOpts{Height: height})
}

// head makes the row being written that of the headings. Where other rows have their result it has a heading, so what was
// found in it goes to the summary. It returns the row's height.
func (t *tableSheet) head(found []Finding) float64 {
	t.cells[len(t.cells)-1] = i18n.T(t.lang, "workbook.result")
	for i, cell := range t.cells {
		t.cells[i] = excelize.Cell{StyleID: t.styles.heading, Value: cell}
	}
	for _, finding := range found {
		t.notes = append(t.notes, finding.Message)
	}
	height := 0.0
	for i, title := range t.source.header.titles {
		height = max(height, heightOf(title, t.widths[i]))
	}
	return height
}

// text is a cell as the clerk sees it: a worksheet's dates are written out.
func (t *tableSheet) text(column int, cell string) string {
	if !t.dates[column] || t.source.book.Encoding != "xlsx" {
		return cell
	}
	m, ok := parseSerial(cell)
	if !ok {
		return cell
	}
	day := fmt.Sprintf("%04d/%02d/%02d", m.date.Year, m.date.Month, m.date.Day)
	if m.hasTime {
		return fmt.Sprintf("%s %02d:%02d:%02d", day, m.hour, m.minute, m.second)
	}
	return day
}

// lines words findings for people, one a line.
func (t *tableSheet) lines(found []Finding) string {
	lines := make([]string, 0, len(found))
	for _, finding := range found {
		lines = append(lines, t.line(finding))
	}
	return strings.Join(lines, "\n")
}

// line words one finding; its weight is said, for colours are lost in print.
func (w *workbook) line(finding Finding) string {
	if finding.Severity == SeverityError {
		return i18n.T(w.lang, "workbook.error", finding.Message)
	}
	return i18n.T(w.lang, "workbook.warning", finding.Message)
}

// addProblem fills the sheet of a file that cannot be shown: the reason, and below it what was found before.
func (w *workbook) addProblem(name, sentence string, report *FileReport) error {
	if err := w.layOut(name, problemWidth); err != nil {
		return err
	}
	out, err := w.book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := out.SetColWidth(1, 1, problemWidth); err != nil {
		return err
	}
	reason := excelize.Cell{StyleID: w.styles.failed, Value: sentence}
	if err := out.SetRow("A1", []any{reason}, excelize.RowOpts{Height: heightOf(sentence, problemWidth)}); err != nil {
		return err
	}
	row := 1
	var failed error
	err = report.Findings(func(finding Finding) bool {
		if row++; row > w.limits.rows {
			return false
		}
		text := w.line(finding)
		cell := excelize.Cell{StyleID: w.styles.result, Value: text}
		failed = out.SetRow(fmt.Sprintf("A%d", row), []any{cell}, excelize.RowOpts{Height: heightOf(text, problemWidth)})
		return failed == nil
	})
	return errors.Join(err, failed, out.Flush())
}

// problemWidth is that of the column of sentences, in characters.
const problemWidth = 100
