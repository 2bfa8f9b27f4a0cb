package tabular

import (
	"bytes"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/wire"
)

// table turns records into rows of texts, one for each of its columns; an empty one means that there is none.
type table interface {
	// row lays a record flat. The texts are valid until the next call.
	row(j *wire.Joined, r *disclosure.Record) ([][]byte, error)
}

// cells are the texts of a row under construction.
type cells struct {
	texts [][]byte
	// room holds what does not stand in the document as it is.
	room []byte
}

func (c *cells) reset() { clear(c.texts); c.room = c.room[:0] }

// set takes over what was appended to the room since from.
func (c *cells) set(column, from int) { c.texts[column] = c.room[from:] }

// scalar sets a column to what a JSON scalar says.
func (c *cells) scalar(column int, raw []byte) error {
	switch {
	case len(raw) == 0:
		return nil
	case raw[0] != '"':
		c.texts[column] = raw
		return nil
	case bytes.IndexByte(raw, '\\') < 0:
		c.texts[column] = raw[1 : len(raw)-1]
		return nil
	}
	from := len(c.room)
	var err error
	if c.room, err = appendText(c.room, raw); err != nil {
		return err
	}
	c.set(column, from)
	return nil
}

// joined sets a column to the strings of an array joined by semicolons, each in the given words.
func (c *cells) joined(column int, raw []byte, in words) error {
	from := len(c.room)
	err := eachText(raw, func(text []byte) {
		if len(c.room) > from {
			c.room = append(c.room, ';')
		}
		c.room = append(c.room, in.of(text)...)
	})
	c.set(column, from)
	return err
}

// ownTable has our own columns.
type ownTable struct {
	columns []Column
	shape   *shape
	from    []int   // column → slot
	words   []words // column → words, of labels only

	document []byte
	slots    [][]byte
	cells
}

func newOwnTable(columns []Column) *ownTable {
	t := &ownTable{
		columns: columns, shape: newShape(), from: make([]int, len(columns)), words: make([]words, len(columns)),
		cells: cells{texts: make([][]byte, len(columns))},
	}
	for i := range columns {
		t.from[i] = t.shape.want(columns[i].Path)
		if columns[i].lang != "" {
			t.words[i] = wordsOf(columns[i].list, columns[i].lang)
		}
	}
	t.slots = make([][]byte, t.shape.slots)
	return t
}

func (t *ownTable) row(j *wire.Joined, r *disclosure.Record) ([][]byte, error) {
	var err error
	if t.document, err = j.Append(t.document[:0], r); err != nil {
		return nil, err
	}
	if err = t.shape.take(t.document, t.slots); err != nil {
		return nil, err
	}
	t.reset()
	for i := range t.columns {
		if err := t.fill(i, t.slots[t.from[i]]); err != nil {
			return nil, disclosure.Errorf(disclosure.Internal, "%s: column %s: %w", r.ID, t.columns[i].Name, err)
		}
	}
	return t.texts, nil
}

func (t *ownTable) fill(i int, raw []byte) error {
	switch {
	case len(raw) == 0:
		return nil
	case raw[0] == '[' && t.columns[i].list != "":
		return t.joined(i, raw, t.words[i])
	case raw[0] == '[' || raw[0] == '{':
		if len(raw) > len("[]") {
			t.texts[i] = raw
		}
		return nil
	case raw[0] == '"' && t.words[i] != nil:
		t.texts[i] = t.words[i].of(raw[1 : len(raw)-1])
		return nil
	}
	return t.scalar(i, raw)
}

// columnsOf gives the columns of a table as the options ask for it.
func columnsOf(kind disclosure.Kind, codes Codes, lang i18n.Lang) ([]Column, error) {
	columns, ok := Columns(kind, codes)
	switch {
	case !ok && codes == "":
		return nil, disclosure.Errorf(disclosure.Invalid, "kind %q: has no table", kind)
	case !ok:
		return nil, disclosure.Errorf(disclosure.Invalid, "kind %q: has no codes %q; permits and penalties have gen3", kind, codes)
	case codes == "":
		return WithLabels(columns, lang), nil
	}
	return columns, nil
}
