package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// segment is an open segment file. It is safe for any number of readers; those of its methods that read the file may panic
// with damage.
type segment struct {
	*directory

	name string
	path string
	file *os.File
	data []byte
	// blocks are the bytes that have checksums; sums are these, less those in erased.
	blocks int64
	sums   []byte
	// seal is the checksum over sums and directory, and so one over all that was written.
	seal uint32
	// checked has a bit for each block that was found whole.
	checked []atomic.Uint32
	// mending is held while a block is checked or overwritten.
	mending sync.Mutex
	// erased are the checksums that blocks have had since they were first overwritten; wiped are the documents whose text
	// was, since when there has been a deleted one whose pairs are still there. They belong to the writer.
	erased map[int][]uint32
	wiped  *roaring.Bitmap
	// pending are those whose text is being overwritten.
	pending *roaring.Bitmap
	since   time.Time

	refs atomic.Int64
	// dropped is set when the segment's file is to be removed with its last use; gone are the documents whose text is to be
	// overwritten before.
	dropped atomic.Bool
	gone    *roaring.Bitmap

	// unreadable are the documents whose text was overwritten, codesLeft the places of the codes of all others.
	unreadable atomic.Pointer[roaring.Bitmap]
	codesLeft  atomic.Pointer[[]uint32]

	past     atomic.Pointer[pastDocs]
	fineDocs atomic.Pointer[roaring.Bitmap]
	whole    [groups]atomic.Pointer[[]uint32]
}

// openSegment maps a file and reads its directory. A file that is no segment, or a damaged one, is errDamaged.
func openSegment(dir, name string) (*segment, error) {
	path := filepath.Join(dir, name)
	file, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // in our own folder
	if errors.Is(err, fs.ErrPermission) {
		file, err = os.Open(path) //nolint:gosec // as above; for those that only look
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	case err != nil:
		return nil, fmt.Errorf("segment: %w", err)
	}
	s := &segment{name: name, path: path, file: file, wiped: roaring.New(), pending: roaring.New()}
	s.refs.Store(1)
	if err := guard(s.open); err != nil {
		if errors.Is(err, errDefect) { // the directory is read before anything vouches for it
			err = fmt.Errorf("%w: the directory", errDamaged)
		}
		if s.data != nil {
			_ = unmapFile(s.data) // the error above is the one that matters
		}
		_ = file.Close() // as above
		return nil, fmt.Errorf("segment %s: %w", name, err)
	}
	return s, nil
}

func (s *segment) open() error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	size := info.Size()
	if size < int64(len(segmentMagic)+tailSize) {
		panic(damage("too short"))
	}
	if s.data, err = mapFile(s.file, size); err != nil {
		return err
	}
	tail := s.data[size-tailSize:]
	if string(s.data[:len(segmentMagic)]) != segmentMagic || string(tail[24:]) != segmentMagic {
		panic(damage("no magic"))
	}
	blocks, guarded, count := u64(tail, 0), u64(tail, 1), u32(tail, 4)
	body := uint64(size - tailSize)
	if blocks > body || blocks+guarded != body || uint64(count)*4 > guarded ||
		uint64(count) != (blocks+blockSize-1)/blockSize {
		panic(damage("the tail"))
	}
	s.seal = u32(tail, 5)
	if checksum(s.data[blocks:size-12]) != s.seal {
		panic(damage("the directory's checksum"))
	}
	s.blocks = int64(blocks)
	s.sums = s.data[blocks : blocks+uint64(count)*4]
	s.checked = make([]atomic.Uint32, (count+31)/32)
	s.directory = readDirectory(s.data[blocks+uint64(count)*4:size-tailSize], s.blocks)
	return nil
}

// need makes sure that a range of the file is whole.
func (s *segment) need(off, size int64) {
	if size <= 0 {
		return
	}
	for block := off / blockSize; block <= (off+size-1)/blockSize; block++ {
		if s.checked[block/32].Load()&(1<<(block%32)) == 0 {
			s.check(int(block))
		}
	}
}

func (s *segment) check(block int) {
	s.mending.Lock()
	defer s.mending.Unlock()
	off := int64(block) * blockSize
	// Between the word that a block is overwritten and the deed, or after a crash then, it is as it was before.
	found := checksum(s.data[off:min(off+blockSize, s.blocks)])
	if found != u32(s.sums, block) && !slices.Contains(s.erased[block], found) {
		panic(damage(fmt.Sprintf("segment %s: checksum of block %d", s.name, block)))
	}
	s.checked[block/32].Or(1 << (block % 32))
}

