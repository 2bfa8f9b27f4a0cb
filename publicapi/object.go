package publicapi

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"mingshi/internal/disclosure"
)

// instantForm is RFC 3339 in UTC with microseconds, always all six digits, so that instants sort as text.
const instantForm = "2006-01-02T15:04:05.000000Z"

// object writes one JSON object, member by member, in the order of the calls. Bodies pass through it as bytes, which is
// why encoding/json does not write the answers.
type object struct {
	out   []byte
	empty bool
}

// newObject begins an object behind out.
func newObject(out []byte) *object { return &object{out: append(out, '{'), empty: true} }

// end closes the object.
func (o *object) end() []byte { return append(o.out, '}') }

func (o *object) comma() {
	if !o.empty {
		o.out = append(o.out, ',')
	}
	o.empty = false
}

// name begins a member; its value must be appended to o.out.
func (o *object) name(name string) {
	o.comma()
	o.out = append(disclosure.AppendJSONString(o.out, name), ':')
}

func (o *object) text(name, value string) {
	o.name(name)
	o.out = disclosure.AppendJSONString(o.out, value)
}

// textOrNull writes null for "".
func (o *object) textOrNull(name, value string) {
	if value == "" {
		o.null(name)
		return
	}
	o.text(name, value)
}

func (o *object) number(name string, value int64) {
	o.name(name)
	o.out = strconv.AppendInt(o.out, value, 10)
}

func (o *object) flag(name string, value bool) {
	o.name(name)
	o.out = strconv.AppendBool(o.out, value)
}

func (o *object) null(name string) {
	o.name(name)
	o.out = append(o.out, "null"...)
}

// instant writes null for the zero time.
func (o *object) instant(name string, value time.Time) {
	if value.IsZero() {
		o.null(name)
		return
	}
	o.text(name, value.UTC().Format(instantForm))
}

// value writes what encoding/json makes of it, without its escapes for HTML.
func (o *object) value(name string, value any) error {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return disclosure.Errorf(disclosure.Internal, "member %q: %w", name, err)
	}
	o.name(name)
	o.out = append(o.out, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
	return nil
}

// splice takes over the members of another object.
func (o *object) splice(document []byte) error {
	inner, opened := bytes.CutPrefix(document, []byte("{"))
	inner, closed := bytes.CutSuffix(inner, []byte("}"))
	if !opened || !closed {
		return disclosure.Errorf(disclosure.Internal, "splice: the body is no JSON object")
	}
	if len(inner) > 0 {
		o.comma()
		o.out = append(o.out, inner...)
	}
	return nil
}
