package embedded

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"

	"github.com/RoaringBitmap/roaring/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// tally counts the values of fields.
type tally map[fieldValue]int64

// countSegment adds the values of what was found in a segment.
func (t tally) countSegment(s *segment, docs *roaring.Bitmap, fields []search.Field) {
	var asked []int
	for _, field := range fields {
		group, grouped := groupOf(field)
		switch {
		case !grouped:
			t.countYears(s, docs)
		case !slices.Contains(asked, group):
			asked = append(asked, group)
		}
	}
	counts := make([]int64, len(s.values))
	tuples := s.countTuples(asked, docs)
	for _, g := range asked {
		for n, count := range tuples[g] {
			if count == 0 {
				continue
			}
			for _, value := range s.tuples[g][n] {
				counts[value] += int64(count)
			}
		}
	}
	for n, count := range counts {
		if count > 0 {
			t[s.values[n]] += count
		}
	}
}

// countTuples counts the tuples of some groups: one by one, or where most documents are asked for, by those that are not.
func (s *segment) countTuples(asked []int, docs *roaring.Bitmap) (counts [groups][]uint32) {
	if len(asked) == 0 {
		return counts
	}
	if docs.GetCardinality()*2 <= uint64(s.docs) {
		return s.tuplesOf(asked, docs)
	}
	others := s.tuplesOf(asked, roaring.Flip(docs, 0, uint64(s.docs)))
	for _, g := range asked {
		counts[g] = slices.Clone(s.allTuples(g))
		for i, count := range others[g] {
			counts[g][i] -= count
		}
	}
	return counts
}

// allTuples counts the tuples of all documents of the segment.
func (s *segment) allTuples(group int) []uint32 {
	if known := s.whole[group].Load(); known != nil {
		return *known
	}
	counts := s.tuplesOf([]int{group}, s.everything())[group]
	s.whole[group].Store(&counts)
	return counts
}

// tuplesOf counts the tuples of some groups in one pass over the documents.
func (s *segment) tuplesOf(asked []int, docs *roaring.Bitmap) (counts [groups][]uint32) {
	var columns [groups][]byte
	for _, g := range asked {
		counts[g], columns[g] = make([]uint32, len(s.tuples[g])), s.column(g)
	}
	var buffer [4096]uint32
	for it := docs.ManyIterator(); ; {
		n := it.NextMany(buffer[:])
		if n == 0 {
			return counts
		}
		for _, g := range asked {
			countIn(counts[g], columns[g], s.widths[g], buffer[:n])
		}
	}
}

// countIn adds the tuples of some documents. The counts are narrow, so that they stay in the nearest cache.
func countIn(counts []uint32, column []byte, width int, docs []uint32) {
	if width == 2 {
		for _, doc := range docs {
			counts[binary.LittleEndian.Uint16(column[2*int(doc):])]++
		}
		return
	}
	for _, doc := range docs {
		counts[u32(column, int(doc))]++
	}
}

// countYears counts by the ranges that documents of one year are.
func (t tally) countYears(s *segment, docs *roaring.Bitmap) {
	days := s.all(secDays)
	if len(days) == 0 {
		return
	}
	first := dateOf(day(u32(days, 0))).Year
	last := dateOf(day(u32(days, len(days)/8*2-2))).Year
	below := rankBelow(docs, uint32(s.dated))
	for year := first; year <= last; year++ {
		next := disclosure.Date{Year: year + 1, Month: 1, Day: 1}
		upTo := rankBelow(docs, s.firstFrom(dayOf(next)))
		if upTo > below {
			t[yearValue(year)] += int64(upTo - below)
		}
		below = upTo
	}
}

func yearValue(year int) fieldValue {
	text := strconv.Itoa(year)
	return fieldValue{search.FieldYear, "0000"[:max(0, 4-len(text))] + text}
}

// rankBelow counts the documents below a number.
func rankBelow(docs *roaring.Bitmap, doc uint32) uint64 {
	if doc == 0 {
		return 0
	}
	return docs.Rank(doc - 1)
}

// countEntry adds the values of a document in memory.
func (t tally) countEntry(e *entry) {
	for _, values := range e.values {
		for _, value := range values {
			t[value]++
		}
	}
	if e.day != noDay {
		t[yearValue(dateOf(e.day).Year)]++
	}
}

// facets gives the counts of the fields that were asked for.
func (t tally) facets(fields []search.Field) map[search.Field][]search.Count {
	facets := make(map[search.Field][]search.Count, len(fields))
	for _, field := range fields {
		facets[field] = []search.Count{}
	}
	for value, count := range t {
		if counts, asked := facets[value.field]; asked {
			facets[value.field] = append(counts, search.Count{Value: value.value, Count: count})
		}
	}
	for _, counts := range facets {
		slices.SortFunc(counts, func(a, b search.Count) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
	}
	return facets
}
