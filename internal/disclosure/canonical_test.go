package disclosure

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCanonicalStringsAsInRFC8785(t *testing.T) {
	cases := []struct{ name, text, want string }{
		// RFC 8785 §3.2.2.2, and the string of its example in §3.2.2.
		{"the RFC's example", "\u20ac$\u000f\nA'B\"\\\\\"/", `"€$\u000f\nA'B\"\\\\\"/"`},
		{"short escapes", "\b\t\n\f\r\"\\", `"\b\t\n\f\r\"\\"`},
		{"other controls in lower case", "\x00\x01\x0b\x0e\x1f", `"\u0000\u0001\u000b\u000e\u001f"`},
		{"delete is no control here", "\x7f", "\"\x7f\""},
		{"no HTML escapes", "<a href='x'>&</a>", `"<a href='x'>&</a>"`},
		{"line separators stay", "\u2028\u2029", "\"\u2028\u2029\""},
		{"beyond the first plane", "😂𠮷", `"😂𠮷"`},
		{"no normal form is forced", "A\u030a\u00c5", "\"A\u030a\u00c5\""},
		{"solidus", "/", `"/"`},
		{"Chinese", "〔2026〕第12号", `"〔2026〕第12号"`},
		{"nothing", "", `""`},
		{"an escape that is none", `a\u2028\\u2029\ufffd`, `"a\\u2028\\\\u2029\\ufffd"`},
		{"separators in a row", "\\\u2028\u2028\"\u2029", "\"\\\\\u2028\u2028\\\"\u2029\""},
		{"one wrong byte", "a\xffb", "\"a\uFFFDb\""},
		{"a surrogate in UTF-8", "\xed\xa0\x80", "\"\uFFFD\uFFFD\uFFFD\""},
		{"cut short", "中\xe4\xb8", "\"中\uFFFD\uFFFD\""},
		{"a true replacement character", "\uFFFD\xfe", "\"\uFFFD\uFFFD\""},
		{"wrong bytes before an escape", "\xff\n\xff", "\"\uFFFD\\n\uFFFD\""},
	}
	for _, c := range cases {
		if got := string(AppendJSONString(nil, c.text)); got != c.want {
			t.Errorf("%s: %q is written %s, want %s", c.name, c.text, got, c.want)
		}
		if got, err := CanonicalJSON(c.text); err != nil || string(got) != c.want {
			t.Errorf("%s: %q is canonically %s, %v; want %s", c.name, c.text, got, err, c.want)
		}
	}
	if got := string(AppendJSONString([]byte("x:"), "y")); got != `x:"y"` {
		t.Errorf("appended: %s", got)
	}
}

func TestCanonicalDocumentsAsInRFC8785(t *testing.T) {
	cases := []struct{ name, text, want string }{
		// From the RFC's own test data; member names of ours are ASCII.
		{"arrays", `[56,{"d":true,"10":null,"1":[]}]`, `[56,{"1":[],"10":null,"d":true}]`},
		{
			"structures", `{"1":{"f":{"f":"hi","F":5} ,"\n":56.0},"10":{},"":"empty","a":{},"111":[{"e":"yes","E":"no"}],"A":{}}`,
			`{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}`,
		},
		{
			"french", `{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}`,
			`{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}`,
		},
		{"literals", ` [ null , true , false ] `, `[null,true,false]`},
		{"escapes are undone", `{"\u0061":"\u4e2d\/\u00e9"}`, `{"a":"中/é"}`},
		{"nothing inside", `{"b":[],"a":{}}`, `{"a":{},"b":[]}`},
		{"underscore sorts between upper and lower case", `{"a":1,"_":2,"A":3,"0":4,"a_b":5,"ab":6}`, `{"0":4,"A":3,"_":2,"a":1,"a_b":5,"ab":6}`},
	}
	for _, c := range cases {
		if got, err := CanonicalJSON(tree(t, []byte(c.text))); err != nil || string(got) != c.want {
			t.Errorf("%s:\n got %s, %v\nwant %s", c.name, got, err, c.want)
		}
	}
}

func TestCanonicalNumbersArePlainDecimals(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "0.0": "0", "-0.00": "0", "1.0": "1", "1.10": "1.1", "0.10": "0.1", "100": "100", "100.00": "100",
		"0.000001": "0.000001", "-12.500": "-12.5", "9007199254740991": "9007199254740991", "4.50": "4.5", "10": "10",
		"100000000000000000000": "100000000000000000000",
	} {
		if got, err := CanonicalJSON(json.Number(text)); err != nil || string(got) != want {
			t.Errorf("%s is canonically %s, %v; want %s", text, got, err, want)
		}
	}
	for _, v := range []any{json.Number("1e3"), json.Number("1.5e10"), json.Number("1.50E-7"), 1e21, 1.5e-10} {
		if got, err := CanonicalJSON(v); err == nil || KindOf(err) != Internal {
			t.Errorf("%v is canonically %s, %v; want an error", v, got, err)
		}
	}
}

func TestCanonicalJSONRefusesWhatIsNoJSON(t *testing.T) {
	for _, v := range []any{math.NaN(), math.Inf(1), make(chan int), json.RawMessage(`{"a":`), json.Number("one")} {
		if got, err := CanonicalJSON(v); err == nil {
			t.Errorf("%v is canonically %s", v, got)
		}
	}
	for _, v := range []any{[]any{json.Number("1e3")}, map[string]any{"a": json.Number("1e3")}} {
		if got, err := CanonicalJSON(v); err == nil {
			t.Errorf("%v is canonically %s", v, got)
		}
	}
}

// tree reads JSON with its numbers as they are written.
func tree(t *testing.T, raw []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return v
}

func FuzzCanonicalJSON(f *testing.F) {
	for _, seed := range []string{
		`{"b":1.50,"a":[true,null,"\u2028<"]}`, `[-0.0,1e3,0.10]`, `"\ud83d\ude00\ud800"`, `{"a":{"b":{}},"":[]}`, `1.5e10`, "\"\x7f\"", `nul`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		canonical, err := CanonicalJSON(tree(t, raw))
		if err != nil {
			if !bytes.ContainsAny(raw, "eE") {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		if !utf8.Valid(canonical) {
			t.Fatalf("%q is canonically %q, which is not UTF-8", raw, canonical)
		}
		again, err := CanonicalJSON(tree(t, canonical))
		if err != nil || !bytes.Equal(again, canonical) {
			t.Fatalf("%q is canonically %s, that again %s, %v", raw, canonical, again, err)
		}
		var want, got any
		if json.Unmarshal(raw, &want) != nil || json.Unmarshal(canonical, &got) != nil {
			return // a number beyond float64
		}
		if !reflect.DeepEqual(want, got) {
			t.Fatalf("%q means %v, its canonical form %s means %v", raw, want, canonical, got)
		}
	})
}

func FuzzAppendJSONString(f *testing.F) {
	for _, seed := range []string{"", "中\"\\\n\x00\x7f\u2028", "\xff\xed\xa0\x80", "😂"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		written := AppendJSONString(nil, text)
		var got string
		if err := json.Unmarshal(written, &got); err != nil || got != strings.ToValidUTF8(text, "\uFFFD") && utf8.ValidString(text) {
			t.Fatalf("%q is written %s, which reads as %q, %v", text, written, got, err)
		}
		canonical, err := CanonicalJSON(text)
		if err != nil || !bytes.Equal(written, canonical) {
			t.Fatalf("%q is written %s and canonically %s, %v", text, written, canonical, err)
		}
	})
}
