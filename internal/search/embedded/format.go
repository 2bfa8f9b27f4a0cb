package embedded

import (
	"encoding/binary"
	"hash/crc32"
)

// A segment file: a magic, the sections one behind the other, each at a multiple of eight bytes, the checksums of all
// blocks so far, the directory that says where the sections are and what values there are, and a tail of fixed size with a
// checksum over checksums and directory. All numbers are written low byte first.

// formatVersion is part of every file's name: files of another version are not ours and the index is built anew. It is raised
// when the files change, and when a record becomes another document (search.Members, search.Normalize).
const formatVersion = "v1"

const (
	segmentMagic = "MSINDEX1"
	blockSize    = 64 << 10
	tailSize     = 32
	alignment    = 8
)

// section is a part of a segment file. Sizes are per document unless said otherwise.
type section int

// The sections.
const (
	secTexts    section = iota // the documents' texts, one behind the other
	secOffsets                 // where each text begins, 4 bytes, and where the last ends
	secIDs                     // packed ids, idSize bytes
	secByID                    // document numbers in the order of ids, 4 bytes
	secDays                    // runs of dated documents: day and first number, 4 bytes each, by day
	secUntils                  // last public day and document, 4 bytes each, by day
	secColumns                 // for each group its column of tuple numbers (directory.widths bytes)
	secFines                   // documents with a fine, 4 bytes, by fine and number
	secFineRuns                // runs of equal fines: fine (8 bytes) and first place in secFines (8 bytes)
	secCodeDocs                // the document of each code, 4 bytes, in the order of codes
	secCodeNths                // which of the document's codes it is, 1 byte, in the same order
	secBloom                   // a Bloom filter over the packed ids
	secKeys                    // keys of the dictionary, 8 bytes, ascending
	secEnds                    // where each key's posting ends within secPostings, 4 bytes
	secPostings                // postings one behind the other
	secPrefixes                // postings of the beginnings that many codes share
	sections
)

// extent is where a section lies in the file.
type extent struct{ off, size int64 }

// The fields of the dictionary, in the upper half of a key; the lower half is a pair.
const (
	fieldNames     = iota // of names
	fieldRest             // of numbers and other texts
	fieldStarts           // the first of each name
	fieldInitials         // first letters of the readings of names
	fieldSpelling         // the first of those of each name
	fieldSyllables        // readings of the characters of names, whole; the lower half is not a pair
)

func keyOf(field int, p pair) uint64 { return uint64(field)<<32 | uint64(p) }

// syllableKey is the key of a syllable, which has at most six letters or digits.
func syllableKey(syllable string) uint64 {
	key := uint64(fieldSyllables)
	for i := range longestSyllable {
		key <<= 7
		if i < len(syllable) {
			key |= uint64(syllable[i]) - '0' + 1 // digits and small letters: below 1<<7
		}
	}
	return key
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(block []byte) uint32 { return crc32.Checksum(block, castagnoli) }

func u32(b []byte, i int) uint32 { return binary.LittleEndian.Uint32(b[i*4:]) }

func u64(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i*8:]) }

// directory is what is kept in memory of a segment.
type directory struct {
	docs, venues int
	// dated is the number of the first dated document.
	dated int
	at    [sections]extent
	// values are all values of all fields; tuples lists for each group and tuple the numbers of its values.
	values []fieldValue
	tuples [groups][][]uint32
	widths [groups]int
	// prefixes are the beginnings of codes that have postings of their own, in order.
	prefixes []prefix
}

// prefix is a beginning that many codes share, and where its posting ends within secPrefixes.
type prefix struct {
	text string
	end  uint32
}

// writeDirectory and readDirectory are each other's inverse.
func (d *directory) append(out []byte) []byte {
	number := func(n int) { out = binary.AppendUvarint(out, uint64(n)) }
	words := func(s string) { number(len(s)); out = append(out, s...) }
	number(d.docs)
	number(d.venues)
	number(d.dated)
	for _, e := range d.at {
		number(int(e.off))
		number(int(e.size))
	}
	number(len(d.values))
	for _, v := range d.values {
		words(string(v.field))
		words(v.value)
	}
	for g := range d.tuples {
		number(d.widths[g])
		number(len(d.tuples[g]))
		for _, tuple := range d.tuples[g] {
			number(len(tuple))
			for _, value := range tuple {
				number(int(value))
			}
		}
	}
	number(len(d.prefixes))
	for _, p := range d.prefixes {
		words(p.text)
		number(int(p.end))
	}
	return out
}

// directoryReader reads numbers and words; what is wrong is damage.
type directoryReader struct{ rest []byte }

func (r *directoryReader) number() int {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > 1<<48 {
		panic(damage("the directory"))
	}
	r.rest = r.rest[size:]
	return int(n)
}

// count reads a number of things that take a byte each at least.
func (r *directoryReader) count() int {
	n := r.number()
	if n > len(r.rest) {
		panic(damage("the directory"))
	}
	return n
}

func (r *directoryReader) words() string {
	n := r.count()
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}
