package embedded

import (
	"fmt"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// wipe overwrites the text of all deleted documents of the parts where it lies. The manifest says so first, so that after a
// crash it is done again before anybody reads (finishWiping). The caller holds writing.
func (ix *Index) wipe(parts []part) error {
	err := ix.read(parts, func() error {
		for _, p := range parts {
			p.pending = roaring.AndNot(p.deleted, p.wiped)
			p.note(p.sumsWithout(p.pending))
			if p.since.IsZero() {
				p.since = time.Now()
			}
		}
		if err := saveManifest(ix.files.dir, ix.shelf); err != nil {
			return unavailable(err)
		}
		for _, p := range parts {
			ix.quiet.Lock()
			p.markUnreadable()
			err := p.overwrite(p.pending)
			ix.quiet.Unlock()
			if err == nil {
				err = p.file.Sync()
			}
			if err != nil {
				return unavailable(err)
			}
			p.settle()
		}
		return nil
	})
	ix.unsaved = time.Now() // the manifest still has it as pending
	return err
}

// body is where the words of a document's text lie in the file: all but the lengths of its parts and its fine.
func (s *segment) body(doc uint32) (from, to int64) {
	from, to = s.textRange(doc)
	p := s.text(doc).split()
	off := s.directory.at[secTexts].off
	return off + from + int64(p.from), off + to
}

// sumsWithout are the checksums that blocks will have without the texts of the documents, which come in the order in which
// they lie.
func (s *segment) sumsWithout(docs *roaring.Bitmap) map[int]uint32 {
	sums := map[int]uint32{}
	last, block := -1, []byte(nil)
	for it := docs.Iterator(); it.HasNext(); {
		from, to := s.body(s.doc(it.Next()))
		for ; from < to; from = (from/blockSize + 1) * blockSize {
			n := int(from / blockSize)
			begin := int64(n) * blockSize
			if n != last {
				if last >= 0 {
					sums[last] = checksum(block)
				}
				s.need(begin, 1)
				last, block = n, append(block[:0], s.data[begin:min(begin+blockSize, s.blocks)]...)
			}
			clear(block[from-begin : min(to, begin+blockSize)-begin])
		}
	}
	if last >= 0 {
		sums[last] = checksum(block)
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

// settle notes that what was pending is durable, and forgets the checksums that blocks had on the way.
func (s *segment) settle() {
	s.mending.Lock()
	defer s.mending.Unlock()
	for block, sums := range s.erased {
		s.erased[block] = sums[len(sums)-1:]
	}
	s.wiped = roaring.Or(s.wiped, s.pending)
	s.pending = roaring.New()
}

// markUnreadable tells readers which texts are gone, or going.
func (s *segment) markUnreadable() {
	if docs := roaring.Or(s.wiped, s.pending); !docs.IsEmpty() {
		s.unreadable.Store(docs)
		s.codesLeft.Store(nil)
	}
}

// overwrite writes zeros where the words of the documents are. Nobody checks a block meanwhile.
func (s *segment) overwrite(docs *roaring.Bitmap) error {
	var ranges []extent
	for it := docs.Iterator(); it.HasNext(); {
		from, to := s.body(s.doc(it.Next()))
		ranges = append(ranges, extent{from, to - from})
	}
	return s.zero(ranges)
}

func (s *segment) zero(ranges []extent) error {
	s.mending.Lock()
	defer s.mending.Unlock()
	for _, r := range ranges {
		if _, err := s.file.WriteAt(make([]byte, r.size), r.off); err != nil {
			return fmt.Errorf("segment %s: %w", s.name, err)
		}
		mirrorZeros(s.data[r.off : r.off+r.size])
	}
	return nil
}

// finishWiping overwrites what a crash may have kept from being overwritten. It looks at no checksum: the blocks have none that
// holds before. Where a text begins and how long its head is was never overwritten.
func (s *segment) finishWiping() error {
	if s.pending.IsEmpty() {
		return nil
	}
	var ranges []extent
	offsets, texts := s.directory.at[secOffsets], s.directory.at[secTexts]
	for it := s.pending.Iterator(); it.HasNext(); {
		ends := s.data[offsets.off+int64(s.doc(it.Next()))*4:]
		from, to := texts.off+int64(u32(ends, 0)), texts.off+int64(u32(ends, 1))
		if from > to || to > texts.off+texts.size {
			panic(damage("a place outside its section"))
		}
		from += int64(text(s.data[from:to]).split().from)
		ranges = append(ranges, extent{from, to - from})
	}
	if err := s.zero(ranges); err != nil {
		return err
	}
	if err := s.file.Sync(); err != nil {
		return fmt.Errorf("segment %s: %w", s.name, err)
	}
	s.settle()
	return nil
}
