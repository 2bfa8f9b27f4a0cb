package intake

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"mingshi/internal/disclosure"
)

// maxMapping is the most bytes of a mapping file: a hundred times what one needs.
const maxMapping = 256 << 10

// maxMappingDepth is how many brackets, or lists begun on one line, may be open at once: honest files open three. The parser takes
// time with the square of them.
const maxMappingDepth = 32

// deepest is how many brackets are open at once at most, or how many lists one line begins; those within texts count, too.
func deepest(raw []byte) int {
	open, most := 0, 0
	for line := range bytes.Lines(raw) {
		for _, c := range line {
			switch c {
			case '[', '{':
				open++
			case ']', '}':
				open = max(open-1, 0)
			}
			most = max(most, open)
		}
		most = max(most, bytes.Count(line, []byte("- ")), bytes.Count(line, []byte("? ")))
	}
	return most
}

// mappedKinds are how a mapping file names the kinds of tables.
var mappedKinds = []struct {
	name       string
	kind       disclosure.Kind
	itemSheets bool
}{
	{"venue", disclosure.KindVenue, false},
	{"permit", disclosure.KindPermit, false},
	{"filing", disclosure.KindFiling, false},
	{"inspection", disclosure.KindGrading, false},
	{"grading", disclosure.KindGrading, false},
	{"itemsheet", disclosure.KindGrading, true},
	{"reading", disclosure.KindReading, false},
	{"penalty", disclosure.KindPenalty, false},
}

// ParseMapping reads a mapping file: YAML with one document for each kind of table, each with kind and columns (ours: theirs),
// and where needed generation, constants (ours: value), values (ours: {theirs: ours}), dates (ours: pattern) and scale
// {table, obtained, full}. file is what errors call it. What is wrong is a *MappingFault, or several joined, see MappingFaults;
// nothing unknown is passed over.
func ParseMapping(file string, raw []byte) (*Mapping, error) {
	r := mappingReader{file: file}
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	if len(raw) > maxMapping || !utf8.Valid(raw) {
		return nil, r.fault(nil, "mapping.no_text", maxMapping>>10)
	}
	if deepest(raw) > maxMappingDepth {
		return nil, r.fault(nil, "mapping.deep", maxMappingDepth)
	}
	parsed, err := parser.ParseBytes(raw, 0, parser.AllowDuplicateMapKey()) // which pairs says in its own words
	if err != nil {
		return nil, r.syntax(err)
	}
	m := &Mapping{}
	var faults []error
	for _, doc := range parsed.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		table, err := r.table(doc.Body)
		faults = append(faults, err)
		m.tables = append(m.tables, table)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if len(m.tables) == 0 {
		return nil, r.fault(nil, "mapping.empty")
	}
	return m, nil
}

// mappingReader turns nodes into tables. It reads the tree by itself, since only there each value has its line.
type mappingReader struct{ file string }

func (r mappingReader) fault(at ast.Node, key string, args ...any) error {
	f := &MappingFault{File: r.file, Key: key, Args: args}
	if at != nil {
		if token := at.GetToken(); token != nil && token.Position != nil {
			f.Line = token.Position.Line
		}
	}
	return f
}

func (r mappingReader) syntax(err error) error {
	f := &MappingFault{File: r.file, Key: "mapping.syntax", Args: []any{""}}
	if told, ok := errors.AsType[yaml.Error](err); ok {
		f.Args = []any{printable(told.GetMessage())}
		if token := told.GetToken(); token != nil && token.Position != nil {
			f.Line = token.Position.Line
		}
	}
	return f
}

// pair is one line of a mapping: a name and what stands behind it.
type pair struct {
	name string
	key  ast.Node
	node ast.Node
}

// pairs takes a node apart; no name may come twice.
func (r mappingReader) pairs(node ast.Node, of string) ([]pair, error) {
	var values []*ast.MappingValueNode
	switch node := node.(type) {
	case *ast.MappingNode:
		values = node.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{node}
	case *ast.NullNode:
	default:
		return nil, r.fault(node, "mapping.shape", of)
	}
	found := make([]pair, 0, len(values))
	for _, value := range values {
		name, ok := scalar(value.Key)
		if !ok {
			return nil, r.fault(value.Key, "mapping.shape", of)
		}
		if slices.ContainsFunc(found, func(p pair) bool { return p.name == name }) {
			return nil, r.fault(value.Key, "mapping.twice", quote(name))
		}
		found = append(found, pair{name, value.Key, value.Value})
	}
	return found, nil
}

// scalar is the text of a plain value as it is written: 100 and "100" are the same.
func scalar(node ast.Node) (string, bool) {
	switch node := node.(type) {
	case *ast.StringNode:
		return trim(node.Value), true
	case *ast.LiteralNode:
		return trim(node.Value.Value), true
	case *ast.NullNode:
		return "", true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return trim(node.GetToken().Value), true
	}
	return "", false
}

func (r mappingReader) text(node ast.Node, name string) (string, error) {
	text, ok := scalar(node)
	if !ok {
		return "", r.fault(node, "mapping.text", name)
	}
	return text, nil
}

// sections are the parts of a document besides kind and generation, in the order in which they are read.
var sections = []string{"columns", "constants", "values", "dates", "scale"}