// at is a range of a section.
func (s *segment) at(sec section, off, size int64) []byte {
	e := s.directory.at[sec]
	if off < 0 || size < 0 || off+size > e.size {
		panic(damage("a place outside its section"))
	}
	s.need(e.off+off, size)
	return s.data[e.off+off : e.off+off+size]
}

// all is a whole section.
func (s *segment) all(sec section) []byte { return s.at(sec, 0, s.directory.at[sec].size) }

func (s *segment) u32(sec section, i int) uint32 { return u32(s.at(sec, int64(i)*4, 4), 0) }

// doc checks a document number that comes from the file.
func (s *segment) doc(n uint32) uint32 {
	if int64(n) >= int64(s.docs) {
		panic(damage("a document number"))
	}
	return n
}

// text is that of a document.
func (s *segment) text(doc uint32) text {
	from, to := s.textRange(doc)
	return s.at(secTexts, from, to-from)
}

func (s *segment) textRange(doc uint32) (from, to int64) {
	ends := s.at(secOffsets, int64(doc)*4, 8)
	return int64(u32(ends, 0)), int64(u32(ends, 1))
}

func (s *segment) key(doc uint32) idKey {
	return idKey(s.at(secIDs, int64(doc)*idSize, idSize))
}

// find looks an id up.
func (s *segment) find(key idKey) (uint32, bool) {
	if !mayHave(s.all(secBloom), key) {
		return 0, false
	}
	low, high := 0, s.docs
	for low < high {
		middle := int(uint(low+high) >> 1)
		doc := s.doc(s.u32(secByID, middle))
		switch c := s.key(doc).compare(key); {
		case c == 0:
			return doc, true
		case c < 0:
			low = middle + 1
		default:
			high = middle
		}
	}
	return 0, false
}

// day is the date of a document, noDay for one without.
func (s *segment) day(doc uint32) day {
	if int(doc) < s.dated {
		return noDay
	}
	days := s.all(secDays)
	behind := sort.Search(len(days)/8, func(i int) bool { return u32(days, i*2+1) > doc })
	if behind == 0 {
		panic(damage("the days"))
	}
	return day(u32(days, (behind-1)*2))
}

// firstFrom is the number of the first dated document of that day or later.
func (s *segment) firstFrom(d day) uint32 {
	days := s.all(secDays)
	run := sort.Search(len(days)/8, func(i int) bool { return day(u32(days, i*2)) >= d })
	if run == len(days)/8 {
		return uint32(s.docs)
	}
	return s.doc(u32(days, run*2+1))
}

// posting looks a key up in the dictionary.
func (s *segment) posting(key uint64) posting {
	n := s.dirSize()
	i := s.firstKey(key)
	if i == n || s.dictKey(i) != key {
		return posting{}
	}
	return s.postingAt(i)
}

func (s *segment) dirSize() int { return int(s.directory.at[secKeys].size / 8) }

func (s *segment) dictKey(i int) uint64 {
	return binary.LittleEndian.Uint64(s.at(secKeys, int64(i)*8, 8))
}

// firstKey is the place of the first key that is not below.
func (s *segment) firstKey(key uint64) int {
	return sort.Search(s.dirSize(), func(i int) bool { return s.dictKey(i) >= key })
}

func (s *segment) postingAt(i int) posting { return readPosting(s.rawPosting(i)) }

func (s *segment) rawPosting(i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = s.u32(secEnds, i-1)
	}
	to := s.u32(secEnds, i)
	return s.at(secPostings, int64(from), int64(to)-int64(from))
}

// tuple is the number of a document's tuple of a group within its column (of column).
func tuple(column []byte, width int, doc uint32) uint32 {
	if width == 2 {
		return uint32(binary.LittleEndian.Uint16(column[doc*2:]))
	}
	return binary.LittleEndian.Uint32(column[doc*4:])
}

// column is the column of a group.
func (s *segment) column(group int) []byte {
	off := int64(0)
	for g := range group {
		off += columnSize(int64(s.docs), s.widths[g])
	}
	return s.at(secColumns, off, int64(s.docs)*int64(s.widths[group]))
}

// retain and release count the uses of a segment; with the last one it is closed.
func (s *segment) retain() { s.refs.Add(1) }

func (s *segment) release() {
	if s.refs.Add(-1) > 0 {
		return
	}
	dropped := s.dropped.Load()
	if dropped && s.gone != nil {
		_ = guard(func() error { return s.overwrite(s.gone) }) // the file goes all the same
	}
	_ = unmapFile(s.data) // nothing uses it, and nobody could do anything
	_ = s.file.Close()    // as above
	if dropped {
		_ = os.Remove(s.path) // what stays is removed at the next opening
	}
}
