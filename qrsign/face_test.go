package qrsign_test

import (
	"strings"
	"testing"

	"mingshi/qrsign"
)

func TestAFaceIsThatOfOneBoardNameAndAddress(t *testing.T) {
	ring, err := qrsign.NewKeyring(map[uint8][]byte{1: testKey(), 2: []byte(strings.Repeat("k", 32))})
	if err != nil {
		t.Fatal(err)
	}
	serial := qrsign.Serial{KeyID: 1, Number: 7}
	face := ring.Face(serial, "青禾宾馆", "湖光路1号")
	if len(face) != 12 || face != ring.Face(serial, "青禾宾馆", "湖光路1号") {
		t.Errorf("face %q is not the same 12 characters each time", face)
	}
	others := map[string]string{
		"another name":    ring.Face(serial, "青禾酒店", "湖光路1号"),
		"another address": ring.Face(serial, "青禾宾馆", "湖光路2号"),
		"a letter moved":  ring.Face(serial, "青禾宾馆湖", "光路1号"),
		"another board":   ring.Face(qrsign.Serial{KeyID: 1, Number: 8}, "青禾宾馆", "湖光路1号"),
		"another key":     ring.Face(qrsign.Serial{KeyID: 2, Number: 7}, "青禾宾馆", "湖光路1号"),
		"no key":          ring.Face(qrsign.Serial{KeyID: 3, Number: 7}, "青禾宾馆", "湖光路1号"),
	}
	for what, other := range others {
		if other == face {
			t.Errorf("%s has the same face", what)
		}
	}
	if others["no key"] != "" {
		t.Errorf("a board of a key that is not here has the face %q", others["no key"])
	}
	if tag := string(ring.Issue(7))[8:]; strings.Contains(face, tag) || strings.Contains(tag, face) {
		t.Error("the face tells the tag")
	}
}
