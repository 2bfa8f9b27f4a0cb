package describe

import (
	"fmt"
	"go/ast"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const schemaPath = "#/components/schemas/"

// schemas turns types into schemas. Named ones become components, each once.
type schemas struct {
	source *source
	// components are the named schemas, made of what a type is; folders tells whose name is taken.
	components map[string]*object
	folders    map[string]string
}

func newSchemas(root string) *schemas {
	s := &schemas{source: newSource(root), components: map[string]*object{}, folders: map[string]string{}}
	return s
}

// reference is a reference to the schema of a named type, which becomes a component if it is none yet.
func (s *schemas) reference(folder, name string) (*object, error) {
	if plain, ok := knownTypes[folder+"."+name]; ok {
		return plain(), nil
	}
	component, known := s.componentOf(folder, name)
	reference := obj("$ref", schemaPath+component)
	if known {
		return reference, nil
	}
	s.folders[component] = folder + "." + name
	if list, ok := closedLists[folder+"."+name]; ok {
		s.components[component] = list()
		return reference, nil
	}
	declared, err := s.source.find(folder, name)
	if err != nil {
		return nil, err
	}
	schema, err := s.of(declared, declared.expr)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", component, err)
	}
	schema.setText("description", declared.doc)
	s.components[component] = schema
	return reference, nil
}

// componentOf names the component of a type: as the type, with its package before it where another has that name.
func (s *schemas) componentOf(folder, name string) (component string, known bool) {
	for _, component = range []string{capital(name), capital(path.Base(folder)) + capital(name)} {
		of, taken := s.folders[component]
		if !taken || of == folder+"."+name {
			return component, taken
		}
	}
	return component, false
}

