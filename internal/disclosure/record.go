package disclosure

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Record is one published thing: the envelope, which the store understands, around a body, which only the domain does.
type Record struct {
	ID      ID
	Kind    Kind
	Version int64
	State   State

	// Name is what the record is listed under: a venue's name, else the counterparty's as it is shown; "" for kinds that
	// have neither.
	Name string
	// Subject is the credit code of the business the record is about; "" for natural persons and for counterparties
	// without a valid code, which never make a subject page and never join two parties.
	Subject string
	// Places are the permit or filing numbers under which the record's place is known: all numbers of a venue, the one
	// number that any other record names. Records and venues find each other by them when read.
	Places []string
	// Authority is the credit code of the body that decided; "" where none is named.
	Authority string

	DecidedOn   Date
	PublishedAt time.Time
	UpdatedAt   time.Time
	// PublicUntil is the last public day; zero means without end.
	PublicUntil Date
	// Regime names the publication rules that set PublicUntil.
	Regime string

	// Body is the canonical JSON of the public facts.
	Body   []byte
	Salt   [SaltSize]byte
	Digest Digest

	// Position is that of the record's last change in the feed.
	Position int64
}

// SaltSize is the number of random bytes that go before a body into its digest.
const SaltSize = 16

// Digest is SHA-256(salt ‖ body). The salt dies with the body, so the digest of a gone record confirms nothing.
type Digest [sha256.Size]byte

// String gives "sha256:" and the hexadecimal digits.
func (d Digest) String() string { return "sha256:" + hex.EncodeToString(d[:]) }

// Seal gives the record a body, a fresh salt and the digest over both.
func (r *Record) Seal(body []byte) {
	r.Body = body
	_, _ = rand.Read(r.Salt[:]) // never fails (crypto/rand)
	r.Digest = r.ComputeDigest()
}

// ComputeDigest returns what the digest must be for the record's salt and body.
func (r *Record) ComputeDigest() Digest {
	h := sha256.New()
	h.Write(r.Salt[:])
	h.Write(r.Body)
	return Digest(h.Sum(nil))
}

// PublicOn reports whether the record may be shown on the given day: its state is public and its period has not ended.
func (r *Record) PublicOn(today Date) bool {
	return r.State.Public() && (r.PublicUntil.IsZero() || !r.PublicUntil.Before(today))
}

// Change is one entry of the feed.
type Change struct {
	Position int64
	At       time.Time
	Op       Op
	Kind     Kind
	ID       ID
	Version  int64
	Reason   Reason
	Digest   Digest
}

// Key is the HMAC-SHA-256 of a natural key under a key that is kept outside the store: it finds a record again, also a
// gone one, and tells nothing.
type Key [sha256.Size]byte
