package sheet

import (
	"archive/zip"
	"errors"
	"io"

	"mingshi/internal/disclosure"
)

var (
	errTooLarge    = errors.New("unpacks to too much")
	errCellTooLong = errors.New("cell too long")
)

// meter counts what a part really unpacks to, whatever the archive's headers promise. The archive's own reader checks
// length and checksum at the end of the part.
type meter struct {
	r      io.Reader
	n      int64
	packed int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	if m.n > MaxUnpackedBytes || (m.n > ratioFloor && m.n/MaxRatio > m.packed) {
		return 0, errTooLarge
	}
	return n, err
}

// scan hands a part of the workbook to visit, event by event up to its end. visit gets start tags only and may read
// within the element.
func (w *workbook) scan(part *zip.File, visit func(*xmlScanner) error) error {
	if w.unpacked > MaxUnpackedBytes {
		return problem(FileTooLarge, w.name, part.Name)
	}
	return w.read(part, func(x *xmlScanner) error {
		for {
			event, err := x.next()
			if err != nil || event == xmlEOF {
				return err
			}
			if event != xmlStart {
				continue
			}
			if err := visit(x); err != nil {
				return err
			}
		}
	})
}

// read opens a part, gives it to use, and says of an error whose fault it is.
func (w *workbook) read(part *zip.File, use func(*xmlScanner) error) error {
	if part.Flags&1 != 0 {
		return problem(FileEncrypted, w.name)
	}
	r, err := part.Open()
	if err != nil {
		return w.fault(part.Name, err)
	}
	m := &meter{r: r, packed: int64(part.CompressedSize64)} //nolint:gosec // a section of a file is no longer than the file
	err = use(newXMLScanner(m))
	w.unpacked += m.n
	return w.fault(part.Name, errors.Join(err, r.Close()))
}

// fault leaves problems and errors of the disk as they are; anything else means that the part is damaged.
func (w *workbook) fault(part string, err error) error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	switch {
	case errors.Is(err, errTooLarge):
		return problem(FileTooLarge, w.name, part)
	case disclosure.KindOf(err) == disclosure.Unavailable:
		return err
	}
	return problem(FileDamaged, w.name, part)
}
