package embedded

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// fewMost is how many documents are rather looked at one by one than found by sets.
const fewMost = sparseMost / 2

// found is what matches in one segment.
type found struct {
	all *roaring.Bitmap
	// byTier parts all by relevance; nil where that was not asked for.
	byTier *[tiers]*roaring.Bitmap
}

// evaluation is the answering of one question by one segment.
type evaluation struct {
	*segment
	*question

	ctx     context.Context //nolint:containedctx // an evaluation is one call
	deleted *roaring.Bitmap
	cache   *phraseCache
	// remembers tells that one set was found in full for the next time; once is enough for one search.
	remembers bool
	// seen are the terms that were looked at for this question, each exact within what has matched since.
	seen map[*term]*sets
}

// goOn stops an evaluation whose time is over.
func (e *evaluation) goOn() {
	if err := e.ctx.Err(); err != nil {
		panic(stopped{err})
	}
}

// run finds what matches.
func (e *evaluation) run(byTier bool) found {
	e.goOn()
	least, estimate := e.rarest()
	if least != nil && estimate <= fewMost {
		return e.lookAt(e.few(least))
	}
	e.seen = make(map[*term]*sets, len(e.terms))
	match := e.base()
	for _, t := range e.byRarity() {
		e.goOn()
		if match != nil && match.IsEmpty() {
			break
		}
		having := e.having(t, match)
		if match == nil {
			match = having
		} else {
			match.And(having)
		}
	}
	if match == nil {
		match = e.everything()
	}
	match.AndNot(e.deleted)
	match.AndNot(e.pastOn(e.today))
	f := found{all: match}
	switch {
	case len(e.terms) == 0:
		f.byTier = &[tiers]*roaring.Bitmap{match, roaring.New(), roaring.New()}
	case byTier:
		f.byTier = e.parts(match)
	}
	return f
}

// everything is the set of all documents.
func (s *segment) everything() *roaring.Bitmap {
	all := roaring.New()
	all.AddRange(0, uint64(s.docs))
	return all
}

// rarest is the term that fewest documents may have, and how many at most; nil without terms.
func (e *evaluation) rarest() (*term, int) {
	var least *term
	fewest := math.MaxInt
	for i := range e.terms {
		if n := e.estimate(&e.terms[i]); least == nil || n < fewest {
			least, fewest = &e.terms[i], n
		}
	}
	return least, fewest
}

// byRarity lists the terms, the rarest first.
func (e *evaluation) byRarity() []*term {
	order := make([]*term, len(e.terms))
	estimates := make(map[*term]int, len(e.terms))
	for i := range e.terms {
		order[i] = &e.terms[i]
		estimates[order[i]] = e.estimate(order[i])
	}
	slices.SortStableFunc(order, func(a, b *term) int { return cmp.Compare(estimates[a], estimates[b]) })
	return order
}

// estimate is how many documents may have the term at most; it does not count beyond what makes a difference.
func (e *evaluation) estimate(t *term) int {
	n := e.rarestPair(fieldNames, t).n
	if !e.namesOnly {
		from, to := e.codes(t)
		n += e.rarestPair(fieldRest, t).n + to - from
	}
	if t.single() {
		n += e.following(fieldNames, t.first)
		if !e.namesOnly {
			n += e.following(fieldRest, t.first)
		}
	}
	if t.spelt != "" {
		ways := e.spelling(fieldInitials, t)
		n += ways.n()
	}
	return n
}

// rarestPair is the shortest posting of a term's pairs in a field; empty for a term of one unit.
func (e *evaluation) rarestPair(field int, t *term) posting {
	var rarest posting
	for i, p := range t.pairs {
		if one := e.posting(keyOf(field, p)); i == 0 || one.n < rarest.n {
			rarest = one
		}
		if rarest.n == 0 {
			break
		}
	}
	return rarest
}

// firstLetterRange is the range of keys whose pair begins with a unit.
func (s *segment) firstLetterRange(field int, first uint16) (from, to int) {
	low := keyOf(field, pair(first)<<16)
	return s.firstKey(low), s.firstKey(low + 1<<16)
}

// following adds up the postings of all pairs that begin with a unit, no further than fewMost.
func (e *evaluation) following(field int, first uint16) int {
	n := 0
	from, to := e.firstLetterRange(field, first)
	for i := from; i < to && n <= fewMost; i++ {
		n += e.postingAt(i).n
	}
	return n
}

// few lists the documents that may have a term of which there are few.
func (e *evaluation) few(t *term) []uint32 {
	docs := e.rarestPair(fieldNames, t).appendTo(nil)
	fields := []int{fieldNames}
	if !e.namesOnly {
		fields = append(fields, fieldRest)
		docs = e.rarestPair(fieldRest, t).appendTo(docs)
		from, to := e.codes(t)
		for i := from; i < to; i++ {
			docs = append(docs, e.u32(secCodeDocs, i))
		}
	}
	if t.single() {
		for _, field := range fields {
			from, to := e.firstLetterRange(field, t.first)
			for i := from; i < to; i++ {
				docs = e.postingAt(i).appendTo(docs)
			}
		}
	}
	if t.spelt != "" {
		ways := e.spelling(fieldInitials, t)
		docs = append(docs, docsOf(ways.exact)...)
		docs = append(docs, docsOf(ways.rough)...)
	}
	slices.Sort(docs)
	return slices.Compact(docs)
}

