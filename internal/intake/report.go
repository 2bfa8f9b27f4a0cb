package intake

import (
	"encoding/json"
	"io"
	"os"

	"mingshi/internal/disclosure"
)

// Report says what became of every row of an import (contracts.md §2). Findings may be as many as rows, so they wait in
// a file beside and are written out as a stream; Close removes it.
type Report struct {
	AsOf     disclosure.Date
	Batch    string
	Position int64
	Files    []*FileReport

	// folders hold what was unpacked of feeds.
	folders []string
}

// FileReport says what became of one file. Each of its rows has exactly one outcome.
type FileReport struct {
	Path       string
	File       string
	Kind       disclosure.Kind
	Generation string
	Encoding   string
	Rows       int64
	Outcomes   map[disclosure.Outcome]int64
	// Hidden and Merged count what a worksheet holds and nobody reads: hidden rows, and rows of one merged cell.
	Hidden int
	Merged int
	// OtherSheets names the visible worksheets besides the one that was read that hold a table, HiddenSheets all hidden ones.
	OtherSheets  []string
	HiddenSheets []string
	// Problem says why the file as a whole was refused; nothing of it is published then.
	Problem *Problem

	findings *spool
	// how is how the columns were understood.
	how reading
	// weights are how many rows a staged row stands for, where there are several.
	weights map[int]int64
}

// weigh notes that what becomes of a row becomes of so many.
func (f *FileReport) weigh(row, rows int) {
	if rows == 1 {
		return
	}
	if f.weights == nil {
		f.weights = make(map[int]int64)
	}
	f.weights[row] = int64(rows)
}

// count notes what became of a staged row.
func (f *FileReport) count(row int, outcome disclosure.Outcome) {
	f.Outcomes[outcome] += max(1, f.weights[row])
}

// Problem is why a file cannot be used at all.
type Problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Faulty reports whether the import has to be looked at: a file was refused, or a row was.
func (r *Report) Faulty() bool {
	for _, file := range r.Files {
		if file.Problem != nil || file.Outcomes[disclosure.OutcomeRejected] > 0 {
			return true
		}
	}
	return false
}

// Close removes the findings, and what was unpacked.
func (r *Report) Close() {
	for _, folder := range r.folders {
		_ = os.RemoveAll(folder) // what stays is the system's to clear
	}
	for _, file := range r.Files {
		file.findings.close()
	}
}

// Findings calls yield for each finding of the file in the order in which they were made, until it returns false.
func (f *FileReport) Findings(yield func(Finding) bool) error { return f.findings.each(yield) }

// HasFindings reports whether anything is to be said of the file's rows.
func (f *FileReport) HasFindings() bool { return f.findings.n > 0 }

// WriteJSON writes the report as one JSON document.
func (r *Report) WriteJSON(w io.Writer) error {
	head, err := json.Marshal(struct {
		AsOf     disclosure.Date `json:"as_of"`
		Batch    string          `json:"batch"`
		Position int64           `json:"position"`
	}{r.AsOf, r.Batch, r.Position})
	if err != nil {
		return err
	}
	out := &errWriter{w: w}
	out.write(head[:len(head)-1])
	out.write([]byte(`,"files":[`))
	for i, file := range r.Files {
		if i > 0 {
			out.write([]byte(","))
		}
		if err := file.writeJSON(out); err != nil {
			return err
		}
	}
	out.write([]byte("]}\n"))
	return out.err
}

func (f *FileReport) writeJSON(out *errWriter) error {
	head, err := json.Marshal(struct {
		File       string          `json:"file"`
		Kind       disclosure.Kind `json:"kind,omitempty"`
		Generation string          `json:"generation,omitempty"`
		Encoding   string          `json:"encoding,omitempty"`
		Problem    *Problem        `json:"problem,omitempty"`
		Rows       int64           `json:"rows"`
		Published  int64           `json:"published"`
		Corrected  int64           `json:"corrected"`
		Unchanged  int64           `json:"unchanged"`
		Duplicate  int64           `json:"duplicate"`
		NotPublic  int64           `json:"not_public"`
		Expired    int64           `json:"expired"`
		Gone       int64           `json:"gone"`
		Rejected   int64           `json:"rejected"`
		Hidden     int             `json:"hidden_rows,omitempty"`
		Merged     int             `json:"merged_rows,omitempty"`

		OtherSheets  []string `json:"other_sheets,omitempty"`
		HiddenSheets []string `json:"hidden_sheets,omitempty"`
	}{
		f.File, f.Kind, f.Generation, f.Encoding, f.Problem, f.Rows,
		f.Outcomes[disclosure.OutcomePublished], f.Outcomes[disclosure.OutcomeCorrected],
		f.Outcomes[disclosure.OutcomeUnchanged], f.Outcomes[disclosure.OutcomeDuplicate],
		f.Outcomes[disclosure.OutcomeNotPublic], f.Outcomes[disclosure.OutcomeExpired],
		f.Outcomes[disclosure.OutcomeGone], f.Outcomes[disclosure.OutcomeRejected], f.Hidden, f.Merged,
		f.OtherSheets, f.HiddenSheets,
	})
	if err != nil {
		return err
	}
	out.write(head[:len(head)-1])
	out.write([]byte(`,"findings":[`))
	separator := ""
	err = f.findings.eachRaw(func(line []byte) bool {
		out.write([]byte(separator))
		out.write(line)
		separator = ","
		return out.err == nil
	})
	out.write([]byte("]}"))
	return err
}

// errWriter keeps the first error, so that a stream of small writes reads as one.
type errWriter struct {
	w   io.Writer
	err error
}

func (e *errWriter) write(p []byte) {
	if e.err == nil {
		_, e.err = e.w.Write(p)
	}
}
