package sheet

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"unicode/utf8"
)

const (
	stringBudget = 24 << 20
	indexBudget  = 8 << 20
	indexEntry   = 8 // bytes: where the string ends in the text
)

// stringTable is a workbook's table of shared strings.
type stringTable struct {
	folder      tempFolder
	text, index spill
	count       int64
}

func newStringTable() *stringTable {
	return &stringTable{text: spill{budget: stringBudget}, index: spill{budget: indexBudget}}
}

func (t *stringTable) add(s []byte) error {
	if err := t.text.write(s, t.folder.make); err != nil {
		return err
	}
	t.count++
	var entry [indexEntry]byte
	at := uint64(t.text.size) //nolint:gosec // a size is not negative
	return t.index.write(binary.LittleEndian.AppendUint64(entry[:0], at), t.folder.make)
}

func (t *stringTable) flush() error {
	if err := t.text.flush(); err != nil {
		return err
	}
	return t.index.flush()
}

// appendString adds string number i to dst; errXML where there is none.
func (t *stringTable) appendString(dst []byte, i int64) ([]byte, error) {
	if i < 0 || i >= t.count {
		return dst, errXML
	}
	begin, err := t.end(i - 1)
	if err != nil {
		return dst, err
	}
	end, err := t.end(i)
	if err != nil {
		return dst, err
	}
	return t.text.appendAt(dst, begin, int(end-begin))
}

func (t *stringTable) end(i int64) (int64, error) {
	if i < 0 {
		return 0, nil
	}
	var entry [indexEntry]byte
	e, err := t.index.appendAt(entry[:0], i*indexEntry, indexEntry)
	if err != nil {
		return 0, err
	}
	return int64(binary.LittleEndian.Uint64(e)), nil //nolint:gosec // written from an int64
}

func (t *stringTable) close() error {
	return unavailable(t.folder.remove(t.text.close(), t.index.close()))
}

func (w *workbook) loadStrings(target string) error {
	part := w.parts[partKey(target)]
	if part == nil {
		return problem(FileDamaged, w.name, target)
	}
	var s []byte
	err := w.scan(part, func(x *xmlScanner) error {
		if string(x.name) != "si" || x.depth() != 2 {
			return nil
		}
		var err error
		if s, err = appendRichText(s[:0], x); err != nil {
			return err
		}
		return w.strings.add(s)
	})
	if err != nil {
		return err
	}
	return w.strings.flush()
}

// appendRichText adds the text of the element just started, an "si" or an "is", to dst: all its runs, without the
// phonetic readings that East Asian versions of Excel keep beside them.
func appendRichText(dst []byte, x *xmlScanner) ([]byte, error) {
	depth, begin := x.depth(), len(dst)
	for {
		event, err := x.next()
		if err != nil {
			return dst, err
		}
		if x.depth() < depth {
			return unescape(dst, begin), nil
		}
		if event != xmlStart {
			continue
		}
		switch string(x.name) {
		case "rPh":
			err = x.skip()
		case "t":
			dst, err = x.appendText(dst, MaxCellBytes-(len(dst)-begin))
		}
		if err != nil {
			return dst, err
		}
	}
}

// escapeLength is that of an escaped character such as _x000D_, with which Excel writes what XML cannot hold.
const escapeLength = 7

// unescape resolves the escapes in dst[begin:] in place. NUL and halves of surrogate pairs stay escaped.
func unescape(dst []byte, begin int) []byte {
	i := bytes.Index(dst[begin:], []byte("_x"))
	if i < 0 {
		return dst
	}
	out := dst[:begin+i]
	for rest := dst[begin+i:]; len(rest) > 0; {
		if r, ok := escapedRune(rest); ok {
			out = utf8.AppendRune(out, r)
			rest = rest[escapeLength:]
			continue
		}
		out = append(out, rest[0])
		rest = rest[1:]
	}
	return out
}

func escapedRune(p []byte) (rune, bool) {
	if len(p) < escapeLength || p[0] != '_' || p[1] != 'x' || p[escapeLength-1] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(p[2:escapeLength-1]), 16, 16)
	if err != nil || n == 0 || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}
