package qrsign

import (
	"bytes"
	"testing"
)

// An unknown key id runs through the same computation as a known one, and even somebody who knew the decoy key could
// not make a genuine code with it. Only a test inside the package can know it.
func TestDecoyKeyNeverMakesAGenuineCode(t *testing.T) {
	ring, err := NewKeyring(map[uint8][]byte{1: bytes.Repeat([]byte{1}, 32), 4: bytes.Repeat([]byte{4}, 80)})
	if err != nil {
		t.Fatal(err)
	}
	for id := range len(ring.keys) {
		serial := Serial{KeyID: uint8(id), Number: 1}
		known := id == 1 || id == 4
		if !known && len(ring.keys[id]) != 80 {
			t.Fatalf("key id %d: decoy of %d bytes, want one as long as the newest key", id, len(ring.keys[id]))
		}
		if !known && bytes.Equal(ring.keys[id], make([]byte, 80)) {
			t.Fatalf("key id %d: the decoy is not random", id)
		}
		if got := ring.Genuine(NewCode(ring.keys[id], serial)); got != known {
			t.Errorf("key id %d: Genuine = %v, want %v", id, got, known)
		}
	}
}
