package embedded

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// sheet collects what is kept of each document beside its text, in the order of the documents.
type sheet struct {
	docs, venues, dated int

	offsets, ids, days []byte
	keys               []idKey
	lastDay            day
	end                uint32
	untils             []dated
	fines              []fined
	tuples             [groups]tupleTable
}

type dated struct {
	day day
	doc uint32
}

type fined struct {
	fine int64
	doc  uint32
}

// tupleTable numbers the tuples of a group in the order in which they come.
type tupleTable struct {
	numbers map[string]uint32
	tuples  []string
	column  []uint32
}

func newSheet(docs int) *sheet {
	s := &sheet{lastDay: noDay}
	s.offsets = make([]byte, 4, (docs+1)*4)
	s.keys = make([]idKey, 0, docs)
	for g := range s.tuples {
		s.tuples[g].numbers = map[string]uint32{}
		s.tuples[g].column = make([]uint32, 0, docs)
	}
	return s
}

// add takes the next document.
func (s *sheet) add(e *entry) {
	s.addLess(e)
	for g := range s.tuples {
		t := &s.tuples[g]
		t.column = append(t.column, t.number(e.tuples[g]))
	}
}

// addLess is add without the tuples.
func (s *sheet) addLess(e *entry) {
	doc := uint32(s.docs)
	s.docs++
	s.end += uint32(len(e.text))
	s.offsets = binary.LittleEndian.AppendUint32(s.offsets, s.end)
	s.keys = append(s.keys, e.key)
	switch {
	case e.venue():
		s.venues++
		s.dated++
	case e.day == noDay:
		s.dated++
	case e.day != s.lastDay:
		s.lastDay = e.day
		s.days = binary.LittleEndian.AppendUint32(s.days, uint32(e.day))
		s.days = binary.LittleEndian.AppendUint32(s.days, doc)
	}
	if e.until != noEnd {
		s.untils = append(s.untils, dated{e.until, doc})
	}
	if e.fine != noFine {
		s.fines = append(s.fines, fined{e.fine, doc})
	}
}

// number is that of a tuple.
func (t *tupleTable) number(tuple string) uint32 {
	n, known := t.numbers[tuple]
	if !known {
		n = uint32(len(t.tuples))
		t.numbers[tuple] = n
		t.tuples = append(t.tuples, tuple)
	}
	return n
}

// write writes the sections and fills the directory.
func (s *sheet) write(w *segmentFile) {
	w.dir.docs, w.dir.venues, w.dir.dated = s.docs, s.venues, s.dated
	w.section(secOffsets, s.offsets)
	for _, key := range s.keys {
		s.ids = append(s.ids, key[:]...)
	}
	w.section(secIDs, s.ids)
	w.section(secByID, s.byID())
	w.section(secBloom, bloomOf(s.keys))
	w.section(secDays, s.days)
	slices.SortStableFunc(s.untils, func(a, b dated) int { return cmp.Compare(a.day, b.day) })
	var untils []byte
	for _, u := range s.untils {
		untils = binary.LittleEndian.AppendUint32(untils, uint32(u.day))
		untils = binary.LittleEndian.AppendUint32(untils, u.doc)
	}
	w.section(secUntils, untils)
	s.writeFines(w)
	s.writeTuples(w)
}

func (s *sheet) byID() []byte {
	type numbered struct {
		high uint64
		low  byte
		doc  uint32
	}
	order := make([]numbered, s.docs)
	for i, key := range s.keys {
		order[i] = numbered{binary.BigEndian.Uint64(key[:]), key[8], uint32(i)}
	}
	slices.SortFunc(order, func(a, b numbered) int {
		return cmp.Or(cmp.Compare(a.high, b.high), cmp.Compare(a.low, b.low))
	})
	out := make([]byte, 0, s.docs*4)
	for _, one := range order {
		out = binary.LittleEndian.AppendUint32(out, one.doc)
	}
	return out
}

func (s *sheet) writeFines(w *segmentFile) {
	slices.SortStableFunc(s.fines, func(a, b fined) int { return cmp.Compare(a.fine, b.fine) })
	var docs, runs []byte
	for i, f := range s.fines {
		docs = binary.LittleEndian.AppendUint32(docs, f.doc)
		if i == 0 || f.fine != s.fines[i-1].fine {
			runs = binary.LittleEndian.AppendUint64(runs, uint64(f.fine))
			runs = binary.LittleEndian.AppendUint64(runs, uint64(i))
		}
	}
	w.section(secFines, docs)
	w.section(secFineRuns, runs)
}

func (s *sheet) writeTuples(w *segmentFile) {
	numbers := map[fieldValue]uint32{}
	w.begin(secColumns)
	for g := range s.tuples {
		table := &s.tuples[g]
		w.dir.tuples[g] = make([][]uint32, len(table.tuples))
		for t, tuple := range table.tuples {
			for _, value := range valuesOf(g, tuple) {
				n, known := numbers[value]
				if !known {
					n = uint32(len(w.dir.values))
					numbers[value] = n
					w.dir.values = append(w.dir.values, value)
				}
				w.dir.tuples[g][t] = append(w.dir.tuples[g][t], n)
			}
		}
		w.dir.widths[g] = 2
		if len(table.tuples) > 1<<16 {
			w.dir.widths[g] = 4
		}
		w.write(table.bytes(w.dir.widths[g]))
	}
	w.end(secColumns)
}

// bytes is the column, padded to columnSize.
func (t *tupleTable) bytes(width int) []byte {
	out := make([]byte, 0, columnSize(int64(len(t.column)), width))
	for _, n := range t.column {
		if width == 2 {
			out = binary.LittleEndian.AppendUint16(out, uint16(n))
			continue
		}
		out = binary.LittleEndian.AppendUint32(out, n)
	}
	return out[:cap(out)]
}
