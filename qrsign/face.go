package qrsign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

const (
	// faceDomain keeps the mark of a face apart from a tag under the same key.
	faceDomain = "mingshi board face v1\x00"
	// faceLength is the number of characters of a mark: 12 × 5 = 60 bits.
	faceLength = 12
)

// Face marks what stands large on a board, the venue's name and address: 12 characters of Crockford base32, the first 60 bits
// of an HMAC-SHA-256 under the board's key. The record of a board keeps it, so that a later rename or move is seen, while the
// record says nothing of a venue that is gone: without the key nobody can try out names. It is empty for a board whose key is not here.
func (k *Keyring) Face(s Serial, name, address string) string {
	if k.known[s.KeyID] == 0 {
		return ""
	}
	mac := hmac.New(sha256.New, k.keys[s.KeyID])
	mac.Write([]byte(faceDomain)) // a hash never returns an error
	mac.Write(s.bytes())
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(name)))
	mac.Write(length[:]) // so that no two pairs of name and address run together
	mac.Write([]byte(name))
	mac.Write([]byte(address))
	return encode(binary.BigEndian.Uint64(mac.Sum(nil))>>tagSpareBits, faceLength)
}
