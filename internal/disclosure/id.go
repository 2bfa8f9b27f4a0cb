package disclosure

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

// ID names one record for ever: the prefix of its kind and 13 characters of Crockford base32, random and without
// meaning, never reused or renumbered.
type ID string

// idLength is the number of characters behind the prefix: 13 × 5 = 65 bits, 64 of them random.
const idLength = 13

// Crockford's alphabet leaves out I, L, O and U.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var idEncoding = base32.NewEncoding(crockford).WithPadding(base32.NoPadding)

// NewID draws a fresh id for a record of the given kind.
func NewID(kind Kind) ID {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	return ID(kind.Prefix() + idEncoding.EncodeToString(random[:]))
}

// ParseID checks the form of an id and tells its kind. It says nothing about whether such a record exists.
func ParseID(s string) (ID, Kind, error) {
	for _, kind := range Kinds() {
		rest, ok := strings.CutPrefix(s, kind.Prefix())
		if ok && len(rest) == idLength && strings.Trim(rest, crockford) == "" {
			return ID(s), kind, nil
		}
	}
	return "", "", Errorf(Invalid, "id %q: want a kind's prefix and %d characters of Crockford base32", s, idLength)
}

// Kind tells which kind of record the id names; "" for a malformed id.
func (id ID) Kind() Kind {
	_, kind, _ := ParseID(string(id))
	return kind
}
