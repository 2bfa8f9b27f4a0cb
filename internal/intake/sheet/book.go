package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mingshi/internal/disclosure"
)

// Book is an open intake file. It is not safe for concurrent use, and the file must not change while it is open.
type Book struct {
	// Name is the file's base name.
	Name string
	// Encoding is "utf-8", "gb18030" or "xlsx".
	Encoding string
	// SHA256 is the digest of the file's bytes in lower-case hexadecimal.
	SHA256 string
	// Size is the file's length in bytes.
	Size int64

	disk    *disk
	table   table
	skipped map[string]Skipped
	changed time.Time
}

// Row is one row that has a value.
type Row struct {
	// Number is the row as a spreadsheet shows it: from 1, blank and title rows counted; a quoted CSV cell over several
	// lines is still one row.
	Number int
	// Cells are the texts as they stand, untrimmed, and may be kept. A CSV row has exactly the cells of the file; a
	// worksheet row ends with its last cell that has a value. In a worksheet numbers are rounded to 15 significant digits
	// without an exponent, dates are serial numbers of the 1900 system (also where the workbook counts from 1904), a
	// truth value is TRUE or FALSE, a failed formula its error value (see IsErrorValue), any other formula its last result.
	Cells []string
}

// Skipped counts what a worksheet holds and Rows leaves out, so that a report can say so. Rows without any value are not
// counted.
type Skipped struct {
	// HiddenSheets names the hidden sheets.
	HiddenSheets []string
	// HiddenRows counts hidden rows, those behind a filter included.
	HiddenRows int
	// MergedRows counts title and section rows: rows with nothing but one merged range over several columns.
	MergedRows int
}

// table is what a kind of file offers a Book.
type table interface {
	sheets() []string
	// rows hands the rows of a sheet to yield until it answers false, and tells what it left out. A nil error means that
	// the sheet was read to its end or that yield stopped it.
	rows(sheet string, yield func(Row) bool) (Skipped, error)
	hiddenSheets() []string
	close() error
}

// Open finds out what the file at path is and checks it as a whole: the encoding of a text file, the structure, the
// checksums and the XML of a workbook. The error is a *Problem where the file is at fault, disclosure.Unavailable where
// the disk is. The caller must Close the book.
func Open(path string) (*Book, error) {
	name := filepath.Base(path)
	f, info, err := openRegular(path, name)
	if err != nil {
		return nil, err
	}
	b := &Book{
		Name: name, Size: info.Size(), changed: info.ModTime(),
		disk: &disk{file: f, name: name}, skipped: make(map[string]Skipped),
	}
	if err := b.recognise(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return b, nil
}

func openRegular(path, name string) (*os.File, fs.FileInfo, error) {
	// A pipe is refused before it is opened, for opening would wait for its writer.
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, problem(FileMissing, name)
	case errors.Is(err, fs.ErrPermission):
		return nil, nil, problem(FileNoAccess, name)
	case err != nil:
		return nil, nil, disclosure.Errorf(disclosure.Unavailable, "stat %q: %w", name, err)
	case info.IsDir():
		return nil, nil, problem(FileFolder, name)
	case !info.Mode().IsRegular():
		return nil, nil, problem(FileIrregular, name)
	case info.Size() == 0:
		return nil, nil, problem(FileEmpty, name)
	}
	f, err := os.Open(filepath.Clean(path))
	if errors.Is(err, fs.ErrPermission) {
		return nil, nil, problem(FileNoAccess, name)
	}
	if err != nil {
		return nil, nil, disclosure.Errorf(disclosure.Unavailable, "open %q: %w", name, err)
	}
	return f, info, nil
}

// recognise decides by the first bytes and hands the file to the reader of its kind.
func (b *Book) recognise() error {
	head := make([]byte, min(b.Size, sniffBytes))
	if _, err := b.disk.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	format := sniff(head)
	if (format == formatText || format == formatBinary) && strings.EqualFold(filepath.Ext(b.Name), ".zip") {
		return problem(FileNotZIP, b.Name) // a feed was meant, of which no message about headings or text would tell
	}
	switch format {
	case formatZIP:
		return b.openWorkbook()
	case formatOLE:
		return oleProblem(b.Name, b.whole())
	case formatText:
		return b.openText(head)
	case formatXLS:
		return problem(FileXLS, b.Name)
	case formatUTF16:
		return problem(FileUTF16, b.Name)
	case formatBinary:
		return problem(FileBinary, b.Name)
	default:
		return problem(FileNotTable, b.Name, string(format))
	}
}

func (b *Book) whole() *io.SectionReader { return io.NewSectionReader(b.disk, 0, b.Size) }

func (b *Book) openWorkbook() error {
	digest := sha256.New()
	if _, err := io.Copy(digest, b.whole()); err != nil {
		return err
	}
	w, err := openWorkbook(b.Name, b.disk, b.Size)
	if err != nil {
		return err
	}
	b.SHA256, b.Encoding, b.table = hex.EncodeToString(digest.Sum(nil)), "xlsx", w
	return nil
}

func (b *Book) openText(head []byte) error {
	t, digest, err := openText(b.Name, b.whole(), head)
	if err != nil {
		return err
	}
	b.SHA256, b.Encoding, b.table = digest, t.encoding, t
	return nil
}

// Sheets lists the visible worksheets in the order of their tabs; a text file has one sheet named "".
func (b *Book) Sheets() []string { return b.table.sheets() }

// Rows reads one sheet from its beginning; it can be called again. Rows without any value are not yielded. An error is
// yielded alone and ends the sequence: then nothing that came before it may be published. It is a *Problem where the file
// is at fault, disclosure.NotFound for a sheet that the book has not, disclosure.Unavailable where the disk fails or the
// file changed underneath.
func (b *Book) Rows(sheet string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		stopped := false
		skipped, err := b.table.rows(sheet, func(r Row) bool {
			stopped = !yield(r, nil)
			return !stopped
		})
		b.skipped[sheet] = skipped
		if stopped {
			return
		}
		if changed := b.unchanged(); changed != nil {
			err = changed
		}
		if err != nil {
			yield(Row{}, err)
		}
	}
}

// unchanged compares the file with what Open found, because the digest and the checks speak of those bytes.
func (b *Book) unchanged() error {
	info, err := b.disk.file.Stat()
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "stat %q: %w", b.Name, err)
	}
	if info.Size() != b.Size || !info.ModTime().Equal(b.changed) {
		return disclosure.Errorf(disclosure.Unavailable, "read %q: file changed while it was read", b.Name)
	}
	return nil
}

// Skipped tells what was left out: the hidden sheets, and the rows of the sheets read so far, each sheet as it was read
// last.
func (b *Book) Skipped() Skipped {
	total := Skipped{HiddenSheets: b.table.hiddenSheets()}
	for _, s := range b.skipped {
		total.HiddenRows += s.HiddenRows
		total.MergedRows += s.MergedRows
	}
	return total
}

// Close closes the file and removes what was unpacked to disk.
func (b *Book) Close() error {
	if err := errors.Join(b.table.close(), b.disk.file.Close()); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "close %q: %w", b.Name, err)
	}
	return nil
}

// disk reads the file and marks its errors, so that a failing disk is never taken for a faulty file.
type disk struct {
	file *os.File
	name string
}

// ReadAt is os.File.ReadAt with errors of the kind disclosure.Unavailable; io.EOF stays as it is.
func (d *disk) ReadAt(p []byte, off int64) (int, error) {
	n, err := d.file.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, disclosure.Errorf(disclosure.Unavailable, "read %q: %w", d.name, err)
	}
	return n, err
}
