package embedded

import (
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
)

// walker goes through the documents of one leg in one segment, or in memory.
type walker interface {
	// head is the place of the document that comes next, nil at the end.
	head() *place
	step()
}

// memoryWalk goes through documents in memory.
type memoryWalk struct{ places []*place }

func (w *memoryWalk) head() *place {
	if len(w.places) == 0 {
		return nil
	}
	return w.places[0]
}

func (w *memoryWalk) step() { w.places = w.places[1:] }

// walkFresh begins a leg among documents in memory, behind after.
func walkFresh(l leg, matches []match, after *place) walker {
	var places []*place
	for _, m := range matches {
		if (l.tier != anyTier && l.tier != m.tier) || !l.holds(m.entry) {
			continue
		}
		if p := entryPlace(m.entry); after == nil || l.compare(after, p) < 0 {
			places = append(places, p)
		}
	}
	slices.SortFunc(places, l.compare)
	return &memoryWalk{places}
}

// match is a document in memory that matches, with its tier.
type match struct {
	entry *entry
	tier  int
}

// rangeWalk goes through a range of document numbers.
type rangeWalk struct {
	*segment

	leg  leg
	docs *roaring.Bitmap
	// next and end are ranks among docs, next the one that comes; walking down they fall.
	next, end int64
	now       *place
}

// walkRange begins a leg in a segment whose order is that of document numbers.
func walkRange(s *segment, l leg, docs *roaring.Bitmap, after *place) walker {
	from, to := 0, s.docs
	switch l.of {
	case venues:
		to = s.venues
	case others, unfined:
		from = s.venues
	case withDay:
		from = s.dated
	case without:
		from, to = s.venues, s.dated
	case fines: // walkFines
	}
	if after != nil {
		// Walked downwards, what comes behind after are the numbers below the first that does not. Of a venue whose name was
		// overwritten the next that has one speaks.
		bound := from + sort.Search(to-from, func(i int) bool {
			for ; i < to-from; i++ {
				if p := s.place(uint32(from+i), l.of); !p.overwritten() {
					return (l.compare(after, p) < 0) == l.up
				}
			}
			return true
		})
		if l.up {
			from = bound
		} else {
			to = bound
		}
	}
	low, high := int64(rankBelow(docs, uint32(from))), int64(rankBelow(docs, uint32(to)))
	w := &rangeWalk{segment: s, leg: l, docs: docs, next: low, end: high}
	if !l.up {
		w.next, w.end = high-1, low-1
	}
	w.look()
	return w
}

func (w *rangeWalk) look() {
	if w.next == w.end {
		w.now = nil
		return
	}
	doc, err := w.docs.Select(uint32(w.next))
	if err != nil {
		panic(damage("a set of documents"))
	}
	w.now = w.place(doc, w.leg.of)
}

func (w *rangeWalk) head() *place { return w.now }

func (w *rangeWalk) step() {
	if w.leg.up {
		w.next++
	} else {
		w.next--
	}
	w.look()
}

// place is where a document of a segment stands.
func (s *segment) place(doc uint32, of whom) *place {
	p := &place{fine: noFine, day: noDay, key: s.key(doc)}
	switch {
	case of == venues:
		p.name = s.text(doc).sortName()
	case int(doc) >= s.dated:
		p.day = s.day(doc)
	}
	if of == fines {
		p.fine = s.text(doc).split().fine
	}
	return p
}

// fineWalk goes through documents by fine.
type fineWalk struct {
	*segment

	docs *roaring.Bitmap
	// at is the place in secFines behind the document that comes.
	at  int
	now *place
}

// walkFines begins the leg of fines in a segment: secFines backwards is its order.
func walkFines(s *segment, l leg, docs *roaring.Bitmap, after *place) walker {
	w := &fineWalk{segment: s, docs: docs, at: len(s.all(secFines)) / 4}
	if after != nil {
		w.at = sort.Search(w.at, func(i int) bool {
			return l.compare(after, s.place(s.doc(s.u32(secFines, i)), fines)) >= 0
		})
	}
	w.step()
	return w
}

func (w *fineWalk) head() *place { return w.now }

func (w *fineWalk) step() {
	for w.at > 0 {
		w.at--
		if doc := w.doc(w.u32(secFines, w.at)); w.docs.Contains(doc) {
			w.now = w.place(doc, fines)
			return
		}
	}
	w.now = nil
}

// fewFines is how many documents are rather sorted by fine than looked for in the order of fines.
const fewFines = 256

// walkLeg begins a leg in a segment.
func walkLeg(p part, l leg, f *found, after *place) walker {
	docs := f.all
	if l.tier != anyTier {
		docs = f.byTier[l.tier]
	}
	switch l.of {
	case fines:
		with := roaring.And(docs, p.withFine())
		if with.GetCardinality() > fewFines {
			return walkFines(p.segment, l, with, after)
		}
		var places []*place
		for it := with.Iterator(); it.HasNext(); {
			if one := p.place(it.Next(), fines); after == nil || l.compare(after, one) < 0 {
				places = append(places, one)
			}
		}
		slices.SortFunc(places, l.compare)
		return &memoryWalk{places}
	case unfined:
		docs = roaring.AndNot(docs, p.withFine())
	case venues, others, withDay, without:
	}
	return walkRange(p.segment, l, docs, after)
}
