package intake

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// summarySheet is the first sheet of a report: what became of each file's rows.
type summarySheet struct {
	*workbook
	name  string
	lines []summaryLine
	row   int // the last one written
}

// summaryLine is what the summary says of one file.
type summaryLine struct {
	report *FileReport
	// sheet is where its table stands.
	sheet string
	// problem says why there is no table, "" if there is one.
	problem string
	notes   []string
}

// remarks are all that must be said of the file besides numbers, one a line.
func (l *summaryLine) remarks(lang i18n.Lang) string {
	remarks := make([]string, 0, len(l.notes)+1)
	if l.problem != "" {
		remarks = append(remarks, l.problem)
	}
	remarks = append(remarks, l.notes...)
	if l.report.Hidden > 0 {
		remarks = append(remarks, i18n.T(lang, "workbook.hidden", l.report.Hidden))
	}
	if l.report.Merged > 0 {
		remarks = append(remarks, i18n.T(lang, "workbook.merged", l.report.Merged))
	}
	return strings.Join(remarks, "\n")
}

// Widths of the summary's columns, in characters.
const (
	summaryFileWidth   = 36
	summaryCountWidth  = 11
	summaryRemarkWidth = 60
)

// The summary's columns, from 1: file, kind, rows, one for each outcome, remarks.
const (
	kindColumn    = 2
	outcomeColumn = 4
)

func remarksColumn() int { return outcomeColumn + len(disclosure.Outcomes()) }

func (s *summarySheet) write(r *Report) error {
	batch := ""
	if r.Batch != "" {
		batch = i18n.T(s.lang, "workbook.batch", r.Batch)
	}
	for _, step := range []func() error{
		func() error { return s.layOut(s.name, 0) },
		s.widths,
		func() error { return s.add(s.styles.title, i18n.T(s.lang, "workbook.title")) },
		func() error { return s.add(s.styles.text, i18n.T(s.lang, "workbook.as_of", r.AsOf), nil, batch) },
		s.gap,
		s.headings,
		s.files,
		s.gap,
		func() error { return s.legend(s.styles.failed, i18n.T(s.lang, "workbook.legend_error")) },
		func() error { return s.legend(s.styles.warned, i18n.T(s.lang, "workbook.legend_warning")) },
		func() error { return s.legend(s.styles.result, i18n.T(s.lang, "workbook.legend_rows")) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (s *summarySheet) gap() error {
	s.row++
	return nil
}

func (s *summarySheet) widths() error {
	return errors.Join(
		s.width(1, 1, summaryFileWidth),
		s.width(kindColumn, remarksColumn()-1, summaryCountWidth),
		s.width(remarksColumn(), remarksColumn(), summaryRemarkWidth),
	)
}

func (s *summarySheet) width(from, to int, characters float64) error {
	first, err := excelize.ColumnNumberToName(from)
	if err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(to)
	if err != nil {
		return err
	}
	return s.book.SetColWidth(s.name, first, last, characters)
}

// add writes the next row, all its cells in one style.
func (s *summarySheet) add(style int, cells ...any) error {
	s.row++
	first := fmt.Sprintf("A%d", s.row)
	last, err := excelize.CoordinatesToCellName(len(cells), s.row)
	if err != nil {
		return err
	}
	return errors.Join(
		s.book.SetSheetRow(s.name, first, &cells),
		s.book.SetCellStyle(s.name, first, last, style),
	)
}

func (s *summarySheet) headings() error {
	cells := []any{
		i18n.T(s.lang, "workbook.file"), i18n.T(s.lang, "workbook.kind"), i18n.T(s.lang, "workbook.rows"),
	}
	for _, outcome := range disclosure.Outcomes() {
		cells = append(cells, i18n.T(s.lang, "outcome."+string(outcome)))
	}
	return s.head(append(cells, i18n.T(s.lang, "workbook.remarks")))
}

// head writes a row that stands out, counts to the right.
func (s *summarySheet) head(cells []any) error {
	if err := s.add(s.styles.heading, cells...); err != nil {
		return err
	}
	for column := kindColumn + 1; column < remarksColumn(); column++ {
		if err := s.style(column, s.styles.countHeading); err != nil {
			return err
		}
	}
	return nil
}

// legend writes a sentence across all counts.
func (s *summarySheet) legend(style int, sentence string) error {
	cells := make([]any, remarksColumn()-1)
	cells[0] = sentence
	if err := s.add(style, cells...); err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(len(cells), s.row)
	if err != nil {
		return err
	}
	return s.book.MergeCell(s.name, fmt.Sprintf("A%d", s.row), last)
}

func (s *summarySheet) files() error {
	for i := range s.lines {
		if err := s.file(&s.lines[i]); err != nil {
			return err
		}
	}
	if len(s.lines) > 1 {
		return s.total()
	}
	return nil
}

// file writes the line of one file. One that was refused has no counts: nobody knows what its rows are.
func (s *summarySheet) file(line *summaryLine) error {
	kind := ""
	if line.report.Kind != "" {
		kind = i18n.T(s.lang, "kind."+string(line.report.Kind))
	}
	cells := make([]any, remarksColumn())
	remarks := line.remarks(s.lang)
	cells[0], cells[kindColumn-1], cells[remarksColumn()-1] = line.report.File, kind, remarks
	if line.report.Problem == nil {
		cells[kindColumn] = line.report.Rows
		for i, outcome := range disclosure.Outcomes() {
			cells[outcomeColumn-1+i] = line.report.Outcomes[outcome]
		}
	}
	if err := s.add(s.styles.count, cells...); err != nil {
		return err
	}
	return errors.Join(
		s.book.SetCellHyperLink(s.name, fmt.Sprintf("A%d", s.row), fmt.Sprintf("'%s'!A1", line.sheet), "Location"),
		s.book.SetRowHeight(s.name, s.row, heightOf(remarks, summaryRemarkWidth)),
		s.style(1, s.styles.link),
		s.style(kindColumn, s.styles.text),
		s.emphasise(line),
	)
}

// emphasise colours what has to be looked at: rows sent back, and the remarks of a file without a table.
func (s *summarySheet) emphasise(line *summaryLine) error {
	for i, outcome := range disclosure.Outcomes() {
		if outcome == disclosure.OutcomeRejected && line.report.Outcomes[outcome] > 0 {
			if err := s.style(outcomeColumn+i, s.styles.countFailed); err != nil {
				return err
			}
		}
	}
	if line.problem != "" {
		return s.style(remarksColumn(), s.styles.failed)
	}
	return s.style(remarksColumn(), s.styles.result)
}

// style gives a cell of the last row its look.
func (s *summarySheet) style(column, style int) error {
	cell, err := excelize.CoordinatesToCellName(column, s.row)
	if err != nil {
		return err
	}
	return s.book.SetCellStyle(s.name, cell, cell, style)
}

func (s *summarySheet) total() error {
	rows := int64(0)
	outcomes := make(map[disclosure.Outcome]int64)
	for _, line := range s.lines {
		rows += line.report.Rows
		for outcome, count := range line.report.Outcomes {
			outcomes[outcome] += count
		}
	}
	cells := []any{i18n.T(s.lang, "workbook.total"), nil, rows}
	for _, outcome := range disclosure.Outcomes() {
		cells = append(cells, outcomes[outcome])
	}
	return s.head(append(cells, nil))
}