// lookAt takes from the documents those that match, one by one.
func (e *evaluation) lookAt(docs []uint32) found {
	past := e.pastOn(e.today)
	allowed := e.allowed()
	var at [tiers][]uint32
	for _, doc := range docs {
		e.doc(doc)
		if e.deleted.Contains(doc) || past.Contains(doc) || !e.passes(doc, &allowed) {
			continue
		}
		p := e.text(doc).split()
		if tier := e.tierOf(&p, nil); tier != tierNone {
			at[tier] = append(at[tier], doc)
		}
	}
	f := found{all: roaring.New(), byTier: new([tiers]*roaring.Bitmap)}
	for tier, docs := range at {
		f.byTier[tier] = roaring.New()
		f.byTier[tier].AddMany(docs)
		f.all.Or(f.byTier[tier])
	}
	return f
}

// allowed tells for each group which of the segment's tuples pass the filters; nil where the group has none.
func (e *evaluation) allowed() (allowed [groups][]bool) {
	for g := range groups {
		if len(e.wanted[g]) == 0 {
			continue
		}
		// Each field that is filtered by has a bit: a value has the bit of its field if it will do.
		var all uint8
		bits := make([]uint8, len(e.values))
		for f, field := range groupFields[g] {
			wanted, filtered := e.wanted[g][field]
			if !filtered {
				continue
			}
			all |= 1 << f
			for n, value := range e.values {
				if value.field == field && slices.Contains(wanted, value.value) {
					bits[n] = 1 << f
				}
			}
		}
		allowed[g] = make([]bool, len(e.tuples[g]))
		for t, numbers := range e.tuples[g] {
			var has uint8
			for _, n := range numbers {
				has |= bits[n]
			}
			allowed[g][t] = has == all
		}
	}
	return allowed
}

// passes reports whether a document passes filters, dates and fines.
func (e *evaluation) passes(doc uint32, allowed *[groups][]bool) bool {
	for g, tuples := range allowed {
		if tuples == nil {
			continue
		}
		if n := tuple(e.column(g), e.widths[g], doc); int(n) >= len(tuples) || !tuples[n] {
			return false
		}
	}
	if e.dated {
		if d := e.day(doc); d == noDay || d < e.from || d > e.to {
			return false
		}
	}
	if e.fined {
		p := e.text(doc).split()
		return p.fine != noFine && p.fine >= e.fineFrom && p.fine <= e.fineTo
	}
	return true
}

// base is the set of all documents that pass filters, dates and fines; nil means all. It is the caller's to change.
func (e *evaluation) base() *roaring.Bitmap {
	var base *roaring.Bitmap
	narrow := func(set *roaring.Bitmap) {
		if base == nil {
			base = set.Clone()
			return
		}
		base.And(set)
	}
	if e.fined {
		narrow(e.finesBetween(e.firstFine(e.fineFrom), e.firstFineAbove(e.fineTo)))
	}
	allowed := e.allowed()
	for g, tuples := range allowed {
		if tuples != nil {
			narrow(e.filtered(g, tuples))
		}
	}
	if !e.dated {
		return base
	}
	from, to := e.firstFrom(e.from), uint32(e.docs)
	if e.to < noEnd {
		to = e.firstFrom(e.to + 1)
	}
	if base == nil {
		base = roaring.New()
		if from < to {
			base.AddRange(uint64(from), uint64(to))
		}
		return base
	}
	base.RemoveRange(0, uint64(from))
	base.RemoveRange(uint64(max(from, to)), uint64(e.docs))
	return base
}

func (s *segment) firstFineAbove(fine int64) int {
	if fine == anyFine {
		return int(s.directory.at[secFines].size / 4)
	}
	return s.firstFine(fine + 1)
}

// filtered is the set of all documents whose tuple of a group is allowed.
func (e *evaluation) filtered(group int, allowed []bool) *roaring.Bitmap {
	return e.cache.getOne(phrase{e.segment, byFilter(group), e.wantedKey[group]}, func() *roaring.Bitmap {
		return e.tuplesIn(group, allowed).bitmap()
	})
}

// tuplesIn is the set of the documents whose tuple of a group is allowed. It goes through the whole column, so it decides
// nothing on the way.
func (s *segment) tuplesIn(group int, allowed []bool) dense {
	column, width := s.column(group), s.widths[group]
	bits := make([]uint64, len(allowed))
	for t, ok := range allowed {
		if ok {
			bits[t] = 1
		}
	}
	docs := newDense(s.docs)
	for i := range docs {
		first, word := i*64, uint64(0)
		for n := range min(64, s.docs-first) {
			word |= bits[tuple(column, width, uint32(first+n))] << n
		}
		docs[i] = word
	}
	return docs
}
