package disclosure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// CanonicalJSON renders v as JSON in the form of RFC 8785: members sorted, no white space, the shortest escapes. Our
// member names are ASCII, so sorting by bytes is sorting by UTF-16 units; our numbers are decimals between 1e-6 and 1e21
// (json.Number or integers), for which the plain decimal form without trailing zeros is the RFC's form.
func CanonicalJSON(v any) ([]byte, error) {
	var loose bytes.Buffer
	encoder := json.NewEncoder(&loose)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, fmt.Errorf("canonical json: %w", err)
	}
	decoder := json.NewDecoder(&loose)
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, fmt.Errorf("canonical json: %w", err)
	}
	return appendCanonical(make([]byte, 0, loose.Cap()), tree)
}

func appendCanonical(out []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(out, "null"...), nil
	case bool:
		return strconv.AppendBool(out, v), nil
	case json.Number:
		return append(out, plainDecimal(v.String())...), nil
	case string:
		return AppendJSONString(out, v), nil
	case []any:
		return appendArray(out, v)
	case map[string]any:
		return appendObject(out, v)
	}
	return nil, Errorf(Internal, "canonical json: unexpected %T", v)
}

func appendArray(out []byte, items []any) ([]byte, error) {
	out = append(out, '[')
	for i, item := range items {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = appendCanonical(out, item); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

func appendObject(out []byte, members map[string]any) ([]byte, error) {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	out = append(out, '{')
	for i, name := range names {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(AppendJSONString(out, name), ':')
		var err error
		if out, err = appendCanonical(out, members[name]); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

// plainDecimal strips the trailing zeros of a fraction, "0.10" → "0.1"; other numbers pass unchanged.
func plainDecimal(s string) string {
	if !bytes.ContainsRune([]byte(s), '.') {
		return s
	}
	end := len(s)
	for s[end-1] == '0' {
		end--
	}
	if s[end-1] == '.' {
		end--
	}
	return s[:end]
}

// AppendJSONString appends s as a JSON string with the escapes of RFC 8785 §3.2.2.2 and no others (HTML characters and
// U+2028 stay as they are); bytes that are not UTF-8 become U+FFFD.
func AppendJSONString(out []byte, s string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				out = append(append(out, s[start:i]...), "\uFFFD"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		out = append(out, s[start:i]...)
		if short := shortEscape(c); short != 0 {
			out = append(out, '\\', short)
		} else {
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xF])
		}
		i++
		start = i
	}
	return append(append(out, s[start:]...), '"')
}

func shortEscape(c byte) byte {
	switch c {
	case '"', '\\':
		return c
	case '\b':
		return 'b'
	case '\f':
		return 'f'
	case '\n':
		return 'n'
	case '\r':
		return 'r'
	case '\t':
		return 't'
	}
	return 0
}
