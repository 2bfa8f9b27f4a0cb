package describe

import (
	"bytes"
	"encoding/json"

	"github.com/goccy/go-yaml"
)

// object is a JSON object whose members keep the order in which they were set.
type object struct {
	names  []string
	values map[string]any
}

// obj makes an object of names and values in turn.
func obj(pairs ...any) *object {
	o := &object{values: map[string]any{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		o.set(pairs[i].(string), pairs[i+1]) //nolint:forcetypeassert // names stand in the calls
	}
	return o
}

func (o *object) set(name string, value any) {
	if _, has := o.values[name]; !has {
		o.names = append(o.names, name)
	}
	o.values[name] = value
}

// setText leaves out what is empty.
func (o *object) setText(name, value string) {
	if value != "" {
		o.set(name, value)
	}
}

func (o *object) has(name string) bool {
	_, has := o.values[name]
	return has
}

// MarshalJSON implements json.Marshaler.
func (o *object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	out.WriteByte('{')
	for i, name := range o.names {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := encoder.Encode(name); err != nil {
			return nil, err
		}
		out.WriteByte(':')
		if err := encoder.Encode(o.values[name]); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// MarshalYAML implements yaml.InterfaceMarshaler.
func (o *object) MarshalYAML() (any, error) {
	slice := make(yaml.MapSlice, len(o.names))
	for i, name := range o.names {
		slice[i] = yaml.MapItem{Key: name, Value: o.values[name]}
	}
	return slice, nil
}

// toJSON writes a tree on one line, without the escapes for HTML that encoding/json has of its own accord.
func toJSON(tree any) ([]byte, error) {
	var out, compact bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(tree); err != nil {
		return nil, err
	}
	if err := json.Compact(&compact, out.Bytes()); err != nil {
		return nil, err
	}
	return append(compact.Bytes(), '\n'), nil
}

func toYAML(tree any) ([]byte, error) {
	return yaml.MarshalWithOptions(tree, yaml.UseLiteralStyleIfMultiline(true), yaml.IndentSequence(true))
}
