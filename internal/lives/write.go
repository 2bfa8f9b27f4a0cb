package lives

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"mingshi/internal/disclosure"
)

// Writer gathers a feed. Its tables wait on disk, in files that have no name, so that memory stays flat; Close drops them.
type Writer struct {
	scale  Scale
	tables map[string]*spooled
	// Businesses and Inspections count what was added.
	Businesses, Inspections int64
}

// spooled is one table on its way.
type spooled struct {
	file *os.File
	out  *bufio.Writer
	rows *csv.Writer
}

// members of a feed in the order in which they are written.
var members = []string{Businesses, Inspections, Violations, Legend, FeedInfo}

// NewWriter begins a feed whose scores mean what the scale says. A disk that fails is of kind Unavailable, here and in all that
// follows.
func NewWriter(scale Scale) (*Writer, error) {
	w := &Writer{scale: scale, tables: make(map[string]*spooled, len(members))}
	for _, member := range members {
		file, err := os.CreateTemp("", "mingshi-lives-*")
		if err == nil {
			out := bufio.NewWriter(file)
			w.tables[member] = &spooled{file, out, newTable(out)}
			err = errors.Join(os.Remove(file.Name()), w.add(member, slices.Clone(Columns(member))))
		}
		if err != nil {
			return nil, disclosure.Errorf(disclosure.Unavailable, "LIVES feed: %w", errors.Join(err, w.Close()))
		}
	}
	return w, nil
}

// newTable writes rows as the specification asks for: commas, and quotes around what holds a quote or comma.
func newTable(out io.Writer) *csv.Writer { return csv.NewWriter(out) }

// Add adds a venue under its business_id, with its inspections in the order given. No id may be added twice.
func (w *Writer) Add(id string, venue *disclosure.Venue, inspections []*disclosure.Grading) error {
	err := w.add(Businesses, business(id, venue))
	w.Businesses++
	for _, g := range inspections {
		err = errors.Join(err, w.add(Inspections, w.scale.inspection(id, g)))
		for _, row := range w.scale.violations(id, g) {
			err = errors.Join(err, w.add(Violations, row))
		}
		w.Inspections++
	}
	return unavailable(err)
}

func (w *Writer) add(member string, row []string) error {
	for i := range row {
		row[i] = oneLine(row[i])
	}
	return w.tables[member].rows.Write(row)
}

// Finish writes the feed. The same venues, inspections and info give the same bytes.
func (w *Writer) Finish(out io.Writer, info *Info) error {
	for _, row := range w.scale.legend() {
		if err := w.add(Legend, row); err != nil {
			return unavailable(err)
		}
	}
	if err := w.add(FeedInfo, info.row()); err != nil {
		return unavailable(err)
	}
	archive := zip.NewWriter(out)
	day := time.Date(info.Date.Year, info.Date.Month, info.Date.Day, 0, 0, 0, 0, time.UTC)
	for _, member := range members {
		into, err := archive.CreateHeader(&zip.FileHeader{Name: member, Method: zip.Deflate, Modified: day})
		if err != nil {
			return err
		}
		if err := w.tables[member].copyTo(into); err != nil {
			return err
		}
	}
	return archive.Close()
}

func (s *spooled) copyTo(out io.Writer) error {
	s.rows.Flush()
	if err := errors.Join(s.rows.Error(), s.out.Flush()); err != nil {
		return unavailable(err)
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return unavailable(err)
	}
	_, err := io.Copy(out, s.file)
	return err
}

// Close drops what was gathered.
func (w *Writer) Close() error {
	var err error
	for _, table := range w.tables {
		err = errors.Join(err, table.file.Close())
	}
	return unavailable(err)
}

func unavailable(err error) error {
	if err == nil {
		return nil
	}
	return disclosure.Errorf(disclosure.Unavailable, "LIVES feed: %w", err)
}
