package intake

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// WriteWorkbook writes the report as an XLSX file at path: a summary, then for each file the clerk's own table with its
// rows at their own numbers, the faulty cells coloured and commented, and one more column at the end that says what was
// found in the row. Every cell of the tables is text, so that codes keep their digits and nothing becomes a formula; a
// cell longer than the format's 32,767 characters is cut. A file that was refused gets a sheet that says why.
//
// The files are read again, so they must still be there and be the same. The workbook holds what they hold, personal data
// included, hence it is for the owner's eyes only (mode 0600). It is written aside and moved to path whole. The kinds of
// error are Invalid, where path is one of the imported files, and Unavailable for the disk.
func (r *Report) WriteWorkbook(path string, lang i18n.Lang) error {
	if err := r.spareSources(path); err != nil {
		return err
	}
	aside, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "report: %w", err)
	}
	defer func() { _ = os.Remove(aside.Name()) }() // moved away when all went well
	if err := errors.Join(r.writeWorkbook(aside, lang), aside.Sync(), aside.Close()); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "report %q: %w", path, err)
	}
	if err := os.Rename(aside.Name(), path); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "report: %w", err)
	}
	return nil
}

// spareSources refuses to put the report in the place of a file that was imported.
func (r *Report) spareSources(path string) error {
	target, err := os.Stat(path)
	if err != nil {
		return nil //nolint:nilerr // nothing is there to be spared; what else is wrong shows when writing
	}
	for _, file := range r.Files {
		if source, err := os.Stat(file.Path); err == nil && os.SameFile(source, target) {
			return disclosure.Errorf(disclosure.Invalid, "report %q: is the imported file %q itself", path, file.File)
		}
	}
	return nil
}

func (r *Report) writeWorkbook(out io.Writer, lang i18n.Lang) (err error) {
	w, err := newWorkbook(lang)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.book.Close()) }()
	summary := &summarySheet{workbook: w, name: i18n.T(lang, "workbook.summary")}
	if err := w.book.SetSheetName(w.book.GetSheetName(0), summary.name); err != nil {
		return err
	}
	w.names.take(summary.name)
	for _, file := range r.Files {
		line, err := w.addFile(file)
		if err != nil {
			return err
		}
		summary.lines = append(summary.lines, line)
	}
	if err := summary.write(r); err != nil {
		return err
	}
	return w.save(out)
}

// workbook is a report under way.
type workbook struct {
	lang   i18n.Lang
	book   *excelize.File
	names  sheetNames
	styles workbookStyles
	limits workbookLimits
}

// workbookLimits bound what one sheet holds.
type workbookLimits struct {
	// rows is the last row that a sheet can have.
	rows int
	// comments is how many cells are commented: each comment is a drawing, and spreadsheets slow to a crawl with many.
	comments int
}

const maxComments = 5000

func newWorkbook(lang i18n.Lang) (*workbook, error) {
	w := &workbook{
		lang: lang, book: excelize.NewFile(), names: newSheetNames(),
		limits: workbookLimits{rows: excelize.TotalRows, comments: maxComments},
	}
	if err := w.styles.register(w.book); err != nil {
		return nil, errors.Join(err, w.book.Close())
	}
	return w, nil
}

const (
	paperA4 = 9 // the library's number of the paper
	// fittingWidth is how many characters go on the width of a page and can still be read.
	fittingWidth = 220
)

// layOut prepares a sheet of the given width, in characters, for printing: if it can be read so, all columns on one page.
// It must come before a stream, which begins with the sheet's properties.
func (w *workbook) layOut(name string, width int) error {
	paper, across, fit := paperA4, "landscape", width <= fittingWidth
	page := &excelize.PageLayoutOptions{Size: &paper, Orientation: &across}
	if fit {
		wide, down := 1, 0
		page.FitToWidth, page.FitToHeight = &wide, &down
	}
	return errors.Join(
		w.book.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}),
		w.book.SetPageLayout(name, page),
	)
}

// Heights of rows, in points. They are set where text is wrapped, for not every program finds them itself.
const (
	lineHeight = 15
	maxHeight  = 400
)

// heightOf is the height of a row in which text is wrapped at width characters.
func heightOf(text string, width int) float64 {
	lines := 0
	for line := range strings.Lines(text) {
		lines += 1 + displayWidth(line)/width
	}
	return float64(min(max(lines, 1)*lineHeight, maxHeight))
}

// displayWidth counts Chinese characters as two, as a fixed font does.
func displayWidth(s string) int {
	return utf8.RuneCountInString(s) + (len(s)-utf8.RuneCountInString(s))/2
}

// save packs the workbook straight into out. The library's own Write would first gather the whole package in memory; its
// hook for another packer gives the way around.
func (w *workbook) save(out io.Writer) error {
	w.book.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(out) })
	_, err := w.book.WriteToBuffer()
	return err
}

// workbookStyles are the looks of cells, by the library's numbers.
type workbookStyles struct {
	title   int
	text    int
	heading int
	result  int
	link    int
	failed  int
	warned  int
	// those of counts
	count        int
	countHeading int
	countFailed  int
}

// The colours of faulty cells are those that spreadsheets themselves call bad and neutral.
const (
	colourFailed  = "FFC7CE"
	colourWarned  = "FFEB9C"
	colourHeading = "E7ECF2"
	colourLink    = "0563C1"
)

// textFormat is the number format "@": what is typed into such a cell stays text.
const textFormat = 49

func (s *workbookStyles) register(book *excelize.File) error {
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	top := &excelize.Alignment{Vertical: "top"}
	right := &excelize.Alignment{Vertical: "top", Horizontal: "right"}
	wrapped := &excelize.Alignment{Vertical: "top", WrapText: true}
	line := []excelize.Border{{Type: "bottom", Color: "808080", Style: 1}}
	for _, style := range []struct {
		number *int
		look   excelize.Style
	}{
		{&s.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}}},
		{&s.text, excelize.Style{NumFmt: textFormat, Alignment: top}},
		{&s.heading, excelize.Style{
			NumFmt: textFormat, Font: &excelize.Font{Bold: true}, Fill: fill(colourHeading), Border: line, Alignment: wrapped,
		}},
		{&s.result, excelize.Style{NumFmt: textFormat, Alignment: wrapped}},
		{&s.link, excelize.Style{
			NumFmt: textFormat, Font: &excelize.Font{Color: colourLink, Underline: "single"}, Alignment: top,
		}},
		{&s.failed, excelize.Style{NumFmt: textFormat, Fill: fill(colourFailed), Alignment: wrapped}},
		{&s.warned, excelize.Style{NumFmt: textFormat, Fill: fill(colourWarned), Alignment: wrapped}},
		{&s.count, excelize.Style{Alignment: right}},
		{&s.countHeading, excelize.Style{
			Font: &excelize.Font{Bold: true}, Fill: fill(colourHeading), Border: line, Alignment: right,
		}},
		{&s.countFailed, excelize.Style{Fill: fill(colourFailed), Alignment: right}},
	} {
		number, err := book.NewStyle(&style.look)
		if err != nil {
			return err
		}
		*style.number = number
	}
	return nil
}

// of is the look of a cell with findings, the worst of which is given.
func (s *workbookStyles) of(worst Severity) int {
	if worst == SeverityError {
		return s.failed
	}
	return s.warned
}
