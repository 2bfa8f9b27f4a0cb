package disclosure

import (
	"strings"
	"testing"
)

func TestNewIDsAreNewAndNameTheirKind(t *testing.T) {
	const draws = 2000
	seen := make(map[ID]bool)
	for _, kind := range Kinds() {
		for range draws {
			id := NewID(kind)
			if seen[id] {
				t.Fatalf("%s was drawn twice", id)
			}
			seen[id] = true
			parsed, found, err := ParseID(string(id))
			if err != nil || parsed != id || found != kind || id.Kind() != kind {
				t.Fatalf("%s of kind %s reads as %s of kind %s: %v", id, kind, parsed, found, err)
			}
			if want := len(kind.Prefix()) + idLength; len(id) != want {
				t.Fatalf("%s has %d characters, want %d", id, len(id), want)
			}
		}
	}
	for position := range idLength {
		used := make(map[byte]bool)
		for id := range seen {
			used[id[len("pn_")+position]] = true
		}
		want := len(crockford)
		if position == idLength-1 {
			want /= 2 // 64 random bits fill 13 characters but for one bit
		}
		if len(used) != want {
			t.Errorf("position %d takes %d different characters, want %d", position, len(used), want)
		}
	}
}

func TestKindsHaveNamesOfTheirOwn(t *testing.T) {
	seen := make(map[string]Kind)
	for _, kind := range Kinds() {
		for _, name := range []string{string(kind), kind.Prefix(), kind.Plural()} {
			if other, taken := seen[name]; taken || name == "" {
				t.Errorf("%q of %s is also of %s", name, kind, other)
			}
			seen[name] = kind
		}
		if !kind.Valid() {
			t.Errorf("%s is not valid", kind)
		}
	}
	if len(Kinds()) != len(kindNames) {
		t.Errorf("%d kinds are listed, %d have names", len(Kinds()), len(kindNames))
	}
	if Kind("").Valid() || Kind("Permit").Valid() {
		t.Error("an unknown kind is valid")
	}
}

func TestParseIDRefuses(t *testing.T) {
	const body = "0123456789ABC"
	for name, text := range map[string]string{
		"nothing":          "",
		"prefix alone":     "pn_",
		"no prefix":        body,
		"unknown prefix":   "xx_" + body,
		"no underscore":    "pn" + body,
		"upper prefix":     "PN_" + body,
		"one short":        "pn_" + body[1:],
		"one long":         "pn_" + body + "0",
		"lower case":       "pn_" + strings.ToLower(body),
		"the letter I":     "pn_I" + body[1:],
		"the letter L":     "pn_01234L6789ABC",
		"the letter O":     "pn_01234O6789ABC",
		"the letter U":     "pn_0123456789ABU",
		"hyphen inside":    "pn_012345-789ABC",
		"space behind":     "pn_" + body + " ",
		"full width":       "pn_01234567８9",
		"not UTF-8":        "pn_012345678\xff9AB",
		"two prefixes":     "pn_pm_" + body,
		"line feed inside": "pn_012345\n789ABC",
	} {
		if id, kind, err := ParseID(text); err == nil || id != "" || kind != "" || KindOf(err) != Invalid {
			t.Errorf("%s: ParseID(%q) = %q, %q, %v", name, text, id, kind, err)
		}
		if kind := ID(text).Kind(); kind != "" {
			t.Errorf("%s: %q is of kind %s", name, text, kind)
		}
	}
}

func FuzzParseID(f *testing.F) {
	for _, kind := range Kinds() {
		f.Add(kind.Prefix() + "0123456789ABC")
	}
	f.Add("pn_")
	f.Add("pn_0123456789abc")
	f.Fuzz(func(t *testing.T, text string) {
		id, kind, err := ParseID(text)
		if err != nil {
			if id != "" || kind != "" || KindOf(err) != Invalid {
				t.Fatalf("ParseID(%q) = %q, %q, %v", text, id, kind, err)
			}
			return
		}
		rest, hasPrefix := strings.CutPrefix(text, kind.Prefix())
		if string(id) != text || !hasPrefix || len(rest) != idLength {
			t.Fatalf("ParseID(%q) = %q, %q", text, id, kind)
		}
		for _, c := range rest {
			if !strings.ContainsRune(crockford, c) {
				t.Fatalf("%q holds %q", text, c)
			}
		}
	})
}
