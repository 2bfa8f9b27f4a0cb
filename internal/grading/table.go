package grading

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"strings"
	"sync"

	"mingshi/internal/disclosure"
)

// TableKind is what a file of a score table says of itself in its member kind.
const TableKind = "score_table"

// Table is a score table: what an inspection looks at, what each item gives, and which score makes which grade. Treat it as
// read-only: its slices are shared.
type Table struct {
	// Kind is TableKind.
	Kind string `json:"kind"`
	// Code is the table's name in files and addresses, as "hair-beauty".
	Code string `json:"code"`
	// Version tells editions of one table apart; an assessment names it.
	Version string `json:"version"`
	// VenueKind is the kind of venue the table is made for.
	VenueKind disclosure.VenueKind `json:"venue_kind"`
	// EffectiveFrom is the first day on which inspections are scored by this edition; none: ever since.
	EffectiveFrom disclosure.Date `json:"effective_from,omitzero"`
	NameZH        string          `json:"name_zh"`
	NameEN        string          `json:"name_en"`
	// Aliases are the shorter Chinese names under which files cite the table.
	Aliases []string `json:"aliases"`
	// Source says where table and bands come from, for people.
	Source string `json:"source"`
	// Verified is true once somebody has compared the table with its source; until then it is a sample.
	Verified bool `json:"verified"`
	// FullScore is the total of all items; with reasonable gaps (合理缺项) less is applicable, never more.
	FullScore Points `json:"full_score"`
	// Items are what is looked at, by number.
	Items []Item `json:"items"`
	// Bands are the grades, best first.
	Bands []Band `json:"bands"`
	// NotGraded are the words for a venue below the last band or with a failed key item.
	NotGraded Words `json:"not_graded"`
}

// Item is one thing that an inspection looks at (评查内容).
type Item struct {
	// No is its number on the sheet, from 1.
	No int `json:"no"`
	// Section is the heading under which it stands.
	Section string `json:"section"`
	Title   string `json:"title"`
	// Max is what it can give at most; none for a key item, which gives no points.
	Max Points `json:"max,omitzero"`
	// Key marks a key item (※): not met, there is no grade.
	Key bool `json:"key,omitzero"`
	// NotApplicable says that the item may be left out, with a remark, where the venue has nothing of the kind (合理缺项).
	NotApplicable bool `json:"na_allowed,omitzero"`
	// Deductions say what takes points off.
	Deductions []ItemDeduction `json:"deductions"`
	// Source says where the row comes from; Verified is true once somebody has compared it with that.
	Source   string `json:"source"`
	Verified bool   `json:"verified"`
}

// ItemDeduction is one thing that takes points off an item; of a key item, one that fails it, without points.
type ItemDeduction struct {
	Text string `json:"text"`
	// Points are taken for each Per ("人", "项"), or once where Per is empty; Cap is the most for all of them, none for no limit but the
	// item's own points.
	Points Points `json:"points,omitzero"`
	Per    string `json:"per,omitzero"`
	Cap    Points `json:"cap,omitzero"`
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

// ParseTable reads one table file: a JSON object with the fields of Table, points as strings. Unknown fields, items that are
// not numbered 1, 2, 3…, whose points do not add up to the full score or whose deductions take more than they give, missing
// names, bands that do not descend or lie outside the full score are of kind Invalid; what is
// wrong with the content is a *Flaw, which names the item.
func ParseTable(r io.Reader) (Table, error) {
	var table Table
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&table); err != nil {
		return Table{}, disclosure.Errorf(disclosure.Invalid, "read score table: %w", worded(err))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Table{}, disclosure.Errorf(disclosure.Invalid, "read score table %q: text behind the object", table.Code)
	}
	if err := table.check(); err != nil {
		return Table{}, disclosure.Errorf(disclosure.Invalid, "read score table %q: %w", table.Code, err)
	}
	return table, nil
}

// UnmarshalJSON reads an item as any other object; what is wrong is told with the item's number.
func (i *Item) UnmarshalJSON(raw []byte) error {
	type fields Item
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields() // the outer decoder's wish does not reach in here
	err := dec.Decode((*fields)(i))
	if err == nil {
		return nil
	}
	var numbered struct {
		No int `json:"no"`
	}
	_ = json.Unmarshal(raw, &numbered) // what can be read of it has been: the number may stand behind the fault
	return fmt.Errorf("item %d: %w", numbered.No, worded(err))
}

// worded says what is wrong with a value of the wrong type in the file's words, not in those of the program.
func worded(err error) error {
	wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case !ok:
		return err
	case wrong.Type == reflect.TypeFor[Points]():
		return fmt.Errorf("%s: a %s, want points in quotes, as in \"2.5\"", wrong.Field, wrong.Value)
	}
	return fmt.Errorf("%s: a %s cannot stand here", wrong.Field, wrong.Value)
}

// Item finds an item by its number.
func (t Table) Item(no int) (Item, bool) {
	if no < 1 || no > len(t.Items) { // they are numbered without gaps
		return Item{}, false
	}
	return t.Items[no-1], true
}

// VerifiedItems counts the rows that somebody has compared with their source.
func (t Table) VerifiedItems() int {
	n := 0
	for i := range t.Items {
		if t.Items[i].Verified {
			n++
		}
	}
	return n
}

// Sample reports whether the table, or one of its rows, has not been compared with its source yet.
func (t Table) Sample() bool { return !t.Verified || t.VerifiedItems() < len(t.Items) }
