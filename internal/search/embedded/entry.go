package embedded

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// entry is a document as it is kept: what orders it, its values, and its text.
type entry struct {
	key   idKey
	day   day
	until day
	fine  int64 // in fen, -1 for none
	// tuples are the values of each group, as tupleOf writes them.
	tuples [groups]string
	text   text

	// What follows spares work where documents are looked through one by one; ready fills it.
	pieces pieces
	bare   []byte // the numbers without brackets, if they have any
	values [groups][]fieldValue
}

// ready prepares an entry for being looked at many times.
func (e *entry) ready() {
	e.pieces = e.text.split()
	if hasBrackets(e.pieces.numbers) {
		e.bare = appendBare(nil, e.pieces.numbers)
	}
	for g, tuple := range e.tuples {
		e.values[g] = valuesOf(g, tuple)
	}
}

const noFine = -1

func (e *entry) venue() bool { return e.key.kind() == disclosure.KindVenue }

// newEntry brings a document to the form in which it is kept.
func newEntry(d *search.Document) (*entry, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	key, err := packID(d.ID)
	if err != nil {
		return nil, err
	}
	e := &entry{key: key, day: noDay, until: noEnd, fine: noFine}
	if !d.DecidedOn.IsZero() {
		e.day = dayOf(d.DecidedOn)
	}
	if !d.PublicUntil.IsZero() {
		e.until = dayOf(d.PublicUntil)
	}
	if d.Fine != nil {
		e.fine = int64(*d.Fine)
	}
	for g := range e.tuples {
		e.tuples[g] = tupleOf(d, g)
	}
	e.text, err = newText(d, e.fine)
	return e, err
}

// compareEntries is the order in which a segment numbers its documents: venues by descending name and id, then others by
// ascending date and id. Walked downwards it is the order Newest.
func compareEntries(a, b *entry) int {
	switch {
	case a.venue() != b.venue():
		if a.venue() {
			return -1
		}
		return 1
	case a.venue():
		return cmp.Or(strings.Compare(b.text.sortName(), a.text.sortName()), b.key.compare(a.key))
	}
	return cmp.Or(cmp.Compare(a.day, b.day), a.key.compare(b.key))
}

// text is what is searched of a document, in one piece of bytes: a head, then names, numbers and other texts in units, codes
// and the sort name in UTF-8. The head is a byte of flags, the lengths of all parts but the last, and the fine.
type text []byte

const (
	// wideLengths says that lengths take four bytes, not two; hasFine that eight bytes of a fine follow.
	wideLengths = 1 << iota
	hasFine

	// lengths is how many parts have theirs in the head.
	lengths = 4
)

// mostCodes is how many codes a document may have: their numbers are kept in a byte.
const mostCodes = 255

func newText(d *search.Document, fine int64) (text, error) {
	codes := normalForms(d.Codes)
	if len(codes) > mostCodes {
		return nil, disclosure.Errorf(disclosure.Invalid, "document %s: %d codes, at most %d", d.ID, len(codes), mostCodes)
	}
	scratch := scratches.Get().(*[]byte) //nolint:forcetypeassert // nothing else is put there
	defer scratches.Put(scratch)
	body, flags := (*scratch)[:0], byte(0)
	var sizes [lengths]int
	end := func(part int) {
		sizes[part] = len(body)
		for _, before := range sizes[:part] {
			sizes[part] -= before
		}
		if sizes[part] > math.MaxUint16 {
			flags |= wideLengths
		}
	}
	for part, fields := range [][]string{d.Names, d.Numbers, d.Texts} {
		body = appendFields(body, normalForms(fields))
		end(part)
	}
	body = append(body, strings.Join(codes, string(rune(fieldBreak)))...)
	end(lengths - 1)
	body = append(body, d.SortName...)
	*scratch = body
	if len(body) > math.MaxUint32 {
		return nil, disclosure.Errorf(disclosure.Invalid, "document %s: its text is too long", d.ID)
	}
	if fine != noFine {
		flags |= hasFine
	}
	return append(appendHead(make([]byte, 0, mostHead+len(body)), flags, sizes, fine), body...), nil
}

// scratches are where texts are put together before their length is known.
var scratches = sync.Pool{New: func() any { return new([]byte) }}

// mostHead is the size of the longest head.
const mostHead = 1 + lengths*4 + 8

func appendHead(out []byte, flags byte, sizes [lengths]int, fine int64) []byte {
	out = append(out, flags)
	for _, size := range sizes {
		if flags&wideLengths != 0 {
			out = binary.LittleEndian.AppendUint32(out, uint32(size))
			continue
		}
		out = binary.LittleEndian.AppendUint16(out, uint16(size))
	}
	if flags&hasFine != 0 {
		out = binary.LittleEndian.AppendUint64(out, uint64(fine))
	}
	return out
}

// normalForms are the normal forms of texts, each once.
func normalForms(texts []string) []string {
	distinct := make([]string, 0, len(texts))
	for _, one := range texts {
		if one = search.Normalize(one); one != "" && !slices.Contains(distinct, one) {
			distinct = append(distinct, one)
		}
	}
	return distinct
}

// pieces are the parts of a text, as slices of it.
type pieces struct {
	names, numbers, texts, codes, sort []byte
	fine                               int64
	// from is where the parts begin within the text.
	from int
}

// split takes a text apart. One that contradicts itself is out of range.
func (t text) split() (p pieces) {
	flags := t[0]
	var sizes [lengths]int
	if flags&wideLengths != 0 {
		for i := range sizes {
			sizes[i] = int(binary.LittleEndian.Uint32(t[1+i*4:]))
		}
		p.from = 1 + lengths*4
	} else {
		head := t[1 : 1+lengths*2]
		for i := range sizes {
			sizes[i] = int(binary.LittleEndian.Uint16(head[i*2:]))
		}
		p.from = 1 + lengths*2
	}
	p.fine = noFine
	if flags&hasFine != 0 {
		p.fine = int64(binary.LittleEndian.Uint64(t[p.from:]))
		p.from += 8
	}
	rest := t[p.from:]
	p.names, rest = rest[:sizes[0]], rest[sizes[0]:]
	p.numbers, rest = rest[:sizes[1]], rest[sizes[1]:]
	p.texts, rest = rest[:sizes[2]], rest[sizes[2]:]
	p.codes, p.sort = rest[:sizes[3]], rest[sizes[3]:]
	return p
}

func (t text) sortName() string { return string(t.split().sort) }

// codeList is the codes of a text, in normal form.
func (p *pieces) codeList() []string {
	if len(p.codes) == 0 {
		return nil
	}
	return strings.Split(string(p.codes), string(rune(fieldBreak)))
}

// firstName is the name a document goes by.
func (p *pieces) firstName() []byte {
	if len(p.names) < unitSize {
		return nil
	}
	first := p.names[unitSize:]
	for i := range len(first) / unitSize {
		if unitAt(first, i) == fieldBreak {
			return first[:i*unitSize]
		}
	}
	return first
}
