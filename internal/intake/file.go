package intake

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/intake/sheet"
)

// file is one file of an import: its book, where its headings are, and its report.
type file struct {
	report *FileReport
	book   *sheet.Book
	sheet  string
	header *header
	number int
}

// headingRows is within how many rows of a sheet the headings must come.
const headingRows = 20

// openFile recognises a file. What is wrong with the file goes into its report; an error is the disk's.
func openFile(path string, lang i18n.Lang, want disclosure.Kind) (*file, error) {
	findings, err := newSpool()
	if err != nil {
		return nil, err
	}
	f := &file{report: &FileReport{
		Path: path, File: filepath.Base(path), Outcomes: make(map[disclosure.Outcome]int64), findings: findings,
	}}
	err = f.recognise(path, want)
	if problem, ok := errors.AsType[*sheet.Problem](err); ok {
		return f, f.refuse(lang, string(problem.Code), problem.Args...)
	}
	if err != nil {
		return f, err
	}
	return f, f.judgeHeader(lang)
}

func (f *file) recognise(path string, want disclosure.Kind) error {
	book, err := sheet.Open(path)
	if err != nil {
		return err
	}
	f.book = book
	f.report.Encoding = book.Encoding
	for _, name := range book.Sheets() {
		h, err := findHeader(book, name, want)
		if err != nil {
			return err
		}
		if h != nil {
			f.sheet, f.header = name, h
			f.report.Kind, f.report.Generation = h.format.Kind, h.format.Generation
			return nil
		}
	}
	return nil
}

// findHeader looks for the headings among the first rows of a sheet.
func findHeader(book *sheet.Book, name string, want disclosure.Kind) (*header, error) {
	seen := 0
	for row, err := range book.Rows(name) {
		if err != nil {
			return nil, err
		}
		h, err := recognise(row.Cells, row.Number, want)
		if err != nil || h != nil {
			return h, err
		}
		if seen++; seen == headingRows {
			break
		}
	}
	return nil, nil //nolint:nilnil // a sheet without headings is passed over, not a failure
}

// judgeHeader refuses a file without headings, with a heading twice, or without one that its generation makes mandatory;
// unknown headings are one warning.
func (f *file) judgeHeader(lang i18n.Lang) error {
	switch h := f.header; {
	case h == nil:
		return f.refuse(lang, "file.no_headings", f.report.File, knownKinds(lang))
	case h.format.ItemSheets:
		return f.refuse(lang, "file.item_sheets", f.report.File, h.row)
	case len(h.doubled) > 0:
		return f.refuse(lang, "file.heading_twice", f.report.File, h.row, strings.Join(h.doubled, "、"))
	case len(h.missing) > 0:
		return errors.Join(f.noteMissing(lang), f.refuseMissing(lang))
	case len(h.unknown) > 0:
		return f.report.findings.add(rowFinding(lang, h.row, SeverityWarning, CodeHeadingUnknown, strings.Join(h.unknown, "、")))
	}
	return nil
}

func (f *file) noteMissing(lang i18n.Lang) error {
	for _, title := range f.header.missing {
		err := f.report.findings.add(Finding{
			Row: f.header.row, Severity: SeverityError, Code: CodeHeadingMissing, Field: title,
			Message: message(lang, string(CodeHeadingMissing), f.header.row, title),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// refuseMissing also names the headings that are not known: often one of them is the missing one, misspelt.
func (f *file) refuseMissing(lang i18n.Lang) error {
	missing := strings.Join(f.header.missing, "、")
	if len(f.header.unknown) == 0 {
		return f.refuse(lang, "file.heading_missing", f.report.File, f.header.row, missing)
	}
	return f.refuse(lang, "file.heading_missing_unknown", f.report.File, f.header.row, missing, strings.Join(f.header.unknown, "、"))
}

// refuse marks the whole file as unusable. Its rows are not counted: nobody knows what they are.
func (f *file) refuse(lang i18n.Lang, code string, args ...any) error {
	f.report.Problem = &Problem{Code: code, Message: i18n.T(lang, code, args...)}
	f.report.Rows = 0
	clear(f.report.Outcomes)
	return nil
}

func knownKinds(lang i18n.Lang) string {
	names := make([]string, 0, len(disclosure.Kinds()))
	for _, kind := range disclosure.Kinds() {
		if kind != disclosure.KindBoard {
			names = append(names, i18n.T(lang, "kind."+string(kind)))
		}
	}
	return strings.Join(names, "、")
}

// order is the place of the file among those of an import.
func (f *file) order() int { return slices.Index(disclosure.Kinds(), f.report.Kind) }

func (f *file) close() {
	if f.book != nil {
		_ = f.book.Close()
	}
}
