package tabular

import (
	_ "embed" // the columns are a data file
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// Type says what the values of a column are.
type Type string

// The types. In CSV all of them are text; XLSX and Parquet have types of their own for most.
const (
	// TypeText is any text.
	TypeText Type = "text"
	// TypeCode is one identifier of a closed list, TypeCodes several, joined by semicolons.
	TypeCode  Type = "code"
	TypeCodes Type = "codes"
	// TypeDate is a calendar day: YYYY-MM-DD, in the standard's columns YYYY/MM/DD.
	TypeDate Type = "date"
	// TypeInstant is RFC 3339 in UTC with microseconds.
	TypeInstant Type = "instant"
	TypeInteger Type = "integer"
	// TypeNumber is a decimal number.
	TypeNumber Type = "number"
	// TypeMoney is an amount in yuan with two decimals, TypeWan one in 10,000 yuan with at most six: both exact to the fen.
	TypeMoney Type = "money"
	TypeWan   Type = "wan"
	// TypeFlag is true or false.
	TypeFlag Type = "flag"
	// TypeJSON is compact JSON text.
	TypeJSON Type = "json"
)

// Codes says whose columns a table has: "" for our own, CodesGen3 for those of the data standard's third generation.
type Codes string

// CodesGen3 are the field codes of the standard, from XK_XDR_MC and CF_XDR_MC on.
const CodesGen3 Codes = "gen3"

// Column is an entry of the dictionary.
type Column struct {
	// Name heads the column: the path with underscores, or the standard's field code.
	Name string
	// Path is where a RECORD has the value, its members joined by dots; "" where it is made of several or of none.
	Path string
	Type Type
	// ZH and EN are the title, DescZH and DescEN one sentence about it.
	ZH, EN         string
	DescZH, DescEN string
	// Code is the standard's field code for the same thing; "" where it has none.
	Code string
	// Max is the greatest length in characters that the standard allows; 0 for none and for our own columns.
	Max int

	list string    // of TypeCode and TypeCodes: the name of its closed list
	lang i18n.Lang // of a label: in which language
}

// Title is the column's title in a language.
func (c *Column) Title(lang i18n.Lang) string {
	if lang == i18n.EN {
		return c.EN
	}
	return c.ZH
}

// Description is the sentence about the column in a language.
func (c *Column) Description(lang i18n.Lang) string {
	if lang == i18n.EN {
		return c.DescEN
	}
	return c.DescZH
}

// Columns is the dictionary of a kind in the order of the columns, without those of labels; false if the kind has no such
// columns: the standard's are those of permits and penalties only.
func Columns(kind disclosure.Kind, codes Codes) ([]Column, bool) {
	d, err := dictionaries()
	if err != nil {
		return nil, false
	}
	switch codes {
	case "":
		columns, ok := d.own[kind]
		return slices.Clone(columns), ok
	case CodesGen3:
		columns, ok := d.gen3[kind]
		return slices.Clone(columns.columns), ok
	}
	return nil, false
}

//go:embed columns.json
var shippedColumns []byte

// dictionary is all that the data files say.
type dictionary struct {
	own  map[disclosure.Kind][]Column
	gen3 map[disclosure.Kind]standard
}

// dictionaries reads the data files once.
var dictionaries = sync.OnceValues(func() (*dictionary, error) {
	own, err := readColumns()
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "shipped columns: %w", err)
	}
	d := &dictionary{own: own}
	if d.gen3, err = readStandards(own); err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "shipped codes: %w", err)
	}
	return d, nil
})

// columnEntry is a column as columns.json writes it.
type columnEntry struct {
	Path   string `json:"path"`
	Type   Type   `json:"type"`
	List   string `json:"list"`
	ZH     string `json:"zh"`
	EN     string `json:"en"`
	DescZH string `json:"desc_zh"`
	DescEN string `json:"desc_en"`
}

func (e *columnEntry) column() Column {
	return Column{
		Name: strings.ReplaceAll(e.Path, ".", "_"), Path: e.Path, Type: e.Type,
		ZH: e.ZH, EN: e.EN, DescZH: e.DescZH, DescEN: e.DescEN, list: e.List,
	}
}

func readColumns() (map[disclosure.Kind][]Column, error) {
	var file struct {
		Note   string                                `json:"note"`
		Groups map[string][]columnEntry              `json:"groups"`
		Kinds  map[disclosure.Kind][]json.RawMessage `json:"kinds"`
	}
	if err := json.Unmarshal(shippedColumns, &file); err != nil {
		return nil, err
	}
	own := make(map[disclosure.Kind][]Column, len(file.Kinds))
	for kind, raws := range file.Kinds {
		for _, raw := range raws {
			entries := make([]columnEntry, 1)
			if group, ok := strings.CutPrefix(strings.Trim(string(raw), `"`), "@"); ok {
				entries = file.Groups[group]
			} else if err := json.Unmarshal(raw, &entries[0]); err != nil {
				return nil, err
			}
			for i := range entries {
				own[kind] = append(own[kind], entries[i].column())
			}
		}
	}
	return own, nil
}

// WithLabels adds behind each column of a closed list the one that says it in words.
func WithLabels(columns []Column, lang i18n.Lang) []Column {
	if lang == "" {
		return columns
	}
	all := make([]Column, 0, len(columns)+8) // no kind has more lists
	for _, column := range columns {
		all = append(all, column)
		if column.list == "" {
			continue
		}
		label := column
		label.Name += "_label"
		label.Type, label.lang, label.Code = TypeText, lang, ""
		label.ZH += "（文字）"
		label.EN += " (in words)"
		label.DescZH = "“" + column.ZH + "”的文字说明。"
		label.DescEN = "What " + column.Name + " is called."
		all = append(all, label)
	}
	return all
}
