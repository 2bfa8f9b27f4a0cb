package tables

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/limits"
)

// Shape is what a JSON value is.
type Shape string

// The shapes.
const (
	ShapeText    Shape = "text"
	ShapeNumber  Shape = "number"
	ShapeInteger Shape = "integer"
	ShapeBool    Shape = "bool"
	ShapeList    Shape = "list"
	ShapeObject  Shape = "object"
)

// The Go types that are texts of their own in a file.
var (
	pointsType = reflect.TypeFor[grading.Points]()
	dateType   = reflect.TypeFor[disclosure.Date]()
	numberType = reflect.TypeFor[json.Number]()
)

// read parses a text that is one JSON value, and says in which line it stops being one.
func read(raw []byte) (any, error) {
	var whole json.RawMessage
	err := json.Unmarshal(raw, &whole)
	if broken, ok := err.(*json.SyntaxError); ok { //nolint:errorlint // Unmarshal gives it bare
		before := raw[:min(broken.Offset, int64(len(raw)))]
		return nil, &Flaw{Code: FlawSyntax, Args: []any{1 + bytes.Count(before, []byte("\n")), broken}}
	}
	var value any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, &Flaw{Code: FlawSyntax, Args: []any{1, err}}
	}
	return value, nil
}

// shapes finds what in a JSON value does not have the shape of its member.
type shapes struct{ flaws []Flaw }

// checkShape holds a file's content against the type that is read from it: its members and what each of them may be. The parsers
// would tell of the first misfit only, and in words of the program.
func checkShape(value any, kind string) []Flaw {
	var s shapes
	switch kind {
	case grading.TableKind:
		s.walk("", value, reflect.TypeFor[grading.Table]())
	case grading.RulesKind:
		s.walk("", value, reflect.TypeFor[grading.Rules]())
	case limits.Kind:
		s.walk("", value, reflect.TypeFor[limits.Items]())
	}
	return s.flaws
}

func (s *shapes) add(where, code string, args ...any) {
	s.flaws = append(s.flaws, Flaw{Where: where, Code: code, Args: args})
}

func (s *shapes) walk(where string, value any, want reflect.Type) {
	if value == nil { // null leaves a member as if it were not there
		return
	}
	shape := wanted(want)
	found, ok := fits(value, shape, want)
	if !ok {
		s.add(where, FlawType, found, shape)
		return
	}
	switch value := value.(type) {
	case string:
		s.text(where, value, want)
	case map[string]any:
		s.object(where, value, want)
	case []any:
		for i, entry := range value {
			s.walk(under(where, strconv.Itoa(i+1)), entry, want.Elem())
		}
	}
}

// text looks at the texts that have to say something particular.
func (s *shapes) text(where, value string, want reflect.Type) {
	switch want {
	case pointsType:
		if _, err := grading.ParsePoints(value); err != nil {
			s.add(where, FlawPoints, value)
		}
	case dateType:
		if _, err := disclosure.ParseDate(value); err != nil {
			s.add(where, FlawDate, value)
		}
	case numberType:
		if !json.Valid([]byte(value)) || strings.Trim(value, "+-.0123456789eE") != "" {
			s.add(where, limits.FlawDecimal, value)
		}
	}
}

func (s *shapes) object(where string, value map[string]any, want reflect.Type) {
	members := make(map[string]reflect.Type)
	var names []string
	for _, field := range reflect.VisibleFields(want) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name != "" {
			members[strings.ToLower(name)] = field.Type
			names = append(names, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(value)) {
		member, known := members[strings.ToLower(name)] // the parsers too take capitals for what they are
		if !known {
			s.add(under(where, name), FlawUnknown, strings.Join(names, ", "))
			continue
		}
		s.walk(under(where, name), value[name], member)
	}
}

// wanted is the shape from which a type is read.
func wanted(want reflect.Type) Shape {
	switch want {
	case pointsType, dateType:
		return ShapeText
	case numberType:
		return ShapeNumber
	}
	switch want.Kind() { //nolint:exhaustive // the others do not occur in the files
	case reflect.Bool:
		return ShapeBool
	case reflect.Int:
		return ShapeInteger
	case reflect.Slice:
		return ShapeList
	case reflect.Struct:
		return ShapeObject
	}
	return ShapeText
}

// fits tells what a value is, and whether that is what is wanted.
func fits(value any, wanted Shape, want reflect.Type) (found Shape, ok bool) {
	found = shapeOf(value)
	switch {
	case found == wanted:
		return found, true
	case want == numberType: // bounds may stand in quotes or not
		return found, found == ShapeText || found == ShapeInteger
	}
	return found, false
}

func shapeOf(value any) Shape {
	switch value := value.(type) {
	case string:
		return ShapeText
	case json.Number:
		if _, err := strconv.Atoi(value.String()); err == nil {
			return ShapeInteger
		}
		return ShapeNumber
	case bool:
		return ShapeBool
	case []any:
		return ShapeList
	}
	return ShapeObject
}

// under is the path of a member.
func under(where, member string) string {
	if where == "" {
		return member
	}
	return where + "." + member
}
