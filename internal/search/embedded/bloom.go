package embedded

import "encoding/binary"

// The Bloom filter of a segment says at once of most ids that they are not in it.
const (
	bloomBits   = 10 // per id
	bloomProbes = 6
)

func bloomOf(keys []idKey) []byte {
	if len(keys) == 0 {
		return nil
	}
	words := (len(keys)*bloomBits + 63) / 64
	filter := make([]byte, words*8)
	for _, key := range keys {
		key.probe(words, func(bit uint64) bool {
			filter[bit/8] |= 1 << (bit % 8)
			return true
		})
	}
	return filter
}

// mayHave tells whether the id may be in the segment; false is certain.
func mayHave(filter []byte, key idKey) bool {
	if len(filter) == 0 {
		return false
	}
	return key.probe(len(filter)/8, func(bit uint64) bool { return filter[bit/8]&(1<<(bit%8)) != 0 })
}

// probe visits the bits of a key as long as visit wants to go on, and tells whether it did to the end.
func (k idKey) probe(words int, visit func(bit uint64) bool) bool {
	hash := spread(binary.BigEndian.Uint64(k[1:]) ^ uint64(k[0])<<56)
	step := spread(hash) | 1
	for range bloomProbes {
		if !visit(hash % (uint64(words) * 64)) {
			return false
		}
		hash += step
	}
	return true
}
