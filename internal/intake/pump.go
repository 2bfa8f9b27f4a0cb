package intake

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/intake/sheet"
)

// chunkRows is how many rows are checked before they are staged together.
const chunkRows = 1000

// examined is a checked row: its draft if it stands, its findings in any case.
type examined struct {
	row      int
	draft    disclosure.Draft
	stands   bool
	findings []Finding
}

// pump reads and checks the rows of a file on one goroutine while another stages them: two processors are kept busy, and
// no more than a few chunks are in memory.
func (r *run) pump(ctx context.Context, f *file) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	chunks := make(chan []examined, 1)
	staged := make(chan error, 1)
	go func() {
		var err error
		for chunk := range chunks {
			if err == nil {
				if err = r.stageChunk(ctx, f, chunk); err != nil {
					cancel(err)
				}
			}
		}
		staged <- err
	}()
	readErr := r.read(ctx, f, chunks)
	close(chunks)
	if err := <-staged; err != nil {
		return err
	}
	return readErr
}

func (r *run) read(ctx context.Context, f *file, chunks chan<- []examined) error {
	chunk := make([]examined, 0, chunkRows)
	for row, err := range f.book.Rows(f.sheet) {
		if err != nil {
			return err
		}
		if row.Number <= f.header.row || !f.header.isRecord(row.Cells) {
			continue
		}
		checked, err := r.examine(ctx, f, row)
		if err != nil {
			return err
		}
		f.report.Rows++
		for _, cell := range row.Cells {
			r.bytesDone += int64(len(cell)) + 1
		}
		if chunk = append(chunk, checked); len(chunk) == chunkRows {
			select {
			case chunks <- chunk:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			chunk = make([]examined, 0, chunkRows)
			r.tell(f.report.File, f.report.Rows, r.readShare(f))
		}
	}
	chunks <- chunk
	return ctx.Err()
}

// readShare estimates progress from the text read so far; a compressed workbook does not tell.
func (r *run) readShare(f *file) float64 {
	if f.book.Encoding == "xlsx" || r.bytesAll == 0 {
		return -1
	}
	return min(checkShare*float64(r.bytesDone)/float64(r.bytesAll), checkShare)
}

// stageChunk hands the good rows of a chunk to the sink and settles what is known of each row by now.
func (r *run) stageChunk(ctx context.Context, f *file, chunk []examined) error {
	drafts := make([]disclosure.Draft, 0, len(chunk))
	for i := range chunk {
		if chunk[i].stands {
			drafts = append(drafts, chunk[i].draft)
		}
	}
	outcomes, err := r.sink.Stage(ctx, f.number, drafts)
	if err != nil {
		return err
	}
	next := 0
	for i := range chunk {
		outcome := disclosure.OutcomeRejected
		if chunk[i].stands {
			outcome = outcomes[next]
			next++
			r.settleDuplicate(&chunk[i], outcome)
		}
		if outcome != "" {
			f.report.Outcomes[outcome]++
		} else {
			r.rowsStaged++
		}
		if err := f.report.findings.add(chunk[i].findings...); err != nil {
			return err
		}
	}
	return nil
}

// settleDuplicate words what staging found: the later of two rows with one key is the one that is reported.
func (r *run) settleDuplicate(e *examined, outcome disclosure.Outcome) {
	switch outcome {
	case disclosure.OutcomeRejected:
		e.findings = []Finding{rowFinding(r.rules.lang, e.row, SeverityError, CodeDuplicateConflict)}
	case disclosure.OutcomeDuplicate:
		e.findings = append(e.findings, rowFinding(r.rules.lang, e.row, SeverityWarning, CodeDuplicateIdentical))
	case disclosure.OutcomePublished, disclosure.OutcomeCorrected, disclosure.OutcomeUnchanged,
		disclosure.OutcomeNotPublic, disclosure.OutcomeExpired, disclosure.OutcomeGone:
	}
}

// examine checks one row.
func (r *run) examine(ctx context.Context, f *file, row sheet.Row) (examined, error) {
	c := &check{rules: r.rules, header: f.header, row: row}
	if f.book.Encoding != "xlsx" && len(row.Cells) != len(f.header.titles) {
		c.fail(CodeRowCells, "", len(row.Cells), len(f.header.titles))
		return examined{row: row.Number, findings: c.result()}, nil
	}
	c.learnSecrets()
	if c.exported() {
		return examined{row: row.Number, findings: c.result()}, nil
	}
	if f.items != nil {
		return examined{row: row.Number, findings: f.items.examine(c)}, nil
	}
	draft := c.draft()
	if err := r.register.check(ctx, c, &draft); err != nil {
		return examined{}, err
	}
	draft.Origin = disclosure.Origin{File: f.report.File, SHA256: f.book.SHA256, Sheet: f.sheet, Row: row.Number}
	return examined{row: row.Number, draft: draft, stands: !c.failed, findings: c.result()}, nil
}

// draft reads the row as the kind of its file.
func (c *check) draft() disclosure.Draft {
	switch c.header.format.Kind {
	case disclosure.KindPermit:
		return c.permit()
	case disclosure.KindFiling:
		return c.filing()
	case disclosure.KindPenalty:
		return c.penalty()
	case disclosure.KindVenue:
		return c.venue()
	case disclosure.KindGrading:
		return c.grading()
	case disclosure.KindReading:
		return c.reading()
	case disclosure.KindBoard: // boards are issued, never imported
	}
	return disclosure.Draft{}
}
