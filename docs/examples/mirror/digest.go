package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// envelope is what stands around a body.
var envelope = strings.Fields("id kind version state position published_at public_until updated_at regime salt digest url")

// joined is what the site adds to a body when it is read. It changes without the record, so a mirror makes it from its own
// records: a venue's grade, say, from the gradings with one of its permit numbers.
var joined = map[string][]string{
	"permit": {"venue", "status_today"}, "filing": {"venue", "status_today"},
	"penalty": {"venue"}, "grading": {"venue"}, "reading": {"venue"},
	"venue": {"grade", "permits", "penalties_in_force", "next_inspection_by"},
}

// bodyOf returns what was published of a record, as canonical JSON, if its digest is the digest of that: of the salt and
// the body behind it.
func bodyOf(record map[string]any) ([]byte, error) {
	body := maps.Clone(record)
	maps.DeleteFunc(body, func(name string, _ any) bool {
		return slices.Contains(envelope, name) || slices.Contains(joined[text(record, "kind")], name) || strings.HasSuffix(name, "_label")
	})
	written := canonical(nil, body)
	salt, err := hex.DecodeString(text(record, "salt"))
	if sum := sha256.Sum256(append(salt, written...)); err != nil || text(record, "digest") != fmt.Sprintf("sha256:%x", sum) {
		return nil, fmt.Errorf("record %v is not what its digest says", record["id"])
	}
	return written, nil
}

// text is a member of a record that is a string; "" for one that is none.
func text(record map[string]any, name string) string {
	value, _ := record[name].(string)
	return value
}

// decode reads JSON and keeps numbers as they are written.
func decode(in io.Reader, into any) error {
	decoder := json.NewDecoder(in)
	decoder.UseNumber()
	return decoder.Decode(into)
}

// canonical appends a value in the form of RFC 8785: no white space, members sorted. Numbers come in that form already.
func canonical(out []byte, value any) []byte {
	switch value := value.(type) {
	case map[string]any:
		out = append(out, '{')
		for i, name := range slices.Sorted(maps.Keys(value)) {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(quoted(out, name), ':')
			out = canonical(out, value[name])
		}
		return append(out, '}')
	case []any:
		out = append(out, '[')
		for i, element := range value {
			if i > 0 {
				out = append(out, ',')
			}
			out = canonical(out, element)
		}
		return append(out, ']')
	case string:
		return quoted(out, value)
	case json.Number:
		return append(out, value...)
	case bool:
		return strconv.AppendBool(out, value)
	}
	return append(out, "null"...)
}

// quoted appends a string with as few escapes as JSON allows.
func quoted(out []byte, s string) []byte {
	out = append(out, '"')
	for _, char := range s {
		switch short := strings.IndexRune("\"\\\b\f\n\r\t", char); {
		case short >= 0:
			out = append(out, '\\', `"\bfnrt`[short])
		case char < ' ':
			out = fmt.Appendf(out, `\u%04x`, char)
		default:
			out = utf8.AppendRune(out, char)
		}
	}
	return append(out, '"')
}
