package embedded

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/RoaringBitmap/roaring/v2"

	"mingshi/internal/disclosure"
)

// What tests outside the package see of its inside.
const (
	ManifestName    = manifestName
	SegmentSuffix   = segmentSuffix
	SparseMost      = sparseMost
	FewMost         = fewMost
	FreshMost       = freshMost
	GenerationFresh = generationFresh
	BulkMost        = bulkMost
	RewriteDocs     = rewriteDocs
	MostCodes       = mostCodes
	BlockSize       = blockSize
)

// sectionNames name the sections in the order of their constants.
var sectionNames = [sections]string{
	"texts", "offsets", "ids", "byid", "days", "untils", "columns", "fines", "fineruns", "codedocs", "codenths", "bloom", "keys",
	"ends", "postings", "prefixes",
}

// LetGo ends the use of an index that OpenSegments made.
func LetGo(ix *Index) {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	ix.mutex.Lock()
	last := ix.now
	ix.now = nil
	ix.mutex.Unlock()
	if last != nil {
		last.release()
	}
	ix.living()
}

// Place is a named range of bytes of a file.
type Place struct {
	Name     string
	From, To int64
}

// Places are the sections of a segment file and what stands around them.
func Places(path string) ([]Place, error) {
	s, err := openSegment(filepath.Dir(path), filepath.Base(path))
	if err != nil {
		return nil, err
	}
	defer s.release()
	size := int64(len(s.data))
	places := []Place{
		{"magic", 0, int64(len(segmentMagic))},
		{"sums", s.blocks, s.blocks + int64(len(s.sums))},
		{"directory", s.blocks + int64(len(s.sums)), size - tailSize},
		{"tail", size - tailSize, size},
	}
	for i, name := range sectionNames {
		if e := s.directory.at[i]; e.size > 0 {
			places = append(places, Place{name, e.off, e.off + e.size})
		}
	}
	return places, nil
}

// Save writes down what is in memory.
func Save(ix *Index) error {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	if ix.living() == nil {
		return nil
	}
	return ix.save()
}

// Merge writes all segments as one.
func Merge(ix *Index) error {
	ix.writing.Lock()
	var parts []part
	if s := ix.living(); s != nil {
		parts = s.segments
		for _, p := range parts {
			p.retain()
		}
	}
	ix.writing.Unlock()
	if len(parts) == 0 {
		return nil
	}
	defer func() {
		for _, p := range parts {
			p.release()
		}
	}()
	return ix.merge(parts)
}

// Segments are the documents of each segment, deleted ones included.
func Segments(ix *Index) []int {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	var docs []int
	if s := ix.living(); s != nil {
		for _, p := range s.segments {
			docs = append(docs, p.docs)
		}
	}
	return docs
}

// Changed is closed with the next change of what searches see.
func Changed(ix *Index) <-chan struct{} {
	ix.mutex.RLock()
	defer ix.mutex.RUnlock()
	return ix.changed
}

// Hold keeps what searches see now from being closed until it is let go.
func Hold(ix *Index) (letGo func(), err error) {
	v, _, err := ix.present()
	if err != nil {
		return nil, err
	}
	return v.release, nil
}

// Widths are the bytes of the columns of each segment.
func Widths(ix *Index) [][groups]int {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	var widths [][groups]int
	for _, p := range ix.shelf.segments {
		widths = append(widths, p.widths)
	}
	return widths
}

// Prefixes is how many beginnings of codes have postings of their own.
func Prefixes(ix *Index) int {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	n := 0
	for _, p := range ix.shelf.segments {
		n += len(p.prefixes)
	}
	return n
}

// Units writes a text as segments hold it.
func Units(text string) []byte { return appendUnits(nil, text) }

// Reseal sets right all checksums of a segment file whose body or directory was changed; false if it is too broken to find
// them.
func Reseal(raw []byte) bool {
	size := uint64(len(raw))
	if size < uint64(len(segmentMagic)+tailSize) {
		return false
	}
	tail := raw[size-tailSize:]
	blocks, count := u64(tail, 0), uint64(u32(tail, 4))
	if blocks > size-tailSize || count > (size-tailSize-blocks)/4 {
		return false
	}
	for n := range count {
		if n*blockSize >= blocks {
			return false
		}
		sum := checksum(raw[n*blockSize : min((n+1)*blockSize, blocks)])
		putU32(raw[blocks+n*4:], sum)
	}
	putU32(tail[20:], checksum(raw[blocks:size-12]))
	return true
}

func putU32(b []byte, n uint32) {
	for i := range 4 {
		b[i] = byte(n >> (8 * i))
	}
}

