package intake

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/intake/sheet"
)

// chunkRows is how many rows are checked before they are staged together.
const chunkRows = 1000

// examined is a checked row, or a settled score sheet: its draft if it stands, its findings in any case.
type examined struct {
	row int
	// rows is how many rows its outcome is for: 1, those of a sheet, or 0 for a row that waits for its sheet.
	rows     int
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
	out := &feeder{chunks: chunks}
	for row, err := range f.book.Rows(f.sheet) {
		if err != nil {
			return err
		}
		if row.Number <= f.header.row || !f.header.isRecord(row.Cells) {
			continue
		}
		checked, err := r.examine(ctx, f, row)
		if err == nil {
			err = out.add(ctx, checked)
		}
		if err == nil && f.items.full() {
			err = r.settleSheets(ctx, f, out, 1)
		}
		if err != nil {
			return err
		}
		f.report.Rows++
		for _, cell := range row.Cells {
			r.bytesDone += int64(len(cell)) + 1
		}
		if f.report.Rows%chunkRows == 0 {
			r.tell(f.report.File, f.report.Rows, r.readShare(f))
		}
	}
	if f.items != nil {
		if err := r.settleSheets(ctx, f, out, 0); err != nil {
			return err
		}
	}
	return out.flush(ctx)
}

// feeder hands examined rows on in chunks.
type feeder struct {
	chunk  []examined
	chunks chan<- []examined
}

func (o *feeder) add(ctx context.Context, e examined) error {
	if o.chunk == nil {
		o.chunk = make([]examined, 0, chunkRows)
	}
	if o.chunk = append(o.chunk, e); len(o.chunk) == chunkRows {
		return o.flush(ctx)
	}
	return nil
}

func (o *feeder) flush(ctx context.Context) error {
	select {
	case o.chunks <- o.chunk:
		o.chunk = nil
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
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
			r.settleDuplicate(f.report.Kind, &chunk[i], outcome)
		}
		switch {
		case outcome == "":
			r.rowsStaged++
			f.report.weigh(chunk[i].row, chunk[i].rows)
		case chunk[i].rows > 0:
			f.report.Outcomes[outcome] += int64(chunk[i].rows)
		}
		if err := f.report.findings.add(chunk[i].findings...); err != nil {
			return err
		}
	}
	return nil
}

// settleDuplicate words what staging found: the later of two rows with one key is the one that is reported.
func (r *run) settleDuplicate(kind disclosure.Kind, e *examined, outcome disclosure.Outcome) {
	switch outcome {
	case disclosure.OutcomeRejected:
		e.findings = []Finding{duplicateFinding(r.rules.lang, kind, e.row, SeverityError, CodeDuplicateConflict)}
	case disclosure.OutcomeDuplicate:
		e.findings = append(e.findings, duplicateFinding(r.rules.lang, kind, e.row, SeverityWarning, CodeDuplicateIdentical))
	case disclosure.OutcomePublished, disclosure.OutcomeCorrected, disclosure.OutcomeUnchanged,
		disclosure.OutcomeNotPublic, disclosure.OutcomeExpired, disclosure.OutcomeGone:
	}
}

// examine checks one row.
func (r *run) examine(ctx context.Context, f *file, row sheet.Row) (examined, error) {
	c := &check{rules: r.rules, header: f.header, row: row}
	if f.book.Encoding != "xlsx" && len(row.Cells) != f.header.width() {
		c.fail(CodeRowCells, "", len(row.Cells), f.header.width())
		return examined{row: row.Number, rows: 1, findings: c.result()}, nil
	}
	c.translate()
	c.learnSecrets()
	if c.exported() {
		return examined{row: row.Number, rows: 1, findings: c.result()}, nil
	}
	if f.items != nil {
		return f.items.examine(c), nil
	}
	draft := c.draft()
	c.complete(&draft)
	if err := r.register.check(ctx, c, &draft); err != nil {
		return examined{}, err
	}
	return f.examined(c, draft, 1), nil
}

// examined is what became of a row, or of a sheet of several rows.
func (f *file) examined(c *check, draft disclosure.Draft, rows int) examined {
	draft.Origin = disclosure.Origin{File: f.report.File, SHA256: f.book.SHA256, Sheet: f.sheet, Row: c.row.Number}
	return examined{row: c.row.Number, rows: rows, draft: draft, stands: !c.failed, findings: c.result()}
}

// settleSheets hands on the score sheets held but the last keep.
func (r *run) settleSheets(ctx context.Context, f *file, out *feeder, keep int) error {
	return f.items.settle(keep, func(c *check, held *itemSheet) error {
		draft := held.draft(c)
		if err := r.register.check(ctx, c, &draft); err != nil {
			return err
		}
		return out.add(ctx, f.examined(c, draft, held.rows))
	})
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
