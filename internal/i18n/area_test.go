package i18n

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseAreaKeepsOrderAndRepeats(t *testing.T) {
	got, err := parseArea([]byte(`{"b":"2","a":"1","b":"3"}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []text{{"b", "2"}, {"a", "1"}, {"b", "3"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(text{})); diff != "" {
		t.Errorf("entries differ (-want +got):\n%s", diff)
	}
}

func TestParseAreaRefuses(t *testing.T) {
	for name, data := range map[string]string{
		"nothing":           ``,
		"a list":            `["a"]`,
		"nested object":     `{"a":{"b":"c"}}`,
		"number":            `{"a":1}`,
		"null":              `{"a":null}`,
		"half a file":       `{"a":"1"`,
		"a second document": `{"a":"1"} {"b":"2"}`,
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := parseArea([]byte(data)); err == nil {
				t.Errorf("parseArea(%s) = %v, want an error", data, got)
			}
		})
	}
}

// FuzzParseArea holds that no area file, however broken, brings the process down, and that what is read has keys.
func FuzzParseArea(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":"b"}`, `{"a":"b","a":"c"}`, `{"a":`, `[]`, `{"a":"\ud800"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		texts, err := parseArea(data)
		if err != nil && texts != nil {
			t.Fatalf("parseArea(%q) gave both %v and %v", data, texts, err)
		}
	})
}
