package tabular

import (
	"io"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/wire"
)

// Format is an open file format of records.
type Format string

// The formats, by the names that commands and addresses use.
const (
	NDJSON  Format = "ndjson"
	CSV     Format = "csv"
	XLSX    Format = "xlsx"
	Parquet Format = "parquet"
)

// Formats lists every format.
func Formats() []Format { return []Format{NDJSON, CSV, XLSX, Parquet} }

// MediaType is the format's name in HTTP; "" for none of the formats.
func (f Format) MediaType() string {
	switch f {
	case NDJSON:
		return "application/x-ndjson"
	case CSV:
		return "text/csv; charset=utf-8; header=present"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case Parquet:
		return "application/vnd.apache.parquet"
	}
	return ""
}

// Extension is how the names of such files end, the point included.
func (f Format) Extension() string { return "." + string(f) }

// About says what an export holds, so that it can be cited. Formats that have room for it carry it: XLSX on a sheet of its
// own, Parquet in its metadata.
type About struct {
	// Query is what was asked for, as a query string; URL is where it was asked.
	Query, URL string
	// FeedID, Position and AsOf tell which state of the data it was.
	FeedID   string
	Position int64
	AsOf     time.Time
	// Publisher is the authority, Licence and Attribution under which terms others may use the data.
	Publisher, Licence, LicenceURL, Attribution string
}

// Options say what is written.
type Options struct {
	Kind   disclosure.Kind
	Format Format
	Codes  Codes
	// BOM begins a CSV with a byte order mark, without which some spreadsheets take it for another encoding.
	BOM bool
	// Lang, if not "", adds columns in which closed lists are spelt out in that language, and heads the columns of a workbook
	// with titles in it. Without it columns are headed by their names. NDJSON has labels if the records were joined with them.
	Lang  i18n.Lang
	About About
}

// Writer writes records of one kind. It holds no more than a bounded number of rows in memory, whatever their number.
// Records must be public ones; what has ended has no row. After an error every further call answers with it, and Close
// ends nothing: a file that was begun stays visibly incomplete, a workbook never begins.
type Writer interface {
	// Write adds rows. j was joined to these records. The error is disclosure.Invalid where the format cannot hold them.
	Write(j *wire.Joined, records []disclosure.Record) error
	// Close ends the file and frees what the writer holds; it must be called also after an error. It does not close the
	// writer underneath.
	Close() error
}

// NewWriter begins a file of the format in the options. The error is disclosure.Invalid for a kind, format or codes that
// there are none of.
func NewWriter(w io.Writer, o Options) (Writer, error) {
	if o.Kind == "" && o.Format == NDJSON && o.Codes == "" {
		return newNDJSONWriter(w, o), nil // lines need no columns, so they may be of all kinds
	}
	columns, err := columnsOf(o.Kind, o.Codes, o.Lang)
	if err != nil {
		return nil, err
	}
	rows := rowWriter{kind: o.Kind, columns: columns, table: newTable(o.Kind, o.Codes, columns)}
	switch o.Format {
	case NDJSON:
		return newNDJSONWriter(w, o), nil
	case CSV:
		rows.sink = newCSVSink(w, columns, o.BOM)
	case XLSX:
		rows.sink, err = newWorkbookSink(w, columns, &o)
	case Parquet:
		rows.sink, err = newParquetSink(w, columns, &o)
	default:
		return nil, disclosure.Errorf(disclosure.Invalid, "format %q: want ndjson, csv, xlsx or parquet", o.Format)
	}
	if err != nil {
		return nil, err
	}
	return &rows, nil
}

// WriteFile writes one file: fill is handed the writer, which is closed in any case. The error is that of NewWriter, fill or Close.
func WriteFile(w io.Writer, o Options, fill func(file Writer) error) error {
	file, err := NewWriter(w, o)
	if err != nil {
		return err
	}
	if err := fill(file); err != nil {
		_ = file.Close() // says the same, or what follows from it
		return err
	}
	return file.Close()
}

func newTable(kind disclosure.Kind, codes Codes, columns []Column) table {
	if codes == CodesGen3 {
		return newGen3Table(kind)
	}
	return newOwnTable(columns)
}

// sink takes the rows of a table in one format.
type sink interface {
	// add writes one row of texts, which it must not keep.
	add(texts [][]byte) error
	// end completes the file.
	end() error
	// free lets go of what the sink holds; it is called once, after end or instead of it.
	free()
}

// rowWriter is the Writer of every format that has columns.
type rowWriter struct {
	kind    disclosure.Kind
	columns []Column
	table   table
	sink    sink
	failed  error
	closed  bool
}

// Write implements Writer.
func (w *rowWriter) Write(j *wire.Joined, records []disclosure.Record) error {
	for i := range records {
		if w.failed != nil {
			return w.failed
		}
		w.failed = w.write(j, &records[i])
	}
	return w.failed
}

func (w *rowWriter) write(j *wire.Joined, r *disclosure.Record) error {
	if err := checkKind(r, w.kind); err != nil {
		return err
	}
	texts, err := w.table.row(j, r)
	if err != nil {
		return err
	}
	if err := w.sink.add(texts); err != nil {
		return disclosure.Errorf(disclosure.KindOf(err), "row of %s: %w", r.ID, err)
	}
	return nil
}

// Close implements Writer.
func (w *rowWriter) Close() error {
	if w.closed {
		return w.failed
	}
	w.closed = true
	defer w.sink.free()
	if w.failed == nil {
		w.failed = w.sink.end()
	}
	return w.failed
}

// checkKind refuses a record of another kind: its columns are not those of the file.
func checkKind(r *disclosure.Record, kind disclosure.Kind) error {
	if r.Kind != kind {
		return disclosure.Errorf(disclosure.Internal, "%s: a %s in a table of kind %q", r.ID, r.Kind, kind)
	}
	return nil
}

// written marks an error of the writer underneath: a disk or a connection, never the records.
func written(err error) error {
	if err == nil {
		return nil
	}
	return disclosure.Errorf(disclosure.Unavailable, "write: %w", err)
}
