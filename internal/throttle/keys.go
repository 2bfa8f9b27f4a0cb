package throttle

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"

	"mingshi/internal/disclosure"
)

// KeysFile is the name of the file of keys within a data folder. It is for its owner alone (mode 0600), though it holds no key that
// could be used.
const KeysFile = "api-keys.json"

// Keys are all keys that were ever made, revoked ones too, in the order in which they were made. A name has at most one that holds.
type Keys struct {
	all []Key
}

// keysDocument is the file.
type keysDocument struct {
	Keys []Key `json:"keys"`
}

// ParseKeys reads what Encode has written; anything else is kind Invalid, since a key that is not understood might be a revoked one.
func ParseKeys(text []byte) (Keys, error) {
	var document keysDocument
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&document); err != nil {
		return Keys{}, disclosure.Errorf(disclosure.Invalid, "keys: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Keys{}, disclosure.Errorf(disclosure.Invalid, "keys: more than one document")
	}
	holding := make(map[string]bool, len(document.Keys))
	for i := range document.Keys {
		key := &document.Keys[i]
		if err := key.check(); err != nil {
			return Keys{}, err
		}
		if key.RevokedAt != nil {
			continue
		}
		if holding[key.Name] {
			return Keys{}, disclosure.Errorf(disclosure.Invalid, "key %q: stands there twice", key.Name)
		}
		holding[key.Name] = true
	}
	return Keys{all: document.Keys}, nil
}

func (k *Key) check() error {
	if err := CheckName(k.Name); err != nil {
		return err
	}
	if sum, err := hex.DecodeString(k.Hash); err != nil || len(sum) != sha256.Size || hex.EncodeToString(sum) != k.Hash {
		return disclosure.Errorf(disclosure.Invalid, "key %q: sha256: want %d hexadecimal digits in lower case", k.Name, 2*sha256.Size)
	}
	if k.MadeAt.IsZero() {
		return disclosure.Errorf(disclosure.Invalid, "key %q: made_at is missing", k.Name)
	}
	return nil
}

// Encode writes the file.
func (k *Keys) Encode() []byte {
	all := k.all
	if all == nil {
		all = []Key{}
	}
	text, _ := json.MarshalIndent(keysDocument{Keys: all}, "", "  ") //nolint:errchkjson // texts, instants and rates: cannot fail
	return append(text, '\n')
}

// All lists the keys in the order in which they were made.
func (k *Keys) All() []Key { return slices.Clone(k.all) }

// Create makes a key and returns it, which is the only time that it can be had. A name that has a key is kind Conflict; one that
// cannot be used kind Invalid. A rate of nil is that of all keys.
func (k *Keys) Create(name, by string, rate *Rate, now time.Time) (Secret, error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	if k.holding(name) != nil {
		return "", disclosure.Errorf(disclosure.Conflict, "key %q: there is one already", name)
	}
	secret := NewSecret()
	hash, _ := secret.hash() // it was just made
	k.all = append(k.all, Key{Name: name, Hash: hash, MadeAt: now.UTC().Truncate(time.Second), MadeBy: by, Rate: rate})
	return secret, nil
}

// Revoke ends the key of a name; kind NotFound if it has none that holds.
func (k *Keys) Revoke(name string, now time.Time) error {
	key := k.holding(name)
	if key == nil {
		return disclosure.Errorf(disclosure.NotFound, "key %q: there is none that holds", name)
	}
	at := now.UTC().Truncate(time.Second)
	key.RevokedAt = &at
	return nil
}

// Find gives the key that a secret is, if it holds.
func (k *Keys) Find(secret Secret) (Key, bool) {
	hash, ok := secret.hash()
	if !ok {
		return Key{}, false
	}
	found := -1
	for i := range k.all { // all of them, whichever it is
		if k.all[i].opens(hash) && k.all[i].RevokedAt == nil {
			found = i
		}
	}
	if found < 0 {
		return Key{}, false
	}
	return k.all[found], true
}

func (k *Keys) holding(name string) *Key {
	for i := range k.all {
		if k.all[i].Name == name && k.all[i].RevokedAt == nil {
			return &k.all[i]
		}
	}
	return nil
}
