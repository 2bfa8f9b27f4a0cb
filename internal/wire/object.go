package wire

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"mingshi/internal/disclosure"
)

// instantForm is RFC 3339 in UTC with microseconds, always all six digits, so that instants sort as text.
const instantForm = "2006-01-02T15:04:05.000000Z"

// Object writes one JSON object, member by member, in the order of the calls. Bodies pass through it as bytes, which is
// why encoding/json does not write the answers.
type Object struct {
	out   []byte
	empty bool
}

// NewObject begins an object behind out.
func NewObject(out []byte) *Object { return &Object{out: append(out, '{'), empty: true} }

// End closes the object and returns all that was written.
func (o *Object) End() []byte { return append(o.out, '}') }

func (o *Object) comma() {
	if !o.empty {
		o.out = append(o.out, ',')
	}
	o.empty = false
}

// name begins a member; its value must be appended to o.out.
func (o *Object) name(name string) {
	o.comma()
	o.out = append(disclosure.AppendJSONString(o.out, name), ':')
}

// Text writes a string.
func (o *Object) Text(name, value string) {
	o.name(name)
	o.out = disclosure.AppendJSONString(o.out, value)
}

// TextOrNull writes null for "".
func (o *Object) TextOrNull(name, value string) {
	if value == "" {
		o.Null(name)
		return
	}
	o.Text(name, value)
}

// Number writes a whole number.
func (o *Object) Number(name string, value int64) {
	o.name(name)
	o.out = strconv.AppendInt(o.out, value, 10)
}

// Flag writes true or false.
func (o *Object) Flag(name string, value bool) {
	o.name(name)
	o.out = strconv.AppendBool(o.out, value)
}

// Null writes null.
func (o *Object) Null(name string) {
	o.name(name)
	o.out = append(o.out, "null"...)
}

// Instant writes an instant in UTC with microseconds; null for the zero time.
func (o *Object) Instant(name string, value time.Time) {
	if value.IsZero() {
		o.Null(name)
		return
	}
	o.Text(name, Instant(value))
}

// Instant is an instant as it is written everywhere.
func Instant(value time.Time) string { return value.UTC().Format(instantForm) }

// Value writes what encoding/json makes of it, without its escapes for HTML.
func (o *Object) Value(name string, value any) error {
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

// open begins a member whose value is an object that another Object writes; close takes it over.
func (o *Object) open(name string) []byte {
	o.name(name)
	return o.out
}

func (o *Object) close(inner *Object) { o.out = inner.End() }

// Raw writes a value that is JSON already.
func (o *Object) Raw(name string, document []byte) {
	o.name(name)
	o.out = append(o.out, document...)
}

// Array writes an array of n values, each appended by item.
func (o *Object) Array(name string, n int, item func(out []byte, i int) ([]byte, error)) error {
	o.name(name)
	o.out = append(o.out, '[')
	for i := range n {
		if i > 0 {
			o.out = append(o.out, ',')
		}
		var err error
		if o.out, err = item(o.out, i); err != nil {
			return err
		}
	}
	o.out = append(o.out, ']')
	return nil
}

// Splice takes over the members of another object.
func (o *Object) Splice(document []byte) error {
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
