package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"mingshi/internal/disclosure"
	"mingshi/qrsign/sheet"
)

var boardFileTarget = targetTexts{"board.exists", "export.target", "export.in_data"}

// boardFile is a PDF with a board on each page. Beside it stands a manifest, NAME.json. The file gets its name when it and its
// manifest are whole; so where both are there and agree, only the noting of the prints may be missing.
type boardFile struct {
	path string
	// whole is the manifest of the file that stands there already; nil if there is none.
	whole *boardManifest
}

// openBoardFile refuses a file that cannot be written, or that is there and was not drawn by us as it stands.
func openBoardFile(path, data string) (*boardFile, error) {
	f := &boardFile{path: path}
	_, there := os.Lstat(path)
	if errors.Is(there, fs.ErrNotExist) {
		if err := boardFileTarget.check(path, data); err != nil {
			return nil, err
		}
	} else if within(data, path) {
		return nil, usage("export.in_data", path)
	}
	manifest, err := readManifest(f.manifest())
	if err != nil || errors.Is(there, fs.ErrNotExist) {
		return f, err // a manifest alone is what a killed run left
	}
	sum, err := fileSum(path)
	if err != nil || manifest.SHA256 != sum {
		return nil, usage("board.exists", path)
	}
	f.whole = &manifest
	return f, nil
}

func (f *boardFile) manifest() string { return f.path + ".json" }

// mayIssue implements boardTarget.
func (f *boardFile) mayIssue(int) error {
	if f.whole != nil {
		return usage("board.exists", f.path)
	}
	return nil
}

// draw implements boardTarget.
func (f *boardFile) draw(r *rendering) error {
	if f.whole != nil {
		return f.takeUp(r)
	}
	if !anyDrawable(r.drawings) {
		return nil
	}
	half, sum := halfName(f.path), sha256.New()
	err := fill(half, drawingMode, func(w io.Writer) error {
		out := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<20)
		if err := r.pages(out); err != nil {
			return err
		}
		return out.Flush()
	})
	if err != nil {
		return fileTrouble(f.path, err)
	}
	defer os.Remove(half) //nolint:errcheck // it has its name by then, or is of no use
	if !anyDrawable(r.drawings) {
		return nil // not one could be drawn
	}
	manifest := boardManifest{SHA256: hex.EncodeToString(sum.Sum(nil))}
	for i := range r.drawings {
		d := &r.drawings[i]
		manifest.Boards = append(manifest.Boards, r.asDrawn(d, ""))
		if d.refused == "" {
			r.note(d, d.printed)
		}
	}
	if err := manifest.write(f.manifest()); err != nil {
		return err
	}
	if err := giveName(half, f.path); err != nil {
		return fileTrouble(f.path, err)
	}
	syncFolder(filepath.Dir(f.path))
	return nil
}

// takeUp goes on where a run that was cut short had come to: the file holds all that is asked for. Else it stays as it is, and
// another name is asked for.
func (f *boardFile) takeUp(r *rendering) error {
	if err := os.Remove(halfName(f.path)); err != nil && !errors.Is(err, fs.ErrNotExist) { // it was killed with both names
		return fileTrouble(f.path, err)
	}
	there := make(map[string]*drawnBoard, len(f.whole.Boards))
	for i := range f.whole.Boards {
		there[f.whole.Boards[i].Mark] = &f.whole.Boards[i]
	}
	for i := range r.drawings {
		d := &r.drawings[i]
		drawn, ok := there[d.mark(r.setting)]
		if !ok || drawn.Refused == "" && d.overtaken(&drawn.Print) {
			return usage("board.exists", f.path)
		}
		if d.refused = drawn.Refused; d.refused == "" {
			r.noteAgain(d, &drawn.Print)
		}
	}
	return nil
}

// pages draws all boards into one PDF. One that cannot be drawn is left out.
func (r *rendering) pages(w io.Writer) error {
	file, err := sheet.NewPDF(w, r.options)
	if err != nil {
		return err
	}
	progress := newProgress(r.t.screen())
	defer progress.done()
	pages := 0
	for i := range r.drawings {
		if err := r.step(progress, i); err != nil {
			return err
		}
		d := &r.drawings[i]
		if d.refused != "" {
			continue
		}
		if err := d.refuse(r.t.lang, file.Board(&d.Board)); err != nil {
			return err
		}
		if d.refused == "" {
			pages++
		}
	}
	if err := file.Close(); pages > 0 {
		return err
	}
	return nil
}

func anyDrawable(drawings []drawing) bool {
	for i := range drawings {
		if drawings[i].refused == "" {
			return true
		}
	}
	return false
}

// fileSum is the SHA-256 of a file.
func fileSum(path string) (string, error) {
	file, err := os.Open(path) //nolint:gosec // the operator's own choice
	if err != nil {
		return "", disclosure.Errorf(disclosure.Unavailable, "boards: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", disclosure.Errorf(disclosure.Unavailable, "boards: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
