package describe

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// parameterOrder is that of the interface's description; what is not named stands behind, by name.
var parameterOrder = []string{
	"id", "code", "serial", "q", "pinyin", "kind", "authority", "street", "venue_kind", "counterparty_kind", "grade", "penalty_kind",
	"state", "decided_from", "decided_to", "fine_from", "fine_to", "sort", "limit", "after", "facets", "format", "codes", "bom",
}

// language is the parameter that every address takes which checks its query.
var language = rawParameter{
	Name: "lang", In: "query",
	Description: "Language of labels and problems. If it is given, records have members that end in _label; without it problems are in " +
		"the language of Accept-Language.",
	Schema:  rawSchema{Type: "string", Enum: []any{"zh", "en"}},
	Example: "en",
}

// parameters are those of an operation: references where the same parameter belongs to several operations.
func (b *builder) parameters(op *operation) ([]any, error) {
	raw := lastOfEach(op.raw.Parameters)
	isLanguage := func(p rawParameter) bool { return p.Name == language.Name }
	if raw = slices.DeleteFunc(raw, isLanguage); !op.plain {
		raw = append(raw, language)
	}
	slices.SortFunc(raw, func(x, y rawParameter) int {
		if by := cmp.Compare(rankOf(x), rankOf(y)); by != 0 {
			return by
		}
		return strings.Compare(x.Name, y.Name)
	})
	described := make([]any, len(raw))
	for i := range raw {
		parameter, err := b.parameter(&raw[i])
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", raw[i].Name, err)
		}
		described[i] = parameter
	}
	return described, nil
}

// lastOfEach keeps one parameter of each name: a line of its own goes before the member of a struct that stands above it.
func lastOfEach(all []rawParameter) []rawParameter {
	var kept []rawParameter
	for i := range all {
		again := func(p rawParameter) bool { return p.Name == all[i].Name && p.In == all[i].In }
		if !slices.ContainsFunc(all[i+1:], again) {
			kept = append(kept, all[i])
		}
	}
	return kept
}

func rankOf(p rawParameter) int {
	at := slices.Index(parameterOrder, p.Name)
	switch {
	case p.In == "path":
		return -1
	case p.Name == language.Name:
		return len(parameterOrder) + 1
	case at < 0:
		return len(parameterOrder)
	}
	return at
}

func (b *builder) parameter(raw *rawParameter) (*object, error) {
	parameter := obj("name", raw.Name, "in", raw.In, "description", raw.Description)
	if raw.Required {
		parameter.set("required", true)
	}
	schema, err := b.parameterSchema(&raw.Schema)
	if err != nil {
		return nil, err
	}
	if raw.Schema.Type == "array" {
		parameter.set("style", "form")
		parameter.set("explode", false)
	}
	parameter.set("schema", schema)
	switch {
	case raw.Example != nil:
		parameter.set("example", whole(raw.Example))
	case raw.Schema.Example != nil:
		parameter.set("example", whole(raw.Schema.Example))
	}
	if needed := withOf(raw.Schema.With); len(needed.names) > 0 {
		parameter.set("x-with", needed)
	}
	return parameter, nil
}

// withOf reads what else a request must have: "format:csv+kind:penalty".
func withOf(text string) *object {
	needed := obj()
	for part := range strings.SplitSeq(text, "+") {
		if name, value, ok := strings.Cut(part, ":"); ok {
			needed.set(name, value)
		}
	}
	return needed
}

// parameterSchema finishes the schema of a parameter: a closed list is referred to, one more value that is taken becomes a choice.
func (b *builder) parameterSchema(raw *rawSchema) (*object, error) {
	if raw.List != "" {
		return b.schemas.closed(raw.List)
	}
	schema := obj("type", raw.Type)
	schema.setText("format", raw.Format)
	schema.setText("pattern", raw.Pattern)
	if raw.Items != nil {
		items, err := b.parameterSchema(raw.Items)
		if err != nil {
			return nil, err
		}
		schema.set("items", items)
		schema.set("uniqueItems", true)
	}
	if len(raw.Enum) > 0 {
		schema.set("enum", distinct(raw.Enum))
	}
	for name, bound := range map[string]*int64{"minLength": raw.MinLength, "maxLength": raw.MaxLength} {
		if bound != nil {
			schema.set(name, *bound)
		}
	}
	if raw.Minimum != nil {
		schema.set("minimum", *raw.Minimum)
	}
	if raw.Maximum != nil {
		schema.set("maximum", *raw.Maximum)
	}
	if raw.Or != "" {
		further := obj("type", "string", "enum", []any{raw.Or})
		if needed := withOf(raw.OrWith); len(needed.names) > 0 {
			further.set("x-with", needed)
		}
		schema = obj("oneOf", []any{schema, further})
	}
	if raw.Default != nil {
		schema.set("default", whole(raw.Default))
	}
	return schema, nil
}

// whole gives back the whole number that JSON's decoder has made a fraction of.
func whole(value any) any {
	if number, ok := value.(float64); ok && number == math.Trunc(number) {
		return int64(number)
	}
	return value
}

// distinct takes out what swag has doubled.
func distinct(values []any) []any {
	var once []any
	for _, value := range values {
		if !slices.Contains(once, value) {
			once = append(once, value)
		}
	}
	return once
}

// shareParameters makes components of the parameters that several operations have alike: of one name the most frequent.
func (b *builder) shareParameters(operations []*object) (*object, error) {
	count, first := map[string]int{}, map[string]*object{}
	var texts []string
	for _, op := range operations {
		for _, parameter := range parametersOf(op) {
			text, err := toJSON(parameter)
			if err != nil {
				return nil, err
			}
			if count[string(text)]++; count[string(text)] == 1 {
				first[string(text)] = parameter
				texts = append(texts, string(text))
			}
		}
	}
	slices.SortStableFunc(texts, func(x, y string) int { return cmp.Compare(count[y], count[x]) })
	names, shared := map[string]string{}, map[string]*object{}
	for _, text := range texts {
		name, _ := first[text].values["name"].(string)
		component := pascal(name)
		if _, taken := shared[component]; !taken && count[text] > 1 {
			shared[component], names[text] = first[text], component
		}
	}
	for _, op := range operations {
		list, _ := op.values["parameters"].([]any)
		for i := range list {
			text, err := toJSON(list[i])
			if err != nil {
				return nil, err
			}
			if component, ok := names[string(text)]; ok {
				list[i] = obj("$ref", "#/components/parameters/"+component)
			}
		}
	}
	return sorted(shared), nil
}

func parametersOf(op *object) []*object {
	list, _ := op.values["parameters"].([]any)
	parameters := make([]*object, len(list))
	for i := range list {
		parameters[i], _ = list[i].(*object)
	}
	return parameters
}

// pascal turns snake_case and Header-Case into PascalCase.
func pascal(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' })
	for i, word := range words {
		words[i] = capital(word)
	}
	return strings.Join(words, "")
}

// sorted is an object of the components by name.
func sorted(components map[string]*object) *object {
	names := make([]string, 0, len(components))
	for name := range components {
		names = append(names, name)
	}
	slices.Sort(names)
	all := obj()
	for _, name := range names {
		all.set(name, components[name])
	}
	return all
}
