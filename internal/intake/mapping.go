package intake

import (
	"fmt"
	"slices"

	"mingshi/internal/disclosure"
)

// Mapping is what a mapping file says: how the tables of an authority whose columns are not ours are read, so that it needs no
// code. It does not change; see ParseMapping.
type Mapping struct{ tables []*mappedTable }

// mappedTable is how one kind of table is read.
type mappedTable struct {
	format *format
	// fields are what is known of the format's columns, by their index.
	fields map[int]*mappedField
	// extras are columns that are read beside the format; known ones are not read, and no surprise.
	extras, known []string
}

// mappedField is where a field's value comes from, and what it has to become.
type mappedField struct {
	// columns are their headings, of which the first that the file has is read; none for a constant.
	columns  []string
	constant string
	// optional says that a file may lack all of the columns.
	optional bool
	// values are our words for theirs; nil where theirs are ours.
	values map[string]string
	// pattern is how they write a day, as "MM/DD/YYYY"; "" for the forms that are read anyway.
	pattern string
	scale   *mappedScale
	// list says that the cell is a JSON list, dropped that it is read elsewhere.
	list, dropped bool
}

// mappedScale turns their scores into points of a score table: theirs of full becomes as much of the table's full score.
type mappedScale struct {
	table string
	full  string
}

// MappingFault says what is wrong with a mapping file; it is an error of kind Invalid.
type MappingFault struct {
	// File is the path of the file, Line the line from 1; 0: the file as a whole.
	File string
	Line int
	// Key names the sentence that says what is wrong and what would be right; Args fill its verbs behind the place.
	Key  string
	Args []any
}

// Where is the file with the line.
func (f *MappingFault) Where() string {
	if f.Line == 0 {
		return f.File
	}
	return fmt.Sprintf("%s:%d", f.File, f.Line)
}

// Error words the fault for logs.
func (f *MappingFault) Error() string {
	return fmt.Sprintf("mapping %s: %s %v", f.Where(), f.Key, f.Args)
}

// Unwrap gives the fault its kind.
func (f *MappingFault) Unwrap() error {
	return disclosure.Errorf(disclosure.Invalid, "mapping: %s", f.Key)
}

// MappingFaults takes the faults of a mapping file out of the error of ParseMapping, in the order of the file's documents; none
// for another error.
func MappingFaults(err error) []*MappingFault {
	if fault, ok := err.(*MappingFault); ok { //nolint:errorlint // what is wrapped is only the fault's kind
		return []*MappingFault{fault}
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	var faults []*MappingFault
	for _, err := range joined.Unwrap() {
		faults = append(faults, MappingFaults(err)...)
	}
	return faults
}

// columns lists their headings that the table is read from.
func (t *mappedTable) columns() []string {
	var all []string
	for _, i := range t.sorted() {
		for _, column := range t.fields[i].columns {
			if !slices.Contains(all, column) {
				all = append(all, column)
			}
		}
	}
	return all
}

// sorted are the indexes of the fields in the order of the format.
func (t *mappedTable) sorted() []int {
	order := make([]int, 0, len(t.fields))
	for i := range t.format.Columns {
		if t.fields[i] != nil {
			order = append(order, i)
		}
	}
	return order
}

// field finds one of our columns by heading, code or name; what stands above the headings of a sheet has none.
func (f *format) field(name string) (int, bool) {
	if i, ok := f.byHeading[headingKey(name)]; ok {
		return i, true
	}
	i, ok := f.byField[name]
	return i, ok
}

// titles are the headings of a format, to say what would have been right.
func (f *format) titles() []string {
	titles := make([]string, len(f.Columns))
	for i := range f.Columns {
		titles[i] = f.Columns[i].title(false)
	}
	return titles
}
