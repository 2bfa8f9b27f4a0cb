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
// of kind Invalid and a *Refused, and so are rules without a frequency for a letter of a table in use.
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
				return refuse("", "", FlawSamePlace, a.name, b.name, b.place())
			}
		}
	}
	if err := t.checkDays(); err != nil {
		return err
	}
	if err := t.checkNames(); err != nil {
		return err
	}
	return t.checkFrequencies()
}

// checkDays reports two of the authority's editions that would be in force from one day.
func (t *Tables) checkDays() error {
	for i := range t.own {
		for j := range i {
			a, b := t.own[j].table, t.own[i].table
			if a == nil || b == nil || a.Code != b.Code || a.EffectiveFrom != b.EffectiveFrom {
				continue
			}
			return refuse("", "", FlawSameDay, t.own[j].name, t.own[i].name, a.Code, cmp.Or(a.EffectiveFrom.String(), "—"))
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
				return refuse("", "", FlawSameName, name, other, table.Code)
			}
			owner[name] = table.Code
		}
	}
	return nil
}

// checkFrequencies reports a letter of a table for which the rules name no frequency: its venues would be inspected as often as
// those without a grade. An edition that another of its code replaces from its very first day is never used, and not looked at.
func (t *Tables) checkFrequencies() error {
	known := make(map[string]bool)
	for _, rule := range t.Scheme.Rules.Frequency.Grades {
		known[rule.Letter] = true
	}
	all := t.Scheme.Tables.All()
	for i, table := range all {
		if i+1 < len(all) && all[i+1].Code == table.Code && all[i+1].EffectiveFrom == table.EffectiveFrom {
			continue
		}
		for _, band := range table.Bands {
			if !known[band.Letter] {
				return refuse(t.rulesFile(), "frequency.grades", FlawFrequency, band.Letter, table.Code, table.Version)
			}
		}
	}
	return nil
}

// rulesFile names the authority's file of rules, and "" where the rules are those that come with the program.
func (t *Tables) rulesFile() string {
	for i := range t.own {
		if t.own[i].rules != nil {
			return t.own[i].path
		}
	}
	return ""
}
