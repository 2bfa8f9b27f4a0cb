package throttle

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mingshi/internal/disclosure"
)

// Key is what is kept of a key: all but the key itself.
type Key struct {
	// Name is whose the key is, as the operator calls them.
	Name string `json:"name"`
	// Hash is the SHA-256 of the key's 32 random bytes, in hexadecimal digits. It needs no salt: they cannot be guessed.
	Hash   string    `json:"sha256"`
	MadeAt time.Time `json:"made_at"`
	MadeBy string    `json:"made_by"`
	// Rate is the key's own in place of that of all keys; nil where it has none.
	Rate *Rate `json:"rate,omitempty"`
	// RevokedAt is the instant from which the key opens nothing; nil as long as it holds.
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
}

// Secret is a key as its holder sends it. It prints as a word, so that it comes into no log by accident; see Reveal.
type Secret string

const (
	// secretPrefix lets people and scanners for leaked secrets know a key of ours.
	secretPrefix = "msk_"
	secretBytes  = 32
)

// secretText writes keys without letters that look like digits.
var secretText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewSecret makes a key out of 32 random bytes.
func NewSecret() Secret {
	var random [secretBytes]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	return Secret(secretPrefix + secretText.EncodeToString(random[:]))
}

// String hides the key.
func (Secret) String() string { return "msk_…" }

// GoString hides the key from %#v.
func (s Secret) GoString() string { return s.String() }

// Reveal is the key itself: for its holder, once.
func (s Secret) Reveal() string { return string(s) }

// hash is what is kept of the key; false for a text that is no key.
func (s Secret) hash() (string, bool) {
	text, ours := strings.CutPrefix(string(s), secretPrefix)
	random, err := secretText.DecodeString(text)
	if !ours || err != nil || len(random) != secretBytes || secretText.EncodeToString(random) != text {
		return "", false // there is one way to write a key
	}
	sum := sha256.Sum256(random)
	return hex.EncodeToString(sum[:]), true
}

// opens reports whether a hash is that of the key, in a time that does not tell how much of it is right.
func (k *Key) opens(hash string) bool {
	return subtle.ConstantTimeCompare([]byte(hash), []byte(k.Hash)) == 1
}

// maxName is the longest name of a key in characters.
const maxName = 100

// CheckName refuses names that could not be told apart or printed on one line.
func CheckName(name string) error {
	if name == "" || name != strings.TrimSpace(name) || !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxName ||
		strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return disclosure.Errorf(disclosure.Invalid, "key %q: want a name of 1 to %d characters that can be seen", name, maxName)
	}
	return nil
}
