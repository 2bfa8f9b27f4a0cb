package embedded

import (
	"math"

	"mingshi/internal/search"
)

// readDirectory reads what append wrote, and checks that every section lies within size bytes and is as long as the number
// of documents wants it.
func readDirectory(raw []byte, size int64) *directory {
	r := &directoryReader{raw}
	d := &directory{docs: r.number(), venues: r.number(), dated: r.number()}
	if d.venues > d.dated || d.dated > d.docs || d.docs > math.MaxUint32 {
		panic(damage("the directory's counts"))
	}
	for s := range d.at {
		d.at[s] = extent{int64(r.number()), int64(r.number())}
		if d.at[s].off%alignment != 0 || d.at[s].off+d.at[s].size > size {
			panic(damage("the directory's sections"))
		}
	}
	d.values = make([]fieldValue, r.count())
	for i := range d.values {
		d.values[i] = fieldValue{search.Field(r.words()), r.words()}
	}
	for g := range d.tuples {
		d.widths[g] = r.number()
		d.tuples[g] = r.tuples(len(d.values))
	}
	d.prefixes = make([]prefix, r.count())
	for i := range d.prefixes {
		d.prefixes[i].text = r.words()
		d.prefixes[i].end = uint32(r.number())
	}
	d.checkSizes()
	return d
}

func (r *directoryReader) tuples(values int) [][]uint32 {
	tuples := make([][]uint32, r.count())
	for t := range tuples {
		tuples[t] = make([]uint32, r.count())
		for i := range tuples[t] {
			n := r.number()
			if n >= values {
				panic(damage("the directory's tuples"))
			}
			tuples[t][i] = uint32(n)
		}
	}
	return tuples
}

// checkSizes holds the sections to the number of documents and to each other.
func (d *directory) checkSizes() {
	docs := int64(d.docs)
	size := func(s section) int64 { return d.at[s].size }
	fits := size(secOffsets) == (docs+1)*4 && size(secIDs) == docs*idSize && size(secByID) == docs*4 &&
		size(secCodeDocs) == size(secCodeNths)*4 && size(secEnds)*2 == size(secKeys)
	for s, unit := range map[section]int64{secDays: 8, secUntils: 8, secFines: 4, secFineRuns: 16, secBloom: 8, secKeys: 8} {
		fits = fits && size(s)%unit == 0
	}
	columns := int64(0)
	for g, width := range d.widths {
		if width != 2 && width != 4 {
			fits = false
		}
		columns += columnSize(docs, width)
		fits = fits && (docs == 0 || len(d.tuples[g]) > 0)
	}
	if !fits || size(secColumns) != columns {
		panic(damage("the directory's sizes"))
	}
}

// columnSize is the bytes of a column, rounded up so that the next one is aligned.
func columnSize(docs int64, width int) int64 {
	return (docs*int64(width) + alignment - 1) / alignment * alignment
}
