package sheet

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// attr returns the value of an attribute of the start tag just met, "" where it has none. Entities stay as they are
// written; see attrText.
func (x *xmlScanner) attr(name string) []byte {
	for _, a := range x.attrs {
		if string(a.name) == name {
			return a.value
		}
	}
	return nil
}

// attrText is attr with its entities resolved.
func (x *xmlScanner) attrText(name string) string {
	value := x.attr(name)
	var text []byte
	for {
		i := bytes.IndexByte(value, '&')
		if i < 0 {
			return string(append(text, value...))
		}
		text = append(text, value[:i]...)
		value = value[i:]
		if end := bytes.IndexByte(value, ';'); end > 0 {
			if r, ok := entityRune(value[1:end]); ok {
				text = utf8.AppendRune(text, r)
				value = value[end+1:]
				continue
			}
		}
		text = append(text, '&')
		value = value[1:]
	}
}

// attrTrue reports whether an attribute says yes, as XML Schema writes it.
func (x *xmlScanner) attrTrue(name string) bool {
	v := string(x.attr(name))
	return v == "1" || v == "true"
}

// skip passes over the rest of the element just started.
func (x *xmlScanner) skip() error {
	for depth := x.depth(); x.depth() >= depth; {
		if _, err := x.next(); err != nil {
			return err
		}
	}
	return nil
}

// appendText adds the text of the element just started to dst, elements within left out, up to limit bytes.
func (x *xmlScanner) appendText(dst []byte, limit int) ([]byte, error) {
	depth, begin := x.depth(), len(dst)
	for {
		event, err := x.next()
		if err != nil {
			return dst, err
		}
		if event == xmlText && x.depth() == depth {
			if dst = append(dst, x.text...); len(dst)-begin > limit {
				return dst, errCellTooLong
			}
		}
		if x.depth() < depth {
			break
		}
	}
	if !utf8.Valid(dst[begin:]) {
		return dst, errXMLUTF8
	}
	return dst, nil
}

func entityRune(name []byte) (rune, bool) {
	switch string(name) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := string(name[1:]), 10
	if name[1] == 'x' {
		digits, base = string(name[2:]), 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}
