package qrsign

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"

	"mingshi/internal/disclosure"
)

// Signer holds the keys that sign statements: the newest signs, all are told to those who check. It never changes after
// NewSigner and may be used from many goroutines.
type Signer struct {
	newest signingKey
	jwks   []byte
}

// signingKey is an Ed25519 key with the name under which it is told.
type signingKey struct {
	kid     string
	private ed25519.PrivateKey
}

// jwk is a public key as RFC 8037 §2 writes it. The members of its thumbprint stand first, in the order of RFC 7638 §3.2.
type jwk struct {
	Curve string `json:"crv"`
	Type  string `json:"kty"`
	X     string `json:"x"`
	ID    string `json:"kid,omitempty"`
	Use   string `json:"use,omitempty"`
	Alg   string `json:"alg,omitempty"`
}

// NewSigner takes the seeds (RFC 8032 §5.1.5) of the keys by their numbers; the highest signs. No key at all, and a seed of
// another length than 32 bytes, are kind Invalid.
func NewSigner(seeds map[uint8][]byte) (*Signer, error) {
	if len(seeds) == 0 {
		return nil, disclosure.Errorf(disclosure.Invalid, "statement keys: none given, want at least one of %d bytes", ed25519.SeedSize)
	}
	signer := &Signer{}
	var set struct {
		Keys []jwk `json:"keys"`
	}
	for _, number := range slices.Backward(slices.Sorted(maps.Keys(seeds))) {
		if len(seeds[number]) != ed25519.SeedSize {
			return nil, disclosure.Errorf(disclosure.Invalid,
				"statement keys: key %d has %d bytes, want %d random ones", number, len(seeds[number]), ed25519.SeedSize)
		}
		private := ed25519.NewKeyFromSeed(seeds[number])
		public, err := publicKey(private)
		if err != nil {
			return nil, disclosure.Errorf(disclosure.Internal, "statement keys: key %d: %w", number, err)
		}
		set.Keys = append(set.Keys, public)
		if signer.newest.private == nil {
			signer.newest = signingKey{public.ID, private}
		}
	}
	var err error
	if signer.jwks, err = json.Marshal(set); err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "statement keys: %w", err)
	}
	return signer, nil
}

// JWKS are the public halves of all keys as a JWK set (RFC 7517 §5), the one that signs first. It must not be written to.
func (s *Signer) JWKS() []byte { return s.jwks }

// publicKey is what is told of a key. Its name is its thumbprint (RFC 7638): another key never has the name of this one,
// even where a data folder began anew and numbers its keys from 1 again.
func publicKey(private ed25519.PrivateKey) (jwk, error) {
	half := private[ed25519.SeedSize:] // the public key stands behind the seed (crypto/ed25519)
	told := jwk{Curve: "Ed25519", Type: "OKP", X: base64.RawURLEncoding.EncodeToString(half)}
	required, err := json.Marshal(told)
	if err != nil {
		return jwk{}, err
	}
	thumbprint := sha256.Sum256(required)
	told.ID = base64.RawURLEncoding.EncodeToString(thumbprint[:])
	told.Use, told.Alg = "sig", "EdDSA"
	return told, nil
}
