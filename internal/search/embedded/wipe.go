package embedded

import (
	"fmt"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// wipe overwrites the text of all deleted documents of the parts where it lies. The manifest says so first, so that after a
// crash the blocks are known either way and the rest is done again. The caller holds writing.
func (ix *Index) wipe(parts []part) error {
	before := make([]*roaring.Bitmap, len(parts))
	for i, p := range parts {
		before[i] = p.wiped
	}
	err := ix.read(func() error {
		for _, p := range parts {
			fresh := roaring.AndNot(p.deleted, p.wiped)
			p.note(p.sumsWithout(fresh))
			p.wiped = roaring.Or(p.wiped, fresh)
			if p.since.IsZero() {
				p.since = time.Now()
			}
		}
		if err := saveManifest(ix.files.dir, ix.shelf); err != nil {
			return unavailable(err)
		}
		for _, p := range parts {
			if err := p.overwrite(p.wiped); err != nil {
				return unavailable(err)
			}
			p.settle()
		}
		return nil
	})
	if err != nil { // it is tried again
		for i, p := range parts {
			p.wiped = before[i]
		}
	}
	return err
}

// body is where the words of a document's text lie in the file: all but the lengths of its parts and its fine.
func (s *segment) body(doc uint32) (from, to int64) {
	from, to = s.textRange(doc)
	p := s.text(doc).split()
	off := s.directory.at[secTexts].off
	return off + from + int64(p.from), off + to
}

// sumsWithout are the checksums that blocks will have without the texts of the documents.
func (s *segment) sumsWithout(docs *roaring.Bitmap) map[int]uint32 {
	blocks := map[int][]byte{}
	for it := docs.Iterator(); it.HasNext(); {
		from, to := s.body(s.doc(it.Next()))
		for ; from < to; from = (from/blockSize + 1) * blockSize {
			n := int(from / blockSize)
			begin := int64(n) * blockSize
			if blocks[n] == nil {
				s.need(begin, 1)
				blocks[n] = slices.Clone(s.data[begin:min(begin+blockSize, s.blocks)])
			}
			clear(blocks[n][from-begin : min(to, begin+blockSize)-begin])
		}
	}
	sums := make(map[int]uint32, len(blocks))
	for n, block := range blocks {
		sums[n] = checksum(block)
	}
	return sums
}

// note adds checksums that blocks will have.
func (s *segment) note(sums map[int]uint32) {
	s.mending.Lock()
	defer s.mending.Unlock()
	if s.erased == nil {
		s.erased = map[int][]uint32{}
	}
	for block, sum := range sums {
		s.erased[block] = append(slices.Clone(s.erased[block]), sum)
	}
}

// settle forgets the checksums that overwritten blocks had on the way: what was written is durable.
func (s *segment) settle() {
	s.mending.Lock()
	defer s.mending.Unlock()
	for block, sums := range s.erased {
		s.erased[block] = sums[len(sums)-1:]
	}
}

// overwrite writes zeros where the words of the documents are, if any are left, and makes that durable. Nobody checks a block
// meanwhile.
func (s *segment) overwrite(docs *roaring.Bitmap) error {
	var ranges []extent
	for it := docs.Iterator(); it.HasNext(); {
		from, to := s.body(s.doc(it.Next()))
		if slices.ContainsFunc(s.data[from:to], func(b byte) bool { return b != 0 }) {
			ranges = append(ranges, extent{from, to - from})
		}
	}
	if len(ranges) == 0 {
		return nil
	}
	s.mending.Lock()
	defer s.mending.Unlock()
	for _, r := range ranges {
		if _, err := s.file.WriteAt(make([]byte, r.size), r.off); err != nil {
			return fmt.Errorf("segment %s: %w", s.name, err)
		}
	}
	if err := s.file.Sync(); err != nil {
		return fmt.Errorf("segment %s: %w", s.name, err)
	}
	return nil
}

// wipeAgain does what a crash may have kept from being done.
func (ix *Index) wipeAgain() error {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	s := ix.living()
	if s == nil {
		return nil
	}
	return ix.read(func() error {
		for _, p := range s.segments {
			if err := p.overwrite(p.wiped); err != nil {
				return unavailable(err)
			}
		}
		return nil
	})
}
