package tabular

import (
	"encoding/json"
	"testing"

	"mingshi/internal/disclosure"
)

func TestTakeFindsWhatIsWanted(t *testing.T) {
	s := newShape()
	paths := []string{"a", "b.c", "b.d.e", "list", "none", "b.c"}
	slots := make([]int, len(paths))
	for i, path := range paths {
		slots[i] = s.want(path)
	}
	if slots[1] != slots[5] || s.slots != 5 {
		t.Fatalf("slots %v of %d: one path has two", slots, s.slots)
	}
	values := make([][]byte, s.slots)
	document := `{"a":"x\"}\\","b":{"c":-1.5,"other":{"c":"no"},"d":{"e":true}},"more":["]",{"a":"no"}],"list":[{"a":"]"},2],"none":null}`
	if err := s.take([]byte(document), values); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{`"x\"}\\"`, "-1.5", "true", `[{"a":"]"},2]`, ""} {
		if got := string(values[slots[i]]); got != want {
			t.Errorf("%s is %s, want %s", paths[i], got, want)
		}
	}
	if err := s.take([]byte(`{"b":null}`), values); err != nil || values[slots[0]] != nil || values[slots[1]] != nil {
		t.Errorf("what the last document had is still there: %q, %v", values, err)
	}
}

func FuzzTakeIsWhatDecodingFinds(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":"1","b":{"c":2}}`, `{"a":"\\","b":{"c":[{"c":"}"}]}}`, `{"b":null}`, `{"b":{"c":{}},"a":[]}`, `{"a":`, `{"a":"\"`, `{"":1}`,
		`{"a":"\u2028","b":{"c":"é"}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := newShape()
		a, c := s.want("a"), s.want("b.c")
		slots := make([][]byte, s.slots)
		var whole map[string]any
		if json.Unmarshal([]byte(text), &whole) != nil {
			_ = s.take([]byte(text), slots) // must not panic
			return
		}
		document, err := disclosure.CanonicalJSON(whole)
		if err != nil || whole == nil {
			return
		}
		if err := s.take(document, slots); err != nil {
			t.Fatalf("%s: %v", document, err)
		}
		inner, _ := whole["b"].(map[string]any)
		mustHold(t, slots[a], whole["a"])
		mustHold(t, slots[c], inner["c"])
	})
}

// mustHold compares a slot with a decoded value, and its text if it is one.
func mustHold(t *testing.T, slot []byte, value any) {
	t.Helper()
	if value == nil {
		if slot != nil {
			t.Errorf("%s, want nothing", slot)
		}
		return
	}
	want, err := disclosure.CanonicalJSON(value)
	if err != nil || string(slot) != string(want) {
		t.Fatalf("%s, want %s (%v)", slot, want, err)
	}
	if text, ok := value.(string); ok {
		if got, err := appendText(nil, slot); err != nil || string(got) != text {
			t.Errorf("%q, want %q (%v)", got, text, err)
		}
	}
}
