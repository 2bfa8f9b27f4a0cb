package qrsign_test

import (
	"bytes"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
)

func newKeyring(t *testing.T, keys map[uint8][]byte) *qrsign.Keyring {
	t.Helper()
	ring, err := qrsign.NewKeyring(keys)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestKeyringKnowsTheVectors(t *testing.T) {
	ring := newKeyring(t, map[uint8][]byte{1: testKey(), 7: testKey()})
	for _, v := range vectors {
		if !ring.Genuine(v.code) {
			t.Errorf("Genuine(%q) = false", v.code)
		}
	}
}

func TestKeyringIssuesUnderTheNewestKey(t *testing.T) {
	older, newer := testKey(), bytes.Repeat([]byte{9}, 100)
	before := newKeyring(t, map[uint8][]byte{1: older})
	after := newKeyring(t, map[uint8][]byte{1: older, 200: newer, 0: bytes.Repeat([]byte{1}, 32)})

	if got, want := before.Issue(1), vectors[0].code; got != want {
		t.Errorf("Issue(1) = %q, want %q", got, want)
	}
	code := after.Issue(582)
	if got, want := code.Serial(), (qrsign.Serial{KeyID: 200, Number: 582}); got != want {
		t.Errorf("Issue(582) has serial %+v, want %+v", got, want)
	}
	if !after.Genuine(code) {
		t.Error("the new ring does not know its own code")
	}
	if !after.Genuine(before.Issue(1)) {
		t.Error("a board issued before the change of keys is no longer genuine")
	}
	if before.Genuine(code) {
		t.Error("a ring without the key calls its code genuine")
	}
}

func TestOneWrongCharacterIsNeverGenuine(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	ring := newKeyring(t, map[uint8][]byte{1: testKey(), 2: bytes.Repeat([]byte{2}, 32), 17: bytes.Repeat([]byte{17}, 32)})
	code := string(vectors[0].code)
	tried := 0
	for position := range code {
		for _, c := range alphabet {
			wrong := code[:position] + string(c) + code[position+1:]
			if wrong == code {
				continue
			}
			tried++
			if ring.Genuine(qrsign.Code(wrong)) {
				t.Errorf("Genuine(%q) = true, the genuine one is %q", wrong, code)
			}
		}
	}
	if tried != 20*31 {
		t.Errorf("tried %d codes, want %d", tried, 20*31)
	}
}

func TestNeverGenuine(t *testing.T) {
	ring := newKeyring(t, map[uint8][]byte{1: testKey()})
	other := bytes.Repeat([]byte{7}, 32)
	genuine := vectors[0].code
	tests := map[string]qrsign.Code{
		"other key":                 qrsign.NewCode(other, qrsign.Serial{KeyID: 1, Number: 1}),
		"unknown key id":            qrsign.NewCode(testKey(), qrsign.Serial{KeyID: 2, Number: 1}),
		"unknown id, empty key":     qrsign.NewCode(nil, qrsign.Serial{KeyID: 2, Number: 1}),
		"unknown id, key of zeroes": qrsign.NewCode(make([]byte, 32), qrsign.Serial{KeyID: 2, Number: 1}),
		"tag of another board":      qrsign.Code(vectors[1].serial.String()) + genuine[8:],
		"nothing":                   "",
		"serial only":               genuine[:8],
		"shortened":                 genuine[:19],
		"lengthened":                genuine + "0",
		"not normalised":            qrsign.Code(strings.ToLower(string(genuine))),
		"grouped":                   qrsign.Code(genuine.Grouped()),
	}
	for name, code := range tests {
		if ring.Genuine(code) {
			t.Errorf("%s: Genuine(%q) = true", name, code)
		}
	}
}

func TestNewKeyringRefuses(t *testing.T) {
	tests := map[string]struct {
		keys map[uint8][]byte
		says string
	}{
		"no keys":   {nil, "none given"},
		"empty key": {map[uint8][]byte{1: nil}, "key 1 has 0 bytes, want at least 32"},
		"short key": {map[uint8][]byte{1: testKey(), 3: testKey()[:31]}, "key 3 has 31 bytes, want at least 32"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			ring, err := qrsign.NewKeyring(tt.keys)
			if ring != nil || err == nil || disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("NewKeyring = %v, %v, want kind Invalid", ring, err)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %q, want it to say %q", err, tt.says)
			}
		})
	}
}

func TestKeyringKeepsItsOwnCopies(t *testing.T) {
	key := testKey()
	keys := map[uint8][]byte{1: key}
	ring := newKeyring(t, keys)
	clear(key)
	keys[9] = testKey()
	if got, want := ring.Issue(1), vectors[0].code; got != want {
		t.Errorf("Issue(1) = %q after the caller wiped its key, want %q", got, want)
	}
}
