package embedded

import (
	"math/bits"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
)

// pastDocs are the documents whose last public day lies before a day.
type pastDocs struct {
	today day
	docs  *roaring.Bitmap
}

// pastOn lists the documents whose last public day lies before today. It is remembered until midnight.
func (s *segment) pastOn(today day) *roaring.Bitmap {
	if today == noDay { // of those who do not ask by day
		return nothing
	}
	if known := s.past.Load(); known != nil && known.today == today {
		return known.docs
	}
	untils := s.all(secUntils)
	docs := roaring.New()
	for i := 0; i < len(untils)/8 && day(u32(untils, i*2)) < today; i++ {
		docs.Add(s.doc(u32(untils, i*2+1)))
	}
	s.past.Store(&pastDocs{today, docs})
	return docs
}

// withFine are the documents that have a fine.
func (s *segment) withFine() *roaring.Bitmap {
	if known := s.fineDocs.Load(); known != nil {
		return known
	}
	docs := s.finesBetween(0, len(s.all(secFines))/4)
	s.fineDocs.Store(docs)
	return docs
}

// finesBetween are the documents in a range of places of secFines.
func (s *segment) finesBetween(from, to int) *roaring.Bitmap {
	fines := s.all(secFines)
	docs := newDense(s.docs)
	for i := from; i < to; i++ {
		docs.add(s.doc(u32(fines, i)))
	}
	return docs.bitmap()
}

// firstFine is the place in secFines of the first document with that fine or a higher one.
func (s *segment) firstFine(fine int64) int {
	runs := s.all(secFineRuns)
	return s.finePlace(runs, sort.Search(len(runs)/16, func(i int) bool { return int64(u64(runs, i*2)) >= fine }))
}

// finePlace is the place at which a run begins; behind the last run, the end.
func (s *segment) finePlace(runs []byte, run int) int {
	end := int(s.directory.at[secFines].size / 4)
	if run == len(runs)/16 {
		return end
	}
	at := u64(runs, run*2+1)
	if at > uint64(end) {
		panic(damage("the fines"))
	}
	return int(at)
}

// dense is a set of document numbers that is quick to add to in any order.
type dense []uint64

func newDense(docs int) dense { return make(dense, (docs+63)/64) }

func (d dense) add(doc uint32) { d[doc/64] |= 1 << (doc % 64) }

// drain appends the numbers in order and empties the set.
func (d dense) drain(docs []uint32) []uint32 {
	for i, word := range d {
		for ; word != 0; word &= word - 1 {
			docs = append(docs, uint32(i*64+bits.TrailingZeros64(word)))
		}
		d[i] = 0
	}
	return docs
}

func (d dense) bitmap() *roaring.Bitmap { return roaring.FromDense(d, false) }
