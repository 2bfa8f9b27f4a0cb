// Package tables owns the data by which an authority grades and tests: the score tables, grading rules and test limits that it
// has put into its data folder, in place of those that come with the program. It depends only on disclosure, grading and
// limits.
package tables

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/limits"
)

// Folder is the name of the authority's own data inside a data folder.
const Folder = "tables"

// Tables is what an authority grades and tests by.
type Tables struct {
	Scheme *grading.Scheme
	Items  *limits.Items
	// own are the authority's files.
	own []file
}

// Shipped is what comes with the program.
func Shipped() *Tables { return &Tables{Scheme: grading.Shipped(), Items: limits.Default()} }

// Open reads the files (*.json) of a folder over what comes with the program. A folder that does not exist holds none. A file
// that does not say one of the kinds, or has a fault, two files that hold the same, and two tables that answer to one name are
// of kind Invalid; the error names the file.
func Open(dir string) (*Tables, error) {
	files, err := readFolder(dir)
	if err != nil {
		return nil, err
	}
	return join(files)
}

// join puts an authority's files over what comes with the program.
func join(files []file) (*Tables, error) {
	t := Shipped()
	if len(files) == 0 {
		return t, nil
	}
	t.own = files
	scheme := *t.Scheme
	var own []grading.Table
	for i := range files {
		switch f := &files[i]; {
		case f.table != nil:
			own = append(own, *f.table)
		case f.rules != nil:
			scheme.Rules = *f.rules
		default:
			t.Items = f.items
		}
	}
	scheme.Tables = grading.NewSet(own)
	t.Scheme = &scheme
	return t, t.check()
}

// readFolder reads every file of a folder, by name.
func readFolder(dir string) ([]file, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "read tables: %w", err)
	}
	var files []file
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || filepath.Ext(name) != ".json" || name[0] == '.' {
			continue
		}
		f, err := readFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		f.name = name
		files = append(files, f)
	}
	return files, nil
}

// check reports files that contradict each other.
func (t *Tables) check() error {
	for i := range t.own {
		for j := range i {
			if a, b := &t.own[j], &t.own[i]; a.place() == b.place() {
				return disclosure.Errorf(disclosure.Invalid, "tables: %s and %s both hold %s: keep one of them", a.name, b.name, b.place())
			}
		}
	}
	if err := t.checkDays(); err != nil {
		return err
	}
	return t.checkNames()
}

// checkDays reports two of the authority's editions that would be in force from one day.
func (t *Tables) checkDays() error {
	for i := range t.own {
		for j := range i {
			a, b := t.own[j].table, t.own[i].table
			if a == nil || b == nil || a.Code != b.Code || a.EffectiveFrom != b.EffectiveFrom {
				continue
			}
			return disclosure.Errorf(disclosure.Invalid,
				"tables: %s and %s are editions of %q with the same effective_from (%s): give the later one the day from which it counts",
				t.own[j].name, t.own[i].name, a.Code, cmp.Or(a.EffectiveFrom.String(), "none"))
		}
	}
	return nil
}

// checkNames reports two tables that answer to one name: nobody could tell which of them a file means.
func (t *Tables) checkNames() error {
	owner := make(map[string]string)
	for _, table := range t.Scheme.Tables.All() {
		for _, name := range slices.Concat([]string{table.Code, table.NameZH}, table.Aliases) {
			if other, ok := owner[name]; ok && other != table.Code {
				return disclosure.Errorf(disclosure.Invalid,
					"tables: the name %q means both %q and %q: give one of them other names, or make both editions of one code",
					name, other, table.Code)
			}
			owner[name] = table.Code
		}
	}
	return nil
}
