package main

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"mingshi/qrsign/sheet"
)

const (
	// boardsManifest is the name of the manifest in a folder of boards.
	boardsManifest = "boards.json"
	// manifestEvery is after how many drawings the manifest is written: as many are drawn again at most.
	manifestEvery = 16
)

// boardFolder is a folder with a file for each board, SERIAL.svg or SERIAL.png. What is there already and would be drawn the
// same stays.
type boardFolder struct {
	path  string
	there map[string]drawnBoard // by file
	// coming are files that are about to be drawn, by this run or by one that was killed.
	coming map[string]bool
}

// openBoardFolder refuses a folder that cannot be written to. It may exist; the folder around it must.
func openBoardFolder(path, data string) (*boardFolder, error) {
	if within(data, path) {
		return nil, usage("export.in_data", path)
	}
	f := &boardFolder{path: path, there: make(map[string]drawnBoard), coming: make(map[string]bool)}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return nil, environment("export.target", path, cause(err))
		}
		return f, nil
	case err != nil:
		return nil, environment("export.target", path, cause(err))
	case !info.IsDir():
		return nil, usage("board.no_folder", path)
	}
	manifest, err := readManifest(f.manifest())
	for i := range manifest.Boards {
		f.there[manifest.Boards[i].File] = manifest.Boards[i]
	}
	for _, name := range manifest.Coming {
		f.coming[name] = true
	}
	return f, err
}

func (f *boardFolder) manifest() string { return filepath.Join(f.path, boardsManifest) }

// mayIssue implements boardTarget.
func (f *boardFolder) mayIssue(int) error { return nil }

// draw implements boardTarget.
func (f *boardFolder) draw(r *rendering) error {
	if !anyDrawable(r.drawings) {
		return nil
	}
	if err := os.Mkdir(f.path, folderMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return fileTrouble(f.path, err)
	}
	if err := f.announce(r); err != nil {
		return err
	}
	progress := newProgress(r.t.screen())
	defer progress.done()
	fresh := 0
	for i := range r.drawings {
		if err := r.step(progress, i); err != nil {
			return err
		}
		drawn, err := f.one(r, &r.drawings[i])
		if err != nil {
			return err
		}
		if drawn {
			fresh++
		}
		if drawn && fresh%manifestEvery == 0 {
			if err := f.writeManifest(); err != nil {
				return err
			}
		}
	}
	maps.DeleteFunc(f.coming, func(name string, _ bool) bool {
		_, err := os.Lstat(filepath.Join(f.path, name))
		return errors.Is(err, fs.ErrNotExist)
	})
	if err := f.writeManifest(); err != nil {
		return err
	}
	syncFolder(f.path)
	return nil
}

// announce refuses to draw over files that no manifest names, and then names all that will be drawn.
func (f *boardFolder) announce(r *rendering) error {
	var names []string
	for i := range r.drawings {
		d := &r.drawings[i]
		name := d.serial + "." + r.format
		if _, ours := f.there[name]; ours || d.refused != "" {
			continue
		}
		path := filepath.Join(f.path, name)
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) && !f.coming[name] {
			return usage("board.exists", path)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil
	}
	for _, name := range names {
		f.coming[name] = true
	}
	return f.writeManifest()
}

// one draws a board unless it is there, and tells whether it did.
func (f *boardFolder) one(r *rendering, d *drawing) (drawn bool, err error) {
	if d.refused != "" {
		return false, nil
	}
	name := d.serial + "." + r.format
	path := filepath.Join(f.path, name)
	want := r.asDrawn(d, name)
	if old, ok := f.there[name]; ok && old.Mark == want.Mark && !d.overtaken(&old.Print) {
		if _, err := os.Lstat(path); err == nil {
			r.noteAgain(d, &old.Print)
			return false, nil
		}
	}
	half := halfName(path)
	err = fill(half, drawingMode, func(w io.Writer) error {
		if r.format == formatPNG {
			return sheet.PNG(w, &d.Board, r.options)
		}
		return sheet.SVG(w, &d.Board, r.options)
	})
	if err == nil {
		err = os.Rename(half, path)
	}
	if err != nil {
		return false, d.refuse(r.t.lang, fileTrouble(path, err))
	}
	f.there[name] = want
	delete(f.coming, name)
	r.note(d, d.printed)
	return true, nil
}

func (f *boardFolder) writeManifest() error {
	m := boardManifest{Boards: []drawnBoard{}, Coming: slices.Sorted(maps.Keys(f.coming))}
	for _, name := range slices.Sorted(maps.Keys(f.there)) {
		m.Boards = append(m.Boards, f.there[name])
	}
	return m.write(f.manifest())
}
