package embedded

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// A text is kept as UTF-16 units of two bytes, low byte first: two thirds of the size that Han characters take in UTF-8.
// unitSize is the bytes of a unit.
const unitSize = 2

// fieldBreak stands before each field of a text; no normal form contains it.
const fieldBreak = '\n'

// appendUnits writes a text in units.
func appendUnits(out []byte, text string) []byte {
	for _, r := range text {
		if r < 0x10000 {
			out = append(out, byte(r), byte(r>>8))
			continue
		}
		high, low := utf16.EncodeRune(r)
		out = append(out, byte(high), byte(high>>8), byte(low), byte(low>>8))
	}
	return out
}

// appendFields writes fields in units, a break before each.
func appendFields(out []byte, fields []string) []byte {
	for _, field := range fields {
		out = append(out, fieldBreak, 0)
		out = appendUnits(out, field)
	}
	return out
}

// textOf reads units.
func textOf(units []byte) string {
	wide := make([]uint16, len(units)/unitSize)
	for i := range wide {
		wide[i] = unitAt(units, i)
	}
	return string(utf16.Decode(wide))
}

func unitAt(units []byte, i int) uint16 { return binary.LittleEndian.Uint16(units[i*unitSize:]) }

// contains reports whether the units of term occur in those of text.
func contains(text, term []byte) bool {
	for from := 0; ; {
		at := bytes.Index(text[from:], term)
		if at < 0 {
			return false
		}
		if (from+at)%unitSize == 0 {
			return true
		}
		from += at + 1 // between two units
	}
}

// ends reports whether a unit ends a word: nothing that is searched goes across it.
func ends(unit uint16) bool { return unit == fieldBreak || unit == ' ' }

// pair is two neighbouring units, the first one high; the second is zero at the end of a word.
type pair uint32

func pairOf(first, second uint16) pair {
	if ends(second) {
		second = 0
	}
	return pair(first)<<16 | pair(second)
}

// pairsOf calls visit for each pair in the units of a text.
func pairsOf(units []byte, visit func(pair)) {
	n := len(units) / unitSize
	if n == 0 {
		return
	}
	for i, next := 0, unitAt(units, 0); i < n; i++ {
		unit := next
		next = fieldBreak
		if i+1 < n {
			next = unitAt(units, i+1)
		}
		if !ends(unit) {
			visit(pairOf(unit, next))
		}
	}
}
