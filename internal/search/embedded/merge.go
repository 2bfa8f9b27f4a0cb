package embedded

import (
	"math"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// merging writes several segments as one, without the documents that are deleted in them. Texts are copied and postings
// renumbered; nothing is read anew.
type merging struct {
	parts []part
	// numbers are for each part the new numbers of its documents, lost for deleted ones.
	numbers [][]uint32
	// from tells of each new document which part and old number it has.
	from []origin
}

type origin struct {
	part int
	doc  uint32
}

const lost = math.MaxUint32

func newMerging(parts []part) *merging {
	m := &merging{parts: parts, numbers: make([][]uint32, len(parts))}
	walkers := make([]*numbering, len(parts))
	for i, p := range parts {
		m.numbers[i] = make([]uint32, p.docs)
		walkers[i] = &numbering{part: p, end: uint32(p.docs)}
		walkers[i].look(m.numbers[i])
	}
	for {
		first := -1
		for i, w := range walkers {
			if w.doc < w.end && (first < 0 || w.before(walkers[first])) {
				first = i
			}
		}
		if first < 0 {
			return m
		}
		w := walkers[first]
		m.numbers[first][w.doc] = uint32(len(m.from))
		m.from = append(m.from, origin{first, w.doc})
		w.doc++
		w.look(m.numbers[first])
	}
}

// numbering goes through the living documents of a part.
type numbering struct {
	part

	doc, end uint32
	key      idKey
	day      day
	name     string
}

// look goes on to the next living document and reads what orders it.
func (w *numbering) look(numbers []uint32) {
	for ; w.doc < w.end && w.deleted.Contains(w.doc); w.doc++ {
		numbers[w.doc] = lost
	}
	if w.doc == w.end {
		return
	}
	w.key, w.day = w.part.key(w.doc), w.part.day(w.doc)
	if w.venue() {
		w.name = w.text(w.doc).sortName()
	}
}

func (w *numbering) venue() bool { return int(w.doc) < w.venues }

// before is compareEntries.
func (w *numbering) before(other *numbering) bool {
	switch {
	case w.venue() != other.venue():
		return w.venue()
	case w.venue():
		if c := strings.Compare(other.name, w.name); c != 0 {
			return c < 0
		}
		return other.key.compare(w.key) < 0
	case w.day != other.day:
		return w.day < other.day
	}
	return w.key.compare(other.key) < 0
}

// file makes the segment; nil where no document is left.
func (m *merging) file(f *files) (*segment, error) {
	if len(m.from) == 0 {
		return nil, nil //nolint:nilnil // none is what there is
	}
	return f.write(m.write)
}

// write writes the segment.
func (m *merging) write(path string) error {
	w, err := newSegmentFile(path)
	if err != nil {
		return err
	}
	s := newSheet(len(m.from))
	sources := make([]*source, len(m.parts))
	for i, p := range m.parts {
		sources[i] = newSource(p, s)
	}
	w.begin(secTexts)
	for _, o := range m.from {
		p := sources[o.part]
		e := entry{key: p.key(o.doc), day: p.day(o.doc), until: p.untils[o.doc], text: p.text(o.doc)}
		e.fine = e.text.split().fine
		w.write(e.text)
		s.addLess(&e)
		for g := range groups {
			old := tuple(p.columns[g], p.widths[g], o.doc)
			s.tuples[g].column = append(s.tuples[g].column, p.tuples[g][old])
		}
	}
	w.end(secTexts)
	s.write(w)
	order := m.codes()
	writeCodes(w, order, func(i int) string { return order[i].code })
	if err := m.postings(w); err != nil {
		w.fail(err)
	}
	return w.finish()
}

// source is a part with what is read of all its documents.
type source struct {
	part

	untils  []day
	columns [groups][]byte
	// tuples are the new numbers of its tuples.
	tuples [groups][]uint32
}

func newSource(p part, s *sheet) *source {
	from := &source{part: p, untils: p.untils()}
	texts := p.tupleTexts()
	for g := range groups {
		from.columns[g] = p.column(g)
		for _, text := range texts[g] {
			from.tuples[g] = append(from.tuples[g], s.tuples[g].number(text))
		}
	}
	return from
}

// untils are the last public days of all documents.
func (s *segment) untils() []day {
	all := make([]day, s.docs)
	for i := range all {
		all[i] = noEnd
	}
	pairs := s.all(secUntils)
	for i := range len(pairs) / 8 {
		all[s.doc(u32(pairs, i*2+1))] = day(u32(pairs, i*2))
	}
	return all
}

// tupleTexts are the tuples of each group as tupleOf wrote them.
func (s *segment) tupleTexts() (texts [groups][]string) {
	for g := range groups {
		number := map[string]byte{}
		for i, field := range groupFields[g] {
			number[string(field)] = byte(i + 1)
		}
		for _, values := range s.tuples[g] {
			var out strings.Builder
			for _, n := range values {
				value := s.values[n]
				out.WriteByte(valueMark)
				out.WriteByte(number[string(value.field)])
				out.WriteString(value.value)
			}
			texts[g] = append(texts[g], out.String())
		}
	}
	return texts
}

// codes lists the codes of all living documents in order.
func (m *merging) codes() []code {
	var order []code
	type head struct {
		at  int
		now code
	}
	heads := make([]head, len(m.parts))
	step := func(i int) {
		h, p := &heads[i], m.parts[i]
		for ; h.at < p.codeCount(); h.at++ {
			doc := p.doc(p.u32(secCodeDocs, h.at))
			if number := m.numbers[i][doc]; number != lost {
				h.now = code{p.codeAt(h.at), number, p.at(secCodeNths, int64(h.at), 1)[0]}
				if h.now.code == "" {
					panic(damage("a code of a document that is there"))
				}
				h.at++
				return
			}
		}
		h.at = math.MaxInt
	}
	for i := range heads {
		step(i)
	}
	for {
		first := -1
		for i := range heads {
			if heads[i].at != math.MaxInt && (first < 0 || heads[i].now.before(&heads[first].now)) {
				first = i
			}
		}
		if first < 0 {
			return order
		}
		order = append(order, heads[first].now)
		step(first)
	}
}

func (c *code) before(other *code) bool {
	if c.code != other.code {
		return c.code < other.code
	}
	return c.doc < other.doc
}

// postings writes the dictionary: each key's numbers from all parts, renumbered.
func (m *merging) postings(w *segmentFile) error {
	d := newDictionary(w)
	at := make([]int, len(m.parts))
	c := collector{set: newDense(len(m.from))}
	for {
		key, more := m.nextKey(at)
		if !more {
			break
		}
		for i, p := range m.parts {
			if at[i] == p.dirSize() || p.dictKey(at[i]) != key {
				continue
			}
			c.read = p.postingAt(at[i]).appendTo(c.read[:0])
			at[i]++
			for _, doc := range c.read {
				if number := m.numbers[i][p.doc(doc)]; number != lost {
					c.numbers = append(c.numbers, number)
				}
			}
		}
		if len(c.numbers) == 0 {
			continue
		}
		var err error
		if d.buffer, err = appendNumbers(d.buffer[:0], c.sorted()); err != nil {
			return err
		}
		c.numbers = c.numbers[:0]
		d.add(key)
	}
	d.finish()
	return nil
}

// collector brings the numbers of one posting into order.
type collector struct {
	numbers, read []uint32
	set           dense
}

// sorted are the numbers in order. Many are quicker sorted by a set of all there may be.
func (c *collector) sorted() []uint32 {
	switch {
	case slices.IsSorted(c.numbers):
		return c.numbers
	case len(c.numbers) <= sparseMost:
		slices.Sort(c.numbers)
		return c.numbers
	}
	for _, number := range c.numbers {
		c.set.add(number)
	}
	c.numbers = c.set.drain(c.numbers[:0])
	return c.numbers
}

func (m *merging) nextKey(at []int) (uint64, bool) {
	least, more := uint64(math.MaxUint64), false
	for i, p := range m.parts {
		if at[i] < p.dirSize() {
			least, more = min(least, p.dictKey(at[i])), true
		}
	}
	return least, more
}

// appendNumbers writes a posting of ascending numbers.
func appendNumbers(out []byte, numbers []uint32) ([]byte, error) {
	if len(numbers) > sparseMost {
		set := roaring.New()
		set.AddMany(numbers)
		return appendBitmap(out, set)
	}
	var few sparse
	for _, number := range numbers {
		few.add(number)
	}
	return few.appendPosting(out)
}
