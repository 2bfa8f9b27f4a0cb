package qrsign

import "encoding/binary"

// serialLength is the number of characters of a serial: 8 × 5 = 40 bits.
const serialLength = 8

// numberBits is the width of a board's number; the key id stands above it.
const numberBits = 32

// Serial names one board for ever. It is public: it says which board is meant, and proves nothing.
type Serial struct {
	// KeyID names the key under which the board's code was made.
	KeyID uint8
	// Number is the board's number, counted by the issuing authority.
	Number uint32
}

// String gives the serial as 8 characters of Crockford base32, which are also the first 8 of the board's code. The tag
// that makes a code genuine is not in it, so it may stand in lists, logs and file names.
func (s Serial) String() string {
	return encode(uint64(s.KeyID)<<numberBits|uint64(s.Number), serialLength)
}

// ParseSerial reads a serial as a person types it, with the same indulgence as ParseCode. Any other form is kind
// Invalid. Every 8 characters are some serial: whether such a board exists, only the register of boards knows.
func ParseSerial(s string) (Serial, error) {
	text, err := normalise("board serial", s, serialLength)
	if err != nil {
		return Serial{}, err
	}
	return serialOf(text), nil
}

// serialOf reads 8 canonical characters.
func serialOf(text string) Serial {
	bits := decode(text)
	return Serial{KeyID: uint8(bits >> numberBits), Number: uint32(bits)} //nolint:gosec // both take their part of 40 bits
}

// bytes gives the serial as the 5 big-endian bytes that the tag is computed over.
func (s Serial) bytes() []byte {
	return binary.BigEndian.AppendUint32([]byte{s.KeyID}, s.Number)
}