// Exercise reads all there is in a segment file: every accessor for every document and key, and a merge with itself left out.
func Exercise(path string) error {
	s, err := openSegment(filepath.Dir(path), filepath.Base(path))
	if err != nil {
		return err
	}
	defer s.release()
	return guard(func() error {
		s.readDocuments()
		s.readSections()
		target := filepath.Join(filepath.Dir(path), "merged")
		err := newMerging([]part{{s, roaring.New()}}).write(target)
		_ = os.Remove(target) // it may not be there
		return err
	})
}

func (s *segment) readDocuments() {
	for doc := range uint32(s.docs) {
		p := s.text(doc).split()
		p.codeList()
		p.firstName()
		eachField(p.names, func([]byte) {})
		s.find(s.key(doc))
		s.key(doc).id()
		s.day(doc)
		for g := range groups {
			tuple(s.column(g), s.widths[g], doc)
		}
	}
}

func (s *segment) readSections() {
	for i := range s.dirSize() {
		p := s.postingAt(i)
		p.appendTo(nil)
		p.bitmap().ToArray()
	}
	for i := range s.prefixes {
		s.prefixPosting(i).bitmap().ToArray()
	}
	for i := range s.codeCount() {
		s.codeAt(i)
	}
	s.pastOn(0)
	s.withFine()
	s.firstFine(100)
	s.firstFrom(0)
	s.untils()
	s.tupleTexts()
	for g := range groups {
		s.allTuples(g)
	}
}

// ReadPosting reads a posting in each way there is.
func ReadPosting(raw []byte) ([]uint32, error) {
	var docs []uint32
	err := guard(func() error {
		p := readPosting(raw)
		docs = p.appendTo(nil)
		if set := p.bitmap(); p.n <= sparseMost && set.GetCardinality() > uint64(p.n) {
			return fmt.Errorf("%d documents, not %d", set.GetCardinality(), p.n)
		}
		return nil
	})
	return docs, err
}

// WritePosting writes ascending document numbers.
func WritePosting(docs []uint32) ([]byte, error) { return appendNumbers(nil, docs) }

// ReadManifest reads the manifest of a folder and opens what it names.
func ReadManifest(dir string) error {
	s, _, err := loadManifest(dir)
	if s != nil {
		for _, p := range s.segments {
			p.release()
		}
	}
	return err
}

// SplitText takes a text apart as it lies in a segment.
func SplitText(raw []byte) error {
	return guard(func() error {
		t := text(raw)
		p := t.split()
		p.codeList()
		p.firstName()
		_ = appendBare(nil, p.numbers)
		eachField(p.names, func([]byte) {})
		_ = t.sortName()
		return nil
	})
}

// SealManifest puts the checksum around what a manifest says of an index; it must be JSON to be read again.
func SealManifest(index []byte) []byte {
	var compact bytes.Buffer
	if err := json.Compact(&compact, index); err != nil {
		return index
	}
	return fmt.Appendf(nil, `{"sum":%d,"index":%s}`, checksum(compact.Bytes()), compact.Bytes())
}

// OpenSegments is an index, without a folder or a lock, that has only a segment.
func OpenSegments(path string) (*Index, error) {
	s, err := openSegment(filepath.Dir(path), filepath.Base(path))
	if err != nil {
		return nil, err
	}
	day := func() disclosure.Date { return disclosure.MustDate("2026-11-20") }
	ix := &Index{
		options: Options{Today: day, Log: slog.New(slog.DiscardHandler)}, files: files{dir: filepath.Dir(path)},
		changed: make(chan struct{}), wake: make(chan struct{}, 1), cache: newPhraseCache(1 << 20),
	}
	ix.show(&shelf{feedID: "feed", position: 1, segments: []part{{s, roaring.New()}}})
	return ix, nil
}

// AsPending is a manifest as it was before the texts that it says are overwritten were.
func AsPending(raw []byte) ([]byte, error) {
	var file manifest
	var saved savedIndex
	if err := errors.Join(json.Unmarshal(raw, &file), json.Unmarshal(file.Index, &saved)); err != nil {
		return nil, err
	}
	for i := range saved.Segments {
		one := &saved.Segments[i]
		none, err := roaring.New().ToBytes()
		if err != nil {
			return nil, err
		}
		one.Pending, one.Wiped = one.Wiped, none
	}
	index, err := json.Marshal(saved)
	if err != nil {
		return nil, err
	}
	return json.Marshal(manifest{checksum(index), index})
}

// Stumble runs into a defect of ours while the index is read.
func Stumble(ix *Index) error {
	return ix.ask(context.Background(), 0, func(v *view) error {
		none := v.segments[:0]
		_ = none[len(v.fresh)]
		return nil
	})
}
