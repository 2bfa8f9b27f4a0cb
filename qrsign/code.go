package qrsign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"
)

const (
	// tagLength is the number of characters of a tag: 12 × 5 = 60 bits.
	tagLength = 12
	// codeLength is the number of characters of a whole code.
	codeLength = serialLength + tagLength
	// groupLength is how many characters stand together on a board: as many as one keeps in mind while typing.
	groupLength = 4
	// tagDomain keeps a tag apart from anything else that might ever be computed under the same key. It ends with a
	// zero byte, so no other domain can begin with it.
	tagDomain = "mingshi board v1\x00"
	// tagSpareBits are the bits of the MAC's first 8 bytes that do not enter the 60-bit tag.
	tagSpareBits = 4
)

// Code is what a board carries: 20 characters of Crockford base32 in upper case, the serial and the tag that proves that
// the board was issued here. It belongs on boards and in scans only: whoever has a venue's code can print a genuine
// board, so it never enters an interface, a feed, a file name or a log. Make one with NewCode, Keyring.Issue or ParseCode.
type Code string

// NewCode makes the code of the board s under a key. It takes a key of any length; Keyring is what refuses weak ones.
func NewCode(key []byte, s Serial) Code {
	return Code(s.String() + encode(tagOf(key, s), tagLength))
}

// ParseCode reads a code as a person types it at the door: in lower case, in full width, with O for 0, with I or L for 1,
// in groups parted by dashes or spaces of any kind. Any other form is kind Invalid. It says nothing
// about whether the code is genuine; Keyring.Genuine does.
func ParseCode(s string) (Code, error) {
	text, err := normalise("board code", s, codeLength)
	return Code(text), err
}

// Serial tells which board the code names, genuine or not; the zero serial for a malformed code.
func (c Code) Serial() Serial {
	if !c.wellFormed() {
		return Serial{}
	}
	return serialOf(string(c[:serialLength]))
}

// Grouped gives the code as it is printed, in groups of four: "0400 0001 BY0C XBYN MGHB".
func (c Code) Grouped() string {
	groups := make([]string, 0, codeLength/groupLength)
	for rest := string(c); rest != ""; {
		end := min(groupLength, len(rest))
		groups = append(groups, rest[:end])
		rest = rest[end:]
	}
	return strings.Join(groups, " ")
}

// wellFormed reports whether the code is in the form that ParseCode gives.
func (c Code) wellFormed() bool { return isCanonical(string(c), codeLength) }

// tag gives the 60 bits that a well-formed code claims as its tag.
func (c Code) tag() uint64 { return decode(string(c[serialLength:])) }

// tagOf computes the tag of a serial: the first 60 bits of HMAC-SHA-256 over the domain and the serial.
func tagOf(key []byte, s Serial) uint64 {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(tagDomain)) // a hash never returns an error
	mac.Write(s.bytes())
	return binary.BigEndian.Uint64(mac.Sum(nil)) >> tagSpareBits
}
