package intake

import (
	"cmp"
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
	// items gathers the rows of score sheets; nil for any other format.
	items *itemSheets
}

// headingRows is within how many rows of a sheet the headings must come.
const headingRows = 20

// openFile recognises a file. What is wrong with the file goes into its report; an error is the disk's.
func openFile(path string, lang i18n.Lang, want disclosure.Kind, how reading) (*file, error) {
	findings, err := newSpool()
	if err != nil {
		return nil, err
	}
	f := &file{report: &FileReport{
		Path: path, File: cmp.Or(how.member, filepath.Base(path)), how: how,
		Outcomes: make(map[disclosure.Outcome]int64), findings: findings,
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
		h, err := f.headerOf(name, want)
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
	var above []sheet.Row
	var incomplete *header // headings, some of which are missing, or a line of labels above those of a single score sheet
	for row, err := range book.Rows(name) {
		if err != nil {
			return nil, err
		}
		h, err := recognise(row.Cells, row.Number, want)
		if err != nil {
			return nil, err
		}
		switch {
		case h == nil:
		case h.format.OneVenue && (incomplete == nil || len(h.missing) == 0):
			h.readLabels(above)
			return h, nil
		case incomplete == nil && len(h.missing) == 0:
			return h, nil
		case incomplete == nil:
			incomplete = h
		}
		if above = append(above, row); len(above) == headingRows {
			break
		}
	}
	return incomplete, nil // nil for a sheet without headings: it is passed over, which is no failure
}

// judgeHeader refuses a file without headings, with a heading twice, or without one that its generation makes mandatory;
// unknown headings are one warning.
func (f *file) judgeHeader(lang i18n.Lang) error {
	switch h := f.header; {
	case h == nil && len(f.report.how.tables) > 0:
		return f.refuse(lang, "file.mapping_no_headings", f.report.File, f.report.how.mappedHeadings())
	case h == nil:
		return f.refuse(lang, "file.no_headings", f.report.File, knownKinds(lang))
	case len(h.doubled) > 0:
		return f.refuse(lang, "file.heading_twice", f.report.File, h.row, quoteAll(h.doubled))
	case h.mapped != nil && len(h.absent)+len(h.missing) > 0:
		return f.refuseMapped(lang)
	case len(h.missing) > 0:
		return errors.Join(f.noteMissing(lang), f.refuseMissing(lang))
	case len(h.unknown) > 0:
		return f.report.findings.add(rowFinding(lang, h.row, SeverityWarning, CodeHeadingUnknown, quoteAll(h.unknown)))
	}
	return nil
}

func (f *file) noteMissing(lang i18n.Lang) error {
	for _, title := range f.header.missing {
		sentence := string(CodeHeadingMissing)
		if _, above := f.header.format.byLabel[headingKey(title)]; above {
			sentence = "heading.missing.label"
		}
		err := f.report.findings.add(Finding{
			Row: f.header.row, Severity: SeverityError, Code: CodeHeadingMissing, Field: title,
			Message: message(lang, sentence, f.header.row, title),
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
	if f.header.format.OneVenue {
		return f.refuse(lang, "file.label_missing", f.report.File, f.header.row, missing)
	}
	if len(f.header.unknown) == 0 {
		return f.refuse(lang, "file.heading_missing", f.report.File, f.header.row, missing)
	}
	return f.refuse(lang, "file.heading_missing_unknown", f.report.File, f.header.row, missing, quoteAll(f.header.unknown))
}

// refuse marks the whole file as unusable. Its rows are not counted: nobody knows what they are.
func (f *file) refuse(lang i18n.Lang, code string, args ...any) error {
	for i, arg := range args {
		if text, ok := arg.(string); ok {
			args[i] = printable(text) // a file's own name is foreign text too
		}
	}
	f.report.Problem = &Problem{Code: code, Message: i18n.T(lang, code, args...)}
	f.report.Rows = 0
	clear(f.report.Outcomes)
	return nil
}

// quoteAll lists headings as they may be shown: what a file calls a heading may be anything.
func quoteAll(headings []string) string {
	quoted := make([]string, len(headings))
	for i, heading := range headings {
		quoted[i] = quote(heading)
	}
	return strings.Join(quoted, "、")
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

// noteSkipped reports what of the file was not read. It comes after the reading: looking at the other sheets would count
// their hidden rows too.
func (f *file) noteSkipped() error {
	skipped := f.book.Skipped()
	f.report.Hidden, f.report.Merged = skipped.HiddenRows, skipped.MergedRows
	f.report.HiddenSheets = skipped.HiddenSheets
	var err error
	f.report.OtherSheets, err = f.otherSheets()
	return err
}

// otherSheets names the visible sheets besides the one that is read that hold a table too. A sheet that cannot be read
// is no table.
func (f *file) otherSheets() ([]string, error) {
	var others []string
	for _, name := range f.book.Sheets() {
		if name == f.sheet {
			continue
		}
		h, err := f.headerOf(name, f.report.Kind)
		if _, broken := errors.AsType[*sheet.Problem](err); broken {
			continue
		}
		if err != nil {
			return nil, err
		}
		if h != nil {
			others = append(others, name)
		}
	}
	return others, nil
}

// order is the place of the file among those of an import; item sheets come behind totals.
func (f *file) order() int {
	place := 2 * slices.Index(disclosure.Kinds(), f.report.Kind)
	if f.header != nil && f.header.format.ItemSheets {
		place++
	}
	return place
}

func (f *file) close() {
	if f.book != nil {
		_ = f.book.Close()
	}
}