func capital(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// closed is a reference to the schema of a closed list of disclosure.
func (s *schemas) closed(name string) (*object, error) {
	if _, ok := closedLists[domain+"."+name]; !ok {
		return nil, fmt.Errorf("x-list %s: no such list", name)
	}
	return s.reference(domain, name)
}

// of is the schema of a type as it is written in a declaration.
func (s *schemas) of(in *declaration, expr ast.Expr) (*object, error) {
	switch expr := expr.(type) {
	case *ast.Ident:
		if plain, ok := builtin[expr.Name]; ok {
			return plain(), nil
		}
		return s.reference(in.folder, expr.Name)
	case *ast.SelectorExpr:
		pkg, ok := expr.X.(*ast.Ident)
		if !ok {
			return nil, fmt.Errorf("type %s: no package before it", expr.Sel.Name)
		}
		return s.reference(in.imports[pkg.Name], expr.Sel.Name)
	case *ast.StarExpr:
		inner, err := s.of(in, expr.X)
		if err != nil {
			return nil, err
		}
		return orNull(inner), nil
	case *ast.ArrayType:
		items, err := s.of(in, expr.Elt)
		if err != nil {
			return nil, err
		}
		return obj("type", "array", "items", items), nil
	case *ast.MapType:
		values, err := s.of(in, expr.Value)
		if err != nil {
			return nil, err
		}
		return obj("type", "object", "additionalProperties", values), nil
	case *ast.InterfaceType:
		return obj(), nil
	case *ast.StructType:
		return s.structure(in, expr)
	}
	return nil, fmt.Errorf("type %T: not known", expr)
}

// orNull admits null.
func orNull(schema *object) *object {
	kind, ok := schema.values["type"].(string)
	if !ok {
		if schema.has("$ref") {
			return obj("oneOf", []any{schema, obj("type", "null")})
		}
		return schema
	}
	schema.set("type", []any{kind, "null"})
	return schema
}

func (s *schemas) structure(in *declaration, expr *ast.StructType) (*object, error) {
	members := obj()
	required, err := s.members(in, expr, members, nil)
	if err != nil {
		return nil, err
	}
	schema := obj("type", "object")
	if len(required) > 0 {
		schema.set("required", required)
	}
	schema.set("properties", members)
	schema.set("additionalProperties", false)
	return schema, nil
}

// members adds the members of a struct and of those embedded in it, and lists which must be there.
func (s *schemas) members(in *declaration, expr *ast.StructType, into *object, required []string) ([]string, error) {
	own := ownNames(expr)
	for _, field := range expr.Fields.List {
		if len(field.Names) == 0 {
			embedded, err := s.embedded(in, field.Type)
			if err != nil {
				return nil, err
			}
			inner := obj()
			needed, err := s.members(embedded, embedded.expr.(*ast.StructType), inner, nil) //nolint:forcetypeassert // embedded looked
			if err != nil {
				return nil, err
			}
			for _, name := range inner.names {
				into.set(name, inner.values[name])
			}
			for _, name := range needed {
				if !own[name] {
					required = append(required, name)
				}
			}
			continue
		}
		m, ok := memberOf(field)
		if !ok {
			continue
		}
		schema, err := s.member(in, m)
		if err != nil {
			return nil, fmt.Errorf("member %s: %w", m.name, err)
		}
		into.set(m.name, schema)
		if !m.omitted {
			required = append(required, m.name)
		}
	}
	return required, nil
}

// ownNames are the members that a struct has itself, which win over embedded ones.
func ownNames(expr *ast.StructType) map[string]bool {
	own := map[string]bool{}
	for _, field := range expr.Fields.List {
		if m, ok := memberOf(field); ok && len(field.Names) > 0 {
			own[m.name] = true
		}
	}
	return own
}

func (s *schemas) embedded(in *declaration, expr ast.Expr) (*declaration, error) {
	folder, name := in.folder, ""
	switch expr := expr.(type) {
	case *ast.Ident:
		name = expr.Name
	case *ast.SelectorExpr:
		pkg, ok := expr.X.(*ast.Ident)
		if !ok {
			return nil, fmt.Errorf("embedded %s: no package before it", expr.Sel.Name)
		}
		folder, name = in.imports[pkg.Name], expr.Sel.Name
	}
	found, err := s.source.find(folder, name)
	if err != nil {
		return nil, err
	}
	if _, ok := found.expr.(*ast.StructType); !ok {
		return nil, fmt.Errorf("embedded %s: no struct", name)
	}
	return found, nil
}

// member is one field of a struct.
type member struct {
	name, doc string
	omitted   bool
	tag       reflect.StructTag
	expr      ast.Expr
}

// memberOf reads a field; false if JSON does not show it.
func memberOf(field *ast.Field) (member, bool) {
	if field.Tag == nil {
		return member{}, false
	}
	text, err := strconv.Unquote(field.Tag.Value)
	if err != nil {
		return member{}, false
	}
	tag := reflect.StructTag(text)
	name, options, _ := strings.Cut(tag.Get("json"), ",")
	if name == "" || name == "-" {
		return member{}, false
	}
	doc := textOf(field.Doc)
	if doc == "" {
		doc = textOf(field.Comment)
	}
	omitted := strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
	return member{name: name, doc: doc, omitted: omitted, tag: tag, expr: field.Type}, true
}

func (s *schemas) member(in *declaration, m member) (*object, error) {
	expr := m.expr
	if pointer, ok := expr.(*ast.StarExpr); ok && m.omitted {
		expr = pointer.X // left out rather than null
	}
	schema, err := s.of(in, expr)
	if err != nil {
		return nil, err
	}
	if names := m.tag.Get("oneof"); names != "" {
		if schema, err = s.oneOf(in, schema, strings.Split(names, ",")); err != nil {
			return nil, err
		}
	}
	if m.tag.Get("nullable") == "true" {
		schema = withNull(schema)
	}
	if err := m.restrict(schema); err != nil {
		return nil, err
	}
	schema.setText("description", m.doc)
	return schema, nil
}

// withNull admits null where orNull cannot tell how.
func withNull(schema *object) *object {
	if choices, ok := schema.values["oneOf"].([]any); ok {
		schema.set("oneOf", append(choices, obj("type", "null")))
		return schema
	}
	return orNull(schema)
}

// oneOf replaces anything, be it in an array, by records of the kinds named, which their kind tells apart.
func (s *schemas) oneOf(in *declaration, schema *object, names []string) (*object, error) {
	choices, mapping := []any{}, obj()
	for _, name := range names {
		reference, err := s.reference(in.folder, name)
		if err != nil {
			return nil, err
		}
		choices = append(choices, reference)
		mapping.set(strings.ToLower(name), reference.values["$ref"])
	}
	one := obj("oneOf", choices)
	if !slices.ContainsFunc(names, isStandard) {
		one.set("discriminator", obj("propertyName", "kind", "mapping", mapping))
	}
	if schema.values["type"] == "array" {
		return obj("type", "array", "items", one), nil
	}
	return one, nil
}

// choices are the values of a tag, and null where the schema admits that.
func choices(of *object, enums string) []any {
	var values []any
	for value := range strings.SplitSeq(enums, ",") {
		values = append(values, value)
	}
	if types, several := of.values["type"].([]any); several && slices.Contains(types, any("null")) {
		values = append(values, nil)
	}
	return values
}

// restrict adds what the tags say of the value, or of the values of an array.
func (m member) restrict(schema *object) error {
	to := schema
	if items, ok := schema.values["items"].(*object); ok {
		to = items
	}
	to.setText("format", m.tag.Get("format"))
	to.setText("pattern", m.tag.Get("pattern"))
	if enums := m.tag.Get("enums"); enums != "" {
		to.set("enum", choices(to, enums))
	}
	for _, name := range []string{"minimum", "maximum"} {
		if text := m.tag.Get(name); text != "" {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			to.set(name, n)
		}
	}
	if example := m.tag.Get("example"); example != "" {
		to.set("examples", []any{example})
	}
	return nil
}
