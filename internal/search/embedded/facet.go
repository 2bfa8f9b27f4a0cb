package embedded

import (
	"cmp"
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
	var asked [groups]bool
	for _, field := range fields {
		if group, grouped := groupOf(field); grouped {
			asked[group] = true
			continue
		}
		t.countYears(s, docs)
	}
	counts := make([]int64, len(s.values))
	for g := range groups {
		if !asked[g] {
			continue
		}
		for n, count := range s.countTuples(g, docs) {
			if count == 0 {
				continue
			}
			for _, value := range s.tuples[g][n] {
				counts[value] += count
			}
		}
	}
	for n, count := range counts {
		if count > 0 {
			t[s.values[n]] += count
		}
	}
}

// countTuples counts the tuples of a group: one by one, or where most documents are asked for, by those that are not.
func (s *segment) countTuples(group int, docs *roaring.Bitmap) []int64 {
	n := docs.GetCardinality()
	if n*2 <= uint64(s.docs) {
		return s.tuplesOf(group, docs)
	}
	counts := slices.Clone(s.allTuples(group))
	others := roaring.Flip(docs, 0, uint64(s.docs))
	for i, count := range s.tuplesOf(group, others) {
		counts[i] -= count
	}
	return counts
}

// allTuples counts the tuples of all documents of the segment.
func (s *segment) allTuples(group int) []int64 {
	if known := s.whole[group].Load(); known != nil {
		return *known
	}
	counts := s.tuplesOf(group, s.everything())
	s.whole[group].Store(&counts)
	return counts
}

func (s *segment) tuplesOf(group int, docs *roaring.Bitmap) []int64 {
	counts := make([]int64, len(s.tuples[group]))
	column, width := s.column(group), s.widths[group]
	var buffer [4096]uint32
	for it := docs.ManyIterator(); ; {
		n := it.NextMany(buffer[:])
		if n == 0 {
			return counts
		}
		if width == 2 {
			for _, doc := range buffer[:n] {
				counts[uint16(column[doc*2])|uint16(column[doc*2+1])<<8]++
			}
			continue
		}
		for _, doc := range buffer[:n] {
			counts[u32(column, int(doc))]++
		}
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
