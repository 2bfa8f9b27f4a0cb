package embedded

import (
	"sort"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// codeAt is the code at a place in their order; "" for one whose text was overwritten.
func (s *segment) codeAt(i int) string {
	p := s.text(s.doc(s.u32(secCodeDocs, i))).split()
	codes, nth := p.codeList(), int(s.at(secCodeNths, int64(i), 1)[0])
	if nth >= len(codes) || strings.Trim(codes[nth], "\x00") == "" {
		return ""
	}
	return codes[nth]
}

func (s *segment) codeCount() int { return int(s.directory.at[secCodeNths].size) }

// codes is the range of codes that begin with a term; empty for terms that are too short.
func (s *segment) codes(t *term) (from, to int) {
	if !t.codeTerm() {
		return 0, 0
	}
	return s.codesFrom(func(code string) bool { return code >= t.text }),
		s.codesFrom(func(code string) bool { return code >= t.text && !strings.HasPrefix(code, t.text) })
}

// codesFrom is the first place from which on the codes are as told. Codes of deleted documents may have been overwritten:
// the next that is there speaks for them.
func (s *segment) codesFrom(told func(code string) bool) int {
	left := s.readableCodes()
	if left == nil {
		return sort.Search(s.codeCount(), func(i int) bool { return told(s.codeAt(i)) })
	}
	i := sort.Search(len(left), func(i int) bool { return told(s.codeAt(int(left[i]))) })
	if i == len(left) {
		return s.codeCount()
	}
	return int(left[i])
}

// readableCodes are the places of the codes whose text is there; nil where all are.
func (s *segment) readableCodes() []uint32 {
	gone := s.unreadable.Load()
	if gone == nil {
		return nil
	}
	if known := s.codesLeft.Load(); known != nil {
		return *known
	}
	docs := s.all(secCodeDocs)
	left := make([]uint32, 0, len(docs)/4)
	for i := range len(docs) / 4 {
		if !gone.Contains(s.doc(u32(docs, i))) {
			left = append(left, uint32(i))
		}
	}
	s.codesLeft.Store(&left)
	return left
}

// withCode is the set of the documents that have a code which begins with the term. It must not be changed.
func (e *evaluation) withCode(t *term) *roaring.Bitmap {
	prefixes := e.prefixes
	i := sort.Search(len(prefixes), func(i int) bool { return prefixes[i].text >= t.text })
	if i < len(prefixes) && prefixes[i].text == t.text {
		return e.prefixPosting(i).bitmap()
	}
	docs := newDense(e.docs)
	from, to := e.codes(t)
	for i := from; i < to; i++ {
		docs.add(e.doc(e.u32(secCodeDocs, i)))
	}
	return docs.bitmap()
}

func (s *segment) prefixPosting(i int) posting {
	// Ends are in the order of writing, which is that of the texts.
	from := uint32(0)
	if i > 0 {
		from = s.prefixes[i-1].end
	}
	return readPosting(s.at(secPrefixes, int64(from), int64(s.prefixes[i].end)-int64(from)))
}
