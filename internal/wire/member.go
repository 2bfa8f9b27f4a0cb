package wire

import (
	"bytes"
	"encoding/json"

	"mingshi/internal/disclosure"
)

// member is the value of a member of a canonical body as it stands there, without decoding the rest; nil if there is none.
func member(body []byte, name string) []byte {
	for at := 1; at < len(body) && body[at] == '"'; at++ {
		nameEnd := endOfText(body, at)
		valueEnd := endOfValue(body, nameEnd+1)
		if string(body[at+1:nameEnd-1]) == name {
			return body[nameEnd+1 : valueEnd]
		}
		at = valueEnd
	}
	return nil
}

// endOfText is where the text that begins at from ends, behind its quote.
func endOfText(body []byte, from int) int {
	for at := from + 1; at < len(body); at++ {
		switch body[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return len(body)
}

// endOfValue is where the value that begins at from ends.
func endOfValue(body []byte, from int) int {
	depth := 0
	for at := from; at < len(body); at++ {
		switch body[at] {
		case '"':
			at = endOfText(body, at) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return at
			}
			depth--
		case ',':
			if depth == 0 {
				return at
			}
		}
	}
	return len(body)
}

// textOf is a member that is a text; "" if there is none.
func textOf(body []byte, name string) string {
	raw := member(body, name)
	if len(raw) < 2 || raw[0] != '"' {
		return ""
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

// dateOf is a member that is a date; the zero Date if it is null or missing.
func dateOf(body []byte, name string) (disclosure.Date, error) {
	text := textOf(body, name)
	if text == "" {
		return disclosure.Date{}, nil
	}
	return disclosure.ParseDate(text)
}
