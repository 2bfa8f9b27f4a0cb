package archive

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

const (
	// placePrefix goes before the number of rows behind which a part continues, so that a place that a database has given is
	// not taken for one.
	placePrefix = "line "
	// pageBytes ends a page early whose rows are large.
	pageBytes = 32 << 20
)

// Snapshot implements store.Carrier.
func (f *File) Snapshot(ctx context.Context, read func(ctx context.Context, whole store.Whole) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := &fileWhole{file: f}
	defer w.close()
	return read(ctx, w)
}

// fileWhole reads the store in a backup. It goes on where it stands: reading a part from end to end, in pages of any size,
// unpacks it once.
type fileWhole struct {
	file *File
	at   *partReader
}

// Head implements store.Whole.
func (w *fileWhole) Head() store.WholeHead { return w.file.head }

// Rows implements store.Whole. A row that is not as this program writes it is kind Invalid.
func (w *fileWhole) Rows(
	ctx context.Context, part store.Part, after string, limit int,
) (rows store.Rows, next string, err error) {
	if _, ok := codecs[part]; !ok {
		return store.Rows{}, "", disclosure.Errorf(disclosure.Invalid, "backup: no part %q", part)
	}
	line, err := lineOf(after)
	if err != nil {
		return store.Rows{}, "", err
	}
	if limit <= 0 {
		limit = store.DefaultLimit
	}
	if err := w.seek(ctx, part, line); err != nil {
		return store.Rows{}, "", explain(ctx, err, "backup "+w.file.path)
	}
	rows, more, err := w.at.page(ctx, min(limit, store.MaxLimit))
	if err != nil {
		return store.Rows{}, "", explain(ctx, err, "backup "+w.file.path)
	}
	if more {
		next = placePrefix + strconv.FormatInt(w.at.line, 10)
	}
	return rows, next, nil
}

// lineOf reads a place.
func lineOf(after string) (int64, error) {
	if after == "" {
		return 0, nil
	}
	digits, ok := strings.CutPrefix(after, placePrefix)
	line, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || line <= 0 {
		return 0, disclosure.Errorf(disclosure.Invalid, "place %q is not one that a backup has given", after)
	}
	return line, nil
}

// seek goes behind a line of a part.
func (w *fileWhole) seek(ctx context.Context, part store.Part, line int64) error {
	if w.at == nil || w.at.part != part || w.at.line != line {
		w.close()
		reader, err := w.file.readPart(part)
		if err != nil {
			return err
		}
		w.at = reader
	}
	for w.at.line < line {
		if _, err := w.at.next(ctx); err != nil {
			if errors.Is(err, io.EOF) {
				return disclosure.Errorf(disclosure.Invalid, "part %s has no line %d", part, line)
			}
			return err
		}
	}
	return nil
}

func (w *fileWhole) close() {
	if w.at != nil {
		_ = w.at.in.Close() // it was only read
		w.at = nil
	}
}

// partReader reads the lines of one part, and proves once more what is read to the end: the file may have changed since it
// was opened.
type partReader struct {
	part store.Part
	want Entry
	in   io.ReadCloser
	buf  *bufio.Reader
	sum  hash.Hash
	// line is how many lines have been read.
	line int64
	// text is the last line, written the lines of the page.
	text    []byte
	written []byte
}

func (f *File) readPart(part store.Part) (*partReader, error) {
	in, err := f.open(partName(part))
	if err != nil {
		return nil, err
	}
	r := &partReader{part: part, in: in, sum: sha256.New(), buf: bufio.NewReaderSize(in, 1<<16)}
	r.want, _ = f.manifest.entry(partName(part))
	return r, nil
}

// next reads a line, which stays until the next one is read; io.EOF behind the last.
func (r *partReader) next(ctx context.Context) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r.text = r.text[:0]
	for {
		piece, err := r.buf.ReadSlice('\n')
		r.text = append(r.text, piece...)
		switch {
		case err == nil:
			r.line++
			r.sum.Write(r.text)
			return r.text, nil
		case errors.Is(err, bufio.ErrBufferFull) && len(r.text) <= maxLine:
		case errors.Is(err, io.EOF) && len(r.text) == 0:
			return nil, io.EOF
		default:
			return nil, r.wrong(err)
		}
	}
}

// page reads up to limit rows and tells whether there are more. The rows must be written as this program writes them: so
// nothing in them is overlooked, and the SHA-256 of the part is that of its rows.
func (r *partReader) page(ctx context.Context, limit int) (rows store.Rows, more bool, err error) {
	r.written = r.written[:0]
	for rows.Len() < limit && len(r.written) < pageBytes {
		line, err := r.next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return store.Rows{}, false, err
		}
		if err := codecs[r.part].read(line, &rows); err != nil {
			return store.Rows{}, false, r.wrong(err)
		}
		r.written = append(r.written, line...)
	}
	again := newPartWriter(r.part, io.Discard)
	if err := again.add(&rows); err != nil {
		return store.Rows{}, false, r.wrong(err)
	}
	if !bytes.Equal(again.lines.Bytes(), r.written) {
		return store.Rows{}, false, disclosure.Errorf(disclosure.Invalid,
			"part %s: a row in the %d up to line %d is not as this program writes it", r.part, rows.Len(), r.line)
	}
	more, err = r.more()
	return rows, more, err
}

// more tells whether there are more lines; behind the last one the part must have come to what the manifest says.
func (r *partReader) more() (bool, error) {
	_, err := r.buf.Peek(1)
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, io.EOF) {
		return false, r.wrong(err)
	}
	if r.line != r.want.Rows || hex.EncodeToString(r.sum.Sum(nil)) != r.want.SHA256 {
		return false, disclosure.Errorf(disclosure.Invalid, "part %s has changed since the file was opened", r.part)
	}
	return false, nil
}

// wrong says at which line something is wrong.
func (r *partReader) wrong(err error) error {
	return damaged(partName(r.part), disclosure.Errorf(disclosure.Invalid, "behind line %d: %w", r.line, err))
}
