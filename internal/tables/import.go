package tables

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"mingshi/internal/disclosure"
)

const (
	folderMode = 0o750
	fileMode   = 0o640
)

// Change is what became of a file that was imported.
type Change string

// The changes.
const (
	// Added: nothing of the authority's own stood there.
	Added Change = "added"
	// Replaced: it took the place of a file of the authority's.
	Replaced Change = "replaced"
	// Unchanged: the same was there already, in the folder or as part of the program.
	Unchanged Change = "unchanged"
)

// Imported is what became of one file.
type Imported struct {
	// Path is the file that was given, File its name in the folder, "" where it is unchanged and came with the program.
	Path   string `json:"path"`
	File   string `json:"file"`
	Change Change `json:"change"`
	Edition
	// Before is the version of the rules or limits that are in force no more; "" for a score table, whose editions stay.
	Before string `json:"before,omitempty"`
}

// Held refuses a file: another text of the same edition is known, and records may name that edition.
type Held struct {
	Path string
	Edition
}

// Error implements error.
func (h *Held) Error() string {
	return fmt.Sprintf("tables: %s: %s is known already with other content: give it another version, or replace it on purpose",
		h.Path, h.Edition)
}

// Import checks files and puts them into the folder, all or, where one cannot be taken, none. A file with the same content as
// its edition has already changes nothing. Another text for an edition that is known is refused with a *Held unless replace is
// true, since records name the edition they were made by; rules and limits of another version take the place of those before.
// What is wrong with the files is of kind Invalid and a *Refused.
func Import(dir string, paths []string, replace bool) ([]Imported, error) {
	files, err := readFolder(dir)
	if err != nil {
		return nil, err
	}
	before, err := join(files)
	if err != nil {
		return nil, err
	}
	told := make([]Imported, 0, len(paths))
	var wanted []file
	for _, path := range paths {
		f, err := readFile(path)
		if err != nil {
			return nil, err
		}
		one, err := before.compare(&f, path, replace)
		if err != nil {
			return nil, err
		}
		told = append(told, one)
		if f.name = one.File; one.Change != Unchanged {
			wanted = append(wanted, f)
		}
	}
	if err := checkTogether(files, wanted); err != nil {
		return nil, err
	}
	for i := range wanted {
		if err := write(dir, &wanted[i]); err != nil {
			return nil, err
		}
	}
	return told, nil
}

// compare tells what taking a file would change.
func (t *Tables) compare(f *file, path string, replace bool) (Imported, error) {
	one := Imported{Path: path, File: f.fileName(), Change: Added, Edition: f.edition()}
	at := slices.IndexFunc(t.own, func(own file) bool { return own.place() == f.place() })
	if at >= 0 {
		one.File, one.Change = t.own[at].name, Replaced
	}
	known, same := t.holds(f)
	switch {
	case same:
		if at < 0 {
			one.File = ""
		}
		one.Change = Unchanged
	case known && !replace:
		return Imported{}, &Held{Path: path, Edition: f.edition()}
	case f.rules != nil:
		one.Before = t.Scheme.Rules.Version
	case f.items != nil:
		one.Before = t.Items.Edition
	}
	return one, nil
}

// holds reports whether the edition of a file is known, and whether with the very same content.
func (t *Tables) holds(f *file) (known, same bool) {
	switch {
	case f.rules != nil:
		return f.rules.Version == t.Scheme.Rules.Version, alike(f.rules, t.Scheme.Rules)
	case f.items != nil:
		return f.items.Edition == t.Items.Edition, alike(f.items, t.Items)
	}
	table, ok := t.Scheme.Tables.Edition(disclosure.ScoreTable{Code: f.table.Code, Version: f.table.Version})
	known = ok && table.Version == f.table.Version && table.Code == f.table.Code
	return known, known && alike(f.table, table)
}

// alike reports whether two values read the same, however their files are laid out.
func alike(a, b any) bool {
	one, err1 := json.Marshal(a)
	other, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(one, other)
}

// checkTogether reports what would be wrong with a folder once it holds the wanted files too.
func checkTogether(files, wanted []file) error {
	next := slices.Clone(files)
	for i := range wanted {
		f := &wanted[i]
		if slices.ContainsFunc(wanted[:i], func(other file) bool { return other.place() == f.place() }) {
			return refuse("", "", FlawTwice, f.place())
		}
		next = slices.DeleteFunc(next, func(own file) bool { return own.place() == f.place() })
		if slices.ContainsFunc(next, func(own file) bool { return own.name == f.name }) {
			return refuse("", "", FlawMisnamed, f.name)
		}
		next = append(next, *f)
	}
	_, err := join(next)
	return err
}

// write puts a file into the folder, whole or not at all, and so that it survives a crash of the machine.
func write(dir string, f *file) error {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "tables: %w", err)
	}
	aside, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "tables: %w", err)
	}
	defer func() { _ = os.Remove(aside.Name()) }() // moved away when all went well
	_, err = aside.Write(f.raw)
	if err := errors.Join(err, aside.Chmod(fileMode), aside.Sync(), aside.Close()); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "tables: %w", err)
	}
	if err := os.Rename(aside.Name(), filepath.Join(dir, f.name)); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "tables: %w", err)
	}
	return syncFolder(dir)
}

// syncFolder makes what was renamed into a folder survive a crash of the machine.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // has no such call, and needs none
	}
	folder, err := os.Open(dir) //nolint:gosec // the operator names it
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "tables: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "tables: %w", err)
	}
	return nil
}
