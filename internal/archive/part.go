package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// pageRows is how many rows are carried at once: a page of the largest usual bodies is a few megabytes, and a commit for
// each does not show beside the rows. Tests carry less at once, so that small stores have many pages.
var pageRows = 2000

// maxLine bounds a row as it is written, so that a damaged file cannot ask for all memory.
const maxLine = 64 << 20

// PartSum is what one part of a store comes to.
type PartSum struct {
	Part store.Part
	Rows int64
	// SHA256 is over the lines of the part as a backup has them, in hexadecimal digits.
	SHA256 string
}

// codec writes and reads the lines of one part.
type codec struct {
	// write hands each row of the part to line.
	write func(rows *store.Rows, line func(v any) error) error
	// read adds the row of a line.
	read func(line []byte, rows *store.Rows) error
}

var codecs = map[store.Part]codec{
	store.PartRecords: codecOf(
		func(r *store.Rows) *[]store.WholeRecord { return &r.Records }, newRecordLine, (*recordLine).row),
	store.PartKeys: codecOf(
		func(r *store.Rows) *[]store.WholeKey { return &r.Keys }, newKeyLine, (*keyLine).row),
	store.PartChanges: codecOf(
		func(r *store.Rows) *[]store.WholeChange { return &r.Changes }, newChangeLine, (*changeLine).row),
	store.PartNotPublic: codecOf(
		func(r *store.Rows) *[]store.WholeNotPublic { return &r.NotPublic }, newNotPublicLine, (*notPublicLine).row),
	store.PartFigures: codecOf(
		func(r *store.Rows) *[]store.Figure { return &r.Figures }, newFigureLine, (*figureLine).row),
	store.PartJournals: codecOf(
		func(r *store.Rows) *[]store.WholeJournal { return &r.Journals }, newJournalLine, (*journalLine).row),
	store.PartFingerprints: codecOf(
		func(r *store.Rows) *[]store.WholeFingerprint { return &r.Fingerprints }, newFingerprintLine, (*fingerprintLine).row),
}

func codecOf[Row, Line any](
	list func(*store.Rows) *[]Row, newLine func(*Row) (Line, error), row func(*Line) (Row, error),
) codec {
	return codec{
		write: func(rows *store.Rows, write func(v any) error) error {
			all := *list(rows)
			for i := range all {
				line, err := newLine(&all[i])
				if err != nil {
					return err
				}
				if err := write(&line); err != nil {
					return err
				}
			}
			return nil
		},
		read: func(raw []byte, rows *store.Rows) error {
			var line Line
			if err := json.Unmarshal(raw, &line); err != nil {
				return err
			}
			read, err := row(&line)
			all := list(rows)
			*all = append(*all, read)
			return err
		},
	}
}

// partWriter writes the rows of one part as lines and sums them up.
type partWriter struct {
	part  store.Part
	out   io.Writer
	lines bytes.Buffer
	json  *json.Encoder
	hash  hash.Hash
	rows  int64
	size  int64
}

// newPartWriter writes to out, which may be io.Discard when only the sum is wanted.
func newPartWriter(part store.Part, out io.Writer) *partWriter {
	w := &partWriter{part: part, out: out, hash: sha256.New()}
	w.json = json.NewEncoder(&w.lines)
	w.json.SetEscapeHTML(false)
	return w
}

func (w *partWriter) add(rows *store.Rows) error {
	w.lines.Reset()
	err := codecs[w.part].write(rows, func(v any) error {
		before := w.lines.Len()
		err := w.json.Encode(v)
		if length := w.lines.Len() - before; err == nil && length > maxLine {
			return disclosure.Errorf(disclosure.Internal, "a row of %s is %d bytes long, want %d at most", w.part, length, maxLine)
		}
		w.rows++
		return err
	})
	if err != nil {
		return err
	}
	w.size += int64(w.lines.Len())
	w.hash.Write(w.lines.Bytes())
	_, err = w.out.Write(w.lines.Bytes())
	return err
}

func (w *partWriter) sum() PartSum {
	return PartSum{Part: w.part, Rows: w.rows, SHA256: hex.EncodeToString(w.hash.Sum(nil))}
}

// eachPage calls visit with the rows of a part from a place on, page by page, and with the place behind each.
func eachPage(
	ctx context.Context, whole store.Whole, part store.Part, after string, visit func(rows *store.Rows, next string) error,
) error {
	for {
		rows, next, err := whole.Rows(ctx, part, after, pageRows)
		if err == nil {
			err = visit(&rows, next)
		}
		if err != nil || next == "" {
			return err
		}
		if next == after {
			return disclosure.Errorf(disclosure.Internal, "%s: the same page again behind %q", part, after)
		}
		after = next
	}
}

// Step is what is being done.
type Step string

// The steps that are told.
const (
	// StepWrite: rows are written into a backup.
	StepWrite Step = "write"
	// StepOpen: the entries of a backup are held against its manifest.
	StepOpen Step = "open"
	// StepCarry: rows are put into the other store.
	StepCarry Step = "carry"
	// StepCheck: rows are read, back from the other store or by an audit, and proved.
	StepCheck Step = "check"
)

// Progress is how far a step has come within a part.
type Progress struct {
	Step Step
	Part store.Part
	// Done counts rows of the part; what an earlier run has done is left out.
	Done int64
}

// Tell is called with progress about once a page, from the goroutine that works; nil tells nobody.
type Tell func(Progress)

func (t Tell) tell(step Step, part store.Part, done int64) {
	if t != nil {
		t(Progress{Step: step, Part: part, Done: done})
	}
}

// errDiffers is wrapped by every error that says: what was carried is not what it should be.
var errDiffers = errors.New("the stores differ")

func differs(format string, args ...any) error {
	return disclosure.Errorf(disclosure.Internal, "%s: %w", fmt.Sprintf(format, args...), errDiffers)
}
