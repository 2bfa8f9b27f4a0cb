package embedded

import (
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"mingshi/internal/search"
)

// spelt are the postings that together hold every document with a name that may be read as a term: one group for each way to
// read it, whose members must all hold the document. Those of exact have nothing else.
type spelt struct{ exact, rough [][]posting }

// spelling looks up the ways to read a term in names, or with fieldSpelling at their beginning.
func (e *evaluation) spelling(field int, t *term) spelt {
	var s spelt
	switch letters := t.spelt; len(letters) {
	case 1:
		from, to := e.firstLetterRange(field, uint16(letters[0]))
		for i := from; i < to; i++ {
			s.exact = append(s.exact, []posting{e.postingAt(i)})
		}
	case 2:
		s.exact = append(s.exact, []posting{e.posting(keyOf(field, letterPair(letters[0], letters[1])))})
	default:
		way := []posting{e.posting(keyOf(field, letterPair(letters[0], letters[1])))}
		for i := 1; i+1 < len(letters); i++ {
			way = append(way, e.posting(keyOf(fieldInitials, letterPair(letters[i], letters[i+1]))))
		}
		s.rough = append(s.rough, way)
	}
	for _, cut := range t.cuts {
		way := make([]posting, len(cut))
		for i, syllable := range cut {
			way[i] = e.posting(syllableKey(syllable))
		}
		switch {
		case len(way) == 1 && field == fieldInitials && strings.Join(cut, "") == t.spelt:
			s.exact = append(s.exact, way)
		case len(t.spelt) > 1: // a single letter is one of the first letters above
			s.rough = append(s.rough, way)
		}
	}
	return s
}

// n is how many documents there are at most.
func (s *spelt) n() int {
	n := 0
	for _, ways := range [][][]posting{s.exact, s.rough} {
		for _, way := range ways {
			least := way[0].n
			for _, p := range way {
				least = min(least, p.n)
			}
			n += least
		}
	}
	return n
}

// docs lists the documents of some ways, some perhaps twice.
func docsOf(ways [][]posting) []uint32 {
	var docs []uint32
	for _, way := range ways {
		if len(way) == 1 {
			docs = way[0].appendTo(docs)
			continue
		}
		docs = append(docs, intersect(way).ToArray()...)
	}
	return docs
}

// setOf is the set of the documents of some ways.
func (e *evaluation) setOf(ways [][]posting) *roaring.Bitmap {
	all := newDense(e.docs)
	for _, doc := range docsOf(ways) {
		all.add(e.doc(doc))
	}
	return all.bitmap()
}

// spelled is the set of the documents that have, or with fieldSpelling begin with, a name that is read as the term, exact
// within base (nil: all). It must not be changed.
func (e *evaluation) spelled(field int, t *term, base *roaring.Bitmap) *roaring.Bitmap {
	name := phrase{e.segment, field, t.spelt}
	if known := e.cache.look(name); known != nil {
		return known.names
	}
	if base != nil && base.GetCardinality() <= fewMost {
		return e.reading(field, t, base)
	}
	ways := e.spelling(field, t)
	exact, rough := e.setOf(ways.exact), e.setOf(ways.rough)
	rough.AndNot(exact)
	if base != nil && rough.AndCardinality(base) > 0 && !e.mayRemember(name) {
		rough.And(base)
		exact.Or(e.reading(field, t, rough))
		return exact
	}
	return e.cache.getOne(name, func() *roaring.Bitmap {
		exact.Or(e.reading(field, t, rough))
		return exact
	})
}

// reading looks at the names of documents.
func (e *evaluation) reading(field int, t *term, docs *roaring.Bitmap) *roaring.Bitmap {
	var fitting []uint32
	e.eachOf(docs, func(doc uint32, p *pieces) {
		if found, begins := t.inSpelling(p.names); begins || found && field == fieldInitials {
			fitting = append(fitting, doc)
		}
	})
	return roaring.BitmapOf(fitting...)
}

// isSpelled reports whether a name is read as the term, and whether it begins so.
func (t *term) isSpelled(name []byte) (found, begins bool) {
	from, _ := search.FindPinyin([]rune(textOf(name)), t.spelt)
	return from >= 0, from == 0
}
