package tabular

import (
	"bytes"
	"encoding/json"
	"strings"

	"mingshi/internal/disclosure"
)

// shape says which members of a JSON object are wanted. Each wanted path has a slot; several columns may share one.
type shape struct {
	root  *branch
	slots int
}

// branch is one object on the way to what is wanted.
type branch struct {
	// slot takes the member's own value; -1 if it is not wanted.
	slot  int
	inner map[string]*branch
}

func newShape() *shape { return &shape{root: &branch{slot: -1}} }

// want asks for the member at a path and gives its slot.
func (s *shape) want(path string) int {
	at := s.root
	for name := range strings.SplitSeq(path, ".") {
		next := at.inner[name]
		if next == nil {
			if at.inner == nil {
				at.inner = make(map[string]*branch)
			}
			next = &branch{slot: -1}
			at.inner[name] = next
		}
		at = next
	}
	if at.slot < 0 {
		at.slot = s.slots
		s.slots++
	}
	return at.slot
}

// take puts the JSON of what is wanted of a document into its slots, nil where there is none or null. The document must be
// JSON without white space between its parts, as the house writes it; the slots point into it. Members that are not wanted
// are passed over.
func (s *shape) take(document []byte, slots [][]byte) error {
	clear(slots)
	if end := s.root.object(document, 0, slots); end != len(document) {
		return disclosure.Errorf(disclosure.Internal, "take apart: no JSON object of ours")
	}
	return nil
}

// object reads the object at a place and gives where it ends; -1 if there is none.
func (b *branch) object(document []byte, at int, slots [][]byte) int {
	if at >= len(document) || document[at] != '{' {
		return -1
	}
	if at++; at < len(document) && document[at] == '}' {
		return at + 1
	}
	for {
		nameEnd := endOfString(document, at)
		if nameEnd < 0 || nameEnd >= len(document) || document[nameEnd] != ':' {
			return -1
		}
		end := b.inner[string(document[at+1:nameEnd-1])].member(document, nameEnd+1, slots)
		if end < 0 || end >= len(document) {
			return -1
		}
		at = end + 1
		switch document[end] {
		case '}':
			return at
		case ',':
		default:
			return -1
		}
	}
}

// member reads the value at a place; a nil branch passes over it.
func (b *branch) member(document []byte, at int, slots [][]byte) int {
	if b != nil && b.inner != nil && at < len(document) && document[at] == '{' && b.slot < 0 {
		return b.object(document, at, slots)
	}
	end := endOfValue(document, at)
	if b != nil && b.slot >= 0 && end > at && document[at] != 'n' { // null is none
		slots[b.slot] = document[at:end]
	}
	return end
}

// endOfString gives where the string at a place ends; -1 if there is none.
func endOfString(document []byte, at int) int {
	if at >= len(document) || document[at] != '"' {
		return -1
	}
	for i := at + 1; ; i++ {
		quote := bytes.IndexByte(document[i:], '"')
		if quote < 0 {
			return -1
		}
		i += quote
		escapes := 0
		for document[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
}

// endOfValue gives where the value at a place ends; -1 if there is none.
func endOfValue(document []byte, at int) int {
	if at >= len(document) {
		return -1
	}
	switch document[at] {
	case '"':
		return endOfString(document, at)
	case '{', '[':
		return endOfNest(document, at)
	}
	end := bytes.IndexAny(document[at:], ",]}")
	if end <= 0 {
		return -1
	}
	return at + end
}

// endOfNest gives where the object or array at a place ends.
func endOfNest(document []byte, at int) int {
	depth := 0
	for at < len(document) {
		switch document[at] {
		case '"':
			if at = endOfString(document, at); at < 0 {
				return -1
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return at + 1
			}
		}
		at++
	}
	return -1
}

// appendText appends what a JSON scalar says: a string without its quotes, anything else as it stands.
func appendText(out, raw []byte) ([]byte, error) {
	if len(raw) < 2 || raw[0] != '"' {
		return append(out, raw...), nil
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return append(out, raw[1:len(raw)-1]...), nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return out, disclosure.Errorf(disclosure.Internal, "take apart: %w", err)
	}
	return append(out, text...), nil
}

// eachText hands the strings of a JSON array to visit, as appendText gives them; they are valid during the call.
func eachText(raw []byte, visit func(text []byte)) error {
	for at := 1; at < len(raw)-1; at++ {
		end := endOfString(raw, at)
		if end < 0 {
			return disclosure.Errorf(disclosure.Internal, "take apart: no array of strings")
		}
		text := raw[at+1 : end-1]
		if bytes.IndexByte(text, '\\') >= 0 {
			var err error
			if text, err = appendText(nil, raw[at:end]); err != nil {
				return err
			}
		}
		visit(text)
		at = end
	}
	return nil
}
