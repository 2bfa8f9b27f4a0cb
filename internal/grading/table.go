package grading

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"mingshi/internal/disclosure"
)

// Table is a score table as far as the grade depends on it. Treat it as read-only: its slices are shared.
type Table struct {
	// Code is the table's name in files and addresses, as "hair-beauty".
	Code string `json:"code"`
	// Version tells editions of one table apart; an assessment names it.
	Version string `json:"version"`
	// VenueKind is the kind of venue the table is made for.
	VenueKind disclosure.VenueKind `json:"venue_kind"`
	NameZH    string               `json:"name_zh"`
	NameEN    string               `json:"name_en"`
	// Aliases are the shorter Chinese names under which files cite the table.
	Aliases []string `json:"aliases"`
	// Source says where table and bands come from, for people.
	Source string `json:"source"`
	// Verified is true once somebody has compared the table with its source; until then it is a sample.
	Verified bool `json:"verified"`
	// FullScore is the total of all items; with reasonable gaps (合理缺项) less is applicable, never more.
	FullScore Points `json:"full_score"`
	// Bands are the grades, best first.
	Bands []Band `json:"bands"`
	// NotGraded are the words for a venue below the last band or with a failed key item.
	NotGraded Words `json:"not_graded"`
}

// Band is one grade: a standard score of AtLeast or more, and less than the band above asks for.
type Band struct {
	Letter  string `json:"letter"`
	WordZH  string `json:"word_zh"`
	WordEN  string `json:"word_en"`
	AtLeast Points `json:"at_least"`
}

// Words say one thing in both languages.
type Words struct {
	ZH string `json:"word_zh"`
	EN string `json:"word_en"`
}

//go:embed tables/*.json
var shippedFiles embed.FS

// shipped panics on a faulty embedded file: that is a broken build, and the tests read every one of them.
var shipped = sync.OnceValue(func() []Table {
	names, err := fs.Glob(shippedFiles, "tables/*.json")
	if err != nil {
		panic(err)
	}
	tables := make([]Table, 0, len(names))
	for _, name := range names {
		raw, err := shippedFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		table, err := ParseTable(strings.NewReader(string(raw)))
		if err != nil {
			panic(fmt.Errorf("%s: %w", name, err))
		}
		tables = append(tables, table)
	}
	return tables
})

// Tables lists the tables that come with the program, by code.
func Tables() []Table { return slices.Clone(shipped()) }

// Lookup finds a table by its code, its Chinese name or one of its aliases, written exactly so.
func Lookup(name string) (Table, bool) {
	for _, table := range shipped() {
		if table.Code == name || table.NameZH == name || slices.Contains(table.Aliases, name) {
			return table, true
		}
	}
	return Table{}, false
}

// ParseTable reads one table file: a JSON object with the fields of Table, points as strings. Unknown fields, missing
// names, bands that do not descend or lie outside the full score are of kind Invalid.
func ParseTable(r io.Reader) (Table, error) {
	var table Table
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&table); err != nil {
		return Table{}, disclosure.Errorf(disclosure.Invalid, "read score table: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Table{}, disclosure.Errorf(disclosure.Invalid, "read score table %q: text behind the object", table.Code)
	}
	if err := table.check(); err != nil {
		return Table{}, disclosure.Errorf(disclosure.Invalid, "read score table %q: %w", table.Code, err)
	}
	return table, nil
}

// check reports the first thing that keeps the table from being used.
func (t Table) check() error {
	named := map[string]string{
		"code": t.Code, "version": t.Version, "name_zh": t.NameZH, "name_en": t.NameEN, "source": t.Source,
		"not_graded.word_zh": t.NotGraded.ZH, "not_graded.word_en": t.NotGraded.EN,
	}
	for _, field := range slices.Sorted(maps.Keys(named)) {
		if named[field] == "" {
			return fmt.Errorf("%s: empty", field)
		}
	}
	switch {
	case !disclosure.VenueKinds.Has(t.VenueKind):
		return fmt.Errorf("venue_kind: unknown kind %q", t.VenueKind)
	case t.FullScore <= 0:
		return errors.New("full_score: must be more than 0")
	case len(t.Bands) == 0:
		return errors.New("bands: empty")
	}
	limit := perfect + 1
	for _, band := range t.Bands {
		if band.Letter == "" || band.WordZH == "" || band.WordEN == "" {
			return fmt.Errorf("band %q: letter and words are needed", band.Letter)
		}
		if band.AtLeast <= 0 || band.AtLeast >= limit {
			return fmt.Errorf("band %q: at_least %s is not below the band above, or not within 0 to 100", band.Letter, band.AtLeast)
		}
		limit = band.AtLeast
	}
	return nil
}
