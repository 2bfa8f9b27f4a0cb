package qrsign

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"math"

	"mingshi/internal/disclosure"
)

// minKeyLength is the shortest key in bytes: as long as the hash's output, below which HMAC loses strength (RFC 2104 §3).
const minKeyLength = 32

// Keyring holds the board keys of an authority: the newest issues, all of them check, so that a board outlives the
// change of keys. It never changes after NewKeyring and may be used from many goroutines.
type Keyring struct {
	// keys has a key for every id. An id that is not ours has the decoy, so that checking costs the same.
	keys [math.MaxUint8 + 1][]byte
	// known is 1 for the ids that are ours, 0 for the decoys.
	known  [math.MaxUint8 + 1]int
	newest uint8
}

// NewKeyring takes the keys by their ids; the highest id is the newest and issues. It keeps copies. No key at all, and a
// key shorter than 32 bytes, are kind Invalid.
func NewKeyring(keys map[uint8][]byte) (*Keyring, error) {
	if len(keys) == 0 {
		return nil, disclosure.Errorf(disclosure.Invalid, "board keys: none given, want at least one of %d bytes", minKeyLength)
	}
	ring := &Keyring{}
	for id, key := range keys {
		if len(key) < minKeyLength {
			return nil, disclosure.Errorf(disclosure.Invalid,
				"board keys: key %d has %d bytes, want at least %d random ones", id, len(key), minKeyLength)
		}
		ring.keys[id] = bytes.Clone(key)
		ring.known[id] = 1
		ring.newest = max(ring.newest, id)
	}
	ring.fillDecoys()
	return ring, nil
}

// fillDecoys gives every id that is not ours a random key. It is as long as the newest key, because HMAC takes one more
// step for keys beyond 64 bytes.
func (k *Keyring) fillDecoys() {
	decoy := make([]byte, len(k.keys[k.newest]))
	_, _ = rand.Read(decoy) // never fails (crypto/rand)
	for id := range k.keys {
		if k.known[id] == 0 {
			k.keys[id] = decoy
		}
	}
}

// Issue makes the code of the board with the given number, under the newest key.
func (k *Keyring) Issue(number uint32) Code {
	return NewCode(k.keys[k.newest], Serial{KeyID: k.newest, Number: number})
}

// Genuine reports whether the code was issued under one of the keys. A well-formed code takes the same path and time
// whether its tag is nearly right, wholly wrong or made under an unknown key id, so the answer's delay helps no forger.
// A malformed code is never genuine. Whether the board still stands is for the register of boards to say.
func (k *Keyring) Genuine(c Code) bool {
	if !c.wellFormed() {
		return false
	}
	serial := c.Serial()
	var want, claimed [8]byte
	binary.BigEndian.PutUint64(want[:], tagOf(k.keys[serial.KeyID], serial))
	binary.BigEndian.PutUint64(claimed[:], c.tag())
	return subtle.ConstantTimeCompare(want[:], claimed[:])&k.known[serial.KeyID] == 1
}
