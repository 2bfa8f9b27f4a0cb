package disclosure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fill sets every field of v, at any depth, to something else than zero and than its neighbours.
func fill(v reflect.Value, next *int) {
	*next++
	switch v.Interface().(type) {
	case Date:
		v.Set(reflect.ValueOf(MustDate("2026-01-01").AddDays(*next)))
		return
	case json.Number:
		v.SetString(fmt.Sprintf("%d.25", *next))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("值%d", *next))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*next))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), next)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), next)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, next)
		}
	default:
		panic("a body holds a " + v.Kind().String())
	}
}

// zeros names the fields of v that are zero, at any depth.
func zeros(path string, v reflect.Value) []string {
	if v.IsZero() {
		return []string{path}
	}
	var found []string
	switch v.Kind() {
	case reflect.Pointer:
		return zeros(path, v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			found = append(found, zeros(fmt.Sprintf("%s[%d]", path, i), v.Index(i))...)
		}
	case reflect.Struct:
		for member, field := range v.Fields() {
			found = append(found, zeros(path+"."+member.Name, field)...)
		}
	default:
	}
	return found
}

func full(t *testing.T, kind Kind) Body {
	t.Helper()
	body := emptyBody(kind)
	next := 0
	fill(reflect.ValueOf(body).Elem(), &next)
	if empty := zeros(string(kind), reflect.ValueOf(body)); len(empty) > 0 {
		t.Fatalf("not filled: %v", empty)
	}
	return body
}

func TestBodiesComeBackWhole(t *testing.T) {
	for _, kind := range Kinds() {
		body := full(t, kind)
		raw, err := CanonicalJSON(body)
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeBody(kind, raw)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(body, back); diff != "" {
			t.Errorf("%s changes (-before +after):\n%s", kind, diff)
		}
		if back.Kind() != kind {
			t.Errorf("a %s comes back as a %s", kind, back.Kind())
		}
		if again, err := CanonicalJSON(back); err != nil || !bytes.Equal(again, raw) {
			t.Errorf("%s: written again as %s, %v; before %s", kind, again, err, raw)
		}
	}
}

func TestBodiesLeaveTheNamesOfTheEnvelopeAlone(t *testing.T) {
	envelope := []string{
		"id", "kind", "version", "state", "position", "published_at", "public_until", "updated_at", "regime", "salt", "digest", "url",
	}
	for _, kind := range Kinds() {
		raw, err := CanonicalJSON(full(t, kind))
		if err != nil {
			t.Fatal(err)
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(raw, &members); err != nil {
			t.Fatal(err)
		}
		for name := range members {
			if slices.Contains(envelope, name) {
				t.Errorf("the body of a %s has the envelope's %q", kind, name)
			}
			if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
				t.Errorf("%s: member %q is not snake_case", kind, name)
			}
		}
	}
}

func TestDecodeBodyRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		kind Kind
		raw  string
	}{
		"unknown kind":    {"note", `{}`},
		"no JSON":         {KindPermit, `{"content":`},
		"an array":        {KindPermit, `[]`},
		"a wrong type":    {KindGrading, `{"inspectors_count":"two"}`},
		"a day too many":  {KindPenalty, `{"decided_on":"2026-02-30"}`},
		"a strange fine":  {KindPenalty, `{"fine_cny":"1e3"}`},
		"a strange score": {KindGrading, `{"standard_score":"ninety"}`},
	} {
		if body, err := DecodeBody(c.kind, []byte(c.raw)); err == nil || KindOf(err) != Internal || body != nil {
			t.Errorf("%s: %s decodes to %+v, %v", name, c.raw, body, err)
		}
	}
}

func FuzzDecodeBody(f *testing.F) {
	for i, kind := range Kinds() {
		body := emptyBody(kind)
		next := 0
		fill(reflect.ValueOf(body).Elem(), &next)
		raw, err := CanonicalJSON(body)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), raw)
		f.Add(uint8(i), []byte(`{"decided_on":null}`))
	}
	f.Fuzz(func(t *testing.T, kind uint8, raw []byte) {
		k := Kinds()[int(kind)%len(Kinds())]
		body, err := DecodeBody(k, raw)
		if err != nil {
			return
		}
		canonical, err := CanonicalJSON(body)
		if err != nil {
			if !bytes.ContainsAny(raw, "eE") {
				t.Fatalf("%s %q: %v", k, raw, err)
			}
			return // a number with an exponent
		}
		back, err := DecodeBody(k, canonical)
		if err != nil {
			t.Fatalf("%s %q is stored as %s: %v", k, raw, canonical, err)
		}
		if again, err := CanonicalJSON(back); err != nil || !bytes.Equal(again, canonical) {
			t.Fatalf("%s %q: %s, then %s, %v", k, raw, canonical, again, err)
		}
	})
}
