package embedded

import (
	"github.com/RoaringBitmap/roaring/v2"

	"mingshi/internal/search"
)

// spelt are the postings that together hold every document with a name that may be read as a term: one group for each way to
// read its beginning, whose members must all hold the document.
type spelt [][]posting

// spelling looks up the first letters of a term in fieldInitials, or with fieldSpelling those that names begin with.
func (e *evaluation) spelling(field int, t *term) spelt {
	ways := make(spelt, 0, len(t.readings))
	for _, letters := range t.readings {
		if len(letters) == 1 {
			from, to := e.firstLetterRange(field, uint16(letters[0]))
			for i := from; i < to; i++ {
				ways = append(ways, []posting{e.postingAt(i)})
			}
			continue
		}
		way := []posting{e.posting(keyOf(field, letterPair(letters[0], letters[1])))}
		for i := 1; i+1 < len(letters); i++ {
			way = append(way, e.posting(keyOf(fieldInitials, letterPair(letters[i], letters[i+1]))))
		}
		ways = append(ways, way)
	}
	return ways
}

// n is how many documents there are at most.
func (s spelt) n() int {
	n := 0
	for _, way := range s {
		least := way[0].n
		for _, p := range way {
			least = min(least, p.n)
		}
		n += least
	}
	return n
}

// docs lists the documents, some perhaps twice.
func (s spelt) docs() []uint32 {
	var docs []uint32
	for _, way := range s {
		if len(way) == 1 {
			docs = way[0].appendTo(docs)
			continue
		}
		docs = append(docs, intersect(way).ToArray()...)
	}
	return docs
}

// spelled is the set of the documents that have, or with fieldSpelling begin with, a name that is read as the term, exact
// within base (nil: all). It must not be changed.
func (e *evaluation) spelled(field int, t *term, base *roaring.Bitmap) *roaring.Bitmap {
	name := phrase{e.segment, field, t.spelt}
	if known := e.cache.look(name); known != nil {
		return known.names
	}
	all := newDense(e.docs)
	for _, doc := range e.spelling(field, t).docs() {
		all.add(e.doc(doc))
	}
	candidates := all.bitmap()
	if isInitials(t) {
		return candidates
	}
	if base != nil && (candidates.AndCardinality(base) <= fewMost || !e.cache.again(name)) {
		candidates.And(base)
		return e.reading(field, t, candidates)
	}
	return e.cache.getOne(name, func() *roaring.Bitmap { return e.reading(field, t, candidates) })
}

// reading looks at the candidates' names.
func (e *evaluation) reading(field int, t *term, candidates *roaring.Bitmap) *roaring.Bitmap {
	var docs []uint32
	e.eachOf(candidates, func(doc uint32, p *pieces) {
		found := false
		eachField(p.names, func(name []byte) {
			if found {
				return
			}
			from, _ := search.FindPinyin([]rune(textOf(name)), t.spelt)
			found = from == 0 || from > 0 && field == fieldInitials
		})
		if found {
			docs = append(docs, doc)
		}
	})
	return roaring.BitmapOf(docs...)
}

// isInitials reports whether a term of one or two letters can only be read as first letters, of which the dictionary knows
// each: then there is nothing left to look at.
func isInitials(t *term) bool {
	return len(t.spelt) <= 2 && len(t.readings) == 1 && len(t.readings[0]) == len(t.spelt)
}
