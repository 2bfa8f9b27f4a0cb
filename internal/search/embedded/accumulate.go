package embedded

import (
	"slices"

	"mingshi/internal/search"
)

// accumulator collects the postings of a segment, document by document in ascending order.
type accumulator struct {
	// slots is a hash table of open addresses: the number of a list, from 1.
	slots []uint32
	keys  []uint64
	lists []sparse
	block []byte
	bare  []byte
	runes []rune
}

func newAccumulator(documents int) *accumulator {
	size := 1 << 12
	for size < documents*8 && size < 1<<20 {
		size <<= 1
	}
	return &accumulator{slots: make([]uint32, size)}
}

// add notes that a document has a key.
func (a *accumulator) add(key uint64, doc uint32) {
	mask := uint64(len(a.slots) - 1)
	for at := spread(key) & mask; ; at = (at + 1) & mask {
		n := a.slots[at]
		if n == 0 {
			a.keys = append(a.keys, key)
			a.lists = append(a.lists, sparse{gaps: a.room()})
			a.slots[at] = uint32(len(a.keys))
			a.lists[len(a.lists)-1].add(doc)
			if len(a.keys)*2 > len(a.slots) {
				a.grow()
			}
			return
		}
		if a.keys[n-1] == key {
			a.lists[n-1].add(doc)
			return
		}
	}
}

// Most lists are short: they begin in a piece of a larger block.
const (
	firstRoom = 16
	roomBlock = 64 << 10
)

// room is an empty slice for the beginning of a list.
func (a *accumulator) room() []byte {
	if len(a.block) < firstRoom {
		a.block = make([]byte, roomBlock)
	}
	room := a.block[:0:firstRoom]
	a.block = a.block[firstRoom:]
	return room
}

func (a *accumulator) grow() {
	a.slots = make([]uint32, len(a.slots)*2)
	mask := uint64(len(a.slots) - 1)
	for i, key := range a.keys {
		at := spread(key) & mask
		for a.slots[at] != 0 {
			at = (at + 1) & mask
		}
		a.slots[at] = uint32(i + 1)
	}
}

// spread mixes the bits of a key (the finaliser of MurmurHash3, public domain).
func spread(key uint64) uint64 {
	key ^= key >> 33
	key *= 0xff51afd7ed558ccd
	key ^= key >> 33
	key *= 0xc4ceb9fe1a85ec53
	return key ^ key>>33
}

// addText notes all keys of a document's text.
func (a *accumulator) addText(t text, doc uint32) {
	p := t.split()
	rest := func(found pair) { a.add(keyOf(fieldRest, found), doc) }
	pairsOf(p.names, func(found pair) { a.add(keyOf(fieldNames, found), doc) })
	pairsOf(p.texts, rest)
	pairsOf(p.numbers, rest)
	if hasBrackets(p.numbers) {
		a.bare = appendBare(a.bare[:0], p.numbers)
		pairsOf(a.bare, rest)
	}
	eachField(p.names, func(name []byte) {
		if first, ok := firstPair(name); ok {
			a.add(keyOf(fieldStarts, first), doc)
		}
		a.addReadings(name, doc)
	})
}

// firstPair is the pair that a name begins with.
func firstPair(name []byte) (pair, bool) {
	switch {
	case len(name) < unitSize:
		return 0, false
	case len(name) == unitSize:
		return pairOf(unitAt(name, 0), fieldBreak), true
	}
	return pairOf(unitAt(name, 0), unitAt(name, 1)), true
}

// addReadings notes the first letters of each two neighbouring characters of a name, in every reading.
func (a *accumulator) addReadings(name []byte, doc uint32) {
	a.runes = append(a.runes[:0], []rune(textOf(name))...)
	for i, r := range a.runes {
		reading := search.ReadingOf(r)
		if reading == nil {
			continue
		}
		next := endOfWord
		if i+1 < len(a.runes) {
			if following := search.ReadingOf(a.runes[i+1]); following != nil { // else the word ends here
				next = following.Initials
			}
		}
		for _, syllable := range reading.Syllables {
			a.add(syllableKey(syllable), doc)
		}
		for _, first := range reading.Initials {
			for _, second := range next {
				a.add(keyOf(fieldInitials, letterPair(first, second)), doc)
				if i == 0 {
					a.add(keyOf(fieldSpelling, letterPair(first, second)), doc)
				}
			}
		}
	}
}

// endOfWord stands for the letter behind the last one.
var endOfWord = []byte{0}

func letterPair(first, second byte) pair { return pair(first)<<16 | pair(second) }

// eachField calls visit with the units of each field.
func eachField(units []byte, visit func(field []byte)) {
	for len(units) >= unitSize {
		units = units[unitSize:] // the break
		end := 0
		for end < len(units)/unitSize && unitAt(units, end) != fieldBreak {
			end++
		}
		visit(units[:end*unitSize])
		units = units[end*unitSize:]
	}
}

func isBracket(units []byte, i int) bool {
	return units[i+1] == 0 && (units[i] == '(' || units[i] == ')')
}

func hasBrackets(units []byte) bool {
	for i := 0; i < len(units); i += unitSize {
		if isBracket(units, i) {
			return true
		}
	}
	return false
}

// appendBare is search.WithoutBrackets for units.
func appendBare(out, units []byte) []byte {
	for i := 0; i < len(units); i += unitSize {
		if !isBracket(units, i) {
			out = append(out, units[i], units[i+1])
		}
	}
	return out
}

// sortedKeys lists the numbers of the lists in the order of their keys.
func (a *accumulator) sortedKeys() []uint32 {
	order := make([]uint32, len(a.keys))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int {
		if a.keys[x] < a.keys[y] {
			return -1
		}
		return 1 // keys are distinct
	})
	return order
}
