package disclosure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// CanonicalJSON renders v as JSON in the form of RFC 8785: members sorted, no white space, the shortest escapes. Our
// member names are ASCII, so sorting by bytes is sorting by UTF-16 units; our numbers are decimals between 1e-6 and 1e21
// (json.Number or integers), for which the plain decimal form without trailing zeros is the RFC's form. A number with an
// exponent is refused (kind Internal): no body holds one. v must leave the writing of strings to encoding/json, so no
// json.RawMessage with escapes of its own.
func CanonicalJSON(v any) ([]byte, error) {
	var loose bytes.Buffer
	encoder := json.NewEncoder(&loose)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, fmt.Errorf("canonical json: %w", err)
	}
	c := canonicaliser{in: bytes.TrimSpace(loose.Bytes())}
	out := c.value(make([]byte, 0, len(c.in)))
	if c.exponent != nil {
		return nil, Errorf(Internal, "canonical json: number %s has an exponent", c.exponent)
	}
	return out, nil
}

// canonicaliser rewrites a text that encoding/json made, and that is therefore well-formed and without white space: it
// sorts members, trims numbers, and writes out the two escapes that the RFC does not want.
type canonicaliser struct {
	in []byte
	at int
	// exponent is a number that cannot be rewritten; nil if there was none.
	exponent []byte
}

func (c *canonicaliser) value(out []byte) []byte {
	switch c.in[c.at] {
	case '{':
		return c.object(out)
	case '[':
		return c.array(out)
	case '"':
		return c.text(out)
	}
	scalar := c.scalar()
	if first := scalar[0]; first == '-' || ('0' <= first && first <= '9') {
		return c.number(out, scalar)
	}
	return append(out, scalar...)
}

// member is where an object's member stands in the text being written: its quoted name, then the whole of it.
type member struct {
	start, nameEnd, end int
}

func (c *canonicaliser) object(out []byte) []byte {
	start := len(out)
	var members []member
	for c.at++; c.in[c.at] != '}'; {
		if c.in[c.at] == ',' {
			c.at++
		}
		m := member{start: len(out)}
		out = c.text(out)
		m.nameEnd = len(out)
		c.at++ // the colon
		out = c.value(append(out, ':'))
		m.end = len(out)
		members = append(members, m)
	}
	c.at++
	written := slices.Clone(out[start:])
	slices.SortFunc(members, func(a, b member) int {
		return bytes.Compare(written[a.start-start+1:a.nameEnd-start-1], written[b.start-start+1:b.nameEnd-start-1])
	})
	out = append(out[:start], '{')
	for i, m := range members {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, written[m.start-start:m.end-start]...)
	}
	return append(out, '}')
}

func (c *canonicaliser) array(out []byte) []byte {
	out = append(out, '[')
	for c.at++; c.in[c.at] != ']'; {
		if c.in[c.at] == ',' {
			out = append(out, ',')
			c.at++
		}
		out = c.value(out)
	}
	c.at++
	return append(out, ']')
}

// unwanted are the escapes that encoding/json makes and the RFC does not: separators, and what was no UTF-8.
var unwanted = map[string]string{`\u2028`: "\u2028", `\u2029`: "\u2029", `\ufffd`: "\uFFFD"}

// text copies a string.
func (c *canonicaliser) text(out []byte) []byte {
	start := c.at
	for c.at++; c.in[c.at] != '"'; c.at++ {
		if c.in[c.at] != '\\' {
			continue
		}
		escape := c.in[c.at:min(c.at+len(`\u2028`), len(c.in))]
		if plain, ok := unwanted[string(escape)]; ok {
			out = append(append(out, c.in[start:c.at]...), plain...)
			c.at += len(escape) - 1
			start = c.at + 1
			continue
		}
		c.at++
	}
	c.at++
	return append(out, c.in[start:c.at]...)
}

// scalar takes a number, true, false or null.
func (c *canonicaliser) scalar() []byte {
	start := c.at
	for c.at < len(c.in) && c.in[c.at] != ',' && c.in[c.at] != '}' && c.in[c.at] != ']' {
		c.at++
	}
	return c.in[start:c.at]
}

// number strips the trailing zeros of a fraction, "0.10" → "0.1", and the sign of zero; other plain decimals pass unchanged.
func (c *canonicaliser) number(out, s []byte) []byte {
	if bytes.ContainsAny(s, "eE") {
		c.exponent = s
		return out
	}
	if bytes.IndexByte(s, '.') >= 0 {
		s = bytes.TrimSuffix(bytes.TrimRight(s, "0"), []byte("."))
	}
	if string(s) == "-0" {
		s = s[1:]
	}
	return append(out, s...)
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
