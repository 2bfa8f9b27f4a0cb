package disclosure

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

func TestARecordIsPublicThroughItsLastDay(t *testing.T) {
	today := MustDate("2026-11-20")
	cases := []struct {
		name  string
		state State
		until Date
		want  bool
	}{
		{"without end", StatePublished, Date{}, true},
		{"ends tomorrow", StatePublished, today.AddDays(1), true},
		{"last day", StatePublished, today, true},
		{"ended yesterday", StatePublished, today.AddDays(-1), false},
		{"disputed on its last day", StateDisputed, today, true},
		{"disputed and over", StateDisputed, today.AddDays(-1), false},
		{"withdrawn", StateWithdrawn, Date{}, false},
		{"repaired", StateRepaired, today, false},
		{"expired", StateExpired, today.AddDays(1), false},
		{"no state", "", Date{}, false},
	}
	for _, c := range cases {
		record := Record{State: c.state, PublicUntil: c.until}
		if got := record.PublicOn(today); got != c.want {
			t.Errorf("%s: public = %t, want %t", c.name, got, c.want)
		}
	}
}

func TestSealBindsTheBody(t *testing.T) {
	var record Record
	record.Seal([]byte(`{"a":1}`))
	sum := sha256.Sum256(append(append([]byte{}, record.Salt[:]...), `{"a":1}`...))
	if record.Digest != Digest(sum) || record.ComputeDigest() != record.Digest {
		t.Errorf("digest %s, want that of salt and body", record.Digest)
	}
	if got, want := record.Digest.String(), "sha256:"+hex.EncodeToString(sum[:]); got != want {
		t.Errorf("written %s, want %s", got, want)
	}
	first := record
	record.Seal([]byte(`{"a":1}`))
	if record.Salt == first.Salt || record.Digest == first.Digest {
		t.Error("two seals of one body share a salt")
	}
	changed := first
	changed.Body = []byte(`{"a":2}`)
	if changed.ComputeDigest() == first.Digest {
		t.Error("another body has the same digest")
	}
	changed = first
	changed.Salt[SaltSize-1]++
	if changed.ComputeDigest() == first.Digest {
		t.Error("another salt has the same digest")
	}
	if !strings.HasPrefix(Digest{}.String(), "sha256:0000") {
		t.Errorf("an empty digest is written %s", Digest{})
	}
}