func (r mappingReader) table(root ast.Node) (*mappedTable, error) {
	parts, err := r.pairs(root, "kind, columns …")
	if err != nil {
		return nil, err
	}
	names := append([]string{"kind", "generation"}, sections...)
	byName := make(map[string]ast.Node, len(parts))
	for _, p := range parts {
		if !slices.Contains(names, p.name) {
			return nil, r.fault(p.key, "mapping.section", quote(p.name), strings.Join(names, ", "))
		}
		byName[p.name] = p.node
	}
	f, err := r.format(root, byName["kind"], byName["generation"])
	if err != nil {
		return nil, err
	}
	t := &mappedTable{format: f, fields: map[int]*mappedField{}}
	var faults []error
	for _, section := range sections {
		if byName[section] != nil {
			faults = append(faults, r.section(t, section, byName[section]))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if len(t.columns()) == 0 {
		return nil, r.fault(root, "mapping.no_columns")
	}
	return t, nil
}

func (r mappingReader) format(root, kind, generation ast.Node) (*format, error) {
	var names []string
	for _, k := range mappedKinds {
		names = append(names, k.name)
	}
	if kind == nil {
		return nil, r.fault(root, "mapping.kind", "", strings.Join(names, ", "))
	}
	name, err := r.text(kind, "kind")
	if err != nil {
		return nil, err
	}
	at := slices.Index(names, name)
	if at < 0 {
		return nil, r.fault(kind, "mapping.kind", quote(name), strings.Join(names, ", "))
	}
	want := ""
	if generation != nil {
		if want, err = r.text(generation, "generation"); err != nil {
			return nil, err
		}
	}
	all, err := formats()
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		isKind := f.Kind == mappedKinds[at].kind && f.ItemSheets == mappedKinds[at].itemSheets && !f.OneVenue
		if isKind && (want == "" || want == f.Generation) {
			return f, nil
		}
	}
	return nil, r.fault(generation, "mapping.generation", quote(want))
}

// section reads one part of a document into the table, and tells of every line that is wrong.
func (r mappingReader) section(t *mappedTable, name string, node ast.Node) error {
	if name == "scale" {
		return r.scale(t, node)
	}
	lines, err := r.pairs(node, name)
	if err != nil {
		return err
	}
	var faults []error
	for _, line := range lines {
		faults = append(faults, r.line(t, name, line))
	}
	return errors.Join(faults...)
}

// line reads one line of a section: what it says of one of our columns.
func (r mappingReader) line(t *mappedTable, section string, line pair) error {
	at, known := t.format.field(line.name)
	if !known {
		return r.fault(line.key, "mapping.field", quote(line.name), strings.Join(t.format.titles(), "、"))
	}
	field := t.fields[at]
	var err error
	switch section {
	case "columns", "constants":
		if field != nil {
			return r.fault(line.key, "mapping.twice", quote(line.name))
		}
		t.fields[at], err = r.source(section, line)
	case "values", "dates":
		if field == nil || len(field.columns) == 0 {
			return r.fault(line.key, "mapping.no_column", quote(line.name), section)
		}
		if section == "values" {
			field.values, err = r.values(line)
		} else {
			field.pattern, err = r.pattern(line)
		}
	}
	return err
}

// source reads from where a field comes: one of their columns, or always the same. A line at fault gives a source too, so that
// what further lines say of the field is no fault of its own.
func (r mappingReader) source(section string, line pair) (*mappedField, error) {
	text, err := r.text(line.node, line.name)
	if err == nil && text == "" {
		err = r.fault(line.node, "mapping.text", quote(line.name))
	}
	if section == "constants" {
		return &mappedField{constant: text}, err
	}
	return &mappedField{columns: []string{text}}, err
}

func (r mappingReader) values(line pair) (map[string]string, error) {
	lines, err := r.pairs(line.node, line.name)
	if err != nil {
		return nil, err
	}
	values := make(map[string]string, len(lines))
	for _, value := range lines {
		if values[plain(value.name)], err = r.text(value.node, quote(value.name)); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func (r mappingReader) pattern(line pair) (string, error) {
	text, err := r.text(line.node, line.name)
	if err == nil && !isDayPattern(text) {
		err = r.fault(line.node, "mapping.date", quote(text))
	}
	return text, err
}

// scale reads how their scores become points; with that, score table and applicable points are known too.
func (r mappingReader) scale(t *mappedTable, node ast.Node) error {
	parts, err := r.pairs(node, "scale")
	if err != nil {
		return err
	}
	text := map[string]string{}
	for _, p := range parts {
		if !slices.Contains([]string{"table", "obtained", "full"}, p.name) {
			return r.fault(p.key, "mapping.section", quote(p.name), "table, obtained, full")
		}
		if text[p.name], err = r.text(p.node, p.name); err != nil {
			return err
		}
	}
	for _, name := range []string{"table", "obtained", "full"} {
		if text[name] == "" {
			return r.fault(node, "mapping.scale", name)
		}
	}
	full, ok := decimalOf(text["full"])
	if !ok || full.Sign() <= 0 {
		return r.fault(node, "mapping.scale", "full")
	}
	scale := &mappedScale{table: text["table"], full: text["full"]}
	for field, from := range map[string]*mappedField{
		"table":      {constant: text["table"]},
		"obtained":   {columns: []string{text["obtained"]}, scale: scale},
		"applicable": {scale: scale},
	} {
		at, known := t.format.byField[field]
		if !known {
			return r.fault(node, "mapping.scale_kind")
		}
		if t.fields[at] != nil {
			return r.fault(node, "mapping.twice", t.format.Columns[at].title(false))
		}
		t.fields[at] = from
	}
	return nil
}
