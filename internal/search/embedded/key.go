package embedded

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"

	"mingshi/internal/disclosure"
)

// idSize is the bytes of a packed id: the kind, and the 65 bits of its thirteen characters.
const idSize = 9

// idKey is a packed id. Keys order as the ids do.
type idKey [idSize]byte

// packedKinds gives each kind its number: in the order of their ids' prefixes.
var packedKinds = []disclosure.Kind{
	disclosure.KindBoard, disclosure.KindFiling, disclosure.KindGrading, disclosure.KindPermit, disclosure.KindPenalty,
	disclosure.KindReading, disclosure.KindVenue,
}

const (
	crockford  = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	idDigits   = 13
	digitBits  = 5
	prefixSize = 3
)

// packID packs an id; one that is malformed is kind Invalid.
func packID(id disclosure.ID) (idKey, error) {
	_, kind, err := disclosure.ParseID(string(id))
	if err != nil {
		return idKey{}, err
	}
	var key idKey
	for i, k := range packedKinds {
		if k == kind {
			key[0] = byte(i) << 1
		}
	}
	var low uint64
	for i := range idDigits {
		digit := uint64(strings.IndexByte(crockford, id[prefixSize+i]))
		if i == 0 {
			key[0] |= byte(digit >> (digitBits - 1))
		}
		low = low<<digitBits | digit
	}
	binary.BigEndian.PutUint64(key[1:], low)
	return key, nil
}

// id unpacks.
func (k idKey) id() disclosure.ID {
	var digits [idDigits]byte
	low := binary.BigEndian.Uint64(k[1:])
	for i := idDigits - 1; i > 0; i-- {
		digits[i] = crockford[low&(1<<digitBits-1)]
		low >>= digitBits
	}
	digits[0] = crockford[low|uint64(k[0]&1)<<(digitBits-1)]
	return disclosure.ID(k.kind().Prefix() + string(digits[:]))
}

func (k idKey) kind() disclosure.Kind {
	if n := int(k[0] >> 1); n < len(packedKinds) {
		return packedKinds[n]
	}
	return "" // of a damaged file
}

func (k idKey) compare(other idKey) int { return bytes.Compare(k[:], other[:]) }

// A day is a date as a number of days; noDay is that of documents without a date and sorts first, noEnd that of documents
// without a last public day.
type day = int32

const (
	noDay day = math.MinInt32
	noEnd day = math.MaxInt32
)

// epoch is day 0.
var epoch = disclosure.MustDate("1970-01-01")

func dayOf(d disclosure.Date) day { return day(epoch.DaysUntil(d)) }

// dateOf is the date of a day; zero for noDay.
func dateOf(n day) disclosure.Date {
	if n == noDay {
		return disclosure.Date{}
	}
	return epoch.AddDays(int(n))
}
