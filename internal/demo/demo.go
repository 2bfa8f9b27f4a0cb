package demo

import (
	"os"
	"path/filepath"

	"mingshi/internal/disclosure"
)

// The files of a district.
const (
	venuesFile        = "venues.xlsx"
	permitCodesFile   = "permits-gen3-codes.csv"
	permitNamesFile   = "permits-gen3-names.xlsx"
	permitPersonsFile = "permits-gen3-persons.csv"
	filingsFile       = "filings.csv"
	inspectionsFile   = "inspections.csv"
	readingsFile      = "readings.csv"
	penalties3File    = "penalties-gen3-names.xlsx"
	penalties2File    = "penalties-gen2-gb18030.csv"
	penalties1File    = "penalties-gen1.csv"
)

// Options say which district to make up. The same options give the same district.
type Options struct {
	// Scale is the size in blocks of about 120 venues, 130 permits, 10 filings, 200 inspections, 400 readings and 40
	// penalties; at least 1.
	Scale int
	// Seed chooses among the districts of one size.
	Seed uint64
	// Today is the day on which the district is looked at: nothing in it was decided, inspected, measured or filed
	// later. (Ends of validity and deadlines of corrections may lie ahead.)
	Today disclosure.Date
}

// Write makes up a district and writes it into dir, which is made if it is missing, as ten files of the data standard
// and of the authority's own tables. It returns their paths. Options that describe no district are of kind Invalid; a
// disk that refuses is of kind Unavailable.
func Write(dir string, o Options) ([]string, error) {
	if o.Scale < 1 || o.Today.IsZero() {
		return nil, disclosure.Errorf(disclosure.Invalid, "demo district: scale %d, today %q: want a scale of at least 1 and a day",
			o.Scale, o.Today)
	}
	w, err := loadWords()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "demo directory %q: %w", dir, err)
	}
	tables := newDistrict(w, o).tables()
	paths := make([]string, 0, len(tables))
	for _, t := range tables {
		path := filepath.Join(dir, t.file)
		if err := t.write(path); err != nil {
			return nil, disclosure.Errorf(disclosure.Unavailable, "demo file %q: %w", path, err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// tables lays the district out as files, in the order in which they can be imported.
func (d *district) tables() []table {
	early, late := d.permitsByForm()
	return []table{
		{file: venuesFile, title: "湖光区公共场所单位名册", headings: venueHeadings, rows: d.venueRows()},
		{file: permitCodesFile, coding: utf8Marked, headings: codesOf(permitColumns), rows: permitRows(early)},
		{
			file: permitNamesFile, title: "行政许可信息（法人和非法人组织）", headings: namesOf(permitColumns),
			rows: permitRows(late),
		},
		{file: permitPersonsFile, coding: utf8Plain, headings: codesOf(permitColumns), rows: permitRows(d.persons)},
		{file: filingsFile, coding: utf8Marked, headings: filingHeadings, rows: d.filingRows()},
		{file: inspectionsFile, coding: utf8Marked, headings: inspectionHeadings, rows: d.inspectionRows()},
		{file: readingsFile, coding: utf8Marked, headings: readingHeadings, rows: d.readingRows()},
		{
			file: penalties3File, title: "行政处罚信息（法人和非法人组织）", headings: namesOf(penaltyColumns),
			rows: d.penaltyRows(generation3),
		},
		{
			file: penalties2File, coding: gb18030, headings: penaltyHeadings2,
			rows: d.penaltyRows(generation2),
		},
		{file: penalties1File, coding: utf8Marked, headings: penaltyHeadings1, rows: d.penaltyRows(generation1)},
	}
}
