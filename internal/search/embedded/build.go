package embedded

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
)

// A segment holds at most segmentDocs documents and segmentBytes of text: places in it fit into 32 bits.
const (
	segmentDocs  = 1 << 20
	segmentBytes = 3 << 30
)

// errTooLarge says that places in a section do not fit into 32 bits.
var errTooLarge = errors.New("section too large")

// writeSegment writes documents, in the order of compareEntries, to a new file.
func writeSegment(path string, entries []*entry) error {
	w, err := newSegmentFile(path)
	if err != nil {
		return err
	}
	s := newSheet(len(entries))
	postings := newAccumulator(len(entries))
	w.begin(secTexts)
	for i, e := range entries {
		w.write(e.text)
		s.add(e)
		postings.addText(e.text, uint32(i))
	}
	w.end(secTexts)
	s.write(w)
	order := codeOrder(entries)
	writeCodes(w, order, func(i int) string { return order[i].code })
	if err := postings.write(w); err != nil {
		w.fail(err)
	}
	return w.finish()
}

// write writes dictionary and postings.
func (a *accumulator) write(w *segmentFile) error {
	order := a.sortedKeys()
	d := newDictionary(w)
	for _, n := range order {
		var err error
		if d.buffer, err = a.lists[n].appendPosting(d.buffer[:0]); err != nil {
			return err
		}
		d.add(a.keys[n])
	}
	d.finish()
	return nil
}

// dictionary writes postings in the order of their keys, and then keys and ends.
type dictionary struct {
	w      *segmentFile
	buffer []byte
	keys   []byte
	ends   []byte
	begin  int64
}

func newDictionary(w *segmentFile) *dictionary {
	w.begin(secPostings)
	return &dictionary{w: w, begin: w.off}
}

// add writes the posting in buffer under a key.
func (d *dictionary) add(key uint64) {
	d.w.write(d.buffer)
	if d.w.off-d.begin > math.MaxUint32 {
		d.w.fail(errTooLarge)
	}
	d.keys = binary.LittleEndian.AppendUint64(d.keys, key)
	d.ends = binary.LittleEndian.AppendUint32(d.ends, uint32(d.w.off-d.begin))
}

func (d *dictionary) finish() {
	d.w.end(secPostings)
	d.w.section(secKeys, d.keys)
	d.w.section(secEnds, d.ends)
}

// code is one code of one document.
type code struct {
	code string
	doc  uint32
	nth  uint8
}

// codeOrder lists all codes in order.
func codeOrder(entries []*entry) []code {
	var codes []code
	for i, e := range entries {
		p := e.text.split()
		for nth, one := range p.codeList() {
			codes = append(codes, code{one, uint32(i), uint8(nth)})
		}
	}
	slices.SortFunc(codes, func(a, b code) int {
		if c := strings.Compare(a.code, b.code); c != 0 {
			return c
		}
		return int(a.doc) - int(b.doc)
	})
	return codes
}

// writeCodes writes codes in order, and a posting for each beginning that many of them share.
func writeCodes(w *segmentFile, order []code, textOf func(i int) string) {
	docs := make([]byte, 0, len(order)*4)
	nths := make([]byte, 0, len(order))
	for _, c := range order {
		docs = binary.LittleEndian.AppendUint32(docs, c.doc)
		nths = append(nths, c.nth)
	}
	w.section(secCodeDocs, docs)
	w.section(secCodeNths, nths)
	w.begin(secPrefixes)
	begin := w.off
	for _, run := range sharedPrefixes(len(order), textOf) {
		raw, err := prefixPosting(order[run.from:run.to])
		if err != nil {
			w.fail(err)
			return
		}
		w.write(raw)
		w.dir.prefixes = append(w.dir.prefixes, prefix{run.text, uint32(w.off - begin)})
	}
	w.end(secPrefixes)
}
