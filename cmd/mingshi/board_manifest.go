package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
)

// boardManifest says what is drawn in a file or a folder, so that a run that was cut short goes on and does not begin anew. It
// names boards by their serials and holds no code.
type boardManifest struct {
	// SHA256 is that of the PDF; "" for a folder.
	SHA256 string       `json:"sha256,omitempty"`
	Boards []drawnBoard `json:"boards"`
	// Coming are the files that a run was about to draw in a folder: what a killed one has drawn may not be among Boards yet.
	Coming []string `json:"coming,omitempty"`
}

// drawnBoard is a drawing that is there. Mark tells it apart from others of the same board (drawing.mark).
type drawnBoard struct {
	Serial string           `json:"serial"`
	File   string           `json:"file,omitempty"` // within the folder
	Paper  string           `json:"paper"`
	Theme  string           `json:"theme"`
	Mark   string           `json:"mark"`
	Print  disclosure.Print `json:"print"`
	// Refused says why there is none after all.
	Refused string `json:"refused,omitempty"`
}

// asDrawn is what a manifest says of a drawing.
func (r *rendering) asDrawn(d *drawing, file string) drawnBoard {
	return drawnBoard{
		Serial: d.serial, File: file, Paper: string(r.options.Paper), Theme: r.options.Theme.Name(), Mark: d.mark(r.setting),
		Print: d.printed, Refused: d.refused,
	}
}

// readManifest reads a manifest. One that is not there says nothing; a file of its name that is none of ours is refused, since
// writing the manifest would overwrite it.
func readManifest(path string) (boardManifest, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // beside what the operator has named
	if errors.Is(err, fs.ErrNotExist) {
		return boardManifest{}, nil
	}
	if err != nil {
		return boardManifest{}, environment("export.target", path, cause(err))
	}
	m, ours := parseManifest(raw)
	if !ours {
		return boardManifest{}, usage("board.exists", path)
	}
	return m, nil
}

// parseManifest reads a manifest and tells whether it is one of ours.
func parseManifest(raw []byte) (m boardManifest, ours bool) {
	text := json.NewDecoder(bytes.NewReader(raw))
	text.DisallowUnknownFields()
	if text.Decode(&m) != nil || text.More() || m.Boards == nil {
		return boardManifest{}, false
	}
	for i := range m.Boards {
		if _, err := qrsign.ParseSerial(m.Boards[i].Serial); err != nil || m.Boards[i].Mark == "" {
			return boardManifest{}, false
		}
	}
	return m, true
}

// write puts a manifest where one may be already.
func (m *boardManifest) write(path string) error {
	var text bytes.Buffer
	if err := writeJSON(&text, m); err != nil {
		return err
	}
	half := halfName(path)
	err := fill(half, fileMode, func(w io.Writer) error { _, err := w.Write(text.Bytes()); return err })
	if err == nil {
		err = os.Rename(half, path)
	}
	return fileTrouble(path, err)
}

// halfName is the name that a file has until it is whole. A later run takes away what a killed one has left.
func halfName(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".part")
}

// drawingMode is that of files with codes in them: whoever can read one can print a genuine board.
const drawingMode = 0o600

// fill writes a file and returns when it is on the disk; of one that could not be written nothing stays. Its name can be
// guessed: what stands there is taken away, and a link that somebody puts there meanwhile is not followed.
func fill(path string, mode fs.FileMode, write func(io.Writer) error) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) //nolint:gosec // the operator's own choice
	if err != nil {
		return err
	}
	out := &firstError{w: file}
	err = write(out)
	if out.err != nil {
		err = out.err // a renderer may have carried on
	}
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		_ = os.Remove(path) // a part is of no use
	}
	return err
}

// firstError keeps the first error of a writer, and writes nothing after it.
type firstError struct {
	w   io.Writer
	err error
}

// Write implements io.Writer.
func (f *firstError) Write(p []byte) (n int, err error) {
	if f.err == nil {
		n, f.err = f.w.Write(p)
	}
	return n, f.err
}

// syncFolder makes names in a folder outlive a crash of the machine, where the system can.
func syncFolder(path string) {
	if folder, err := os.Open(path); err == nil { //nolint:gosec // as above
		_ = folder.Sync() // not every system can
		_ = folder.Close()
	}
}

// fileTrouble words what went wrong with a file that the operator has named.
func fileTrouble(path string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return usage("board.exists", path)
	}
	_, ofPath := errors.AsType[*os.PathError](err)
	_, ofLink := errors.AsType[*os.LinkError](err)
	if ofPath || ofLink {
		return environment("export.target", path, cause(err))
	}
	return err
}
