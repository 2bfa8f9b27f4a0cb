package embedded

import (
	"encoding/binary"

	"github.com/RoaringBitmap/roaring/v2"
)

// A posting is a set of document numbers in a segment: its size, then, up to sparseMost, the gaps between them, else a
// bitmap that is used where it lies.

// sparseMost is how many numbers are kept as gaps; so few documents are looked at one by one.
const sparseMost = 1024

// sparse collects the numbers of one posting, which come in ascending order.
type sparse struct {
	gaps []byte
	last uint32
	n    uint32
}

func (s *sparse) add(doc uint32) {
	if s.n > 0 && s.last == doc {
		return
	}
	if gap := doc - s.last; gap < 0x80 {
		s.gaps = append(s.gaps, byte(gap))
	} else {
		s.gaps = binary.AppendUvarint(s.gaps, uint64(gap))
	}
	s.last = doc
	s.n++
}

// appendPosting writes what was collected.
func (s *sparse) appendPosting(out []byte) ([]byte, error) {
	if s.n <= sparseMost {
		out = binary.AppendUvarint(out, uint64(s.n))
		return append(out, s.gaps...), nil
	}
	set := roaring.New()
	docs := make([]uint32, 0, s.n)
	docs = appendGaps(docs, s.gaps, int(s.n))
	set.AddMany(docs)
	return appendBitmap(out, set)
}

func appendBitmap(out []byte, set *roaring.Bitmap) ([]byte, error) {
	set.RunOptimize()
	out = binary.AppendUvarint(out, set.GetCardinality())
	raw, err := set.ToBytes()
	return append(out, raw...), err
}

// appendGaps reads n numbers.
func appendGaps(docs []uint32, gaps []byte, n int) []uint32 {
	var doc uint32
	for range n {
		var gap uint32
		if len(gaps) > 0 && gaps[0] < 0x80 {
			gap, gaps = uint32(gaps[0]), gaps[1:]
		} else {
			wide, size := binary.Uvarint(gaps)
			if size <= 0 {
				panic(damage("a posting"))
			}
			gap, gaps = uint32(wide), gaps[size:]
		}
		doc += gap
		docs = append(docs, doc)
	}
	return docs
}

// posting is one that lies in a segment. The zero posting is empty.
type posting struct {
	n    int
	data []byte
}

func readPosting(raw []byte) posting {
	n, size := binary.Uvarint(raw)
	if size <= 0 || n > 1<<32 {
		panic(damage("a posting"))
	}
	return posting{n: int(n), data: raw[size:]}
}

// appendTo adds the numbers to docs.
func (p posting) appendTo(docs []uint32) []uint32 {
	if p.n <= sparseMost {
		return appendGaps(docs, p.data, p.n)
	}
	return append(docs, p.bitmap().ToArray()...)
}

// bitmap is the posting as a set, which must not be changed.
func (p posting) bitmap() *roaring.Bitmap {
	set := roaring.New()
	switch {
	case p.n == 0:
	case p.n <= sparseMost:
		set.AddMany(appendGaps(make([]uint32, 0, p.n), p.data, p.n))
	default:
		if _, err := set.FromBuffer(p.data); err != nil {
			panic(damage("a posting: " + err.Error()))
		}
	}
	return set
}
