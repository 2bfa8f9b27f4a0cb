package embedded

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// sets are the documents that have a term: in a name, at the beginning of a name (all of these are in names too), and
// elsewhere than in names or codes. A document may be missing in rest if it is in names. They must not be changed.
type sets struct{ names, starts, rest *roaring.Bitmap }

func (s *sets) size() int64 {
	return int64(s.names.GetSizeInBytes() + s.starts.GetSizeInBytes() + s.rest.GetSizeInBytes())
}

// having is the set of the documents that have a term, exact within base (nil: all). It is the caller's to change.
func (e *evaluation) having(t *term, base *roaring.Bitmap) *roaring.Bitmap {
	found := e.located(t, base)
	match := roaring.Or(found.names, found.rest)
	if t.spelt != "" {
		match.Or(e.spelled(fieldInitials, t, base))
	}
	if t.codeTerm() && !e.namesOnly {
		match.Or(e.withCode(t))
	}
	return match
}

// parts sorts what matches into tiers.
func (e *evaluation) parts(match *roaring.Bitmap) *[tiers]*roaring.Bitmap {
	names, starts := match.Clone(), roaring.New()
	for i := range e.terms {
		t := &e.terms[i]
		found := e.located(t, names)
		if t.spelt == "" {
			names.And(found.names)
			starts.Or(found.starts)
			continue
		}
		starts.Or(found.starts)
		starts.Or(e.spelled(fieldSpelling, t, names))
		names.And(roaring.Or(found.names, e.spelled(fieldInitials, t, names)))
	}
	starts.And(names)
	elsewhere := roaring.AndNot(match, names)
	names.AndNot(starts)
	return &[tiers]*roaring.Bitmap{starts, names, elsewhere}
}

// located finds the documents that have a term, exact within base (nil: all).
func (e *evaluation) located(t *term, base *roaring.Bitmap) *sets {
	switch {
	case t.single():
		return e.cache.get(e.phrase(t), func() *sets {
			return &sets{e.beginningWith(fieldNames, t), e.beginningWith(fieldStarts, t), e.beginningWith(fieldRest, t)}
		})
	case len(t.units) == 2*unitSize:
		return &sets{
			e.posting(keyOf(fieldNames, t.pairs[0])).bitmap(), e.posting(keyOf(fieldStarts, t.pairs[0])).bitmap(),
			e.rest(t.pairs[0]).bitmap(),
		}
	}
	return e.verified(t, base)
}

// phrase names what was found for a term in the cache.
func (e *evaluation) phrase(t *term) phrase {
	if e.namesOnly {
		return phrase{e.segment, fieldNames, t.text}
	}
	return phrase{e.segment, fieldRest, t.text}
}

// rest is the posting of a pair elsewhere than in names; empty where only names are asked for.
func (e *evaluation) rest(p pair) posting {
	if e.namesOnly {
		return posting{}
	}
	return e.posting(keyOf(fieldRest, p))
}

// beginningWith is the union of all pairs that begin with a term of one unit: every document that has it.
func (e *evaluation) beginningWith(field int, t *term) *roaring.Bitmap {
	if e.namesOnly && field == fieldRest {
		return roaring.New()
	}
	docs := newDense(e.docs)
	var numbers []uint32
	from, to := e.firstLetterRange(field, t.first)
	for i := from; i < to; i++ {
		numbers = e.postingAt(i).appendTo(numbers[:0])
		for _, doc := range numbers {
			docs.add(e.doc(doc))
		}
	}
	return docs.bitmap()
}

// verified finds the documents of a longer term: those that have all of its pairs, after a look at their text. The first
// time, and as long as base leaves few, only those within base are looked at; else all are, and remembered.
func (e *evaluation) verified(t *term, base *roaring.Bitmap) *sets {
	name := e.phrase(t)
	if known := e.cache.look(name); known != nil {
		return known
	}
	if e.namesOnly { // what was found of names and all else holds the same names
		if known := e.cache.look(phrase{e.segment, fieldRest, t.text}); known != nil {
			return &sets{known.names, known.starts, nothing}
		}
	}
	if e.seen[t] == nil {
		e.seen[t] = e.lookedAt(name, t, base)
	}
	return e.seen[t]
}

func (e *evaluation) lookedAt(name phrase, t *term, base *roaring.Bitmap) *sets {
	names, rest := make([]posting, len(t.pairs)), make([]posting, len(t.pairs))
	for i, p := range t.pairs {
		names[i], rest[i] = e.posting(keyOf(fieldNames, p)), e.rest(p)
	}
	inNames, inRest := intersect(names), intersect(rest)
	if base == nil {
		return e.cache.get(name, func() *sets { return e.fitting(t, inNames, inRest) })
	}
	within := inNames.AndCardinality(base) + inRest.AndCardinality(base)
	if within > fewMost && e.mayRemember(name) {
		return e.cache.get(name, func() *sets { return e.fitting(t, inNames, inRest) })
	}
	inNames.And(base)
	inRest.And(base)
	return e.fitting(t, inNames, inRest)
}

// mayRemember tells whether a set may be found in full, so that it can be remembered: when it is asked for again, but only one
// in a search, and not if nothing is remembered.
func (e *evaluation) mayRemember(name phrase) bool {
	if !e.cache.again(name) || e.remembers {
		return false
	}
	e.remembers = true
	return true
}

// intersect is what all postings share; it is the caller's to change.
func intersect(postings []posting) *roaring.Bitmap {
	slices.SortFunc(postings, func(a, b posting) int { return cmp.Compare(a.n, b.n) })
	if postings[0].n == 0 {
		return roaring.New()
	}
	docs := postings[0].bitmap()
	if len(postings) == 1 {
		return docs.Clone()
	}
	docs = roaring.And(docs, postings[1].bitmap())
	for _, p := range postings[2:] {
		if docs.IsEmpty() {
			break
		}
		docs.And(p.bitmap())
	}
	return docs
}

// fitting looks at the candidates of a term, those of names and those of the rest, in the order in which their texts lie.
func (e *evaluation) fitting(t *term, inNames, inRest *roaring.Bitmap) *sets {
	var names, starts, rest []uint32
	e.eachOf(roaring.Or(inNames, inRest), func(doc uint32, p *pieces) {
		switch {
		case contains(p.names, t.units):
			names = append(names, doc)
			if contains(p.names, t.start) {
				starts = append(starts, doc)
			}
		case !e.namesOnly && t.inWords(p, nil):
			rest = append(rest, doc)
		}
	})
	return &sets{roaring.BitmapOf(names...), roaring.BitmapOf(starts...), roaring.BitmapOf(rest...)}
}

// eachOf calls visit with the text of each document.
func (e *evaluation) eachOf(docs *roaring.Bitmap, visit func(doc uint32, p *pieces)) {
	offsets, texts := e.all(secOffsets), e.directory.at[secTexts]
	var buffer [1024]uint32
	var p pieces // one for all: visit keeps nothing
	for it := docs.ManyIterator(); ; {
		e.goOn()
		n := it.NextMany(buffer[:])
		if n == 0 {
			return
		}
		for _, doc := range buffer[:n] {
			from, to := int64(u32(offsets, int(doc))), int64(u32(offsets, int(doc)+1))
			if from > to || to > texts.size {
				panic(damage("a place outside its section"))
			}
			e.need(texts.off+from, to-from)
			p = text(e.data[texts.off+from : texts.off+to]).split()
			visit(doc, &p)
		}
	}
}
